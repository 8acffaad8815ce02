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

/// "availability >= 99.9%": of the 0.1 % that may fail, how much did; "reads.stale.ratio <= 1%": of
/// that percent, how much was. Requires a ratio.
std::optional<Decimal> budget_spent(const Expectation& expectation, const Decimal& value) {
  using Relation = Expectation::Relation;
  const auto scaled = [&](const Decimal& decimal) {
    std::uint64_t units = static_cast<std::uint64_t>(std::max<std::int64_t>(decimal.units, 0));
    for (int places = decimal.places; places < std::max(value.places, expectation.bound.places);
         ++places)
      units *= 10;
    return units;
  };
  const std::uint64_t one = scaled(Decimal::whole(1)), measured = std::min(scaled(value), one);
  const std::uint64_t bound = std::min(scaled(expectation.bound), one);
  const Relation relation = expectation.relation;
  const bool is_least = expectation.metric.ends_with("availability") &&
                        (relation == Relation::kAtLeast || relation == Relation::kGreater);
  const bool is_most = expectation.metric.ends_with("stale.ratio") &&
                       (relation == Relation::kAtMost || relation == Relation::kLess);
  const std::uint64_t allowed = is_least ? one - bound : is_most ? bound : 0;
  if (allowed == 0 || allowed == one) return std::nullopt;
  return Decimal::ratio(is_least ? one - measured : measured, allowed, 6);
}

Verdict met_or_not(bool met) { return met ? Verdict::kPass : Verdict::kFail; }

ExpectationOutcome judge_invariants(const Expectation& expectation, const Checks& checks) {
  std::uint64_t failures = 0;
  for (const Check& check : checks.all()) failures += check.failures();
  return {expectation, Decimal::whole(failures), kViolationsUnit, met_or_not(checks.hold())};
}

ExpectationOutcome judge_metric(const Expectation& expectation, const Results& results) {
  for (const SummaryRow& row : results.summary) {
    if (row.metric != expectation.metric || row.scope != expectation.scope) continue;
    const bool met = holds(expectation.relation, compare(row.value, expectation.bound));
    ExpectationOutcome outcome{expectation, row.value, row.unit, met_or_not(met)};
    if (row.unit == "ratio") outcome.budget_spent = budget_spent(expectation, row.value);
    return outcome;
  }
  return {expectation, std::nullopt, "", Verdict::kFail};
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

std::vector<ExpectationOutcome> judge_cut_short(std::span<const Expectation> expectations,
                                                const Checks& checks) {
  std::vector<ExpectationOutcome> outcomes;
  for (const Expectation& expectation : expectations) {
    const bool broken = expectation.metric == kInvariants && !checks.hold();
    outcomes.push_back(broken
                           ? judge_invariants(expectation, checks)
                           : ExpectationOutcome{expectation, std::nullopt, "", Verdict::kUnknown});
  }
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

Verdict verdict(const RunResult& result) {
  const bool missed = std::any_of(
      result.expectations.begin(), result.expectations.end(),
      [](const ExpectationOutcome& outcome) { return outcome.verdict == Verdict::kFail; });
  if (missed || !result.checks.hold()) return Verdict::kFail;
  return result.status == RunResult::Status::kComplete ? Verdict::kPass : Verdict::kUnknown;
}

}  // namespace sim
