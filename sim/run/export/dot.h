// A trace as a graph for Graphviz.
#pragma once

#include <string>

#include "sim/net/trace.h"

namespace sim {

/// A node for each step, a column for each host with its steps in their order, an arrow for each
/// message; one that was not delivered ends in a cross.
std::string dot(const Trace&);

}  // namespace sim
