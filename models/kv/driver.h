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
  enum class Kind : std::uint8_t { kArrival, kThink, kReadBack, kDeadline } kind{};
  OperationId operation;      // kDeadline
  ClientId client;            // kThink, kReadBack
  std::uint32_t attempt = 0;  // kDeadline: of this attempt, or of the back-off before it
};

/// What a protocol's client library does for a Driver. It picks the coordinator, keeps contexts,
/// and calls Driver::answered when a reply comes.
class Library {
 public:
  virtual ~Library() = default;
  /// An operation of this key is about to begin: asks for memory, and does nothing else.
  virtual void prefetch(Key) const {}
  virtual void get(OperationId, std::uint32_t attempt, ClientId, Key) = 0;
  virtual void put(OperationId, std::uint32_t attempt, ClientId, Key, Value) = 0;
  /// The client gave this attempt up; a retry or the end of the operation follows.
  virtual void timed_out(OperationId, std::uint32_t) {}
  /// Asked of a put before timed_out: false if no attempt was sent so far, so that none can happen.
  virtual bool may_have_written(OperationId) const { return true; }
  virtual sim::EventHandle wake_after(sim::Duration, LoadTimer) = 0;
  virtual void cancel(sim::EventHandle) = 0;
};

/// The loop of the clients of one workload at one site: open (Poisson) or closed. Latency is
/// measured from the intended start. Knows no protocol.
class Driver {
 public:
  using Place = kv::Place;
  /// The library and the recorder must outlive the driver.
  Driver(const WorkloadConfig&, Place, std::uint64_t seed, Library&, Recorder&);
  ~Driver();

  void start(sim::Time now);
  /// The operation is about to be answered: asks for memory, and does nothing else.
  void prefetch(OperationId) const;
  void on(const LoadTimer&, sim::Time now);
  /// `read`: every sibling a get returned, tombstones too. Answers to operations that are over are
  /// ignored. A `kFail` or `kUnknown` answer is retried while retries are left.
  void answered(OperationId, Outcome, std::span<const Value> read, sim::Time now);
  /// The same by a library that knows which attempt was answered: a bad answer to an attempt that
  /// is already given up is then ignored.
  void answered(OperationId, std::uint32_t attempt, Outcome, std::span<const Value> read,
                sim::Time now);
  /// Of the configured rate, or of the clients that are active (never more than all of them).
  void set_load(sim::Ratio factor, sim::Time now);
  /// Begins nothing new: arrivals that wait are abandoned and fail at `now` (without one, when the
  /// recorder last heard of an operation); retries go on. Stopping twice is stopping once.
  void stop(sim::Time now = sim::kStart);
  std::size_t open_operations() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kv
