// When there are runs enough.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "sim/run/sweep/sweep_record.h"

namespace sim {

/// A metric of the whole store, and how wide half of its interval may be, relative to the mean.
struct Precision {
  std::string metric;
  double relative = 0;
};

/// Whether these runs tell the metric that well: five that have it at least, for the first few may
/// agree by chance.
bool are_precise(std::span<const SweepRow>, const Precision&);

/// After how many runs, in the order of the seeds, they first do. Nothing: not after all of them.
std::optional<std::size_t> precise_after(std::span<const SweepRow>, const Precision&);

}  // namespace sim
