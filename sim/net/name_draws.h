// Names by chance: which nodes or sites something happens to.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/kernel/random.h"

namespace sim {

using Names = std::vector<std::string>;

/// All of them; each order is equally likely.
Names shuffled(Names, Rng&);
/// That many of them; each choice is equally likely, and stands in the names' own order. Requires
/// as many.
Names some_of(const Names&, std::size_t count, Rng&);
/// All but some, in order.
Names without(const Names& all, const Names& some);

}  // namespace sim
