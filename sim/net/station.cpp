#include "sim/net/station.h"

#include <algorithm>
#include <functional>

#include "sim/kernel/check.h"

namespace sim {

void Station::sift() {
  std::pop_heap(free_at_.begin(), free_at_.end(), std::greater<>());
  std::push_heap(free_at_.begin(), free_at_.end(), std::greater<>());
}

Duration Station::backlog(Time now) const {
  return std::max(Duration::zero(), free_at_.front() - clock(now));
}

void Station::stop(Time now) {
  SIM_CHECK(!stopped_, "a station that stands still cannot be stopped");
  stopped_ = true;
  since_ = now;
}

void Station::go_on(Time now) {
  SIM_CHECK(stopped_, "only a station that was stopped can go on");
  stopped_ = false;
  lost_ += now - since_;
}
}  // namespace sim
