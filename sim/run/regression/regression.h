// A regression: every scenario with every seed, and whether what must hold held.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/run/experiment/run_result.h"
#include "sim/run/scenario/scenario.h"

namespace sim {

/// What goes wrong in a run: nothing, what the scenario says, or that and random faults on top.
/// Only with its own faults is a scenario held to its `expect`; invariants must hold with any, and
/// with any but none some run must show what `sometimes` says.
enum class FaultChoice { kNone, kOwn, kRandom };

struct SeedRange {
  std::uint64_t first = 1, last = 1;
  std::size_t count() const { return static_cast<std::size_t>(last - first + 1); }
};

/// One scenario of a regression: read once to be checked, and again for each run.
struct RegressionCase {
  std::string file, text, label;  // the label names files; unique among the cases
  std::vector<std::string> overrides;
  Scenario scenario;
  bool replayed = false;  // a past counterexample: once, with its own seed and faults
};

/// Something that must hold and did not.
struct Finding {
  std::string what;  // the invariant's name, or the metric's
  std::string evidence;
  std::uint64_t times = 1;
};

/// One invariant in one run, or summed over several.
struct InvariantLook {
  std::string name;
  std::uint64_t evaluations = 0;
};

/// One run. It decided something unless it was stopped before the end.
struct SeedOutcome {
  enum class Verdict { kNotRun, kHolds, kViolated, kBug, kTimedOut };  // kBug: of the program
  std::uint64_t seed = 0, wall_us = 0, events = 0;
  Verdict verdict = Verdict::kNotRun;
  Time ended_at = kStart;
  std::vector<InvariantLook> looks;
  std::vector<Finding> findings;
  std::vector<ExpectationOutcome> sometimes;  // as in the scenario; of a run that was completed
  std::string resolved;  // the scenario that was run, faults and all; empty where all held
  std::string repro;     // the command that repeats it; for the caller to fill in

  bool failed() const { return verdict == Verdict::kViolated || verdict == Verdict::kBug; }
};

/// One line of `sometimes` over all runs of a scenario.
struct Reach {
  Expectation wanted;
  std::size_t runs = 0;                // that showed it
  std::optional<Decimal> least, most;  // measured; nullopt: no run reports such a metric
  std::string unit;
  bool never = false;  // no run showed it, and none is missing
};

/// One scenario, with its seeds in order.
struct CaseOutcome {
  const RegressionCase* of = nullptr;
  std::vector<SeedOutcome> seeds;

  std::size_t count(SeedOutcome::Verdict) const;
  std::vector<InvariantLook> looks() const;  ///< summed over the seeds
  std::vector<Reach> reaches() const;
  std::vector<Reach> never_reached() const;
};

struct RegressionPlan {
  std::vector<RegressionCase> cases;
  SeedRange seeds;
  FaultChoice faults = FaultChoice::kRandom;
  std::size_t jobs = 1;                  // threads
  std::size_t most_failures = 0;         // nothing is run after so many; 0: everything is
  std::optional<Duration> timeout = {};  // of one run, on the wall; it is stopped, and inconclusive
  std::span<const ModelInfo> models = {};

  SeedRange seeds_of(const RegressionCase&) const;
  FaultChoice faults_of(const RegressionCase&) const;
  std::size_t runs() const;
};

/// What a caller sees of it while it goes on; all but `interrupted` on the caller's own thread.
struct RegressionWatch {
  /// A case whose seeds are all done, in the order of the plan. What it throws ends the regression.
  std::function<void(CaseOutcome)> done;
  std::function<void(std::size_t runs_done)> progress;  // ten times a second
  std::function<bool()> interrupted;                    // true: no further run is begun
};

/// The scenario as one seed runs it, its random faults written down in it.
LoadedScenario scenario_of(const RegressionCase&, std::uint64_t seed, FaultChoice,
                           std::span<const ModelInfo> models);

/// Outcomes are the same, but for their wall times and for what these end, whatever the number of
/// jobs: also where `most_failures` ends it, which counts in the order of the plan. Where it is
/// interrupted, the cases that have finished runs are still handed over.
void run_regression(const RegressionPlan&, const RegressionWatch&);

}  // namespace sim
