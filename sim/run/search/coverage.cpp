#include "sim/run/search/coverage.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "sim/run/report/csv.h"

namespace sim {
namespace {

constexpr std::string_view kTrials = "trials", kBuggifyFamily = "buggify.";

bool is_counted(std::string_view kind) { return kind == kSeenCount || kind == kSeenBuggify; }

/// The situation: 1 for what was merely seen, else the doubling of the count.
std::uint64_t size_of(const Sight& sight) {
  if (sight.count == 0) return 0;
  return is_counted(sight.kind) ? std::bit_floor(sight.count) : 1;
}

/// "buggify.hint.drop" of the node 1a-0: "hint.drop@node=1a-0".
std::string site_of(const SummaryRow& row) {
  const std::string site =
      row.metric.substr(row.metric.find(kBuggifyFamily) + kBuggifyFamily.size());
  return row.scope == "all" ? site : site + '@' + row.scope;
}

/// Of counts by workload and site nothing more is learnt than of those of all.
void add_counts(const std::vector<SummaryRow>& rows, std::vector<Sight>& sights) {
  for (const SummaryRow& row : rows) {
    if (row.unit != "count" || row.value.places != 0 || row.value.units < 0) continue;
    const auto count = static_cast<std::uint64_t>(row.value.units);
    if (row.metric.find(kBuggifyFamily) != std::string::npos)
      sights.push_back({std::string(kSeenBuggify), site_of(row), count});
    else if (row.scope == "all")
      sights.push_back({std::string(kSeenCount), row.metric, count});
  }
}

void add_faults(const std::vector<FaultRecord>& records, std::vector<Sight>& sights) {
  std::map<std::string, std::array<std::uint64_t, 3>> kinds;
  for (const FaultRecord& record : records) {
    auto& [struck, stopped, failed] = kinds[record.kind];
    ++struck;
    stopped += record.messages_stopped > 0;
    failed += record.operations_failed > 0;
  }
  for (const auto& [kind, counts] : kinds) {
    sights.push_back({std::string(kSeenFault), kind, counts[0]});
    sights.push_back({std::string(kSeenStopped), kind, counts[1]});
    sights.push_back({std::string(kSeenFailed), kind, counts[2]});
  }
}

bool read_number(const std::string& text, std::uint64_t& value) {
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  return parsed.ec == std::errc() && parsed.ptr == end;
}

}  // namespace

std::vector<Sight> sights_of(const RunResult& run, std::string_view storm) {
  std::vector<Sight> sights;
  for (const Check& check : run.checks.all())
    sights.push_back({std::string(kSeenInvariant), std::string(check.name()), check.evaluations()});
  add_faults(run.faults, sights);
  if (!storm.empty()) sights.push_back({std::string(kSeenStorm), std::string(storm), 1});
  add_counts(run.results.summary, sights);
  return sights;
}

std::size_t Coverage::add(const std::vector<Sight>& sights) {
  ++trials_;
  std::size_t fresh = 0;
  for (const Sight& sight : sights) {
    Sum& sum = sums_[{sight.kind, sight.name}];
    const std::uint64_t size = size_of(sight);
    sum.trials += sight.count > 0;
    sum.count += sight.count;
    fresh += (sum.sizes | size) != sum.sizes;
    sum.sizes |= size;
  }
  return fresh;
}

Coverage::Sum Coverage::of(std::string_view kind, const std::string& name) const {
  const auto found = sums_.find({std::string(kind), name});
  return found == sums_.end() ? Sum{} : found->second;
}

std::size_t Coverage::situations() const {
  std::size_t all = 0;
  for (const auto& entry : sums_)
    all += static_cast<std::size_t>(std::popcount(entry.second.sizes));
  return all;
}

std::string Coverage::csv() const {
  Csv csv({"kind", "name", "trials_count", "total_count", "sizes_bits"});
  csv.text(kTrials).missing().number(trials_).missing().missing().end();
  for (const auto& [key, sum] : sums_)
    csv.text(key.first)
        .text(key.second)
        .number(sum.trials)
        .number(sum.count)
        .number(sum.sizes)
        .end();
  return csv.content();
}

bool Coverage::read(std::string_view csv) {
  *this = {};
  std::istringstream lines{std::string(csv)};
  std::string line;
  std::getline(lines, line);  // the header
  bool has_trials = false;
  while (std::getline(lines, line)) {
    const std::vector<std::string> cells = cells_of(line);
    if (cells.size() != 5) return false;
    if (cells[0] == kTrials) {
      has_trials = read_number(cells[2], trials_);
      continue;
    }
    Sum sum;
    if (!read_number(cells[2], sum.trials) || !read_number(cells[3], sum.count) ||
        !read_number(cells[4], sum.sizes))
      return false;
    sums_[{cells[0], cells[1]}] = sum;
  }
  return has_trials;
}

}  // namespace sim
