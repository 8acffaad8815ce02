#include "sim/run/regression/regression.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "sim/net/random_faults.h"
#include "sim/run/experiment/expectations.h"
#include "sim/run/experiment/experiment.h"
#include "sim/run/report/host.h"
#include "sim/run/report/human.h"
#include "sim/run/report/tables.h"

namespace sim {
namespace {

using SeedVerdict = SeedOutcome::Verdict;
constexpr std::chrono::milliseconds kBetweenLooks{100};  // our choice: a smooth bar

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
  for (const ExpectationOutcome& outcome : run.expectations)
    if (outcome.verdict == sim::Verdict::kFail && outcome.unit != kViolationsUnit)
      findings.push_back(
          {scoped_metric(outcome.expectation),
           expectation_message(outcome) + (outcome.names_no_metric()
                                               ? metric_suggestion(outcome.expectation, run.results)
                                               : ""),
           1});
  return findings;
}

void judge(const RunResult& run, SeedOutcome& outcome) {
  outcome.events = run.events;
  outcome.findings = findings_of(run);
  if (!outcome.findings.empty())
    outcome.verdict = SeedVerdict::kViolated;
  else if (run.status == RunResult::Status::kComplete)
    outcome.verdict = SeedVerdict::kHolds;
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
    const LoadedScenario loaded = scenario_of(of, seed, plan.faults, plan.models);
    SIM_CHECK(loaded.scenario.has_value(), "random faults make a bad scenario: " + loaded.report());
    resolved = loaded.scenario->resolved;
    RunOptions options;
    options.interrupted = interrupted;
    judge(run_experiment(*loaded.scenario, options), outcome);
  } catch (const RunFailure& failure) {
    outcome.verdict = SeedVerdict::kBug;
    outcome.findings = {
        {"internal error", fmt::format("{} (at {}, event {})", failure.what(),
                                       span_text(failure.at - kStart), failure.event)}};
  } catch (const std::exception& error) {
    outcome.verdict = SeedVerdict::kBug;
    outcome.findings = {{"internal error", error.what()}};
  }
  if (!outcome.findings.empty()) outcome.resolved = std::move(resolved);
  outcome.wall_us = watch.microseconds();
  return outcome;
}

/// Threads that take run after run, scenario by scenario; they are gone when it is.
class Crew {
 public:
  Crew(const RegressionPlan& plan, const std::function<bool()>& interrupted)
      : plan_(plan),
        interrupted_([this, interrupted] { return stop_ || (interrupted && interrupted()); }),
        runs_(plan.cases.size() * plan.seeds()),
        left_(plan.cases.size(), plan.seeds()) {
    for (std::size_t i = 0; i < runs_.size(); ++i) runs_[i].seed = seed_of(i);
    for (std::size_t i = 0; i < std::clamp<std::size_t>(plan.jobs, 1, runs_.size()); ++i)
      threads_.emplace_back([this] { work(); });
  }
  ~Crew() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
  }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// Waits until the case is done or nobody works on any more, looking up ten times a second.
  void wait_for(std::size_t index, const std::function<void(std::size_t)>& progress) {
    std::unique_lock lock(mutex_);
    while (!news_.wait_for(lock, kBetweenLooks,
                           [&] { return left_[index] == 0 || gone_ == threads_.size(); })) {
      const std::size_t done = done_;
      lock.unlock();
      if (progress) progress(done);
      lock.lock();
    }
  }

  /// Requires that it was waited for.
  CaseOutcome take(std::size_t index) {
    const auto begin = runs_.begin() + static_cast<std::ptrdiff_t>(index * plan_.seeds());
    const auto end = begin + static_cast<std::ptrdiff_t>(plan_.seeds());
    return {&plan_.cases[index], {std::make_move_iterator(begin), std::make_move_iterator(end)}};
  }

 private:
  std::uint64_t seed_of(std::size_t run) const { return plan_.first_seed + run % plan_.seeds(); }

  void work() {
    for (std::size_t run = next_++; run < runs_.size() && !interrupted_(); run = next_++) {
      const std::size_t index = run / plan_.seeds();
      runs_[run] = run_seed(plan_.cases[index], seed_of(run), plan_, interrupted_);
      const std::lock_guard lock(mutex_);
      ++done_;
      --left_[index];
      news_.notify_one();
    }
    const std::lock_guard lock(mutex_);
    ++gone_;
    news_.notify_one();
  }

  const RegressionPlan& plan_;
  const std::function<bool()> interrupted_;
  std::vector<SeedOutcome> runs_;  // by case, then seed; each written by one thread
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> stop_ = false;

  std::mutex mutex_;  // of all that follows
  std::condition_variable news_;
  std::vector<std::size_t> left_;  // runs, by case
  std::size_t done_ = 0, gone_ = 0;
  std::vector<std::thread> threads_;
};

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
  }
  return parse_scenario(of.text, of.file, models, options);
}

void run_regression(const RegressionPlan& plan, const RegressionWatch& watch) {
  if (plan.cases.empty()) return;
  Crew crew(plan, watch.interrupted);
  for (std::size_t i = 0; i < plan.cases.size(); ++i) {
    crew.wait_for(i, watch.progress);
    CaseOutcome outcome = crew.take(i);
    if (outcome.count(SeedVerdict::kNotRun) < outcome.seeds.size()) watch.done(std::move(outcome));
  }
}

}  // namespace sim
