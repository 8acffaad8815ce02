// Virtual time: integer nanoseconds since the start of the run.
#pragma once

#include <chrono>
#include <cstdint>

namespace sim {

/// Names the virtual clock. It has no static now(): only a Simulation knows the time.
struct VirtualClock {
  using rep = std::int64_t;
  using period = std::nano;
  using duration = std::chrono::duration<rep, period>;
  using time_point = std::chrono::time_point<VirtualClock, duration>;
  static constexpr bool is_steady = true;
};

using Duration = VirtualClock::duration;  // signed; about 292 years either way
using Time = VirtualClock::time_point;    // Time + Time does not compile
inline constexpr Time kStart{};
inline constexpr Time kNever = Time::max();  // later than every event
using namespace std::chrono_literals;        // 250us, 10ms, 3s

}  // namespace sim
