#include "sim/kernel/portable_math.h"

#include <bit>
#include <cstdint>
#include <limits>

#include "sim/kernel/check.h"

namespace sim::portable {
namespace {

// ln 2 in two parts: the first has 21 trailing zero bits, so that k * kLn2High is exact.
constexpr double kLn2High = 0x1.62e42feep-1, kLn2Low = 0x1.a39ef35793c76p-33;
constexpr double kSqrtHalf = 0x1.6a09e667f3bcdp-1;
constexpr double kRootTwoPi = 0x1.40d931ff62705p+1;
constexpr int kMantissaBits = 52, kExponentBias = 1023;

double power_of_two(int exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + kExponentBias)
                               << kMantissaBits);
}

double density(double z) { return exp(-0.5 * z * z) / kRootTwoPi; }

/// The probability above z >= 0. Near the middle 1/2 minus a series of positive terms; further out
/// Laplace's continued fraction, which needs fewer steps the further out it is.
double upper_tail(double z) {
  if (z < 2.5) {
    double term = z, sum = z;
    for (int odd = 3; term > sum * 1e-17; odd += 2) sum += term *= z * z / odd;
    return 0.5 - density(z) * sum;
  }
  double fraction = z;
  for (int step = 100; step > 0; --step) fraction = z + step / fraction;
  return density(z) / fraction;
}

}  // namespace

// x = m * 2^e with m around 1; then ln m = 2 atanh(s), s = (m - 1) / (m + 1), |s| < 0.172.
double log(double x) {
  SIM_CHECK(x >= std::numeric_limits<double>::min(), "no logarithm of this number");
  const auto bits = std::bit_cast<std::uint64_t>(x);
  int exponent = static_cast<int>(bits >> kMantissaBits) - kExponentBias;
  double m = x / power_of_two(exponent);  // in [1, 2)
  if (m > 2 * kSqrtHalf) {
    m /= 2;
    ++exponent;
  }
  const double s = (m - 1) / (m + 1), s2 = s * s;
  double series = 0;
  for (int odd = 23; odd >= 3; odd -= 2) series = (series + 1.0 / odd) * s2;
  return exponent * kLn2High + (2 * s + (2 * s * series + exponent * kLn2Low));
}

// x = k ln 2 + r with |r| < 0.35; then e^r by its series and 2^k by the exponent.
double exp(double x) {
  if (x < -708) return 0;
  if (x > 709) return std::numeric_limits<double>::max();
  const int k = static_cast<int>(x / (kLn2High + kLn2Low) + (x < 0 ? -0.5 : 0.5));
  const double r = (x - k * kLn2High) - k * kLn2Low;
  double series = 0;
  for (int n = 14; n >= 1; --n) series = (1 + series) * r / n;
  return (1 + series) * power_of_two(k);
}

// Newton's method on ln(upper tail): that function is concave, so from z = 0 every step stays
// below the root and the steps converge quadratically; the starting value saves most of them.
double normal_deviate(double tail) {
  SIM_CHECK(tail > 1e-300 && tail <= 0.5, "a tail is between 0 and 1/2");
  const double target = log(tail), start = -2 * target - 1.4;
  double z = start > 0 ? 0.9 * exp(0.5 * log(start)) : 0;
  for (int step = 0; step < 20; ++step) {
    const double above = upper_tail(z);
    const double change = (log(above) - target) * above / density(z);
    z += change;
    if (change < 1e-14 && change > -1e-14) break;
  }
  return z < 0 ? 0 : z;
}

}  // namespace sim::portable
