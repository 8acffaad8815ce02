#include "sim/run/shrink/reductions.h"

#include <array>

#include "sim/run/scenario/quantities.h"
#include "sim/run/shrink/fault_reductions.h"
#include "sim/run/shrink/moves.h"
#include "sim/run/shrink/smaller.h"

namespace sim {
namespace {

using std::string_view_literals::operator""sv;
using Kind = JsonValue::Kind;

/// Where fewer is simpler, whatever the default.
constexpr std::array kScale = {"nodes"sv,   "racks"sv,      "clients"sv,    "count"sv,
                               "retries"sv, "operations"sv, "n"sv,          "r"sv,
                               "w"sv,       "any"sv,        "partitions"sv, "tokens_per_node"sv};
/// Times and rates of what happens; other quantities are left alone or as they are by default.
constexpr std::array kWhen = {"warmup"sv, "measure"sv, "settle"sv, "at"sv, "for"sv, "open"sv};
constexpr std::uint64_t kMostOperations = 4096;  // our choice: a bound above it says little

/// A run that ends soon after what went wrong, without warming up.
void cut_phases(Descent& descent) {
  const auto phase = [&](std::string_view name) {
    const std::array keys = {"phases"sv, name};
    const JsonValue* value = member(descent.best().root, keys);
    return value == nullptr ? Duration{} : parse_duration(value->text).value;
  };
  const std::vector<JsonPath> phases =
      places_of(descent.best().root, [](const JsonValue& value) { return value.key == "phases"; });
  if (phases.empty()) return;
  const auto of = [&](Duration measure, std::string_view settle) {
    JsonValue value = at(descent.best().root, phases[0]);
    for (JsonValue& child : value.children) {
      if (child.key == "warmup") child.text = "0s";
      if (child.key == "measure") child.text = print(measure);
      if (child.key == "settle" && !settle.empty()) child.text = settle;
    }
    return Candidate{with(descent.best().root, phases[0], std::move(value))};
  };
  const Duration load = phase("warmup") + phase("measure");
  const Duration needed = rounded_up(descent.best().failure.violation.at - kStart);
  std::vector<Candidate> candidates;
  if (needed > Duration{} && needed < load) {
    candidates.push_back(of(needed, "0s"));
    candidates.push_back(of(needed, ""));
  }
  candidates.push_back(of(load, "0s"));
  candidates.push_back(of(load, ""));
  descent.first_of(std::move(candidates));
  at_each(
      descent,
      [](const JsonValue& value) { return value.key == "measure" || value.key == "settle"; },
      [&](const JsonPath& path) { lower(descent, path); });
}

void shorten_lists(Descent& descent) {
  at_each(
      descent, [](const JsonValue& value) { return value.kind == Kind::kList; },
      [&](const JsonPath& path) { drop_children(descent, path); });
}

/// What is left out has its default.
void leave_out(Descent& descent) {
  at_each(
      descent, [](const JsonValue& value) { return value.kind == Kind::kObject; },
      [&](const JsonPath& path) { drop_children(descent, path); });
}

/// Few operations, if the first few are all it takes.
void bound_operations(Descent& descent) {
  const auto is_workload = [](const JsonValue& value) {
    return value.kind == Kind::kObject && value.find("arrival") != nullptr &&
           value.find("operations") == nullptr;
  };
  for (const JsonPath& path : places_of(descent.best().root, is_workload)) {
    std::vector<Candidate> candidates;
    for (std::uint64_t most = 1; most <= kMostOperations; most *= 2)
      candidates.push_back(
          {with_member(descent.best().root, path, "operations", json_number(most))});
    descent.first_of(std::move(candidates));
  }
}

void lower_numbers(Descent& descent) {
  at_each(
      descent,
      [](const JsonValue& value) { return value.kind == Kind::kNumber && is_scale(value.key); },
      [&](const JsonPath& path) { lower(descent, path); });
}

/// A site goes with all that names it.
void drop_sites(Descent& descent) {
  const auto is_site = [](const JsonValue& value) {
    return value.kind == Kind::kObject && value.find("name") != nullptr &&
           value.find("nodes") != nullptr;
  };
  at_each(descent, is_site, [&](const JsonPath& path) {
    const JsonValue& root = descent.best().root;
    const JsonPath list(path.begin(), path.end() - 1);
    const std::array site = {path.back()};
    const std::string name = at(root, path).find("name")->text;
    descent.first_of({{without_mentions(without(root, list, site), name)}});
  });
}

/// A distribution becomes a constant: the first quantity that it is told by.
void make_constant(Descent& descent) {
  at_each(
      descent,
      [](const JsonValue& value) { return value.kind == Kind::kObject && !value.key.empty(); },
      [&](const JsonPath& path) {
        std::vector<Candidate> candidates;
        for (const std::string& quantity : durations_in(at(descent.best().root, path)))
          candidates.push_back({with(descent.best().root, path, json_string(quantity))});
        descent.first_of(std::move(candidates));
      });
}

void sooner_and_shorter(Descent& descent) {
  at_each(
      descent,
      [](const JsonValue& value) {
        return value.kind == Kind::kString && is_among(kWhen, value.key);
      },
      [&](const JsonPath& path) { lower(descent, path); });
}

/// Goes through the scenario once and makes it as small as it can in its own respect.
using Pass = void (*)(Descent&);
constexpr Pass kPasses[] = {
    cut_phases, drop_faults,   name_strikes,  bound_operations, shorten_lists, leave_out,
    drop_sites, lower_numbers, make_constant, merge_faults,     weaken_faults, sooner_and_shorter,
};

}  // namespace

bool is_scale(std::string_view key) { return is_among(kScale, key); }

void go_down(Descent& descent) {
  for (bool lower = true; lower && !descent.is_over();) {
    const std::uint64_t before = descent.accepted();
    for (const Pass pass : kPasses) pass(descent);
    lower = descent.accepted() > before;
  }
}

}  // namespace sim
