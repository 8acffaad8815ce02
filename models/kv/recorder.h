// What the clients of a run saw: counts, latencies, staleness, and the history if asked for.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "models/kv/carts.h"
#include "models/kv/consistency.h"
#include "models/kv/types.h"
#include "models/kv/workload.h"
#include "sim/kernel/time.h"
#include "sim/model/model.h"
#include "sim/observe/checks.h"
#include "sim/observe/results.h"

namespace kv {

/// One per run, shared by all Drivers. Watches; decides nothing and draws nothing.
class Recorder {
 public:
  struct Setup {
    sim::Phases phases;
    std::vector<std::string> site_names;  // by SiteId
    sim::Duration series_interval = std::chrono::seconds(1);
    bool record_history = false;
    std::vector<Consistency> consistency = {};  // demanded of the history, which is kept for it
    bool audits = true;  // false: no put is remembered; reads and sessions are not judged
    std::function<void(sim::SiteId, bool ok)> on_ended_operation;  // may be empty
    std::function<bool(Key)> reads_must_be_fresh{};  // asked at a get's end; empty: never promised
    // A put whose context was read first replaces all that was acknowledged before it began; empty:
    // never promised.
    std::function<bool(Key)> puts_must_replace{};
  };
  Recorder(std::span<const WorkloadConfig>, Setup, sim::Checks&);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// Names an invocation until it completes.
  struct Ticket {
    std::uint32_t slot = 0, generation = 0;
  };
  struct Invocation {
    std::uint32_t workload = 0;
    sim::SiteId site;
    ClientId client;
    Action action{};
    Key key;
    Value value;         // of a put
    sim::Time intended;  // latency counts from here
  };
  /// The client is about to invoke or complete something of this key: asks for what that touches.
  void prefetch(ClientId, Key) const;
  Ticket invoked(const Invocation&, sim::Time now);
  /// `read`: what an ok get returned, tombstones among it: they count as no value. A second
  /// completion of a ticket is a violation.
  void completed(Ticket, Outcome, std::span<const Value> read, sim::Time now);
  /// A read-modify-write whose put was acknowledged; its get and put are recorded as themselves.
  void modified(std::uint32_t workload, sim::Time intended, sim::Time now);
  /// An arrival that found no client before the load stopped: it failed, for nothing was sent. It
  /// was never invoked, so no history has it. A `now` before the latest event counts as that event.
  void abandoned(const Invocation&, sim::Time now);
  Value next_value(sim::Bytes size);  ///< a token no other put of the run has

  Carts& carts();  ///< what values contain, where a workload's are carts

  std::uint64_t open_operations() const;
  std::uint64_t puts() const;   ///< numbered so far
  std::uint64_t bytes() const;  ///< of what is remembered of puts, keys and sessions
  /// Once, when the run is over; without a time, at its planned end. An operation that is still
  /// open counts as such; it is a violation if the run has settled for longer than it can last.
  void judge(sim::Time now);
  void judge();
  /// What all replicas hold of a key when the run is over.
  struct Held {
    std::vector<Value> values;
    bool writes_must_survive = false;  // those that were acknowledged
  };
  /// Once, after the other: looks for the items of every cart.
  void judge_carts(sim::Time now, const std::function<Held(Key)>&);
  /// `now`: how far the run got; without one, to its planned end. Rates and series end there.
  void report(sim::Results&, sim::Time now) const;
  void report(sim::Results&) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kv
