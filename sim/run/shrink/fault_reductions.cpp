#include "sim/run/shrink/fault_reductions.h"

#include <algorithm>
#include <array>
#include <optional>

#include "sim/run/scenario/any_value.h"
#include "sim/run/scenario/quantities.h"
#include "sim/run/shrink/moves.h"
#include "sim/run/shrink/smaller.h"

namespace sim {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array kStrengths = {"loss"sv,   "duplicate"sv,      "reorder"sv, "rows"sv,
                                   "factor"sv, "latency_factor"sv, "drift"sv,   "step"sv};

bool is_faults(const JsonValue& value) { return value.key == "faults"; }

std::optional<Duration> duration_at(const JsonValue& fault, std::string_view key) {
  const JsonValue* value = fault.find(key);
  if (value == nullptr) return std::nullopt;
  const Parsed<Duration> parsed = parse_duration(value->text);
  return parsed.ok() ? std::optional(parsed.value) : std::nullopt;
}

/// None where the fault says already when and where it strikes.
std::vector<JsonValue> strikes_of(const JsonValue& fault, const std::vector<FaultRecord>& struck) {
  std::vector<JsonValue> strikes;
  for (const FaultRecord& record : struck) {
    JsonValue strike = fault;
    JsonValue* every = strike.find("every");
    JsonValue* kind = strike.find(record.kind);
    JsonValue* any = kind == nullptr ? nullptr : kind->find("any");
    const bool is_this = every != nullptr || duration_at(fault, "at") == record.start - kStart;
    if (kind == nullptr || !is_this || (every == nullptr && any == nullptr)) continue;
    if (any != nullptr) *any = named("target", words_of(record.target));
    if (every != nullptr) *every = named("at", json_string(print(record.start - kStart)));
    strikes.push_back(std::move(strike));
  }
  return strikes;
}

std::string text_without(JsonValue value, std::span<const std::string_view> keys) {
  std::erase_if(value.children, [&](const JsonValue& child) { return is_among(keys, child.key); });
  for (JsonValue& child : value.children)
    if (child.kind == JsonValue::Kind::kObject)
      std::erase_if(child.children,
                    [&](const JsonValue& member) { return is_among(keys, member.key); });
  return written(value).line();
}

/// From the first moment of either to the last of both.
std::optional<JsonValue> over_both_times(JsonValue one, const JsonValue& other) {
  constexpr std::array kTimes = {"at"sv, "for"sv};
  const std::optional<Duration> from = duration_at(one, "at"), to = duration_at(other, "at");
  if (!from || !to || text_without(one, kTimes) != text_without(other, kTimes)) return std::nullopt;
  const std::optional<Duration> lasts = duration_at(one, "for"), rests = duration_at(other, "for");
  const Duration at = std::min(*from, *to);
  *one.find("at") = named("at", json_string(print(at)));
  if (lasts && rests)
    *one.find("for") =
        named("for", json_string(print(std::max(*from + *lasts, *to + *rests) - at)));
  else
    std::erase_if(one.children, [](const JsonValue& child) { return child.key == "for"; });
  return one;
}

JsonValue* targets_of(JsonValue& fault) {
  for (JsonValue& child : fault.children)
    if (JsonValue* target = child.find("target"))
      return target->kind == JsonValue::Kind::kList ? target : nullptr;
  return nullptr;
}

std::optional<JsonValue> of_both_targets(JsonValue one, JsonValue other) {
  constexpr std::array kWhere = {"target"sv};
  if (text_without(one, kWhere) != text_without(other, kWhere)) return std::nullopt;
  JsonValue* into = targets_of(one);
  const JsonValue* from = targets_of(other);
  if (into == nullptr || from == nullptr) return std::nullopt;
  for (const JsonValue& name : from->children) {
    const auto is_it = [&](const JsonValue& known) { return known.text == name.text; };
    if (std::none_of(into->children.begin(), into->children.end(), is_it))
      into->children.push_back(name);
  }
  return one;
}

/// Each pair that makes one.
std::vector<Candidate> merged_pairs(const JsonValue& root, const JsonPath& path) {
  std::vector<Candidate> candidates;
  const std::vector<JsonValue>& faults = at(root, path).children;
  for (std::size_t i = 0; i < faults.size(); ++i) {
    for (std::size_t j = i + 1; j < faults.size(); ++j) {
      std::optional<JsonValue> both = over_both_times(faults[i], faults[j]);
      if (!both) both = of_both_targets(faults[i], faults[j]);
      if (!both) continue;
      JsonValue list = at(root, path);
      list.children[i] = *std::move(both);
      list.children.erase(list.children.begin() + static_cast<std::ptrdiff_t>(j));
      candidates.push_back({with(root, path, std::move(list))});
    }
  }
  return candidates;
}

}  // namespace

void drop_faults(Descent& descent) {
  at_each(descent, is_faults, [&](const JsonPath& path) { drop_children(descent, path); });
}

void name_strikes(Descent& descent) {
  at_each(descent, is_faults, [&](const JsonPath& path) {
    const JsonValue& faults = at(descent.best().root, path);
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < faults.children.size(); ++i) {
      std::vector<JsonValue> strikes = strikes_of(faults.children[i], descent.best().struck);
      if (strikes.empty()) continue;
      JsonValue list = faults;
      const auto place = list.children.begin() + static_cast<std::ptrdiff_t>(i);
      list.children.insert(list.children.erase(place), strikes.begin(), strikes.end());
      candidates.push_back({with(descent.best().root, path, std::move(list))});
    }
    if (descent.first_of(std::move(candidates))) drop_children(descent, path);
  });
}

void merge_faults(Descent& descent) {
  at_each(descent, is_faults, [&](const JsonPath& path) {
    while (descent.first_of(merged_pairs(descent.best().root, path)).has_value()) {
    }
  });
}

void weaken_faults(Descent& descent) {
  at_each(
      descent, [](const JsonValue& value) { return value.key == "keeps"; },
      [&](const JsonPath& path) {
        if (at(descent.best().root, path).text == "nothing")
          descent.first_of({{with(descent.best().root, path, json_string("synced"))}});
      });
  at_each(
      descent, [](const JsonValue& value) { return is_among(kStrengths, value.key); },
      [&](const JsonPath& path) { lower(descent, path); });
}

}  // namespace sim
