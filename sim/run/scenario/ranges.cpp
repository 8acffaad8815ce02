// The lines of `ranges`: "dynamo.r": [1, 2, 3], and whether the fields take such values.
#include "sim/run/scenario/ranges.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "sim/run/scenario/any_value.h"
#include "sim/run/scenario/overrides.h"
#include "sim/run/scenario/span.h"

namespace sim {
namespace {

constexpr std::string_view kMember = "ranges";
constexpr std::array kLaws = {std::string_view("uniform"), std::string_view("log")};

/// What a search sets itself, or judges by.
constexpr std::array<std::string_view, 8> kNotDrawn = {"$schema", "name",      "model",  "seed",
                                                       "expect",  "sometimes", "ranges", "sweep"};

void describe_span(Fields& fields, Range& range) {
  any_value(fields, "from", range.from,
            {.doc = "the least: a number, or a quantity with its unit", .required = true});
  any_value(fields, "to", range.to, {.doc = "the most", .required = true});
  fields.choice("law", range.law, kLaws,
                {.doc = "uniform: every value alike; log: every doubling alike"});
  fields.ratio("zero", range.zero, {.doc = "probability that it is 0 instead"});
}

void describe_range(Fields& fields, std::string_view key, Range& range) {
  const auto set = [&](Fields& in, std::string_view name) {
    any_values(in, name, range.values, "one of these");
  };
  const auto span = [&](Fields& in, std::string_view) { describe_span(in, range); };
  const auto subset = [&](Fields& in, std::string_view name) {
    any_values(in, name, range.values, "a list of some of these");
  };
  const std::array<Fields::Form, 3> forms = {
      Fields::Form{"", "one of these", set},
      Fields::Form{"from", "a quantity or a number in between", span},
      Fields::Form{"some_of", "a list of some of these", subset}};
  auto chosen = static_cast<std::size_t>(range.kind);
  fields.one_of(key, chosen, forms, {.doc = "what a field is drawn from, by its path"});
  range.kind = static_cast<Range::Kind>(chosen);
}

/// Of a range that reads well: every value of a set, both ends of a span, the whole of a list.
std::vector<FieldValue> candidates_of(const JsonValue& member, const Range& range,
                                      const std::string& where) {
  std::vector<FieldValue> all;
  switch (range.kind) {
    case Range::Kind::kSet:
      for (std::size_t i = 0; i < member.children.size(); ++i)
        all.push_back({member.children[i], fmt::format("{}/{}", where, i)});
      break;
    case Range::Kind::kSpan:
      for (const char* end : {"from", "to"})
        all.push_back({*member.find(end), fmt::format("{}/{}", where, end)});
      break;
    case Range::Kind::kSubset:
      all.push_back({*member.find("some_of"), where + "/some_of"});
  }
  return all;
}

bool is_drawn(const std::string& field) {
  const std::vector<std::string> steps = steps_to(field);
  const std::string first = steps.empty() ? "" : steps[0];
  return std::find(kNotDrawn.begin(), kNotDrawn.end(), first) == kNotDrawn.end();
}

void check_range(const JsonValue& member, const Range& range, Mistakes& mistakes,
                 const ValueTrial& trial) {
  const std::string where = fmt::format("/{}{}", kMember, pointer_step(member.key));
  if (mistakes.any_within(where)) return;
  if (!is_drawn(range.field))
    return mistakes.at_key(member, where, "no search draws it: it sets it, or judges by it");
  const Parsed<Span> span = range.kind == Range::Kind::kSpan ? span_of(range) : Parsed<Span>{};
  if (!span.ok()) return mistakes.at_value(member, where, span.mistake);
  for (const FieldValue& candidate : candidates_of(member, range, where))
    if (!trial.takes(member, where, member.key, candidate)) return;
}

}  // namespace

void describe_ranges(Fields& fields, std::vector<Range>& ranges) {
  if (!fields.given(kMember, !ranges.empty())) return;
  std::vector<std::string> keys;
  for (const Range& range : ranges) keys.push_back(range.field);
  const auto assign = [&](const std::vector<std::string>& written) {
    ranges.clear();
    for (const std::string& key : written) ranges.emplace_back().field = key;
  };
  const auto visit = [&](Fields& entry, std::size_t i, std::string_view key) {
    describe_range(entry, key, ranges[i]);
  };
  fields.map(
      kMember, keys, assign, visit,
      {.doc = "what `search` draws, by field (the paths of --set); other commands pass it over"});
}

void check_ranges(const JsonValue& root, const std::vector<Range>& ranges, Mistakes& mistakes,
                  const ReadFields& read) {
  const JsonValue* members = root.find(kMember);
  if (members == nullptr || members->children.size() != ranges.size()) return;
  ValueTrial trial(root, kMember, mistakes, read);
  for (std::size_t i = 0; i < ranges.size(); ++i)
    check_range(members->children[i], ranges[i], mistakes, trial);
}

}  // namespace sim
