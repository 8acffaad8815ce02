// Asking for memory before it is needed.
#pragma once

namespace sim {

/// Asks for a cache line. GCC 12 takes a function that only prefetches for one without effect and
/// drops calls of it; what stands beside it here keeps it from that, and is no instruction.
inline void prefetch(const void* line) {
  __builtin_prefetch(line, 1);
  asm volatile("");
}

}  // namespace sim
