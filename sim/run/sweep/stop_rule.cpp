#include "sim/run/sweep/stop_rule.h"

#include <vector>

#include "sim/run/report/csv.h"
#include "sim/run/statistics/intervals.h"
#include "sim/run/sweep/sweep_tables.h"

namespace sim {

bool are_precise(std::span<const SweepRow> rows, const Precision& wanted) {
  constexpr std::size_t kFewest = 5;  // our choice
  std::vector<double> samples;
  for (const SweepRow& row : rows)
    for (const SummaryRow& metric : row.metrics)
      if (metric.metric == wanted.metric && metric.scope == "all")
        samples.push_back(number_of(metric.value));
  if (samples.size() < kFewest) return false;
  const std::optional<Interval> interval = mean_interval(samples);
  return interval && is_precise(*interval, wanted.relative);
}

std::optional<std::size_t> precise_after(std::span<const SweepRow> rows, const Precision& wanted) {
  for (std::size_t count = 1; count <= rows.size(); ++count)
    if (are_precise(rows.first(count), wanted)) return count;
  return std::nullopt;
}

}  // namespace sim
