// What orders a pending event: 16 bytes, so that four share a cache line.
#pragma once

#include <cstdint>

#include "sim/kernel/wide.h"

namespace sim {

/// Keys order by time, then by `order`: the number of the insertion. Both words compare as one.
struct EventKey {
  std::uint64_t time = 0;  // nanoseconds since the start
  std::uint64_t low = 0;   // order in the upper half, slot in the lower

  static EventKey make(std::uint64_t time, std::uint32_t order, std::uint32_t slot) {
    return {time, std::uint64_t{order} << 32 | slot};
  }
  std::uint32_t slot() const { return static_cast<std::uint32_t>(low); }
  std::uint32_t order() const { return static_cast<std::uint32_t>(low >> 32); }

  friend bool operator<(const EventKey& a, const EventKey& b) {  // without a branch
    return (static_cast<Wide>(a.time) << 64 | a.low) < (static_cast<Wide>(b.time) << 64 | b.low);
  }
};

}  // namespace sim
