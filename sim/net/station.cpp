#include "sim/net/station.h"

#include <algorithm>
#include <functional>

#include "sim/kernel/check.h"
#include "sim/kernel/wide.h"

namespace sim {

Time Station::admit(Time now, Duration job) {
  const Time end = later(std::max(clock(now), free_at_.front()), job);
  if (free_at_.size() == 1) {
    free_at_.front() = end;
    return end;
  }
  std::pop_heap(free_at_.begin(), free_at_.end(), std::greater<>());
  free_at_.back() = end;
  std::push_heap(free_at_.begin(), free_at_.end(), std::greater<>());
  return end;
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

Duration scaled(Duration value, Ratio factor) {
  if (factor.numerator == factor.denominator) return value;
  return nanoseconds(static_cast<Wide>(value.count()) * factor.numerator / factor.denominator);
}

}  // namespace sim
