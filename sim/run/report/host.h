// The machine and process that ran it: the one part of a report that reads the wall clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "sim/run/report/manifest.h"

namespace sim {

/// Counts real time from its construction, for progress and manifests; no run ever sees it.
class Stopwatch {
 public:
  std::uint64_t microseconds() const;

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

std::string utc_now();  // "2026-11-22T13:00:00Z"

/// Fills what the system knows: os, cpu, memory. The caller adds command, scenario and times.
HostInfo this_host();

}  // namespace sim
