#include "sim/kernel/simulation.h"

namespace sim {

Simulation::Stop Simulation::run_until(Time deadline, std::uint64_t max_events) {
  const auto begin = [this](Time at, std::uint32_t order) { begin_event(at, order); };
  for (std::uint64_t count = 0;; ++count) {
    if (count % kRequestEvery == 0 && stop_requested()) return Stop::kRequested;
    if (count == max_events && !queue_.empty() && queue_.next_time() <= deadline)
      return Stop::kEventLimit;
    if (ties_) queue_.draw_next(*ties_);
    if (!queue_.run_next_until(deadline, begin)) break;
    if (events_ == next_checkpoint_) take_checkpoint();
  }
  now_ = deadline;
  return queue_.empty() ? Stop::kIdle : Stop::kDeadline;
}

void Simulation::keep_checkpoints(std::uint64_t every) {
  checkpoint_every_ = every;
  next_checkpoint_ = every == 0 ? ~std::uint64_t{0} : (events_ / every + 1) * every;
}

void Simulation::take_checkpoint() {
  checkpoints_.push_back(fingerprint_);
  next_checkpoint_ += checkpoint_every_;
}

void Simulation::begin_event(Time at, std::uint32_t order) {
  now_ = at;
  ++events_;
  constexpr std::uint64_t kOdd = 0xA24BAED4963EE407;  // tells order 1 at time 0 from 0 at time 1
  note(static_cast<std::uint64_t>(at.time_since_epoch().count()) ^ order * kOdd);
}

}  // namespace sim
