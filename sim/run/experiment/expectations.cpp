#include "sim/run/experiment/expectations.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/run/scenario/suggestions.h"

namespace sim {
namespace {

constexpr std::string_view kInvariants = "invariants";

bool holds(Expectation::Relation relation, int order) {
  switch (relation) {
    case Expectation::Relation::kLess:
      return order < 0;
    case Expectation::Relation::kAtMost:
      return order <= 0;
    case Expectation::Relation::kEqual:
      return order == 0;
    case Expectation::Relation::kAtLeast:
      return order >= 0;
    case Expectation::Relation::kGreater:
      return order > 0;
  }
  SIM_CHECK(false, "a relation that is none");
}

ExpectationOutcome judge_invariants(const Expectation& expectation, const Checks& checks) {
  std::uint64_t failures = 0;
  for (const Check& check : checks.all()) failures += check.failures();
  return {expectation, Decimal::whole(failures), kViolationsUnit, checks.hold()};
}

ExpectationOutcome judge_metric(const Expectation& expectation, const Results& results) {
  for (const SummaryRow& row : results.summary) {
    if (row.metric != expectation.metric || row.scope != expectation.scope) continue;
    const bool met = holds(expectation.relation, compare(row.value, expectation.bound));
    return {expectation, row.value, row.unit, met};
  }
  return {expectation, std::nullopt, "", false};
}

}  // namespace

std::vector<ExpectationOutcome> judge(std::span<const Expectation> expectations,
                                      const Results& results, const Checks& checks) {
  std::vector<ExpectationOutcome> outcomes;
  for (const Expectation& expectation : expectations)
    outcomes.push_back(expectation.metric == kInvariants ? judge_invariants(expectation, checks)
                                                         : judge_metric(expectation, results));
  return outcomes;
}

std::string metric_suggestion(const Expectation& expectation, const Results& results) {
  std::vector<std::string> metrics, scopes;
  for (const SummaryRow& row : results.summary) {
    metrics.push_back(row.metric);
    if (row.metric == expectation.metric) scopes.push_back(row.scope);
  }
  if (!scopes.empty()) return fmt::format("; it is reported for {}", fmt::join(scopes, ", "));
  std::sort(metrics.begin(), metrics.end());
  metrics.erase(std::unique(metrics.begin(), metrics.end()), metrics.end());
  return suggestion(expectation.metric, metrics);
}

RunResult::Verdict verdict(const RunResult& result) {
  const bool expected = std::all_of(result.expectations.begin(), result.expectations.end(),
                                    [](const ExpectationOutcome& outcome) { return outcome.met; });
  if (!expected || !result.checks.hold()) return RunResult::Verdict::kFail;
  const bool complete = result.status == RunResult::Status::kComplete;
  return complete ? RunResult::Verdict::kPass : RunResult::Verdict::kUnknown;
}

}  // namespace sim
