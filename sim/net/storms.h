// Storms: patterns of faults that broke stores before, drawn by chance.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "sim/kernel/random.h"
#include "sim/net/faults.h"
#include "sim/net/random_faults.h"
#include "sim/net/topology.h"

namespace sim {

/// A pattern with a name. What it draws are ordinary faults, in the order in which they strike,
/// with nodes named; all of them begin and end within the window.
struct Storm {
  std::string_view name, doc;
  std::size_t least_nodes = 1, least_sites = 1;  // of a topology that can have it
  std::vector<FaultSpec> (*draw)(const TopologySpec&, FaultWindow, Rng&);

  bool fits(const TopologySpec&) const;
};

/// Every storm there is. A window of a millisecond or more is required to draw one.
std::span<const Storm> storms();

}  // namespace sim
