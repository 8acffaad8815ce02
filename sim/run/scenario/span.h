// A range between two quantities, as whole numbers that can be drawn from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/run/scenario/quantities.h"
#include "sim/run/scenario/scenario.h"

namespace sim {

/// Both ends in one base unit: plain integers, millionths, nanoseconds, bytes, bytes a second,
/// millionths of an event a second, billionths of a ratio, parts per billion.
struct Span {
  enum class Kind { kWhole, kDecimal, kDuration, kBytes, kBandwidth, kRate, kRatio, kDrift };
  Kind kind{};
  std::uint64_t from = 0, to = 0;

  std::string json(std::uint64_t value) const;  ///< as the field takes it: `"5ms"`, `3`
};

/// The span of a range of two ends, or why there is none: "5ms" to 3, 5 to 3, or a logarithmic law
/// that begins at nothing.
Parsed<Span> span_of(const Range&);

}  // namespace sim
