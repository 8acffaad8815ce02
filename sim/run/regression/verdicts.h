// What a regression has to say: lines for people, JSON and JUnit for programs.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "sim/run/regression/regression.h"

namespace sim {

/// "PASS", "FAIL"; "ERROR": a bug of the program; "?": interrupted before all seeds were run.
std::string_view verdict_word(const CaseOutcome&);

/// "PASS  scenarios/dynamo/join.json  50 seeds, 12 invariants, 1,234,567 looked at, 9.30 s", and
/// indented below it the failures with the commands that repeat them, and what no run looked at.
std::string verdict_lines(const CaseOutcome&);

/// "448 passed, 2 failed (9 scenarios, 50 seeds each) in 112 s"
std::string total_line(std::span<const CaseOutcome>, const RegressionPlan&,
                       std::uint64_t elapsed_us);

/// One object, ending in a newline. It has no times: equal regressions give equal bytes.
std::string verdicts_json(std::span<const CaseOutcome>, const RegressionPlan&);

/// A suite for each scenario, a case for each seed.
std::string verdicts_junit(std::span<const CaseOutcome>);

/// "none", "own", "random"
std::string_view fault_choice_word(FaultChoice);

}  // namespace sim
