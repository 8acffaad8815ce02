#include "sim/run/shrink/failure.h"

#include <algorithm>
#include <array>

#include "sim/run/experiment/expectations.h"
#include "sim/run/report/tables.h"

namespace sim {
namespace {

using std::string_view_literals::operator""sv;

/// What joins or measures things, however many there are.
constexpr std::array kSmallWords = {"and"sv, "or"sv, "ns"sv, "us"sv, "ms"sv, "min"sv};

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/// A word of the language: lower-case letters. What has a digit or a capital is a name or a number,
/// and so is a single letter.
bool is_plain(std::string_view word) {
  return word.size() > 1 && std::all_of(word.begin(), word.end(), is_letter) &&
         std::find(kSmallWords.begin(), kSmallWords.end(), word) == kSmallWords.end();
}

/// Without the signs around it; one thing and several are the same.
std::string_view bare(std::string_view word) {
  const auto is_sign = [](char c) { return ",;:.()[]{}\"'"sv.find(c) != std::string_view::npos; };
  while (!word.empty() && is_sign(word.front())) word.remove_prefix(1);
  while (!word.empty() && is_sign(word.back())) word.remove_suffix(1);
  if (word.size() > 2 && word.ends_with('s')) word.remove_suffix(1);
  return word;
}

bool is_known(const std::vector<Failure>& failures, const Failure& failure) {
  return std::any_of(failures.begin(), failures.end(),
                     [&](const Failure& one) { return one.is_like(failure); });
}

}  // namespace

std::string kind_of(std::string_view evidence) {
  std::string kind;
  std::string_view last;
  while (!evidence.empty()) {
    const std::size_t end = std::min(evidence.find(' '), evidence.size());
    const std::string_view word = bare(evidence.substr(0, end));
    evidence.remove_prefix(std::min(end + 1, evidence.size()));
    if (!is_plain(word) || word == last) continue;
    kind += (kind.empty() ? "" : " ") + std::string(word);
    last = word;
  }
  return kind;
}

std::vector<Failure> failures_of(const RunResult& run) {
  std::vector<Failure> failures;
  for (const Check& check : run.checks.all()) {
    for (const Violation& violation : check.violations()) {
      Failure failure{std::string(check.name()), kind_of(violation.what), violation.what, violation,
                      true};
      if (!is_known(failures, failure)) failures.push_back(std::move(failure));
    }
  }
  for (const ExpectationOutcome& outcome : run.expectations)
    if (outcome.verdict == Verdict::kFail && outcome.unit != kViolationsUnit &&
        !outcome.names_no_metric())
      failures.push_back(
          {scoped_metric(outcome.expectation), "", expectation_message(outcome), {}, false});
  return failures;
}

}  // namespace sim
