// Faults by chance: what a regression adds to a scenario.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/net/faults.h"
#include "sim/net/topology.h"

namespace sim {

/// Since the start of the run; whatever is drawn begins and ends within.
struct FaultWindow {
  Duration from{}, until{};
};

inline constexpr std::size_t kMostRandomFaults = 6;  // our choice: enough that some overlap

/// A plan of 1 to kMostRandomFaults faults, in the order in which they strike; none if the window
/// is shorter than a millisecond. A function of its arguments and of nothing else: it draws from
/// the stream "check.faults" of the seed alone.
///
/// First each kind is kept or left out by the toss of a coin, so that seeds differ in what they are
/// about (Groce et al., "Swarm testing", ISSTA 2012). Nodes are named, so that the plan can be
/// written down. Crashes that keep nothing hit one node each, and in all fewer than half of them.
std::vector<FaultSpec> random_faults(const TopologySpec&, FaultWindow, std::uint64_t seed);

}  // namespace sim
