#include "sim/run/search/search.h"

#include <optional>
#include <utility>

#include "sim/run/crew.h"

namespace sim {

TrialOutcome make_trial(const SearchSpace& space, std::uint64_t number, const RunLimits& limits,
                        const std::function<bool()>& stop) {
  TrialOutcome outcome;
  const auto load = [&] {
    Trial trial = draw_trial(space, number);
    outcome.redrawn = trial.redrawn;
    outcome.storm = trial.storm;
    if (trial.loaded.scenario) outcome.seed = trial.loaded.scenario->seed;
    if (!trial.loaded.scenario) outcome.refused = trial.loaded.report();
    return std::move(trial.loaded);
  };
  const auto look = [&](const RunResult& run) {
    outcome.fingerprint = run.fingerprint;
    outcome.sights = sights_of(run, outcome.storm);
  };
  outcome.run = judged_run(load, limits, stop, look);
  outcome.number = number;
  return outcome;
}

void run_search(const SearchPlan& plan, const SearchWatch& watch) {
  Crew<TrialOutcome> crew(
      {.first = plan.first, .end = plan.last + 1, .jobs = plan.jobs},
      [&plan](std::size_t number, const std::function<bool()>& stop) {
        return make_trial(plan.space, number, plan.limits, stop);
      },
      watch.interrupted);
  for (std::uint64_t number = plan.first; number <= plan.last; ++number) {
    std::optional<TrialOutcome> outcome = crew.take(number, watch.progress);
    if (!outcome || outcome->run.verdict == SeedOutcome::Verdict::kNotRun) return;
    if (!watch.done(std::move(*outcome))) return;
  }
}

}  // namespace sim
