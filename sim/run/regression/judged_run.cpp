#include "sim/run/regression/judged_run.h"

#include <chrono>
#include <exception>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/run/experiment/expectations.h"
#include "sim/run/experiment/experiment.h"
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
  timed_out |= run.status == RunResult::Status::kStopped;
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

/// Fills in what was run, and what became of it.
void run_and_judge(const LoadedScenario& loaded, const RunLimits& limits, const Stopwatch& watch,
                   const std::function<bool()>& interrupted,
                   const std::function<void(const RunResult&)>& look, SeedOutcome& outcome) {
  outcome.resolved = loaded.scenario->resolved;
  bool timed_out = false;
  RunOptions options;
  options.most_events = limits.most_events;
  options.interrupted = [&] {
    timed_out =
        limits.timeout && std::chrono::microseconds(watch.microseconds()) >= *limits.timeout;
    return timed_out || interrupted();
  };
  const RunResult run = run_experiment(*loaded.scenario, options);
  judge(run, timed_out, outcome);
  if (look && run.status == RunResult::Status::kComplete) look(run);
}

}  // namespace

SeedOutcome judged_run(const std::function<LoadedScenario()>& load, const RunLimits& limits,
                       const std::function<bool()>& interrupted,
                       const std::function<void(const RunResult&)>& look) {
  const Stopwatch watch;
  SeedOutcome outcome;
  try {
    const LoadedScenario loaded = load();
    SIM_CHECK(loaded.scenario.has_value(), "what was drawn is a bad scenario: " + loaded.report());
    run_and_judge(loaded, limits, watch, interrupted, look, outcome);
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
  if (!of_interest) outcome.resolved.clear();
  outcome.wall_us = watch.microseconds();
  return outcome;
}

}  // namespace sim
