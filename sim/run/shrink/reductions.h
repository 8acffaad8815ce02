// What may be smaller in a scenario. They work on JSON, by the names of fields that all models
// share; what makes no valid scenario costs nothing.
#pragma once

#include <string_view>

#include "sim/run/shrink/descent.h"

namespace sim {

/// All passes in turns, the big cuts first, until none of them finds anything: no single reduction
/// that they know leads further down. Or until the descent is over.
void go_down(Descent&);

/// A field that says how much there is of something: "nodes", "clients", ...
bool is_scale(std::string_view key);

}  // namespace sim
