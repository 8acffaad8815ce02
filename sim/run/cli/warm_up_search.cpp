#include "sim/run/cli/warm_up_search.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sim/run/cli/interrupt.h"
#include "sim/run/experiment/experiment.h"
#include "sim/run/report/csv.h"
#include "sim/run/report/human.h"
#include "sim/run/statistics/one_long_run.h"

namespace sim {
namespace {

constexpr std::array<std::string_view, 2> kMetrics = {"get.latency.mean", "put.latency.mean"};

RunResult pilot(Scenario& scenario) {
  const Phases phases = scenario.phases;
  std::vector<FaultSpec> faults;
  std::swap(faults, scenario.faults);
  scenario.phases = {.warmup = {}, .measure = phases.warmup + phases.measure, .settle = {}};
  const Interrupts interrupts;
  RunOptions options;
  options.interrupted = [&interrupts] { return interrupts.signal() != 0; };
  RunResult run = run_experiment(scenario, options);
  scenario.phases = phases;
  std::swap(faults, scenario.faults);
  return run;
}

std::vector<double> series_of(const RunResult& run, std::string_view metric) {
  std::vector<double> values;
  for (const SeriesRow& row : run.results.series)
    if (row.metric == metric && row.scope == "all") values.push_back(number_of(row.value));
  return values;
}

}  // namespace

Duration found_warm_up(const Session& session, Scenario& scenario) {
  const RunResult run = pilot(scenario);
  std::size_t intervals = 0, most = 0;
  for (const std::string_view metric : kMetrics) {
    const std::vector<double> values = series_of(run, metric);
    if (values.empty()) continue;
    most = std::max(most, values.size());
    const std::optional<std::size_t> found = warm_up(values);
    if (!found)
      throw UsageError(fmt::format(
          "--warmup auto: {} has not settled by the middle of the {} intervals of {} that a pilot "
          "run had; make phases.measure longer, or series_interval shorter if there are few",
          metric, values.size(), span_text(scenario.series_interval)));
    intervals = std::max(intervals, *found);
  }
  if (most == 0)
    throw UsageError("--warmup auto: the pilot run has no latencies of gets or puts to go by");
  const Duration found = static_cast<std::int64_t>(intervals) * scenario.series_interval;
  session.console.err << fmt::format(
      "warm-up: {}, by MSER-5 over {} intervals of {} of a pilot run without faults\n",
      span_text(found), most, span_text(scenario.series_interval));
  return found;
}

}  // namespace sim
