// What is said of each metric that the clients of a store report.
#pragma once

#include <vector>

#include "sim/model/model.h"

namespace kv {

/// In the order of a report. Each exists for all clients, and all but those of carts and keys for
/// each workload; for each site, too, but what is known of a workload only.
std::vector<sim::MetricInfo> metrics();

}  // namespace kv
