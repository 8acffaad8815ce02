#include "sim/run/scenario/distribution_fields.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "sim/run/scenario/json_document.h"

namespace sim {
namespace {

using Spec = DistributionSpec;
constexpr std::int64_t kMillion = 1'000'000;
constexpr std::int64_t kLongest = 365ll * 86'400 * 1'000'000'000;  // a year: longer than any run

template <class Law>
Law& as(Spec& spec) {
  if (!std::holds_alternative<Law>(spec.law)) spec.law = Law{};
  return std::get<Law>(spec.law);
}

Info span(std::string_view doc, std::int64_t min_ns = 0) { return {doc, min_ns, kLongest, true}; }

void lognormal(Fields& fields, Spec::Lognormal& law) {
  fields.duration("median", law.median, span("half of all are shorter", 1));
  fields.decimal("sigma", law.sigma_millionths,
                 {"standard deviation of the logarithm", 0, 10 * kMillion, true});
}

void pareto(Fields& fields, Spec::Pareto& law) {
  fields.duration("scale", law.scale, span("the shortest", 1));
  fields.decimal("shape", law.shape_millionths,
                 {"tail index; the mean is finite above 1", kMillion / 10, 1000 * kMillion, true});
}

void uniform(Fields& fields, std::string_view key, Spec::Uniform& law) {
  std::vector<Duration> ends{law.low, law.high};
  fields.list(key, ends,
              [](Fields& end, Duration& value) { end.duration("", value, span("an end")); },
              {"the shortest and the longest", 2, 2, true});
  if (ends.size() != 2) return;
  if (ends[0] > ends[1]) fields.reject(key, "the first must not be longer than the second");
  law = {ends[0], ends[1]};
}

void samples(Fields& fields, std::string_view key, Spec::Empirical& law) {
  fields.list(key, law.samples,
              [](Fields& sample, Duration& value) { sample.duration("", value, span("a sample")); },
              {"samples, all equally likely", 1, 10'000'000, true});
}

void quantiles(Fields& fields, std::string_view key, Spec::Quantiles& law) {
  std::vector<std::string> percents;
  for (const Spec::Quantile& point : law.points)
    percents.push_back(print_percentile(point.per_billion));
  const auto assign = [&](const std::vector<std::string>& keys) {
    law.points.assign(keys.size(), {});
    for (std::size_t i = 0; i < keys.size(); ++i)
      law.points[i].per_billion = parse_percentile(keys[i]).value;
  };
  const auto visit = [&](Fields& entry, std::size_t i, std::string_view percent) {
    entry.duration(percent, law.points[i].value, span("what so many percent do not exceed"));
    if (const auto parsed = parse_percentile(percent); !parsed.ok())
      return entry.reject(percent, parsed.mistake);
    if (i == 0) return;
    if (law.points[i - 1].per_billion >= law.points[i].per_billion)
      return entry.reject(percent, "percentiles must ascend");
    if (law.points[i - 1].value > law.points[i].value)
      entry.reject(percent, "shorter than the percentile before it; the values must not descend");
  };
  fields.map(key, percents, assign, visit,
             {"percentiles; between them durations are interpolated", 1, 1000, true});
}

void mixture(Fields& fields, std::string_view key, Spec::Mixture& law) {
  fields.list(
      key, law.parts,
      [](Fields& part, Spec::Part& value) {
        part.decimal("weight", value.weight_millionths,
                     {"how often, relative to the other weights", 1, 1'000'000 * kMillion, true});
        part.distribution("of", value.of, {.doc = "the law of this part", .required = true});
      },
      {"one of several laws, by weight", 1, 64, true});
}

void shift(Fields& fields, std::string_view key, Spec::Shift& law) {
  if (law.of.size() != 1) law.of.resize(1);
  fields.duration(key, law.by, span("added to every draw"));
  fields.distribution("of", law.of[0], {.doc = "what is shifted", .required = true});
}

/// In the order of the variant, samples after all.
std::array<Fields::Form, 10> forms(Spec& spec) {
  using View = std::string_view;
  return {{
      {"", "a constant, e.g. \"5ms\"",
       [&](Fields& f, View key) {
         f.duration(key, as<Spec::Constant>(spec).value, span("always"));
       }},
      {"exponential", "memoryless, e.g. times between arrivals",
       [&](Fields& f, View key) {
         f.group(key,
                 [&](Fields& g) {
                   g.duration("mean", as<Spec::Exponential>(spec).mean, span("its mean"));
                 },
                 {"memoryless"});
       }},
      {"lognormal", "a body with a longish tail, e.g. network latencies",
       [&](Fields& f, View key) {
         f.group(key, [&](Fields& g) { lognormal(g, as<Spec::Lognormal>(spec)); }, {"log-normal"});
       }},
      {"pareto", "a power-law tail",
       [&](Fields& f, View key) {
         f.group(key, [&](Fields& g) { pareto(g, as<Spec::Pareto>(spec)); }, {"Pareto"});
       }},
      {"uniform", "all alike between two ends",
       [&](Fields& f, View key) { uniform(f, key, as<Spec::Uniform>(spec)); }},
      {"empirical", "samples in a CSV file, one a line, named relative to the scenario",
       [&](Fields& f, View key) { f.text(key, as<Spec::Empirical>(spec).file, {"a CSV file"}); }},
      {"quantiles", "percentiles as a report gives them, e.g. {\"50\": \"1ms\", \"99\": \"9ms\"}",
       [&](Fields& f, View key) { quantiles(f, key, as<Spec::Quantiles>(spec)); }},
      {"mixture", "one of several laws, by weight",
       [&](Fields& f, View key) { mixture(f, key, as<Spec::Mixture>(spec)); }},
      {"shift", "another law, later by a constant",
       [&](Fields& f, View key) { shift(f, key, as<Spec::Shift>(spec)); }},
      {"samples", "samples in the scenario itself",
       [&](Fields& f, View key) { samples(f, key, as<Spec::Empirical>(spec)); }},
  }};
}

/// "latency_ms" gives "ms"; "" if the header names no unit.
std::string_view unit_of_header(std::string_view header) {
  for (const std::string_view unit : {"ns", "us", "ms", "s"})
    if (header.size() > unit.size() && header.ends_with(unit) &&
        header[header.size() - unit.size() - 1] == '_')
      return unit;
  return "";
}

std::string_view first_cell(std::string_view line) {
  std::string_view cell = line.substr(0, line.find_first_of(",\r"));
  while (!cell.empty() && cell.back() == ' ') cell.remove_suffix(1);
  return cell;
}

}  // namespace

void describe_distribution(Fields& fields, std::string_view name, DistributionSpec& spec,
                           Info info) {
  const auto all = forms(spec);
  std::size_t chosen = spec.law.index();
  const auto* empirical = std::get_if<Spec::Empirical>(&spec.law);
  if (empirical != nullptr && !empirical->samples.empty()) chosen = all.size() - 1;
  fields.one_of(name, chosen, all, info);
}

Parsed<std::vector<Duration>> parse_samples(std::string_view csv) {
  Parsed<std::vector<Duration>> samples;
  std::string_view unit;
  for (std::size_t line = 1; !csv.empty(); ++line) {
    const auto end = std::min(csv.find('\n'), csv.size());
    const std::string_view cell = first_cell(csv.substr(0, end));
    csv.remove_prefix(std::min(end + 1, csv.size()));
    if (cell.empty()) continue;
    const bool number = std::isdigit(static_cast<unsigned char>(cell[0])) != 0;
    if (line == 1 && !number) {
      unit = unit_of_header(cell);
      continue;
    }
    const auto parsed = parse_duration(std::string(cell) + std::string(unit));
    if (!parsed.ok() || parsed.value < Duration::zero())
      return {{},
              fmt::format("line {}: {}", line,
                          parsed.ok() ? in_quotes(cell) + " is negative" : parsed.mistake)};
    samples.value.push_back(parsed.value);
  }
  if (samples.value.empty()) samples.mistake = "no samples in it";
  return samples;
}

}  // namespace sim
