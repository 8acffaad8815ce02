// The lines of `expect` and of `sometimes`: "get.latency.p99.9": "<= 300ms".
#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "sim/run/scenario/draft.h"
#include "sim/run/scenario/json_document.h"
#include "sim/run/scenario/metrics.h"
#include "sim/run/scenario/suggestions.h"

namespace sim {
namespace {

constexpr std::string_view kInvariants = "invariants", kAll = "all";

struct Sign {
  std::string_view text;
  Expectation::Relation relation;
};
constexpr std::array kSigns = {
    Sign{"<=", Expectation::Relation::kAtMost}, Sign{">=", Expectation::Relation::kAtLeast},
    Sign{"==", Expectation::Relation::kEqual},  Sign{"<", Expectation::Relation::kLess},
    Sign{">", Expectation::Relation::kGreater}, Sign{"=", Expectation::Relation::kEqual}};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// Reads expectation.text; "" or why it cannot be.
std::string parse_expectation(Expectation& expectation) {
  const std::string_view text = trimmed(expectation.text);
  if (expectation.metric == kInvariants) {
    expectation.relation = Expectation::Relation::kEqual;  // no violations
    return text == kAll ? "" : "write \"all\": protocol invariants must always hold";
  }
  for (const Sign& sign : kSigns) {
    if (!text.starts_with(sign.text)) continue;
    const auto bound = parse_bound(trimmed(text.substr(sign.text.size())), expectation.metric);
    expectation.relation = sign.relation;
    expectation.bound = bound.value;
    return bound.mistake;
  }
  return fmt::format("{} has no relation; begin with <, <=, =, >= or >, e.g. \">= 99.95%\"",
                     in_quotes(text));
}

/// "get.latency.p99 @ workload=cart": a metric of one scope.
Expectation expectation_of(const std::string& key) {
  Expectation expectation;
  expectation.key = key;
  const auto at = key.find('@');
  expectation.metric = trimmed(std::string_view(key).substr(0, at));
  if (at != key.npos) expectation.scope = trimmed(std::string_view(key).substr(at + 1));
  return expectation;
}

std::string metric_mistake(const std::string& metric, const std::vector<std::string>& known) {
  if (known.empty() || metric == kInvariants ||
      std::find(known.begin(), known.end(), metric) != known.end())
    return "";
  return fmt::format("{} is no metric{} (dynamosim list metrics)", in_quotes(metric),
                     suggestion(metric, known));
}

/// `known`: the metrics there are; empty: nobody knows.
void describe_lines(Fields& fields, std::string_view name, std::vector<Expectation>& expectations,
                    const std::vector<std::string>& known, const Info& of_all, const Info& of_one) {
  std::vector<std::string> keys;
  for (const Expectation& expectation : expectations)
    keys.push_back(expectation.scope == "all" ? expectation.metric
                                              : expectation.metric + "@" + expectation.scope);
  const auto assign = [&](const std::vector<std::string>& written) {
    expectations.clear();
    for (const std::string& key : written) expectations.push_back(expectation_of(key));
  };
  const auto visit = [&](Fields& entry, std::size_t i, std::string_view key) {
    Expectation& expectation = expectations[i];
    entry.text(key, expectation.text, of_one);
    if (expectation.metric.empty() || expectation.scope.empty())
      return entry.reject(key, "write a metric, or metric@scope, e.g. \"availability@site=1a\"");
    std::string mistake = metric_mistake(expectation.metric, known);
    if (mistake.empty()) mistake = parse_expectation(expectation);
    if (!mistake.empty()) entry.reject(key, std::move(mistake));
  };
  fields.map(name, keys, assign, visit, of_all);
}

}  // namespace

void describe_expectations(Fields& fields, Scenario& scenario) {
  const std::vector<std::string> known =
      scenario.info ? metric_names(*scenario.info) : std::vector<std::string>();
  describe_lines(
      fields, "expect", scenario.expectations, known,
      {.doc = "what must hold of the results, by metric (or metric@scope)"},
      {.doc = "a relation and a bound in the metric's unit; of \"invariants\": \"all\""});
  if (!fields.given("sometimes", !scenario.sometimes.empty())) return;
  describe_lines(fields, "sometimes", scenario.sometimes, known,
                 {.doc = "what some run of a `check` must come to, by metric (or metric@scope)"},
                 {.doc = "a relation and a bound in the metric's unit, e.g. \">= 1\""});
}

}  // namespace sim
