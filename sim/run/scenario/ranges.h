// Whether what `ranges` says can be drawn. Internal to sim/run/scenario.
#pragma once

#include <functional>
#include <vector>

#include "sim/run/scenario/json_document.h"
#include "sim/run/scenario/mistakes.h"

namespace sim {

/// Reads a scenario's fields and notes what is wrong with each; no rules between them.
using ReadFields = std::function<void(const JsonValue& root, Mistakes&)>;

/// Puts every value of a range in its field's place, one at a time, and reads the scenario: what is
/// wrong with the value is told where the range has it. Rules between fields are not looked at: a
/// draw that breaks one is drawn anew.
void check_ranges(const JsonValue& root, const std::vector<Range>&, Mistakes&, const ReadFields&);

}  // namespace sim
