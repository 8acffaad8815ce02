// What a search draws from a scenario's ranges.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/kernel/random.h"
#include "sim/run/scenario/scenario.h"

namespace sim {

/// One value of the range, as JSON. Quantities fall on steps of a power of ten of their base unit,
/// ten to a hundred in the span (of a logarithmic law: in a doubling), so that people can read
/// them; numbers without a unit are all possible.
std::string draw(const Range&, Rng&);

/// "dynamo.r=2", ...: what some of the fields become, as overrides. First how many of the fields
/// are drawn at all is drawn, then each is drawn or left alone (Groce et al., "Swarm testing",
/// ISSTA 2012): some trials are about little, some about everything. Each field has a stream of
/// its own of the key, so that one more range changes nothing else.
std::vector<std::string> draw_fields(std::span<const Range>, std::uint64_t key);

}  // namespace sim
