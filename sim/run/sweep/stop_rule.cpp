#include "sim/run/sweep/stop_rule.h"

#include <algorithm>
#include <vector>

#include "sim/run/statistics/intervals.h"
#include "sim/run/sweep/sweep_tables.h"

namespace sim {

std::optional<std::size_t> precise_after(std::span<const SweepRow> rows, const Precision& wanted) {
  constexpr std::size_t kFewest = 5;  // our choice
  std::vector<double> samples;
  for (std::size_t count = 1; count <= rows.size(); ++count) {
    for (const SummaryRow& metric : rows[count - 1].metrics)
      if (metric.metric == wanted.metric && metric.scope == "all")
        samples.push_back(number_of(metric.value));
    if (samples.size() < kFewest) continue;
    const std::optional<Interval> interval = mean_interval(samples);
    if (interval && is_precise(*interval, wanted.relative)) return count;
  }
  return std::nullopt;
}

}  // namespace sim
