// What each fault of a run changed: the same run again without it.
#pragma once

#include <vector>

#include "sim/run/experiment/experiment.h"
#include "sim/run/experiment/run_result.h"
#include "sim/run/scenario/scenario.h"

namespace sim {

/// One more run for each of the scenario's faults. Random numbers are keyed by what they are for,
/// so all else that befalls the runs is the same, and what differs is the fault's doing (faults of
/// random times and targets keep theirs). In the order of faults, then of `run`'s metrics; nothing
/// if one was interrupted. The scenario is as before when this returns.
std::vector<Effect> effects_of_faults(Scenario&, const RunResult& run, const RunOptions&);

}  // namespace sim
