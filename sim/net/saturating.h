// Times and delays that stop short of kNever: a heavy tail, added up and multiplied, never wraps.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/kernel/time.h"
#include "sim/kernel/wide.h"

namespace sim {

inline constexpr Time kLastMoment = kNever - Duration(1);

/// time + delay, at most kLastMoment. Requires delay >= 0 and time < kNever.
inline Time later(Time time, Duration delay) {
  return time + std::min(delay, time < kStart ? Duration::max() : kLastMoment - time);
}

/// That many nanoseconds, at most the longest duration.
inline Duration nanoseconds(Wide count) {
  return Duration(
      static_cast<std::int64_t>(std::min(count, static_cast<Wide>(Duration::max().count()))));
}

}  // namespace sim
