// What is valid in a scenario and most likely not meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/run/scenario/scenario.h"

namespace sim {

/// One line each, like a compiler's: "file:14:9: warning: /topology/links: ...". `text` is the
/// scenario's own, as given to parse_scenario with the same options.
std::vector<std::string> warnings_of(const Scenario&, std::string_view text, const LoadOptions&);

}  // namespace sim
