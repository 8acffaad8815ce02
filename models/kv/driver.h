// Clients of one workload at one site: what they ask, when, how long they wait, what they saw.
#pragma once

#include <memory>
#include <span>

#include "models/kv/recorder.h"
#include "models/kv/types.h"
#include "models/kv/workload.h"
#include "sim/kernel/event_queue.h"
#include "sim/kernel/random.h"
#include "sim/kernel/time.h"

namespace kv {

/// The driver's own timers: the model puts this struct in its message variant and hands it back.
struct LoadTimer {
  enum class Kind : std::uint8_t { kArrival, kThink, kDeadline } kind{};
  OperationId operation;  // kDeadline
  ClientId client;        // kThink
};

/// What a protocol's client library does for a Driver. It picks the coordinator, keeps contexts,
/// and calls Driver::answered when a reply comes.
class Library {
 public:
  virtual ~Library() = default;
  virtual void get(OperationId, std::uint32_t attempt, ClientId, Key) = 0;
  virtual void put(OperationId, std::uint32_t attempt, ClientId, Key, Value) = 0;
  virtual sim::EventHandle wake_after(sim::Duration, LoadTimer) = 0;
  virtual void cancel(sim::EventHandle) = 0;
};

/// The loop of `clients` clients of one workload at one site: open (Poisson) or closed. Latency is
/// measured from the intended start. Knows no protocol.
class Driver {
 public:
  /// `share` of the workload's clients and rate live here: first_client .. first_client+clients-1.
  struct Place {
    std::uint32_t workload = 0;  // index, for the recorder
    sim::SiteId site;
    ClientId first_client;
    std::uint32_t clients = 0;  // of workload.clients in all
  };
  Driver(const WorkloadConfig&, Place, std::uint64_t seed, Library&, Recorder&);
  ~Driver();

  void start(sim::Time now);
  void on(const LoadTimer&, sim::Time now);
  /// `read`: every sibling a get returned. Answers to operations that are over are ignored. A
  /// `kFail` or `kUnknown` answer is retried while retries are left.
  void answered(OperationId, Outcome, std::span<const Value> read, sim::Time now);
  void set_load(sim::Ratio factor, sim::Time now);  ///< of the configured rate or client count
  void stop();                                      ///< begin nothing new
  std::size_t open_operations() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kv
