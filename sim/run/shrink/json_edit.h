// Places in a JSON tree, and the tree with something else there.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/scenario/json_document.h"

namespace sim {

bool is_among(std::span<const std::string_view> words, std::string_view word);

/// From the root: the child's index at each step.
using JsonPath = std::vector<std::size_t>;

/// Requires that there is something.
const JsonValue& at(const JsonValue& root, const JsonPath&);

/// The paths of what the predicate takes, parents before their children, in file order.
std::vector<JsonPath> places_of(const JsonValue& root,
                                const std::function<bool(const JsonValue&)>& takes);
/// Of a root's member, and of a member's member.
const JsonValue* member(const JsonValue& root, std::span<const std::string_view> keys);

JsonValue json_string(std::string text);
JsonValue json_number(std::uint64_t);
JsonValue named(std::string_view key, JsonValue);

/// What stands at the path becomes the value; it keeps its key.
JsonValue with(JsonValue root, const JsonPath&, JsonValue value);
/// A list or an object at the path loses these of its children, by rising index.
JsonValue without(JsonValue root, const JsonPath&, std::span<const std::size_t> children);
/// An object at the path gets a member, or another value for it.
JsonValue with_member(JsonValue root, const JsonPath&, std::string_view key, JsonValue value);

}  // namespace sim
