// A search: trial after trial of a scenario, until something that must hold does not.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/run/regression/judged_run.h"
#include "sim/run/search/coverage.h"
#include "sim/run/search/trial.h"

namespace sim {

/// One trial, run.
struct TrialOutcome {
  std::uint64_t number = 0, seed = 0;  // seed: of the scenario that was run
  std::uint32_t redrawn = 0;
  std::string storm;    // "": none
  std::string refused;  // what was wrong with the last draw; "": one was valid
  SeedOutcome run;
  std::uint64_t fingerprint = 0;  // of a run that was completed, as what follows
  std::vector<Sight> sights;

  bool failed() const { return run.failed(); }
  /// Failures are told apart by what broke: the first finding's name. Requires one.
  const std::string& failure_class() const { return run.findings.front().what; }
};

struct SearchPlan {
  SearchSpace space;
  std::uint64_t first = 1, last = 1;  // trials
  std::size_t jobs = 1;               // threads
  RunLimits limits;                   // of a trial
};

struct SearchWatch {
  /// A trial, in the order of their numbers. False: no more.
  std::function<bool(TrialOutcome)> done;
  std::function<void(std::uint64_t trials_done)> progress;  // ten times a second
  std::function<bool()> interrupted;                        // true: no further trial is begun
};

TrialOutcome make_trial(const SearchSpace&, std::uint64_t number, const RunLimits&,
                        const std::function<bool()>& stop);

/// Outcomes are the same, but for their wall times, whatever the number of jobs. What was not
/// completed when it is interrupted is not handed over.
void run_search(const SearchPlan&, const SearchWatch&);

}  // namespace sim
