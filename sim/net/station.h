// A queue with servers: a host's processor, a host's disk.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/kernel/ids.h"
#include "sim/kernel/time.h"
#include "sim/kernel/wide.h"
#include "sim/net/saturating.h"

namespace sim {

/// Servers that take jobs first come, first served. When a job ends is known as it comes in, so a
/// queue of any length is one time per server. The station has a clock of its own, which stands
/// still while the station is stopped: what was begun ends later by as much, with nothing to move.
class Station {
 public:
  explicit Station(std::uint32_t servers) : free_at_(servers) {}

  Time admit(Time now, Duration job);  ///< the job's end, by the station's clock
  /// Such an end in true time, if nothing stops the station again.
  Time due(Time end) const { return later(end, lost_); }
  Duration backlog(Time now) const;  ///< until a job that came in now would be begun
  void clear() { free_at_.assign(free_at_.size(), Time{}); }  ///< a crash forgets every job

  bool stopped() const { return stopped_; }
  void stop(Time now);   ///< requires !stopped()
  void go_on(Time now);  ///< requires stopped()

 private:
  void sift();  // the first of free_at_ has grown
  Time clock(Time now) const { return (stopped_ ? since_ : now) - lost_; }

  std::vector<Time> free_at_;  // a heap, the earliest first
  Time since_{};               // of the stop
  Duration lost_{};            // stood still so far
  bool stopped_ = false;
};

/// value * factor, rounded down, at most the longest duration. Requires value >= 0.
inline Duration scaled(Duration value, Ratio factor) {
  if (factor.numerator == factor.denominator) return value;
  return nanoseconds(static_cast<Wide>(value.count()) * factor.numerator / factor.denominator);
}

inline Time Station::admit(Time now, Duration job) {
  const Time end = later(std::max(clock(now), free_at_.front()), job);
  free_at_.front() = end;
  if (free_at_.size() > 1) sift();
  return end;
}

}  // namespace sim
