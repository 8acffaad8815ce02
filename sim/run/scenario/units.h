// Names of units, and how else people write them. Internal to sim/run/scenario.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sim/run/scenario/quantities.h"

namespace sim {

struct Unit {
  std::string_view name;
  std::uint64_t size;
};

/// `"1min" or "1ms"` for "1m", `"10s"` for "10 s"; "" if there is no guess.
std::string respelt(std::string_view text, const QuantityKind&, std::span<const Unit>);

}  // namespace sim
