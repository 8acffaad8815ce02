// Whether what `ranges` says can be drawn. Internal to sim/run/scenario.
#pragma once

#include <vector>

#include "sim/run/scenario/value_trial.h"

namespace sim {

/// Puts every value of a range in its field's place, one at a time, and reads the scenario: what is
/// wrong with the value is told where the range has it. Rules between fields are not looked at: a
/// draw that breaks one is drawn anew.
void check_ranges(const JsonValue& root, const std::vector<Range>&, Mistakes&, const ReadFields&);

}  // namespace sim
