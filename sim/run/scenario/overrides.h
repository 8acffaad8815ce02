// `--set dynamo.r=1`: values from the command line, put into the tree before it is decoded.
#pragma once

#include <span>
#include <string>

#include "sim/run/scenario/json_document.h"
#include "sim/run/scenario/mistakes.h"

namespace sim {

/// In order; a later one wins. What an override brings is marked with its index, so that mistakes
/// in it name the override. Members that are not there are added: whether they may be is for the
/// decoder to say.
void apply_overrides(JsonValue& root, std::span<const std::string> overrides, Mistakes&);

}  // namespace sim
