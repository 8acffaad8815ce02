#include "sim/run/scenario/overrides.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace sim {
namespace {

using Kind = JsonValue::Kind;

/// "faults[0].at" as "faults.0.at".
std::string without_brackets(std::string_view path) {
  std::string plain;
  for (const char c : path) {
    if (c == '[') plain += '.';
    if (c != '[' && c != ']') plain += c;
  }
  return plain;
}

void mark(JsonValue& value, int index) {
  value.overridden_by = index;
  for (JsonValue& inner : value.children) mark(inner, index);
}

/// The override with a mark below the place, if it fits on a line.
std::string shown(std::string_view text, std::size_t offset) {
  constexpr std::size_t kLine = 90;
  if (text.size() > kLine || text.find_first_of("\n\t\r") != text.npos) return "";
  const int column = position_in(text, offset).column;
  return fmt::format("\n  {}\n  {:>{}}", text, "^", column);
}

/// What stands behind the "=": JSON if it is, else a string. What begins as a list, an object or a
/// string in quotes and is none is a mistake.
std::optional<JsonValue> value_of(std::string_view text, std::size_t equals, int index,
                                  const std::string& pointer, Mistakes& mistakes) {
  // Blanks for the field's name: places in the value are then places in the override.
  std::string padded(text);
  std::fill_n(padded.begin(), equals + 1, ' ');
  JsonDocument document = parse_json(padded);
  JsonValue value = std::move(document.root);
  if (!document.complete || !document.mistakes.empty()) {
    const std::size_t first = padded.find_first_not_of(' ');
    if (first != padded.npos && std::string_view("{[\"").find(padded[first]) != std::string::npos) {
      const JsonMistake& mistake = document.mistakes.at(0);
      mistakes.in_override(index, pointer + mistake.pointer,
                           mistake.message + shown(text, mistake.offset));
      return std::nullopt;
    }
    value = JsonValue{};
    value.kind = Kind::kString;
    value.text = text.substr(equals + 1);
  }
  mark(value, index);
  return value;
}

/// The child to put the value in or to go on through; null: there can be none.
JsonValue* step_into(JsonValue& at, const std::string& step, const JsonValue& origin) {
  if (const JsonValue* present = child(at, step)) return const_cast<JsonValue*>(present);
  if (at.kind != Kind::kObject) return nullptr;
  JsonValue& added = at.children.emplace_back();
  added.key = step;
  added.kind = Kind::kObject;
  added.overridden_by = origin.overridden_by;
  added.key_offset = origin.key_offset;
  added.offset = origin.offset;
  return &added;
}

std::string why_not(const JsonValue& at, const std::string& step) {
  if (at.kind != Kind::kList)
    return fmt::format("{} holds nothing that could be set", in_words(at));
  return fmt::format("no entry {}; the list has {}, counted from 0", step, at.children.size());
}

void apply(JsonValue& root, std::string_view text, int index, Mistakes& mistakes) {
  const auto equals = text.find('=');
  if (equals == text.npos || equals == 0)
    return mistakes.in_override(index, "", "write FIELD=VALUE, e.g. dynamo.r=1 or /dynamo/r=1");
  const std::vector<std::string> steps = steps_to(text.substr(0, equals));
  if (steps.empty())
    return mistakes.in_override(index, "", "names no field; write e.g. dynamo.r=1");
  std::string pointer;
  for (const std::string& step : steps) pointer += pointer_step(step);
  std::optional<JsonValue> value = value_of(text, equals, index, pointer, mistakes);
  if (!value) return;
  JsonValue origin;
  origin.overridden_by = index;
  const Placed placed = place(root, steps, std::move(*value), origin);
  if (!placed.problem.empty()) mistakes.in_override(index, placed.pointer, placed.problem);
}

}  // namespace

std::vector<std::string> steps_to(std::string_view path) {
  if (path.starts_with('/')) return steps_of(path);
  constexpr std::string_view kExpect = "expect.";
  if (path.starts_with(kExpect)) return {"expect", std::string(path.substr(kExpect.size()))};
  const std::string plain = without_brackets(path);
  std::vector<std::string> steps;
  for (const char c : "." + plain)
    if (c == '.')
      steps.emplace_back();
    else
      steps.back() += c;
  return steps;
}

Placed place(JsonValue& root, const std::vector<std::string>& steps, JsonValue value,
             const JsonValue& origin) {
  JsonValue* at = &root;
  std::string pointer;
  for (const std::string& step : steps) {
    pointer += pointer_step(step);
    JsonValue* next = step_into(*at, step, origin);
    if (next == nullptr) return {pointer, why_not(*at, step)};
    at = next;
  }
  value.key = at->key;
  value.key_offset = at->key_offset;
  *at = std::move(value);
  return {pointer, ""};
}

void apply_overrides(JsonValue& root, std::span<const std::string> overrides, Mistakes& mistakes) {
  for (std::size_t i = 0; i < overrides.size(); ++i)
    apply(root, overrides[i], static_cast<int>(i), mistakes);
}

}  // namespace sim
