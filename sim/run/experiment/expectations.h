// Judges the scenario's `expect` by what the run measured.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/run/experiment/run_result.h"

namespace sim {

/// The expectation named "invariants" asks whether every check holds; every other one names a
/// metric and a scope of the summary. Values are compared as exact decimals.
std::vector<ExpectationOutcome> judge(std::span<const Expectation>, const Results&, const Checks&);

/// Which metric a misspelt expectation may have meant, "metric" or "metric (scope)"; best first.
std::vector<std::string> nearest_metrics(const Expectation&, const Results&);

}  // namespace sim
