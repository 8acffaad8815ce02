// What a fault is known by, so that its streams are its own wherever it stands in the list.
#pragma once

#include <string>

#include "sim/net/faults.h"

namespace sim {

/// Its kind, its schedule and its target, as text that differs where they differ. How hard it hits
/// and for how long are left out: a fault made worse strikes the same hosts at the same times.
std::string identity(const FaultSpec&);

}  // namespace sim
