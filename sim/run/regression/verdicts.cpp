#include "sim/run/regression/verdicts.h"

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "sim/run/report/human.h"
#include "sim/run/report/tables.h"

namespace sim {
namespace {

using SeedVerdict = SeedOutcome::Verdict;

constexpr std::size_t kToldInFull = 3;  // our choice: failing seeds of one scenario, on a screen
constexpr std::string_view kNeverCure =
    "give it more chances (more --seeds, a longer measurement, other faults), or mend the "
    "scenario:\n"
    "    as it stands it no longer tests what it is about";

std::string plural(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count_text(count), noun, count == 1 ? "" : "s");
}

std::vector<const SeedOutcome*> worth_telling(const CaseOutcome& outcome) {
  std::vector<const SeedOutcome*> found;
  for (const SeedOutcome& seed : outcome.seeds)
    if (seed.failed() || seed.verdict == SeedVerdict::kTimedOut) found.push_back(&seed);
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
std::string seed_lines(const SeedOutcome& seed) {
  std::string lines = fmt::format("  seed {}: ", seed.seed);
  const std::string indent(lines.size(), ' ');
  if (seed.verdict == SeedVerdict::kTimedOut)
    lines += fmt::format("out of time after {}, at {} of simulated time; nothing had failed\n",
                         time_text(seed.wall_us), span_text(seed.ended_at - kStart));
  for (std::size_t i = 0; i < seed.findings.size(); ++i) {
    const Finding& finding = seed.findings[i];
    lines += fmt::format("{}{}: {}{}\n", i == 0 ? "" : indent, finding.what, finding.evidence,
                         times_text(finding.times));
  }
  if (!seed.repro.empty()) lines += fmt::format("{}repro: {}\n", indent, seed.repro);
  return lines;
}

std::string told_in_full(const CaseOutcome& outcome) {
  const std::vector<const SeedOutcome*> seeds = worth_telling(outcome);
  const std::vector<Reach> never = outcome.never_reached();
  if (seeds.empty() && never.empty()) return "";
  std::string lines = fmt::format("{:5} {}\n", verdict_word(outcome), outcome.of->file);
  for (std::size_t i = 0; i < std::min(seeds.size(), kToldInFull); ++i)
    lines += seed_lines(*seeds[i]);
  if (seeds.size() > kToldInFull) {
    std::vector<std::uint64_t> others;
    for (std::size_t i = kToldInFull; i < seeds.size(); ++i) others.push_back(seeds[i]->seed);
    lines +=
        fmt::format("  and {}: {}\n", plural(others.size(), "more seed"), fmt::join(others, ", "));
  }
  for (const Reach& reach : never)
    lines += fmt::format("  {}: {}\n", wish_text(reach), never_text(reach, outcome));
  return lines + (never.empty() ? "" : fmt::format("    {}\n", kNeverCure));
}

std::string invariants_text(const CaseOutcome& outcome) {
  const std::vector<InvariantLook> looks = outcome.looks();
  std::uint64_t evaluations = 0;
  std::size_t looked_at = 0;
  for (const InvariantLook& look : looks) {
    evaluations += look.evaluations;
    looked_at += look.evaluations > 0;
  }
  const std::string of_all =
      looked_at < looks.size() ? fmt::format("{} of ", count_text(looked_at)) : "";
  return fmt::format("{}{}, {} looked at", of_all, plural(looks.size(), "invariant"),
                     count_text(evaluations));
}

std::string reached_text(const CaseOutcome& outcome) {
  const std::vector<Reach> reaches = outcome.reaches();
  if (reaches.empty()) return "";
  const auto reached = std::count_if(reaches.begin(), reaches.end(),
                                     [](const Reach& reach) { return reach.runs > 0; });
  return fmt::format(", {} of {} reached", reached, reaches.size());
}

std::string counts_text(const CaseOutcome& outcome) {
  const std::size_t run = outcome.seeds.size() - outcome.count(SeedVerdict::kNotRun);
  std::string seeds = outcome.of->replayed ? fmt::format("seed {}", outcome.seeds[0].seed)
                                           : plural(outcome.seeds.size(), "seed");
  if (run < outcome.seeds.size()) seeds = fmt::format("{} of {} were run", run, seeds);
  if (failed_runs(outcome) > 0) seeds += fmt::format(", {} failed", failed_runs(outcome));
  if (const std::size_t late = outcome.count(SeedVerdict::kTimedOut); late > 0)
    seeds += fmt::format(", {} out of time", late);
  return fmt::format("{}, {}{}, {}", seeds, invariants_text(outcome), reached_text(outcome),
                     time_text(wall_us(outcome)));
}

/// "3 counterexamples, 9 scenarios, 50 seeds each, faults: random"
std::string plan_text(const RegressionPlan& plan) {
  const auto replayed = static_cast<std::size_t>(std::count_if(
      plan.cases.begin(), plan.cases.end(), [](const RegressionCase& of) { return of.replayed; }));
  const std::size_t others = plan.cases.size() - replayed;
  std::string text = replayed > 0 ? plural(replayed, "counterexample") : "";
  if (replayed > 0 && others > 0) text += ", ";
  if (others > 0)
    text += fmt::format("{}, {} each, faults: {}", plural(others, "scenario"),
                        plural(plan.seeds.count(), "seed"), fault_choice_word(plan.faults));
  return text;
}

}  // namespace

std::string_view verdict_word(const CaseOutcome& outcome) {
  if (outcome.count(SeedVerdict::kBug) > 0) return "ERROR";
  if (outcome.count(SeedVerdict::kViolated) > 0) return "FAIL";
  if (outcome.count(SeedVerdict::kHolds) < outcome.seeds.size()) return "?";
  return outcome.never_reached().empty() ? "PASS" : "FAIL";
}

std::size_t failed_runs(const CaseOutcome& outcome) {
  return outcome.count(SeedVerdict::kViolated) + outcome.count(SeedVerdict::kBug);
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

std::string wish_text(const Reach& reach) {
  return fmt::format("sometimes {} {}", scoped_metric(reach.wanted), reach.wanted.text);
}

std::string never_text(const Reach& reach, const CaseOutcome& outcome) {
  const bool one = compare(*reach.least, *reach.most) == 0;
  return fmt::format("no run of {} came to it (measured {}{} {})", count_text(outcome.seeds.size()),
                     one ? "" : reach.least->text() + " to ", reach.most->text(), reach.unit);
}

std::string verdict_line(const CaseOutcome& outcome) {
  return fmt::format("{:5} {}  {}\n", verdict_word(outcome), outcome.of->file,
                     counts_text(outcome));
}

std::string failures_text(std::span<const CaseOutcome> outcomes) {
  std::string text;
  for (const CaseOutcome& outcome : outcomes) text += told_in_full(outcome);
  return text;
}

std::string not_looked_at_line(std::span<const CaseOutcome> outcomes) {
  std::map<std::string, std::uint64_t> sums;
  for (const CaseOutcome& outcome : outcomes)
    for (const InvariantLook& look : outcome.looks()) sums[look.name] += look.evaluations;
  std::string names;
  for (const auto& [name, evaluations] : sums)
    if (evaluations == 0) names += (names.empty() ? "" : ", ") + name;
  return names.empty() ? "" : fmt::format("no run looked at: {}\n", names);
}

std::string durations_text(std::span<const CaseOutcome> outcomes, std::size_t most) {
  struct Run {
    const CaseOutcome* of;
    const SeedOutcome* seed;
  };
  std::vector<Run> runs;
  for (const CaseOutcome& outcome : outcomes)
    for (const SeedOutcome& seed : outcome.seeds)
      if (seed.wall_us > 0) runs.push_back({&outcome, &seed});
  std::stable_sort(runs.begin(), runs.end(),
                   [](const Run& a, const Run& b) { return a.seed->wall_us > b.seed->wall_us; });
  std::string text = fmt::format("slowest of {}\n", plural(runs.size(), "run"));
  if (most > 0) runs.resize(std::min(runs.size(), most));
  TextTable table("rll", 2);
  for (const Run& run : runs)
    table.row(
        {time_text(run.seed->wall_us), run.of->of->file, fmt::format("seed {}", run.seed->seed)});
  return text + table.text();
}

std::string total_line(std::span<const CaseOutcome> outcomes, const RegressionPlan& plan,
                       std::uint64_t elapsed_us) {
  std::size_t passed = 0, failed = 0, late = 0, never = 0;
  for (const CaseOutcome& outcome : outcomes) {
    passed += outcome.count(SeedVerdict::kHolds);
    failed += failed_runs(outcome);
    late += outcome.count(SeedVerdict::kTimedOut);
    never += outcome.never_reached().size();
  }
  const auto and_more = [](std::size_t count, std::string_view what) {
    return count > 0 ? fmt::format(", {} {}", count_text(count), what) : "";
  };
  return fmt::format("{} passed, {} failed{}{}{} ({}) in {}\n", count_text(passed),
                     count_text(failed), and_more(never, "never reached"),
                     and_more(late, "out of time"),
                     and_more(plan.runs() - passed - failed - late, "not run"), plan_text(plan),
                     time_text(elapsed_us));
}

}  // namespace sim
