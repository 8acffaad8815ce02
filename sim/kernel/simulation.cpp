#include "sim/kernel/simulation.h"

namespace sim {

Simulation::Stop Simulation::run_until(Time deadline, std::uint64_t max_events) {
  const auto begin = [this](Time at, std::uint32_t order) { begin_event(at, order); };
  for (std::uint64_t count = 0;; ++count) {
    if (count % kRequestEvery == 0 && stop_requested()) return Stop::kRequested;
    if (count == max_events && !queue_.empty() && queue_.next_time() <= deadline)
      return Stop::kEventLimit;
    if (!queue_.run_next_until(deadline, begin)) break;
    if (checkpoint_every_ != 0 && events_ % checkpoint_every_ == 0)
      checkpoints_.push_back(fingerprint_);
  }
  now_ = deadline;
  return queue_.empty() ? Stop::kIdle : Stop::kDeadline;
}

void Simulation::begin_event(Time at, std::uint32_t order) {
  now_ = at;
  ++events_;
  constexpr std::uint64_t kOdd = 0xA24BAED4963EE407;  // tells order 1 at time 0 from 0 at time 1
  note(static_cast<std::uint64_t>(at.time_since_epoch().count()) ^ order * kOdd);
}

}  // namespace sim
