#include "sim/run/search/search_record.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "sim/run/report/csv.h"
#include "sim/run/report/human.h"
#include "sim/run/report/run_folder.h"

namespace sim {
namespace {
namespace fs = std::filesystem;

constexpr const char *kTrials = "trials.csv", *kCoverage = "coverage.csv",
                     *kInconclusive = "inconclusive.json";

Csv empty_table() {
  return Csv({"trial", "seed", "verdict", "invariant", "storm", "events_count", "fingerprint",
              "redrawn_count", "new_situations_count"});
}

std::string line_of(const TrialRow& row) {
  Csv csv = empty_table();
  const std::size_t header = csv.content().size();
  csv.number(row.trial).number(row.seed).text(row.verdict).text(row.invariant).text(row.storm);
  csv.number(row.events).text(row.fingerprint).number(row.redrawn).number(row.new_situations).end();
  return csv.content().substr(header);
}

std::optional<TrialRow> row_of(const std::string& line) {
  const std::vector<std::string> cells = cells_of(line);
  if (cells.size() != 9) return std::nullopt;
  const auto number = [](const std::string& text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  TrialRow row{number(cells[0]), number(cells[1]), cells[2],         cells[3],        cells[4],
               number(cells[5]), cells[6],         number(cells[7]), number(cells[8])};
  if (line_of(row) != line + '\n') return std::nullopt;  // cut short, or somebody else's
  return row;
}

std::string_view word(SeedOutcome::Verdict verdict) {
  switch (verdict) {
    case SeedOutcome::Verdict::kHolds:
      return "pass";
    case SeedOutcome::Verdict::kViolated:
      return "fail";
    case SeedOutcome::Verdict::kBug:
      return "error";
    case SeedOutcome::Verdict::kNotRun:
    case SeedOutcome::Verdict::kTimedOut:
      break;
  }
  return "unknown";
}

TrialRow row_of(const TrialOutcome& outcome, std::size_t new_situations) {
  TrialRow row{outcome.number,
               outcome.seed,
               std::string(word(outcome.run.verdict)),
               outcome.failed() ? outcome.failure_class() : "",
               outcome.storm,
               outcome.run.events,
               "",
               outcome.redrawn,
               new_situations};
  if (!outcome.sights.empty()) row.fingerprint = fmt::format("{:016x}", outcome.fingerprint);
  return row;
}

/// What names its files.
std::string file_stem(const std::string& what) {
  std::string stem = what;
  for (char& c : stem) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    if (!plain) c = '-';
  }
  return stem;
}

std::string evidence_of(const TrialOutcome& outcome) {
  std::string text;
  for (const Finding& finding : outcome.run.findings) {
    const std::string times =
        finding.times > 1 ? fmt::format(", {} times", count_text(finding.times)) : "";
    text += fmt::format("{}: {}{}\n", finding.what, finding.evidence, times);
  }
  return text;
}

}  // namespace

SearchRecord::SearchRecord(fs::path folder) : folder_(std::move(folder)) {
  if (!go_on()) begin();
  trials_.open(folder_ / kTrials, std::ios::app | std::ios::binary);
  if (!trials_) throw FileError(fmt::format("{}: cannot be written", (folder_ / kTrials).string()));
}

void SearchRecord::begin() {
  coverage_ = {};
  replace_file(folder_ / kTrials, empty_table().content());
  keep();
}

/// False: there is nothing, or what is there does not fit together.
bool SearchRecord::go_on() {
  if (!fs::exists(folder_ / kTrials) || !fs::exists(folder_ / kCoverage)) return false;
  if (!coverage_.read(file_content(folder_ / kCoverage))) return false;
  std::istringstream lines(file_content(folder_ / kTrials));
  std::string line, kept = empty_table().content();
  std::getline(lines, line);
  if (line + '\n' != kept) return false;
  std::vector<TrialRow> rows;
  while (rows.size() < coverage_.trials() && std::getline(lines, line)) {
    const std::optional<TrialRow> row = row_of(line);
    if (!row || row->trial != rows.size() + 1) return false;
    rows.push_back(*row);
    kept += line + '\n';
  }
  if (rows.size() < coverage_.trials()) return false;
  for (const TrialRow& row : rows) note(row);
  replace_file(folder_ / kTrials, kept);
  return true;
}

void SearchRecord::note(const TrialRow& row) {
  redrawn_ += row.redrawn;
  if (row.new_situations > 0) newest_ = row.trial;
  const auto counted = std::find_if(verdicts_.begin(), verdicts_.end(),
                                    [&](const auto& entry) { return entry.first == row.verdict; });
  if (counted != verdicts_.end())
    ++counted->second;
  else
    verdicts_.emplace_back(row.verdict, 1);
  if (row.invariant.empty()) return;
  const auto same =
      std::find_if(failures_.begin(), failures_.end(),
                   [&](const FailureClass& failure) { return failure.what == row.invariant; });
  if (same == failures_.end()) {
    failures_.push_back({row.invariant, 1, row});
    return;
  }
  ++same->trials;
  if (row.events < same->smallest.events) same->smallest = row;
}

void SearchRecord::add(const TrialOutcome& outcome) {
  const TrialRow row = row_of(outcome, coverage_.add(outcome.sights));
  note(row);
  for (const FailureClass& failure : failures_) {
    if (failure.smallest != row) continue;
    replace_file(folder_ / (file_stem(failure.what) + ".txt"), evidence_of(outcome));
    if (!outcome.run.resolved.empty())  // else it ended before there was one
      replace_file(scenario_file(failure), outcome.run.resolved);
  }
  const fs::path inconclusive = folder_ / kInconclusive;
  if (row.verdict == "unknown" && !outcome.run.resolved.empty() && !fs::exists(inconclusive))
    replace_file(inconclusive, outcome.run.resolved);
  trials_ << line_of(row) << std::flush;
  if (!trials_) throw FileError(fmt::format("{}: cannot be written", (folder_ / kTrials).string()));
}

void SearchRecord::keep() { replace_file(folder_ / kCoverage, coverage_.csv()); }

std::uint64_t SearchRecord::count(std::string_view verdict) const {
  for (const auto& [word_, times] : verdicts_)
    if (word_ == verdict) return times;
  return 0;
}

fs::path SearchRecord::scenario_file(const FailureClass& failure) const {
  return folder_ / (file_stem(failure.what) + ".json");
}

std::string SearchRecord::evidence(const FailureClass& failure) const {
  return file_content(folder_ / (file_stem(failure.what) + ".txt"));
}

}  // namespace sim
