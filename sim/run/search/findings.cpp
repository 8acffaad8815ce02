#include "sim/run/search/findings.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/run/report/human.h"
#include "sim/run/report/tool.h"
#include "sim/run/shell_word.h"

namespace sim {
namespace {

using Json = nlohmann::ordered_json;

struct Named {
  std::string name;
  Coverage::Sum sum;
};

std::vector<Named> all_of(const Coverage& coverage, std::string_view kind) {
  std::vector<Named> found;
  for (const auto& [key, sum] : coverage.sums())
    if (key.first == kind) found.push_back({key.second, sum});
  return found;
}

std::string plural(std::uint64_t count, std::string_view what) {
  return fmt::format("{} {}{}", count_text(count), what, count == 1 ? "" : "s");
}

/// What `command` makes of the smallest trial.
std::string command_line(std::string_view command, const SearchRecord& record,
                         const FailureClass& failure) {
  return fmt::format("{} {} {}", kToolName, command,
                     shell_word(record.scenario_file(failure).string()));
}

std::string invariants_line(const Coverage& coverage) {
  std::uint64_t evaluations = 0;
  std::size_t looked_at = 0;
  std::string never;
  const std::vector<Named> invariants = all_of(coverage, kSeenInvariant);
  for (const Named& invariant : invariants) {
    evaluations += invariant.sum.count;
    looked_at += invariant.sum.count > 0;
    if (invariant.sum.count == 0) never += (never.empty() ? "; never: " : ", ") + invariant.name;
  }
  return fmt::format("  {} of {}, {} looked at{}\n", looked_at,
                     plural(invariants.size(), "invariant"), count_text(evaluations), never);
}

std::string faults_table(const Coverage& coverage) {
  TextTable table("lrrrr", 2);
  table.row({"fault", "trials", "struck", "stopped messages", "while operations failed"});
  for (const Named& fault : all_of(coverage, kSeenFault))
    table.row({fault.name, count_text(fault.sum.trials), count_text(fault.sum.count),
               count_text(coverage.of(kSeenStopped, fault.name).count),
               count_text(coverage.of(kSeenFailed, fault.name).count)});
  return table.text();
}

std::string storms_line(const Coverage& coverage) {
  std::string line;
  for (const Named& storm : all_of(coverage, kSeenStorm))
    line +=
        fmt::format("{}{} {}", line.empty() ? "" : ", ", storm.name, count_text(storm.sum.trials));
  return line.empty() ? "" : fmt::format("  storms: {}\n", line);
}

std::string buggify_table(const Coverage& coverage) {
  const std::vector<Named> sites = all_of(coverage, kSeenBuggify);
  if (sites.empty()) return "";
  TextTable table("lrr", 2);
  table.row({"buggify site", "trials", "fired"});
  for (const Named& site : sites)
    table.row({site.name, count_text(site.sum.trials), count_text(site.sum.count)});
  return table.text();
}

Json failure_json(const SearchRecord& record, const FailureClass& failure) {
  return {{"invariant", failure.what},
          {"trials", failure.trials},
          {"smallest_trial", failure.smallest.trial},
          {"events", failure.smallest.events},
          {"evidence", record.evidence(failure)},
          {"scenario", record.scenario_file(failure).string()},
          {"repro", command_line("run", record, failure)}};
}

Json coverage_json(const SearchRecord& record) {
  Json seen = Json::array();
  for (const auto& [key, sum] : record.coverage().sums())
    seen.push_back(
        {{"kind", key.first}, {"name", key.second}, {"trials", sum.trials}, {"count", sum.count}});
  return {{"situations", record.coverage().situations()},
          {"last_new_trial", record.newest()},
          {"seen", seen}};
}

}  // namespace

std::string failure_text(const SearchRecord& record, const FailureClass& failure) {
  std::string text = fmt::format("FAIL  {}  {} of {}, the smallest is trial {}\n", failure.what,
                                 count_text(failure.trials), plural(record.trials(), "trial"),
                                 count_text(failure.smallest.trial));
  std::istringstream lines(record.evidence(failure));
  for (std::string line; std::getline(lines, line);) text += "  " + line + '\n';
  return text + fmt::format("  repro:  {}\n  shrink: {}\n", command_line("run", record, failure),
                            command_line("shrink", record, failure));
}

std::string coverage_text(const Coverage& coverage, std::uint64_t newest) {
  if (coverage.sums().empty()) return "";
  return fmt::format("coverage: {}, the last new one in trial {}\n",
                     plural(coverage.situations(), "situation"), count_text(newest)) +
         invariants_line(coverage) + faults_table(coverage) + storms_line(coverage) +
         buggify_table(coverage);
}

std::string search_total(const SearchRecord& record) {
  const std::uint64_t failed = record.count("fail") + record.count("error");
  std::string text = fmt::format("{}: {} passed, {} failed", plural(record.trials(), "trial"),
                                 count_text(record.count("pass")), count_text(failed));
  if (failed > 0) text += " in " + plural(record.failures().size(), "way");
  if (const std::uint64_t late = record.count("unknown"); late > 0)
    text += fmt::format(", {} inconclusive (the first: inconclusive.json)", count_text(late));
  if (record.redrawn() > 0)
    text += fmt::format("; {} that {} no valid scenario", plural(record.redrawn(), "draw"),
                        record.redrawn() == 1 ? "was" : "were");
  return text;
}

std::string search_json(const SearchRecord& record, const std::string& scenario,
                        std::uint64_t seed) {
  Json failures = Json::array();
  for (const FailureClass& failure : record.failures())
    failures.push_back(failure_json(record, failure));
  const Json all = {{"tool", tool_text()},
                    {"scenario", scenario},
                    {"seed", seed},
                    {"folder", record.folder().string()},
                    {"trials", record.trials()},
                    {"passed", record.count("pass")},
                    {"failed", record.count("fail") + record.count("error")},
                    {"inconclusive", record.count("unknown")},
                    {"redrawn", record.redrawn()},
                    {"failures", failures},
                    {"coverage", coverage_json(record)}};
  return all.dump(2) + '\n';
}

}  // namespace sim
