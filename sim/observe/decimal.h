// Exact decimal numbers for reports: an integer and where its point stands.
#pragma once

#include <cstdint>
#include <string>

#include "sim/kernel/time.h"

namespace sim {

/// units * 10^-places. Printed by integer arithmetic, so every machine prints the same.
struct Decimal {
  std::int64_t units = 0;
  std::uint8_t places = 0;

  static Decimal whole(std::uint64_t count);
  static Decimal milliseconds(Duration);  ///< six places, exact
  static Decimal seconds(Duration);       ///< nine places, exact
  /// part / all, rounded half up to `places`; all = 0 gives 0.
  static Decimal ratio(std::uint64_t part, std::uint64_t all, std::uint8_t places = 9);
  std::string text() const;  ///< trailing zeros cut: "1.5"
  friend bool operator==(const Decimal&, const Decimal&) = default;
};
/// Compares the values, whatever their places.
int compare(const Decimal&, const Decimal&);

}  // namespace sim
