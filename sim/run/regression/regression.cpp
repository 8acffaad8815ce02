#include "sim/run/regression/regression.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "sim/net/random_faults.h"
#include "sim/run/experiment/expectations.h"
#include "sim/run/experiment/experiment.h"
#include "sim/run/regression/crew.h"
#include "sim/run/report/host.h"
#include "sim/run/report/human.h"
#include "sim/run/report/tables.h"

namespace sim {
namespace {

using SeedVerdict = SeedOutcome::Verdict;

std::vector<Finding> findings_of(const RunResult& run) {
  std::vector<Finding> findings;
  for (const Check& check : run.checks.all()) {
    if (check.violations().empty()) continue;
    const Violation& first = check.violations().front();
    findings.push_back(
        {std::string(check.name()),
         fmt::format("{}{}{} (at {})", first.key.empty() ? "" : "key " + first.key,
                     first.key.empty() ? "" : ": ", first.what, span_text(first.at - kStart)),
         check.failures()});
  }
  const auto add = [&](const ExpectationOutcome& outcome) {
    std::string evidence = expectation_message(outcome);
    if (outcome.names_no_metric()) evidence += metric_suggestion(outcome.expectation, run.results);
    findings.push_back({scoped_metric(outcome.expectation), std::move(evidence), 1});
  };
  for (const ExpectationOutcome& outcome : run.expectations)
    if (outcome.verdict == sim::Verdict::kFail && outcome.unit != kViolationsUnit) add(outcome);
  for (const ExpectationOutcome& wish : run.sometimes)  // another run will not report it either
    if (wish.names_no_metric()) add(wish);
  return findings;
}

void judge(const RunResult& run, bool timed_out, SeedOutcome& outcome) {
  const bool complete = run.status == RunResult::Status::kComplete;
  outcome.events = run.events;
  outcome.ended_at = run.ended_at;
  outcome.findings = findings_of(run);
  if (complete) outcome.sometimes = run.sometimes;
  if (!outcome.findings.empty())
    outcome.verdict = SeedVerdict::kViolated;
  else if (complete || timed_out)
    outcome.verdict = complete ? SeedVerdict::kHolds : SeedVerdict::kTimedOut;
  for (const Check& check : run.checks.all())
    outcome.looks.push_back({std::string(check.name()), check.evaluations()});
}

SeedOutcome run_seed(const RegressionCase& of, std::uint64_t seed, const RegressionPlan& plan,
                     const std::function<bool()>& interrupted) {
  const Stopwatch watch;
  SeedOutcome outcome;
  outcome.seed = seed;
  std::string resolved;
  try {
    const LoadedScenario loaded = scenario_of(of, seed, plan.faults_of(of), plan.models);
    SIM_CHECK(loaded.scenario.has_value(), "random faults make a bad scenario: " + loaded.report());
    resolved = loaded.scenario->resolved;
    RunOptions options;
    bool timed_out = false;
    options.interrupted = [&] {
      timed_out = plan.timeout && std::chrono::microseconds(watch.microseconds()) >= *plan.timeout;
      return timed_out || interrupted();
    };
    const RunResult run = run_experiment(*loaded.scenario, options);
    judge(run, timed_out, outcome);
  } catch (const RunFailure& failure) {
    outcome.verdict = SeedVerdict::kBug;
    outcome.findings = {
        {"internal error", fmt::format("{} (at {}, event {})", failure.what(),
                                       span_text(failure.at - kStart), failure.event)}};
  } catch (const std::exception& error) {
    outcome.verdict = SeedVerdict::kBug;
    outcome.findings = {{"internal error", error.what()}};
  }
  const bool of_interest = outcome.failed() || outcome.verdict == SeedVerdict::kTimedOut;
  if (of_interest) outcome.resolved = std::move(resolved);
  outcome.wall_us = watch.microseconds();
  return outcome;
}

void add(const ExpectationOutcome& wish, Reach& sum) {
  sum.runs += wish.verdict == sim::Verdict::kPass;
  if (!wish.measured) return;
  const Decimal& measured = *wish.measured;
  if (!sum.least || compare(measured, *sum.least) < 0) sum.least = measured;
  if (!sum.most || compare(measured, *sum.most) > 0) sum.most = measured;
}

}  // namespace

std::size_t CaseOutcome::count(SeedOutcome::Verdict verdict) const {
  return static_cast<std::size_t>(
      std::count_if(seeds.begin(), seeds.end(),
                    [&](const SeedOutcome& outcome) { return outcome.verdict == verdict; }));
}

std::vector<InvariantLook> CaseOutcome::looks() const {
  std::vector<InvariantLook> sums;
  for (const SeedOutcome& outcome : seeds) {
    for (const InvariantLook& look : outcome.looks) {
      const auto same = std::find_if(sums.begin(), sums.end(), [&](const InvariantLook& sum) {
        return sum.name == look.name;
      });
      if (same == sums.end())
        sums.push_back(look);
      else
        same->evaluations += look.evaluations;
    }
  }
  return sums;
}

std::vector<Reach> CaseOutcome::reaches() const {
  std::vector<Reach> sums;
  for (const SeedOutcome& seed : seeds) {
    if (sums.empty())
      for (const ExpectationOutcome& wish : seed.sometimes)
        sums.push_back({wish.expectation, 0, {}, {}, wish.unit});
    for (std::size_t i = 0; i < seed.sometimes.size(); ++i) add(seed.sometimes[i], sums[i]);
  }
  const bool all = count(SeedVerdict::kHolds) + count(SeedVerdict::kViolated) == seeds.size();
  for (Reach& reach : sums) reach.never = all && reach.runs == 0 && reach.most;
  return sums;
}

std::vector<Reach> CaseOutcome::never_reached() const {
  std::vector<Reach> never = reaches();
  std::erase_if(never, [](const Reach& reach) { return !reach.never; });
  return never;
}

SeedRange RegressionPlan::seeds_of(const RegressionCase& of) const {
  return of.replayed ? SeedRange{of.scenario.seed, of.scenario.seed} : seeds;
}

FaultChoice RegressionPlan::faults_of(const RegressionCase& of) const {
  return of.replayed ? FaultChoice::kOwn : faults;
}

std::size_t RegressionPlan::runs() const {
  std::size_t sum = 0;
  for (const RegressionCase& of : cases) sum += seeds_of(of).count();
  return sum;
}

LoadedScenario scenario_of(const RegressionCase& of, std::uint64_t seed, FaultChoice choice,
                           std::span<const ModelInfo> models) {
  LoadOptions options{of.overrides, seed};
  if (choice != FaultChoice::kOwn) {
    std::vector<FaultSpec> faults;
    if (choice == FaultChoice::kRandom) {
      const Phases& phases = of.scenario.phases;
      faults =
          random_faults(of.scenario.topology,
                        {phases.measure_from() - kStart, phases.measure_until() - kStart}, seed);
      faults.insert(faults.begin(), of.scenario.faults.begin(), of.scenario.faults.end());
    }
    options.overrides.push_back("faults=" + faults_text(std::move(faults)));
    options.overrides.push_back(R"(expect={"invariants": "all"})");
    if (choice == FaultChoice::kNone && !of.scenario.sometimes.empty())
      options.overrides.push_back("sometimes={}");
  }
  return parse_scenario(of.text, of.file, models, options);
}

void run_regression(const RegressionPlan& plan, const RegressionWatch& watch) {
  if (plan.cases.empty()) return;
  Crew crew(
      plan,
      [&plan](const RegressionCase& of, std::uint64_t seed, const Crew::Interrupted& stop) {
        return run_seed(of, seed, plan, stop);
      },
      watch.interrupted);
  for (std::size_t i = 0; i < plan.cases.size(); ++i) {
    crew.wait_for(i, watch.progress);
    CaseOutcome outcome = crew.take(i);
    if (outcome.count(SeedVerdict::kNotRun) < outcome.seeds.size()) watch.done(std::move(outcome));
  }
}

}  // namespace sim
