// JUnit XML, as CI servers read it.
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "sim/run/regression/verdicts.h"
#include "sim/run/report/digest.h"
#include "sim/run/report/human.h"
#include "sim/run/report/tool.h"

namespace sim {
namespace {

using SeedVerdict = SeedOutcome::Verdict;

/// For an attribute or a text; control characters, which XML has no way to write, are dropped.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\n':
        safe += "&#10;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') safe += c;
    }
  }
  return safe;
}

std::string seconds(std::uint64_t us) {
  return fmt::format("{}.{:03}", us / 1'000'000, us / 1000 % 1000);
}

/// The counts that suites have in common.
struct Counts {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
  std::uint64_t wall_us = 0;

  void add(const CaseOutcome& outcome) {
    tests += outcome.seeds.size() + outcome.reaches().size();
    failures += outcome.count(SeedVerdict::kViolated) + outcome.never_reached().size();
    errors += outcome.count(SeedVerdict::kBug) + outcome.count(SeedVerdict::kTimedOut);
    skipped += outcome.count(SeedVerdict::kNotRun);
    for (const SeedOutcome& seed : outcome.seeds) wall_us += seed.wall_us;
  }
  std::string attributes() const {
    return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="{}")", tests,
                       failures, errors, skipped, seconds(wall_us));
  }
};

std::string told(const SeedOutcome& seed) {
  const std::string_view tag = seed.verdict == SeedVerdict::kBug ? "error" : "failure";
  const Finding& first = seed.findings.front();
  std::string text;
  for (const Finding& finding : seed.findings)
    text += fmt::format("{}: {}\n", finding.what, finding.evidence);
  if (!seed.repro.empty()) text += fmt::format("repro: {}\n", seed.repro);
  return fmt::format("      <{0} type=\"{1}\" message=\"{1}: {2}\">{3}</{0}>\n", tag,
                     escaped(first.what), escaped(first.evidence), escaped(text));
}

/// Nothing was violated, and nobody knows whether it would have been: no failure, and no success.
std::string out_of_time(const SeedOutcome& seed) {
  return fmt::format(
      "      <error type=\"timeout\" message=\"out of time at {} of simulated time\">repro: "
      "{}</error>\n",
      span_text(seed.ended_at - kStart), escaped(seed.repro));
}

std::string body(const SeedOutcome& seed) {
  if (seed.failed()) return told(seed);
  if (seed.verdict == SeedVerdict::kTimedOut) return out_of_time(seed);
  return "      <skipped message=\"not run to the end\"/>\n";
}

std::string test_case(const CaseOutcome& outcome, const SeedOutcome& seed) {
  const std::string head =
      fmt::format(R"(    <testcase classname="{}" name="seed {}" time="{}")",
                  escaped(outcome.of->label), seed.seed, seconds(seed.wall_us));
  if (seed.verdict == SeedVerdict::kHolds) return head + "/>\n";
  return head + ">\n" + body(seed) + "    </testcase>\n";
}

/// A line of `sometimes`, which all runs together fail.
std::string test_case(const CaseOutcome& outcome, const Reach& reach) {
  const std::string head = fmt::format(R"(    <testcase classname="{}" name="{}" time="0.000")",
                                       escaped(outcome.of->label), escaped(wish_text(reach)));
  if (!reach.never) return head + "/>\n";
  const std::string message = escaped(never_text(reach, outcome));
  return fmt::format(
      "{}>\n      <failure type=\"never reached\" message=\"{}\"/>\n    </testcase>\n", head,
      message);
}

std::string suite(const CaseOutcome& outcome) {
  Counts counts;
  counts.add(outcome);
  std::string text =
      fmt::format("  <testsuite name=\"{}\" {}>\n", escaped(outcome.of->file), counts.attributes());
  const auto property = [](std::string_view name, std::string_view value) {
    return fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", name, escaped(value));
  };
  text += "    <properties>\n" + property("dynamosim.version", tool_text()) +
          property("scenario.sha256", sha256_hex(outcome.of->text)) + "    </properties>\n";
  for (const SeedOutcome& seed : outcome.seeds) text += test_case(outcome, seed);
  for (const Reach& reach : outcome.reaches()) text += test_case(outcome, reach);
  return text + "  </testsuite>\n";
}

}  // namespace

std::string verdicts_junit(std::span<const CaseOutcome> outcomes) {
  Counts counts;
  std::string suites;
  for (const CaseOutcome& outcome : outcomes) {
    counts.add(outcome);
    suites += suite(outcome);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"dynamosim check\" {}>\n{}"
      "</testsuites>\n",
      counts.attributes(), suites);
}

}  // namespace sim
