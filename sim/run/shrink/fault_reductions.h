// Fewer and weaker faults.
#pragma once

#include "sim/run/shrink/descent.h"

namespace sim {

void drop_faults(Descent&);

/// What a fault struck that comes `every` so often, or hits {"any": 2}, as faults of one time and
/// of nodes by name; then as few of them as will do.
void name_strikes(Descent&);

/// Two faults that differ in nothing but when, or nothing but where, become one of both.
void merge_faults(Descent&);

/// Of a crash more is kept; less is lost, repeated, held back or slowed down.
void weaken_faults(Descent&);

}  // namespace sim
