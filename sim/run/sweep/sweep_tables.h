// The tables of a sweep, each a function of its plan and its rows alone.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/run/statistics/intervals.h"
#include "sim/run/sweep/sweep_columns.h"
#include "sim/run/sweep/sweep_record.h"

namespace sim {

/// A metric of a point over its seeds.
struct PointMetric {
  std::size_t point = 0;
  std::string metric, scope, unit;
  double mean = 0;
  std::optional<Interval> interval;  // nothing where the runs are too few or too much alike to tell
  std::size_t runs = 0;              // that have it
};

/// In the order of point, metric, scope. Requires rows in the order of their runs.
///
/// Means by Student's t over the runs, which are independent. Where all runs agree, t would be sure
/// of what it cannot know: there, availabilities by Wilson over all operations together, others
/// none.
std::vector<PointMetric> point_metrics(const SweepColumns&, std::span<const SweepRow>);

/// A row a run: run_id, scenario, seed, parameters, verdict, failure, events_count, fingerprint,
/// and every metric of the whole store, its unit last. Sorted by run.
std::string runs_csv(const SweepColumns&, std::span<const SweepRow>);

/// parameters, metric, scope, value, unit, ci_low, ci_high, runs_count.
std::string sweep_summary_csv(const SweepColumns&, std::span<const SweepRow>);

}  // namespace sim
