// A sweep on one screen.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/run/sweep/sweep_tables.h"

namespace sim {

/// A line a point, with the mean of each metric and half of its interval: "12.4 +-0.3". Metrics
/// that no run has are left out; without `metrics`, those that people look at first.
std::string points_table(const SweepColumns&, std::span<const PointMetric>,
                         std::vector<std::string> metrics);

/// "60 runs: 58 passed, 2 failed", and of each failure the first run and how to repeat it.
std::string verdicts_text(const SweepColumns&, std::span<const SweepRow>,
                          const std::string& scenario_file);

/// What differs between two sweeps of the same points and seeds, run by run.
struct Difference {
  std::size_t point = 0;
  std::string metric, unit;
  double before = 0, after = 0;      // means
  std::optional<Interval> interval;  // of after - before; nothing of a single pair
  bool is_certain() const { return interval && (interval->low > 0 || interval->high < 0); }
  double relative() const;  // after / before - 1; infinite where before is 0
};

/// Of the metrics of the whole store, point by point. Requires that both have the same points and
/// seeds: what only one of them has is left out.
std::vector<Difference> differences(const SweepColumns&, std::span<const SweepRow> before,
                                    std::span<const SweepRow> after);

}  // namespace sim
