// What the clients on the sides of partitions got, as rows of the results.
#pragma once

#include "sim/net/faults.h"
#include "sim/observe/results.h"

namespace sim {

/// "partition.availability" of each side, over all partitions that have it; and "availability" of
/// each interval in which one lasted. Scope "side=1b 1c". Nothing of a side without clients.
void report_sides(const FaultInjector&, Results&);

}  // namespace sim
