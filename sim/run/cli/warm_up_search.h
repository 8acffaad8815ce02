// `run --warmup auto`: how long this scenario takes until its latencies are settled.
#pragma once

#include "sim/run/cli/commands.h"

namespace sim {

/// MSER-5 over the mean latencies, interval by interval, of a pilot run: without faults, nothing
/// settled, as long as warm-up and measurement together. Says what it found. Throws UsageError
/// where the run is too short to tell. The scenario is as before when this returns.
Duration found_warm_up(const Session&, Scenario&);

}  // namespace sim
