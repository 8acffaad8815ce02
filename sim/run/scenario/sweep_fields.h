// Whether what `sweep` says can be run. Internal to sim/run/scenario.
#pragma once

#include "sim/run/scenario/value_trial.h"

namespace sim {

/// Puts every value of an axis in its field's place, one at a time, and reads the scenario: what is
/// wrong with the value is told where the axis has it. Rules between fields are looked at when the
/// points are known.
void check_sweep(const JsonValue& root, const Sweep&, Mistakes&, const ReadFields&);

}  // namespace sim
