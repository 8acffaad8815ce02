// What is said of each metric that Dynamo reports, its clients' included.
#pragma once

#include <vector>

#include "sim/model/model.h"

namespace dynamo {

/// Docs begin with the paper's section, where it has one.
std::vector<sim::MetricInfo> metrics();

}  // namespace dynamo
