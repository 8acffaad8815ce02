// The verdicts as one JSON object, without times.
#include <nlohmann/json.hpp>

#include "sim/run/regression/verdicts.h"
#include "sim/run/report/tables.h"
#include "sim/run/report/tool.h"

namespace sim {
namespace {

using Json = nlohmann::ordered_json;
using SeedVerdict = SeedOutcome::Verdict;

std::string_view word(SeedVerdict verdict) {
  switch (verdict) {
    case SeedVerdict::kNotRun:
    case SeedVerdict::kTimedOut:
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

std::string_view word(const CaseOutcome& outcome) {
  const std::string_view told = verdict_word(outcome);
  if (told == "ERROR") return "error";
  if (told == "FAIL") return "fail";
  return told == "PASS" ? "pass" : "unknown";
}

Json failure(const SeedOutcome& seed) {
  Json findings = Json::array();
  for (const Finding& finding : seed.findings)
    findings.push_back(
        {{"what", finding.what}, {"evidence", finding.evidence}, {"times", finding.times}});
  return {{"seed", seed.seed},
          {"verdict", word(seed.verdict)},
          {"findings", findings},
          {"repro", seed.repro}};
}

Json sometimes(const CaseOutcome& outcome) {
  Json all = Json::array();
  for (const Reach& reach : outcome.reaches())
    all.push_back({{"metric", reach.wanted.metric},
                   {"scope", reach.wanted.scope},
                   {"expected", reach.wanted.text},
                   {"runs_reached", reach.runs}});
  return all;
}

Json scenario(const CaseOutcome& outcome) {
  Json invariants = Json::array(), failures = Json::array();
  for (const InvariantLook& look : outcome.looks())
    invariants.push_back({{"invariant", look.name}, {"evaluations", look.evaluations}});
  for (const SeedOutcome& seed : outcome.seeds)
    if (seed.failed()) failures.push_back(failure(seed));
  return {{"scenario", outcome.of->file},
          {"verdict", word(outcome)},
          {"replayed", outcome.of->replayed},
          {"seeds", outcome.seeds.size()},
          {"passed", outcome.count(SeedVerdict::kHolds)},
          {"failed", failed_runs(outcome)},
          {"timed_out", outcome.count(SeedVerdict::kTimedOut)},
          {"not_run", outcome.count(SeedVerdict::kNotRun)},
          {"invariants", invariants},
          {"sometimes", sometimes(outcome)},
          {"failures", failures}};
}

}  // namespace

std::string verdicts_json(std::span<const CaseOutcome> outcomes, const RegressionPlan& plan) {
  Json scenarios = Json::array();
  for (const CaseOutcome& outcome : outcomes) scenarios.push_back(scenario(outcome));
  const Json all = {{"tool", tool_text()},
                    {"faults", fault_choice_word(plan.faults)},
                    {"first_seed", plan.seeds.first},
                    {"last_seed", plan.seeds.last},
                    {"scenarios", scenarios}};
  return all.dump(2) + '\n';
}

}  // namespace sim
