// The clock and the future events. Single-threaded; one object per run.
#pragma once

#include <bit>
#include <csignal>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
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
  Time next_time() { return queue_.next_time(); }  ///< of an event; requires that one is pending

  /// Runs `action` at `when`; ties run as they were scheduled (but see draw_ties). Requires when >=
  /// now().
  template <class Action>
  EventHandle at(Time when, Action&& action) {
    return emplace<std::decay_t<Action>>(when, std::forward<Action>(action));
  }
  /// The same for an action that is built where it will run.
  template <class Action, class... Args>
  EventHandle emplace(Time when, Args&&... args) {
    SIM_CHECK(when >= now_, "an event in the past");
    return queue_.emplace<Action>(when, std::forward<Args>(args)...);
  }
  template <class Action>
  EventHandle after(Duration delay, Action&& action) {
    return at(now_ + delay, std::forward<Action>(action));
  }
  void cancel(EventHandle handle) { queue_.cancel(handle); }  ///< no effect once it has run

  /// From now on ties run in an order that is drawn, in any that a model may have to live with.
  void draw_ties() { ties_ = stream("ties"); }

  /// Part of the event that runs now: counted and noted with it, not by themselves.
  void run_parked(ParkedEvents& events) { queue_.run_parked(events, now_); }

  enum class Stop { kDeadline, kIdle, kEventLimit, kRequested };
  /// Runs events up to and including `deadline`; now() is then `deadline` unless the limit or a
  /// request stopped it. `max_events` counts from this call.
  Stop run_until(Time deadline, std::uint64_t max_events = ~std::uint64_t{0});
  void drop_all() { queue_.clear(); }  ///< forgets every pending event, running none

  /// Stops a run when `*request` is not 0, as a signal handler may set it: looked at when a run
  /// begins and every kRequestEvery events. The flag must outlive the runs. Null: never.
  void stop_on(const volatile std::sig_atomic_t* request) { stop_request_ = request; }
  static constexpr std::uint64_t kRequestEvery = 4096;

  /// A stream of this run: the seed is the run's.
  Rng stream(std::string_view name, std::uint64_t index = 0) const {
    return sim::stream(seed_, name, index);
  }

  /// Folds a fact into the fingerprint, which already has every event's time and number. Two
  /// sequences that differ in one fact never agree; in more, with a chance of 2^-64.
  void note(std::uint64_t fact);
  std::uint64_t fingerprint() const { return fingerprint_; }  ///< equal: the runs behaved alike

  /// The fingerprint after every `every` events, so that two runs can be bisected. 0: none.
  void keep_checkpoints(std::uint64_t every);
  const std::vector<std::uint64_t>& checkpoints() const { return checkpoints_; }

 private:
  void begin_event(Time at, std::uint32_t order);
  void take_checkpoint();
  bool stop_requested() const { return stop_request_ != nullptr && *stop_request_ != 0; }

  EventQueue queue_;
  std::optional<Rng> ties_;  // empty: ties run as they were scheduled
  Time now_ = kStart;
  std::uint64_t seed_, events_ = 0, fingerprint_ = 0;
  std::uint64_t checkpoint_every_ = 0, next_checkpoint_ = ~std::uint64_t{0};  // counts of events
  std::vector<std::uint64_t> checkpoints_;
  const volatile std::sig_atomic_t* stop_request_ = nullptr;
};

// Each step can be undone, so no fact is ever lost; the shifts carry high bits down to where the
// next multiplication spreads them.
inline void Simulation::note(std::uint64_t fact) {
  constexpr std::uint64_t kFirst = 0x9E3779B97F4A7C15;   // golden ratio
  constexpr std::uint64_t kSecond = 0xD6E8FEB86659FD93;  // an odd number of scattered bits
  std::uint64_t mixed = (fingerprint_ ^ fact) * kFirst;
  mixed = (mixed ^ (mixed >> 32)) * kSecond;
  fingerprint_ = (mixed ^ (mixed >> 32)) + kFirst;
}

}  // namespace sim
