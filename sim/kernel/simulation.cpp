#include "sim/kernel/simulation.h"

namespace sim {

Simulation::Stop Simulation::run_until(Time deadline, std::uint64_t max_events) {
  for (std::uint64_t count = 0; !queue_.empty() && queue_.next_time() <= deadline; ++count) {
    if (count == max_events) return Stop::kEventLimit;
    now_ = queue_.next_time();
    ++events_;
    note(static_cast<std::uint64_t>(now_.time_since_epoch().count()));
    queue_.run_next();
    if (checkpoint_every_ != 0 && events_ % checkpoint_every_ == 0)
      checkpoints_.push_back(fingerprint_);
  }
  const bool idle = queue_.empty();
  now_ = deadline;
  return idle ? Stop::kIdle : Stop::kDeadline;
}

void Simulation::note(std::uint64_t fact) {
  fingerprint_ = (fingerprint_ ^ fact) * 0x9E3779B97F4A7C15;
  fingerprint_ ^= fingerprint_ >> 29;
}

}  // namespace sim
