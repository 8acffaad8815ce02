#include "sim/run/regression/verdicts.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/run/report/human.h"
#include "sim/run/report/tool.h"

namespace sim {
namespace {

using Json = nlohmann::ordered_json;
using SeedVerdict = SeedOutcome::Verdict;

constexpr std::size_t kToldInFull = 3;  // our choice: failing seeds of one scenario, on a screen

std::string plural(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count_text(count), noun, count == 1 ? "" : "s");
}

std::size_t failed(const CaseOutcome& outcome) {
  return outcome.count(SeedVerdict::kViolated) + outcome.count(SeedVerdict::kBug);
}

std::vector<const SeedOutcome*> failures(const CaseOutcome& outcome) {
  std::vector<const SeedOutcome*> found;
  for (const SeedOutcome& seed : outcome.seeds)
    if (!seed.findings.empty()) found.push_back(&seed);
  return found;
}

std::uint64_t wall_us(const CaseOutcome& outcome) {
  std::uint64_t sum = 0;
  for (const SeedOutcome& seed : outcome.seeds) sum += seed.wall_us;
  return sum;
}

std::string time_text(std::uint64_t us) { return latency_text(std::chrono::microseconds(us)); }

std::string times_text(std::uint64_t times) {
  return times > 1 ? fmt::format(", {} times", count_text(times)) : "";
}

/// "seed 17: ranges-keep-n-holders: key k4: ... (at 11.9s)"
std::string failure_lines(const SeedOutcome& seed) {
  std::string lines = fmt::format("  seed {}: ", seed.seed);
  const std::string indent(lines.size(), ' ');
  for (std::size_t i = 0; i < seed.findings.size(); ++i) {
    const Finding& finding = seed.findings[i];
    lines += fmt::format("{}{}: {}{}\n", i == 0 ? "" : indent, finding.what, finding.evidence,
                         times_text(finding.times));
  }
  if (!seed.repro.empty()) lines += fmt::format("{}repro: {}\n", indent, seed.repro);
  return lines;
}

std::string not_looked_at(const CaseOutcome& outcome) {
  std::string names;
  for (const InvariantLook& look : outcome.looks())
    if (look.evaluations == 0) names += (names.empty() ? "" : ", ") + look.name;
  return names.empty() ? "" : fmt::format("  not looked at: {}\n", names);
}

std::string counts_text(const CaseOutcome& outcome) {
  const std::vector<InvariantLook> looks = outcome.looks();
  std::uint64_t evaluations = 0;
  for (const InvariantLook& look : looks) evaluations += look.evaluations;
  const std::size_t run = outcome.seeds.size() - outcome.count(SeedVerdict::kNotRun);
  std::string seeds = plural(outcome.seeds.size(), "seed");
  if (run < outcome.seeds.size()) seeds = fmt::format("{} of {} were run", run, seeds);
  if (failed(outcome) > 0) seeds += fmt::format(", {} failed", failed(outcome));
  return fmt::format("{}, {}, {} looked at, {}", seeds, plural(looks.size(), "invariant"),
                     count_text(evaluations), time_text(wall_us(outcome)));
}

std::string_view word(SeedVerdict verdict) {
  switch (verdict) {
    case SeedVerdict::kNotRun:
      return "unknown";
    case SeedVerdict::kHolds:
      return "pass";
    case SeedVerdict::kViolated:
      return "fail";
    case SeedVerdict::kBug:
      return "error";
  }
  return "";
}

Json failure_json(const SeedOutcome& seed) {
  Json findings = Json::array();
  for (const Finding& finding : seed.findings)
    findings.push_back(
        {{"what", finding.what}, {"evidence", finding.evidence}, {"times", finding.times}});
  return {{"seed", seed.seed},
          {"verdict", word(seed.verdict)},
          {"findings", findings},
          {"repro", seed.repro}};
}

Json case_json(const CaseOutcome& outcome) {
  Json invariants = Json::array(), failed_seeds = Json::array();
  for (const InvariantLook& look : outcome.looks())
    invariants.push_back({{"invariant", look.name}, {"evaluations", look.evaluations}});
  for (const SeedOutcome* seed : failures(outcome)) failed_seeds.push_back(failure_json(*seed));
  std::string verdict(verdict_word(outcome));
  for (char& c : verdict) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return {{"scenario", outcome.of->file},  {"verdict", verdict == "?" ? "unknown" : verdict},
          {"seeds", outcome.seeds.size()}, {"passed", outcome.count(SeedVerdict::kHolds)},
          {"failed", failed(outcome)},     {"not_run", outcome.count(SeedVerdict::kNotRun)},
          {"invariants", invariants},      {"failures", failed_seeds}};
}

}  // namespace

std::string_view verdict_word(const CaseOutcome& outcome) {
  if (outcome.count(SeedVerdict::kBug) > 0) return "ERROR";
  if (outcome.count(SeedVerdict::kViolated) > 0) return "FAIL";
  return outcome.count(SeedVerdict::kNotRun) > 0 ? "?" : "PASS";
}

std::string_view fault_choice_word(FaultChoice choice) {
  switch (choice) {
    case FaultChoice::kNone:
      return "none";
    case FaultChoice::kOwn:
      return "own";
    case FaultChoice::kRandom:
      return "random";
  }
  return "";
}

std::string verdict_lines(const CaseOutcome& outcome) {
  std::string lines =
      fmt::format("{:5} {}  {}\n", verdict_word(outcome), outcome.of->file, counts_text(outcome));
  const std::vector<const SeedOutcome*> all = failures(outcome);
  for (std::size_t i = 0; i < std::min(all.size(), kToldInFull); ++i)
    lines += failure_lines(*all[i]);
  if (all.size() > kToldInFull) {
    std::vector<std::uint64_t> others;
    for (std::size_t i = kToldInFull; i < all.size(); ++i) others.push_back(all[i]->seed);
    lines +=
        fmt::format("  and {}: {}\n", plural(others.size(), "more seed"), fmt::join(others, ", "));
  }
  return lines + not_looked_at(outcome);
}

std::string total_line(std::span<const CaseOutcome> outcomes, const RegressionPlan& plan,
                       std::uint64_t elapsed_us) {
  std::size_t passed = 0, lost = 0;
  for (const CaseOutcome& outcome : outcomes) {
    passed += outcome.count(SeedVerdict::kHolds);
    lost += failed(outcome);
  }
  const std::size_t rest = plan.cases.size() * plan.seeds() - passed - lost;
  const std::string left = rest > 0 ? fmt::format(", {} not run", count_text(rest)) : "";
  return fmt::format("{} passed, {} failed{} ({}, {} each, faults: {}) in {}\n", count_text(passed),
                     count_text(lost), left, plural(plan.cases.size(), "scenario"),
                     plural(plan.seeds(), "seed"), fault_choice_word(plan.faults),
                     time_text(elapsed_us));
}

std::string verdicts_json(std::span<const CaseOutcome> outcomes, const RegressionPlan& plan) {
  Json scenarios = Json::array();
  for (const CaseOutcome& outcome : outcomes) scenarios.push_back(case_json(outcome));
  const Json all = {{"tool", tool_text()},
                    {"faults", fault_choice_word(plan.faults)},
                    {"first_seed", plan.first_seed},
                    {"last_seed", plan.last_seed},
                    {"scenarios", scenarios}};
  return all.dump(2) + '\n';
}

}  // namespace sim
