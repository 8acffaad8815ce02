// A trace as a log for ShiViz.
#pragma once

#include <string>

#include "sim/net/trace.h"

namespace sim {

/// ShiViz draws every step as a node: beyond so many nobody can read it.
inline constexpr std::size_t kMostShivizSteps = 1000;  // our choice, after conventions 4.4

/// Its first line is the regular expression that ShiViz asks for, its second the delimiter of
/// executions, of which there is one; then two lines a step: what happened, and the host with its
/// vector clock. The clocks count these steps, and have nothing to do with versions of objects.
std::string shiviz(const Trace&);

}  // namespace sim
