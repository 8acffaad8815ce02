// What every peer written in C++ prints: one line of JSON, as the benchmarks of dynamosim do.
#pragma once

#include <cstdint>
#include <cstdio>

#include "tests/benchmarks/window.h"

namespace peers {

/// Latencies of operations that have been answered.
struct Latencies {
  std::uint64_t count = 0, sum_ns = 0;
  void add(std::uint64_t ns) {
    ++count;
    sum_ns += ns;
  }
  double mean_us() const {
    return count == 0 ? 0 : static_cast<double>(sum_ns) / static_cast<double>(count) / 1e3;
  }
};

inline void report_hold(const bench::Window& window, std::uint64_t events, std::uint64_t check) {
  std::printf("{\"events\": %llu, \"cpu_s\": %.6f, \"check\": \"%016llx\"}\n",
              static_cast<unsigned long long>(events), window.seconds(),
              static_cast<unsigned long long>(check));
  std::fflush(stdout);
}

inline void report_quorum(const bench::Window& window, const Latencies& latencies) {
  std::printf("{\"operations\": %llu, \"cpu_s\": %.6f, \"latency_mean_us\": %.3f}\n",
              static_cast<unsigned long long>(latencies.count), window.seconds(),
              latencies.mean_us());
  std::fflush(stdout);
}

}  // namespace peers
