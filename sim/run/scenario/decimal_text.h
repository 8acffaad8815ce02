// A decimal number as written, taken apart without rounding. Internal to sim/run/scenario.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sim {

/// digits * 10^exponent, digits without trailing zeros unless zero itself.
struct DecimalText {
  bool negative = false;
  std::uint64_t digits = 0;
  int exponent = 0;
  std::size_t length = 0;  // of the number at the front of the text
};
/// The number a text begins with; nullopt: none, or its digits do not fit in 64 bits.
std::optional<DecimalText> read_decimal(std::string_view text);

/// digits * 10^exponent * unit as a whole number.
struct Scaled {
  enum class Problem { kNone, kTooFine, kTooLarge } problem = Problem::kNone;
  std::uint64_t value = 0;
};
Scaled scale(const DecimalText&, std::uint64_t unit);

/// units * 10^-places without trailing zeros, e.g. (1500, 3) is "1.5".
std::string print_decimal(bool negative, std::uint64_t units, int places);

}  // namespace sim
