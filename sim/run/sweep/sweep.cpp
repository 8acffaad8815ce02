#include "sim/run/sweep/sweep.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "sim/kernel/check.h"
#include "sim/run/crew.h"
#include "sim/run/regression/judged_run.h"
#include "sim/run/report/run_folder.h"

namespace sim {
namespace {

std::string verdict_of(const SeedOutcome& run) {
  if (run.verdict == SeedOutcome::Verdict::kBug) return "error";
  return run.verdict == SeedOutcome::Verdict::kViolated ? "fail" : "pass";
}

SweepOutcome make_run(const SweepPlan& plan, std::uint64_t number,
                      const std::function<bool()>& stop) {
  SweepOutcome outcome;
  SweepRow& row = outcome.row;
  const auto load = [&] {
    LoadedScenario loaded = plan.load(number);
    SIM_CHECK(loaded.scenario.has_value(), "a point that was valid is not: " + loaded.report());
    row.id = run_id(request_of(*loaded.scenario, std::nullopt));
    return loaded;
  };
  const auto look = [&](const RunResult& run) {
    row.fingerprint = fmt::format("{:016x}", run.fingerprint);
    row.metrics = run.results.summary;
  };
  outcome.run = judged_run(load, {}, stop, look);
  row.run = number;
  row.seed = plan.seed_of(number);
  row.verdict = verdict_of(outcome.run);
  if (!outcome.run.findings.empty()) row.failure = outcome.run.findings.front().what;
  row.events = outcome.run.events;
  return outcome;
}

}  // namespace

void run_sweep(const SweepPlan& plan, Shard shard, std::size_t made_before, std::size_t jobs,
               const SweepWatch& watch) {
  const std::uint64_t all = plan.runs();
  const std::size_t count = all > shard.index ? (all - shard.index + shard.of - 1) / shard.of : 0;
  Crew<SweepOutcome> crew(
      {.first = made_before, .end = count, .jobs = jobs},
      [&](std::size_t i, const std::function<bool()>& stop) {
        return make_run(plan, shard.index + i * shard.of, stop);
      },
      watch.interrupted);
  for (std::size_t i = made_before; i < count; ++i) {
    const std::optional<SweepOutcome> outcome = crew.take(i, watch.progress);
    if (!outcome || outcome->run.verdict == SeedOutcome::Verdict::kNotRun) return;
    if (!watch.done(*outcome)) return;
  }
}

SweepColumns columns_of(const SweepPlan& plan, std::string sweep, std::string scenario) {
  SweepColumns columns{std::move(sweep), std::move(scenario), plan.parameters, {},
                       plan.seeds.first, plan.seeds.count()};
  for (const SweepPoint& point : plan.points) columns.values.push_back(point.values);
  return columns;
}

}  // namespace sim
