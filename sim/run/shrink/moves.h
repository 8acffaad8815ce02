// What reductions are made of: going through places, dropping parts, lowering a value.
#pragma once

#include <functional>

#include "sim/run/shrink/descent.h"
#include "sim/run/shrink/json_edit.h"

namespace sim {

/// Calls `act` at each place, one after the other; the places are looked up anew after each, since
/// it may have changed what there is.
void at_each(Descent&, const std::function<bool(const JsonValue&)>& takes,
             const std::function<void(const JsonPath&)>& act);

/// Delta debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input",
/// TSE 2002): drops halves, quarters, ... of a list's elements or an object's members, then each.
/// What every scenario has, or says less by its absence, stays.
void drop_children(Descent&, const JsonPath&);

/// Puts the first of smaller() that does in the value's place, again and again.
void lower(Descent&, const JsonPath&);

}  // namespace sim
