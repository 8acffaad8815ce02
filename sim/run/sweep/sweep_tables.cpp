#include "sim/run/sweep/sweep_tables.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/run/report/csv.h"

namespace sim {
namespace {

/// A string without its quotes; anything else as it is.
std::string cell_of(const std::string& json) {
  const auto value = nlohmann::ordered_json::parse(json, nullptr, false);
  return value.is_string() ? value.get<std::string>() : json;
}

using Key = std::pair<std::string, std::string>;  // metric, scope

/// One metric's values over the runs of a point.
struct Samples {
  std::string unit;
  std::vector<double> values;
};

std::map<Key, Samples> samples_of(std::span<const SweepRow> rows) {
  std::map<Key, Samples> all;
  for (const SweepRow& row : rows) {
    for (const SummaryRow& metric : row.metrics) {
      Samples& samples = all[{metric.metric, metric.scope}];
      samples.unit = metric.unit;
      samples.values.push_back(number_of(metric.value));
    }
  }
  return all;
}

constexpr std::string_view kAvailability = "availability";

/// The operations that an availability is about: of "get.availability" those counted as
/// "get.count", of "availability" those of every kind.
double operations_of(const std::map<Key, Samples>& all, const Key& key) {
  double sum = 0;
  for (const auto& [other, samples] : all) {
    const auto& [metric, scope] = other;
    if (scope != key.second || !metric.ends_with(".availability")) continue;
    if (key.first != kAvailability && key.first != metric) continue;
    const std::string stem = metric.substr(0, metric.size() - kAvailability.size());
    const auto counted = all.find({stem + "count", scope});
    if (counted == all.end()) continue;
    for (const double count : counted->second.values) sum += count;
  }
  return sum;
}

std::optional<Interval> interval_of(const std::map<Key, Samples>& all, const Key& key,
                                    const Samples& samples) {
  const std::optional<Interval> by_runs = mean_interval(samples.values);
  const bool is_ratio = samples.unit == "ratio";
  if (by_runs && by_runs->half_width() > 0 && is_ratio)
    return Interval{by_runs->estimate, std::max(by_runs->low, 0.0), std::min(by_runs->high, 1.0)};
  if (by_runs && by_runs->half_width() > 0) return by_runs;
  if (!by_runs || !is_ratio || !key.first.ends_with(kAvailability)) return std::nullopt;
  const double operations = operations_of(all, key);
  return ratio_interval(static_cast<std::uint64_t>(std::llround(by_runs->estimate * operations)),
                        static_cast<std::uint64_t>(operations));
}

/// The rows of one point.
std::span<const SweepRow> rows_of(std::span<const SweepRow> rows, std::size_t point,
                                  std::uint64_t seeds) {
  const auto first = [&](std::size_t of) {
    return std::lower_bound(rows.begin(), rows.end(), of * seeds,
                            [](const SweepRow& row, std::uint64_t run) { return row.run < run; });
  };
  return {first(point), first(point + 1)};
}

}  // namespace

std::vector<PointMetric> point_metrics(const SweepColumns& columns,
                                       std::span<const SweepRow> rows) {
  std::vector<PointMetric> all;
  for (std::size_t point = 0; point < columns.values.size(); ++point) {
    const std::map<Key, Samples> samples = samples_of(rows_of(rows, point, columns.seeds));
    for (const auto& [key, of_metric] : samples) {
      all.push_back({point, key.first, key.second, of_metric.unit, mean_of(of_metric.values),
                     interval_of(samples, key, of_metric), of_metric.values.size()});
    }
  }
  return all;
}

std::string runs_csv(const SweepColumns& columns, std::span<const SweepRow> rows) {
  std::set<std::pair<std::string, std::string>> metrics;  // with their units
  for (const SweepRow& row : rows)
    for (const SummaryRow& metric : row.metrics)
      if (metric.scope == "all") metrics.emplace(metric.metric, metric.unit);
  std::vector<std::string> header{"run_id", "scenario", "seed"};
  header.insert(header.end(), columns.parameters.begin(), columns.parameters.end());
  header.insert(header.end(), {"verdict", "failure", "events_count", "fingerprint"});
  for (const auto& [metric, unit] : metrics) header.push_back(metric + '_' + unit);
  Csv csv(std::move(header));
  for (const SweepRow& row : rows) {
    csv.text(row.id).text(columns.scenario).number(row.seed);
    for (const std::string& value : columns.values[row.run / columns.seeds])
      csv.text(cell_of(value));
    csv.text(row.verdict).text(row.failure).number(row.events).text(row.fingerprint);
    std::map<std::string_view, const Decimal*> measured;
    for (const SummaryRow& metric : row.metrics)
      if (metric.scope == "all") measured[metric.metric] = &metric.value;
    for (const auto& [metric, unit] : metrics) {
      const auto found = measured.find(metric);
      found == measured.end() ? csv.missing() : csv.number(*found->second);
    }
    csv.end();
  }
  return csv.content();
}

std::string sweep_summary_csv(const SweepColumns& columns, std::span<const SweepRow> rows) {
  std::vector<std::string> header = columns.parameters;
  header.insert(header.end(),
                {"metric", "scope", "value", "unit", "ci_low", "ci_high", "runs_count"});
  Csv csv(std::move(header));
  for (const PointMetric& metric : point_metrics(columns, rows)) {
    for (const std::string& value : columns.values[metric.point]) csv.text(cell_of(value));
    csv.text(metric.metric).text(metric.scope).text(number_text(metric.mean)).text(metric.unit);
    csv.text(metric.interval ? number_text(metric.interval->low) : "");
    csv.text(metric.interval ? number_text(metric.interval->high) : "");
    csv.number(metric.runs).end();
  }
  return csv.content();
}

}  // namespace sim
