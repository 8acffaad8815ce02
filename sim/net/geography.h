// How long light takes between two places on earth.
#pragma once

#include "sim/kernel/time.h"

namespace sim {

struct Coordinates {
  double latitude = 0, longitude = 0;  // degrees, north and east positive
};

/// One way, over fibre that does not take the shortest way: the great circle, stretched by 1.4. The
/// same on every machine: made of + - * / only. Requires |latitude| <= 90, |longitude| <= 180.
Duration fibre_latency(Coordinates, Coordinates);

}  // namespace sim
