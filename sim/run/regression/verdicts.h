// What a regression has to say: lines for people, JSON and JUnit for programs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "sim/run/regression/regression.h"

namespace sim {

/// "PASS", "FAIL"; "ERROR": a bug of the program; "?": not all seeds were run to the end.
std::string_view verdict_word(const CaseOutcome&);

std::size_t failed_runs(const CaseOutcome&);

/// "PASS  scenarios/dynamo/join.json  50 seeds, 12 of 14 invariants, 1,234,567 looked at, 9.30 s":
/// how many of the invariants some run had occasion to look at, and how often.
std::string verdict_line(const CaseOutcome&);

/// What failed or ran out of time, in full: the evidence, the commands that repeat it, and what no
/// run came to. Empty if nothing did.
std::string failures_text(std::span<const CaseOutcome>);

/// "no run looked at: cart-adds-are-not-lost": of the invariants of all. Empty if there is none.
std::string not_looked_at_line(std::span<const CaseOutcome>);

/// The runs that took longest, a line each, the slowest first; 0: all of them.
std::string durations_text(std::span<const CaseOutcome>, std::size_t most);

/// "448 passed, 2 failed (9 scenarios, 50 seeds each, faults: random) in 112 s"
std::string total_line(std::span<const CaseOutcome>, const RegressionPlan&,
                       std::uint64_t elapsed_us);

/// One object, ending in a newline. It has no times: equal regressions give equal bytes.
std::string verdicts_json(std::span<const CaseOutcome>, const RegressionPlan&);

/// A suite for each scenario; a case for each seed, and for each line of `sometimes`.
std::string verdicts_junit(std::span<const CaseOutcome>);

/// "sometimes dynamo.hints.delivered >= 1"
std::string wish_text(const Reach&);
/// "no run of 10 came to it (measured 0 to 3 count)"
std::string never_text(const Reach&, const CaseOutcome&);

/// "none", "own", "random"
std::string_view fault_choice_word(FaultChoice);

}  // namespace sim
