#include "sim/run/scenario/metrics.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/run/scenario/decimal_text.h"
#include "sim/run/scenario/json_document.h"

namespace sim {
namespace {

/// units * 10^-places with the point moved to the left by `shift` places.
Parsed<Decimal> plain_bound(DecimalText number, int shift) {
  number.exponent -= shift;
  const int places = std::max(-number.exponent, 0);
  if (places > 18) return {{}, "the bound has too many decimals"};
  const Scaled units = scale({false, number.digits, number.exponent + places, 0}, 1);
  if (units.problem != Scaled::Problem::kNone || units.value > INT64_MAX)
    return {{}, "the bound is too large"};
  const auto value = static_cast<std::int64_t>(units.value);
  return {{number.negative ? -value : value, static_cast<std::uint8_t>(places)}, ""};
}

/// What a metric of the unit is called, and what a bound of `number` would look like.
std::string needs(std::string_view metric, MetricUnit unit, std::string_view number) {
  switch (unit) {
    case MetricUnit::kDuration:
      return fmt::format("{} is a duration; write e.g. \"{}ms\" (units: {})", metric, number,
                         kDurationKind.units);
    case MetricUnit::kRatio:
      return fmt::format("{} is a ratio; write 0% to 100% or 0 to 1, e.g. \"{}%\"", metric, number);
    case MetricUnit::kRate:
      return fmt::format("{} is a rate; write e.g. \"{}/s\"", metric, number);
    case MetricUnit::kBytes:
      return fmt::format("{} is a size; write e.g. \"{}kB\" (units: {})", metric, number,
                         kBytesKind.units);
    case MetricUnit::kPlain:
      break;
  }
  return fmt::format("{} is a plain number; write e.g. \"{}\"", metric, number);
}

Parsed<Decimal> ratio_bound(const DecimalText& number, std::string_view suffix) {
  if (number.negative || (!suffix.empty() && suffix != "%")) return {{}, "no ratio"};
  const Parsed<Decimal> value = plain_bound(number, suffix.empty() ? 0 : 2);
  if (value.ok() && compare(value.value, Decimal::whole(1)) > 0) return {{}, "more than one"};
  return value;
}

/// Why it is no bound is the caller's to say.
Parsed<Decimal> read_bound(std::string_view text, const DecimalText& number, MetricUnit unit) {
  const std::string_view suffix = text.substr(number.length);
  switch (unit) {
    case MetricUnit::kDuration: {
      const Parsed<Duration> duration = parse_duration(text);
      return {Decimal{duration.value.count(), 6}, duration.mistake};  // in milliseconds
    }
    case MetricUnit::kBytes: {
      const Parsed<Bytes> bytes = parse_bytes(text);
      return {Decimal{static_cast<std::int64_t>(bytes.value.count), 0}, bytes.mistake};
    }
    case MetricUnit::kRatio:
      return ratio_bound(number, suffix);
    case MetricUnit::kRate:
      return suffix == "/s" ? plain_bound(number, 0) : Parsed<Decimal>{{}, "no rate"};
    case MetricUnit::kPlain:
      break;
  }
  return suffix.empty() ? plain_bound(number, 0) : Parsed<Decimal>{{}, "has a unit"};
}

}  // namespace

MetricUnit unit_of_metric(std::string_view metric) {
  const auto is_or_ends = [&](std::string_view word) {
    return metric == word || (metric.ends_with(word) && metric.size() > word.size() &&
                              metric[metric.size() - word.size() - 1] == '.');
  };
  if (metric.find(".latency.") != metric.npos || metric.ends_with("_ms"))
    return MetricUnit::kDuration;
  if (is_or_ends("availability") || is_or_ends("ratio") || metric.ends_with("_ratio"))
    return MetricUnit::kRatio;
  if (is_or_ends("throughput") || metric.ends_with("_per_s")) return MetricUnit::kRate;
  if (is_or_ends("bytes") || metric.ends_with("_bytes")) return MetricUnit::kBytes;
  return MetricUnit::kPlain;
}

Parsed<Decimal> parse_bound(std::string_view text, std::string_view metric) {
  const MetricUnit unit = unit_of_metric(metric);
  const auto number = read_decimal(text);
  if (!number)
    return {{}, fmt::format("{} is not a bound: {}", in_quotes(text), needs(metric, unit, "10"))};
  const Parsed<Decimal> bound = read_bound(text, *number, unit);
  if (bound.ok()) return bound;
  const std::string_view digits = text.substr(0, number->length);
  return {{}, fmt::format("{} is not a bound: {}", in_quotes(text), needs(metric, unit, digits))};
}

std::vector<MetricInfo> metrics_of(const ModelInfo& model) {
  if (model.metrics == nullptr) return {};
  std::vector<MetricInfo> all = model.metrics();
  all.push_back({"partition.availability", "ratio",
                 "of the operations that ended while a partition lasted, by clients on one of its "
                 "sides, those that succeeded"});
  return all;
}

std::vector<std::string> metric_names(const ModelInfo& model) {
  std::vector<std::string> names;
  for (MetricInfo& metric : metrics_of(model)) names.push_back(std::move(metric.name));
  return names;
}

}  // namespace sim
