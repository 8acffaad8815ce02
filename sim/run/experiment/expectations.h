// Judges the scenario's `expect` by what the run measured.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/run/experiment/run_result.h"

namespace sim {

inline constexpr const char* kViolationsUnit = "violations";  // of the outcome of "invariants"

/// The expectation named "invariants" asks whether every check holds; every other one names a
/// metric and a scope of the summary. Values are compared as exact decimals.
std::vector<ExpectationOutcome> judge(std::span<const Expectation>, const Results&, const Checks&);

/// The same of a run that was cut short: what it measured is about another span of time than was
/// asked for, so nothing is met or missed. An invariant that broke is broken all the same.
std::vector<ExpectationOutcome> judge_cut_short(std::span<const Expectation>, const Checks&);

/// What was meant by an expectation that measured nothing: "; did you mean ...", "; reported for
/// ...", or "".
std::string metric_suggestion(const Expectation&, const Results&);

}  // namespace sim
