// The clock and the future events. Single-threaded; one object per run.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/kernel/event_queue.h"
#include "sim/kernel/random.h"
#include "sim/kernel/time.h"

namespace sim {

class Simulation {
 public:
  explicit Simulation(std::uint64_t seed) : seed_(seed) {}

  Time now() const { return now_; }
  std::uint64_t seed() const { return seed_; }
  std::uint64_t events() const { return events_; }  ///< run so far
  std::size_t pending() const { return queue_.size(); }

  /// Runs `action` at `when`; ties run in the order they were scheduled. Requires when >= now().
  template <class Action>
  EventHandle at(Time when, Action&& action) {
    SIM_CHECK(when >= now_, "an event in the past");
    return queue_.push(when, std::forward<Action>(action));
  }
  template <class Action>
  EventHandle after(Duration delay, Action&& action) {
    return at(now_ + delay, std::forward<Action>(action));
  }
  void cancel(EventHandle handle) { queue_.cancel(handle); }  ///< no effect once it has run

  enum class Stop { kDeadline, kIdle, kEventLimit };
  /// Runs events up to and including `deadline`; now() is then `deadline` unless the limit stopped
  /// it. `max_events` counts from this call.
  Stop run_until(Time deadline, std::uint64_t max_events = ~std::uint64_t{0});
  void drop_all() { queue_.clear(); }  ///< forgets every pending event, running none

  /// A stream of this run: the seed is the run's.
  Rng stream(std::string_view name, std::uint64_t index = 0) const {
    return sim::stream(seed_, name, index);
  }

  void note(std::uint64_t fact);                              ///< folds a fact into the fingerprint
  std::uint64_t fingerprint() const { return fingerprint_; }  ///< equal: the runs behaved alike

  /// The fingerprint after every `every` events, so that two runs can be bisected. 0: none.
  void keep_checkpoints(std::uint64_t every) { checkpoint_every_ = every; }
  const std::vector<std::uint64_t>& checkpoints() const { return checkpoints_; }

 private:
  EventQueue queue_;
  Time now_ = kStart;
  std::uint64_t seed_, events_ = 0, fingerprint_ = 0, checkpoint_every_ = 0;
  std::vector<std::uint64_t> checkpoints_;
};

}  // namespace sim
