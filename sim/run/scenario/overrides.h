// `--set dynamo.r=1`: values from the command line, put into the tree before it is decoded.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/scenario/json_document.h"
#include "sim/run/scenario/mistakes.h"

namespace sim {

/// In order; a later one wins. What an override brings is marked with its index, so that mistakes
/// in it name the override. Members that are not there are added: whether they may be is for the
/// decoder to say.
void apply_overrides(JsonValue& root, std::span<const std::string> overrides, Mistakes&);

/// "dynamo.r", "/dynamo/r" or "faults[0].at" as steps. Metrics have dots of their own: all behind
/// "expect." is one.
std::vector<std::string> steps_to(std::string_view path);

/// Where a value was put, as a JSON pointer, or why it cannot be there.
struct Placed {
  std::string pointer, problem;
};

/// Puts the value at the end of the steps, of which there is one at least. What is added on the
/// way stands where `origin` stands.
Placed place(JsonValue& root, const std::vector<std::string>& steps, JsonValue value,
             const JsonValue& origin);

}  // namespace sim
