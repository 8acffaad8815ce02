// A trace as a Perfetto trace: protobuf, written by hand.
#pragma once

#include <string>

#include "sim/net/trace.h"

namespace sim {

/// What `chrome` tells, in Perfetto's own format: a process for each host with its slices, a flow
/// for each message that was delivered, a track of its own for each operation of a client, faults
/// of the network as instants. Times are exact, in nanoseconds since the start of the run.
std::string perfetto(const Trace&);

}  // namespace sim
