#include "sim/run/sweep/sweep_text.h"

#include <algorithm>
#include <limits>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/run/report/csv.h"
#include "sim/run/report/human.h"
#include "sim/run/report/tool.h"
#include "sim/run/shell_word.h"

namespace sim {
namespace {

const std::vector<std::string> kFirst = {"availability", "get.latency.p50", "get.latency.p99",
                                         "put.latency.p99", "reads.stale.ratio"};

const PointMetric* find(std::span<const PointMetric> all, std::size_t point,
                        const std::string& metric) {
  for (const PointMetric& one : all)
    if (one.point == point && one.metric == metric && one.scope == "all") return &one;
  return nullptr;
}

/// With as many digits as its interval leaves certain, and one more.
std::string estimate_text(const PointMetric& metric) {
  if (!metric.interval) return fmt::format("{:.6g}", metric.mean);
  const double low = metric.interval->low, high = metric.interval->high;
  int digits = 0;
  for (double half = (high - low) / 2; half > 0 && half < 10 && digits < 9; half *= 10) ++digits;
  const double margin = std::max(high - metric.mean, metric.mean - low);
  return fmt::format("{:.{}f} +-{:.{}f}", metric.mean, digits, margin, digits);
}

std::string plain(const std::string& json) {
  const auto value = nlohmann::ordered_json::parse(json, nullptr, false);
  return value.is_string() ? value.get<std::string>() : json;
}

std::string repro_of(const SweepColumns& columns, const SweepRow& row, const std::string& file) {
  std::string command = fmt::format("{} run {} --seed {}", kToolName, shell_word(file), row.seed);
  const std::vector<std::string>& values = columns.values[row.run / columns.seeds];
  for (std::size_t i = 0; i < values.size(); ++i)
    command += " --set " + shell_word(columns.parameters[i] + '=' + values[i]);
  return command;
}

}  // namespace

std::string points_table(const SweepColumns& columns, std::span<const PointMetric> all,
                         std::vector<std::string> metrics) {
  if (metrics.empty()) metrics = kFirst;
  std::map<std::string, std::string> units;
  for (const PointMetric& metric : all)
    if (metric.scope == "all") units.emplace(metric.metric, metric.unit);
  std::erase_if(metrics, [&](const std::string& metric) { return !units.contains(metric); });
  std::vector<std::string> header = columns.parameters;
  for (const std::string& metric : metrics)
    header.push_back(units[metric] == "ratio" ? metric : metric + ' ' + units[metric]);
  if (header.empty()) return "";
  TextTable table(std::string(columns.parameters.size(), 'l') + std::string(metrics.size(), 'r'),
                  0);
  table.row(header);
  for (std::size_t point = 0; point < columns.values.size(); ++point) {
    std::vector<std::string> cells;
    for (const std::string& value : columns.values[point]) cells.push_back(plain(value));
    for (const std::string& metric : metrics) {
      const PointMetric* found = find(all, point, metric);
      cells.push_back(found == nullptr ? "-" : estimate_text(*found));
    }
    table.row(std::move(cells));
  }
  return table.text();
}

std::string verdicts_text(const SweepColumns& columns, std::span<const SweepRow> rows,
                          const std::string& scenario_file) {
  std::map<std::string, std::pair<std::size_t, const SweepRow*>> failures;
  for (const SweepRow& row : rows) {
    if (row.verdict == "pass") continue;
    auto& [count, first] = failures.try_emplace(row.failure, 0, &row).first->second;
    ++count;
  }
  std::size_t failed = 0;
  std::string text;
  for (const auto& [what, found] : failures) {
    failed += found.first;
    text += fmt::format("FAIL  {}  {} of {} runs\n  repro: {}\n", what, count_text(found.first),
                        count_text(rows.size()), repro_of(columns, *found.second, scenario_file));
  }
  return text + fmt::format("{} runs: {} passed, {} failed\n", count_text(rows.size()),
                            count_text(rows.size() - failed), count_text(failed));
}

double Difference::relative() const {
  if (after == before) return 0;
  if (before == 0) return std::numeric_limits<double>::infinity() * (after > 0 ? 1 : -1);
  return after / before - 1;
}

std::vector<Difference> differences(const SweepColumns& columns, std::span<const SweepRow> before,
                                    std::span<const SweepRow> after) {
  using Key = std::pair<std::size_t, std::string>;  // point, metric
  struct Pairs {
    std::string unit;
    std::vector<double> before, after;
  };
  std::map<std::uint64_t, const SweepRow*> by_run;
  for (const SweepRow& row : before) by_run[row.run] = &row;
  std::map<Key, Pairs> all;
  for (const SweepRow& row : after) {
    const auto other = by_run.find(row.run);
    if (other == by_run.end()) continue;
    std::map<std::string_view, const SummaryRow*> measured;
    for (const SummaryRow& metric : other->second->metrics)
      if (metric.scope == "all") measured[metric.metric] = &metric;
    for (const SummaryRow& metric : row.metrics) {
      const auto known = measured.find(metric.metric);
      if (metric.scope != "all" || known == measured.end()) continue;
      Pairs& pairs = all[{row.run / columns.seeds, metric.metric}];
      pairs.unit = metric.unit;
      pairs.before.push_back(number_of(known->second->value));
      pairs.after.push_back(number_of(metric.value));
    }
  }
  std::vector<Difference> found;
  for (const auto& [key, pairs] : all)
    found.push_back({key.first, key.second, pairs.unit, mean_of(pairs.before), mean_of(pairs.after),
                     paired_interval(pairs.before, pairs.after)});
  return found;
}

}  // namespace sim
