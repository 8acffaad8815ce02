#include "sim/run/regression/regression.h"

#include <algorithm>
#include <utility>

#include "sim/net/random_faults.h"
#include "sim/run/crew.h"
#include "sim/run/regression/judged_run.h"

namespace sim {
namespace {

using SeedVerdict = SeedOutcome::Verdict;

void add(const ExpectationOutcome& wish, Reach& sum) {
  sum.runs += wish.verdict == sim::Verdict::kPass;
  if (!wish.measured) return;
  const Decimal& measured = *wish.measured;
  if (!sum.least || compare(measured, *sum.least) < 0) sum.least = measured;
  if (!sum.most || compare(measured, *sum.most) > 0) sum.most = measured;
}

/// The runs of all cases, numbered through.
class Runs {
 public:
  explicit Runs(const RegressionPlan& plan) : plan_(plan) {
    for (const RegressionCase& of : plan.cases)
      first_.push_back(first_.back() + plan.seeds_of(of).count());
  }

  std::size_t first_of(std::size_t index) const { return first_[index]; }  ///< of a case
  std::uint64_t seed_of(std::size_t run) const {
    const std::size_t index = case_of(run);
    return plan_.seeds_of(plan_.cases[index]).first + (run - first_[index]);
  }

  SeedOutcome make(std::size_t run, const std::function<bool()>& stop) const {
    const RegressionCase& of = plan_.cases[case_of(run)];
    return judged_run(
        [&] { return scenario_of(of, seed_of(run), plan_.faults_of(of), plan_.models); },
        {.timeout = plan_.timeout}, stop);
  }

 private:
  std::size_t case_of(std::size_t run) const {
    const auto after = std::upper_bound(first_.begin(), first_.end(), run);
    return static_cast<std::size_t>(after - first_.begin()) - 1;
  }

  const RegressionPlan& plan_;
  std::vector<std::size_t> first_{0};  // of each case, and past the last
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
  const Runs runs(plan);
  Crew<SeedOutcome> crew(
      {.end = plan.runs(), .jobs = plan.jobs, .most_failures = plan.most_failures},
      [&](std::size_t run, const std::function<bool()>& stop) { return runs.make(run, stop); },
      watch.interrupted);
  for (std::size_t i = 0; i < plan.cases.size(); ++i) {
    CaseOutcome outcome{&plan.cases[i], {}};
    for (std::size_t run = runs.first_of(i); run < runs.first_of(i + 1); ++run) {
      std::optional<SeedOutcome> made = crew.take(run, watch.progress);
      if (!made || run >= crew.end()) made.emplace();
      made->seed = runs.seed_of(run);
      outcome.seeds.push_back(std::move(*made));
    }
    for (std::size_t n = 0; n < outcome.never_reached().size(); ++n)
      crew.count_failure(runs.first_of(i + 1) - 1);
    if (outcome.count(SeedVerdict::kNotRun) < outcome.seeds.size()) watch.done(std::move(outcome));
  }
}

}  // namespace sim
