#include "sim/observe/decimal.h"

#include <cstddef>
#include <limits>

#include "sim/kernel/check.h"
#include "sim/kernel/wide.h"

namespace sim {
namespace {

constexpr std::uint8_t kMostPlaces = 18;  // 10^18 is the largest power of ten in 64 bits

std::int64_t power_of_ten(std::uint8_t exponent) {
  SIM_CHECK(exponent <= kMostPlaces, "a decimal has at most 18 places");
  std::int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

std::int64_t narrowed(Wide units) {
  SIM_CHECK(units <= std::numeric_limits<std::int64_t>::max(), "a decimal is too large");
  return static_cast<std::int64_t>(units);
}

}  // namespace

Decimal Decimal::whole(std::uint64_t count) { return {narrowed(count), 0}; }
Decimal Decimal::milliseconds(Duration d) { return {d.count(), 6}; }
Decimal Decimal::seconds(Duration d) { return {d.count(), 9}; }

Decimal Decimal::ratio(std::uint64_t part, std::uint64_t all, std::uint8_t places) {
  if (all == 0) return {0, places};
  const Wide scaled = static_cast<Wide>(part) * static_cast<std::uint64_t>(power_of_ten(places));
  return {narrowed((scaled + all / 2) / all), places};
}

std::string Decimal::text() const {
  const bool negative = units < 0;
  const auto bits = static_cast<std::uint64_t>(units);
  std::string digits = std::to_string(negative ? 0 - bits : bits);
  if (places > 0) {
    if (digits.size() <= places) digits.insert(0, places + std::size_t{1} - digits.size(), '0');
    digits.insert(digits.size() - places, 1, '.');
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return negative ? "-" + digits : digits;
}

int compare(const Decimal& a, const Decimal& b) {
  const SignedWide left = static_cast<SignedWide>(a.units) * power_of_ten(b.places);
  const SignedWide right = static_cast<SignedWide>(b.units) * power_of_ten(a.places);
  return left < right ? -1 : left > right ? 1 : 0;
}

}  // namespace sim
