#include "sim/run/shrink/json_edit.h"

#include <algorithm>
#include <utility>

namespace sim {
namespace {

JsonValue& at(JsonValue& root, const JsonPath& path) {
  return const_cast<JsonValue&>(at(std::as_const(root), path));
}

void collect(const JsonValue& value, const std::function<bool(const JsonValue&)>& takes,
             JsonPath& path, std::vector<JsonPath>& found) {
  if (takes(value)) found.push_back(path);
  for (std::size_t i = 0; i < value.children.size(); ++i) {
    path.push_back(i);
    collect(value.children[i], takes, path, found);
    path.pop_back();
  }
}

}  // namespace

bool is_among(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

const JsonValue& at(const JsonValue& root, const JsonPath& path) {
  const JsonValue* value = &root;
  for (const std::size_t step : path) value = &value->children.at(step);
  return *value;
}

std::vector<JsonPath> places_of(const JsonValue& root,
                                const std::function<bool(const JsonValue&)>& takes) {
  std::vector<JsonPath> found;
  JsonPath path;
  collect(root, takes, path, found);
  return found;
}

const JsonValue* member(const JsonValue& root, std::span<const std::string_view> keys) {
  const JsonValue* value = &root;
  for (const std::string_view key : keys)
    if (value != nullptr) value = value->find(key);
  return value;
}

JsonValue json_string(std::string text) {
  JsonValue value;
  value.kind = JsonValue::Kind::kString;
  value.text = std::move(text);
  return value;
}

JsonValue json_number(std::uint64_t number) {
  JsonValue value;
  value.kind = JsonValue::Kind::kNumber;
  value.text = std::to_string(number);
  return value;
}

JsonValue named(std::string_view key, JsonValue value) {
  value.key = key;
  return value;
}

JsonValue with(JsonValue root, const JsonPath& path, JsonValue value) {
  JsonValue& place = at(root, path);
  value.key = std::move(place.key);
  place = std::move(value);
  return root;
}

JsonValue without(JsonValue root, const JsonPath& path, std::span<const std::size_t> children) {
  std::vector<JsonValue>& all = at(root, path).children;
  for (auto index = children.rbegin(); index != children.rend(); ++index)
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(*index));
  return root;
}

JsonValue with_member(JsonValue root, const JsonPath& path, std::string_view key, JsonValue value) {
  JsonValue& object = at(root, path);
  value.key = key;
  if (JsonValue* present = object.find(key))
    *present = std::move(value);
  else
    object.children.push_back(std::move(value));
  return root;
}

}  // namespace sim
