#include "sim/run/scenario/overrides.h"

#include <vector>

#include <fmt/format.h>

namespace sim {
namespace {

using Kind = JsonValue::Kind;

/// "dynamo.r" or "/dynamo/r" as steps. Metrics have dots of their own: all behind "expect." is one.
std::vector<std::string> steps_to(std::string_view path) {
  if (path.starts_with('/')) return steps_of(path);
  constexpr std::string_view kExpect = "expect.";
  if (path.starts_with(kExpect)) return {"expect", std::string(path.substr(kExpect.size()))};
  std::vector<std::string> steps;
  while (true) {
    const auto dot = path.find('.');
    steps.emplace_back(path.substr(0, dot));
    if (dot == path.npos) return steps;
    path.remove_prefix(dot + 1);
  }
}

void mark(JsonValue& value, int index) {
  value.overridden_by = index;
  for (JsonValue& inner : value.children) mark(inner, index);
}

/// What stands behind the "=": JSON if it is, else a string.
JsonValue value_of(std::string_view text, int index) {
  JsonDocument document = parse_json(text);
  JsonValue value = std::move(document.root);
  if (!document.complete || !document.mistakes.empty()) {
    value = JsonValue{};
    value.kind = Kind::kString;
    value.text = text;
  }
  mark(value, index);
  return value;
}

/// The child to put the value in or to go on through; null: there can be none.
JsonValue* step_into(JsonValue& at, const std::string& step, int index) {
  if (const JsonValue* present = child(at, step)) return const_cast<JsonValue*>(present);
  if (at.kind != Kind::kObject) return nullptr;
  JsonValue& added = at.children.emplace_back();
  added.key = step;
  added.kind = Kind::kObject;
  added.overridden_by = index;
  return &added;
}

void apply(JsonValue& root, std::string_view text, int index, Mistakes& mistakes) {
  const auto equals = text.find('=');
  if (equals == text.npos || equals == 0)
    return mistakes.in_override(index, "", "write FIELD=VALUE, e.g. dynamo.r=1 or /dynamo/r=1");
  JsonValue* at = &root;
  std::string pointer;
  for (const std::string& step : steps_to(text.substr(0, equals))) {
    JsonValue* next = step_into(*at, step, index);
    if (next == nullptr) {
      const std::string reason =
          at->kind == Kind::kList
              ? fmt::format("no entry {}; the list has {}, counted from 0", step,
                            at->children.size())
              : fmt::format("{} holds nothing that could be set", in_words(*at));
      return mistakes.in_override(index, pointer + pointer_step(step), reason);
    }
    at = next;
    pointer += pointer_step(step);
  }
  if (at == &root) return mistakes.in_override(index, "", "names no field; write e.g. dynamo.r=1");
  JsonValue value = value_of(text.substr(equals + 1), index);
  value.key = at->key;
  *at = std::move(value);
}

}  // namespace

void apply_overrides(JsonValue& root, std::span<const std::string> overrides, Mistakes& mistakes) {
  for (std::size_t i = 0; i < overrides.size(); ++i)
    apply(root, overrides[i], static_cast<int>(i), mistakes);
}

}  // namespace sim
