// Our own log, exp and normal deviate against the C library's.
#include "sim/kernel/portable_math.h"

#include <cmath>

#include <gtest/gtest.h>

namespace sim {
namespace {

TEST(PortableMath, ExpIsWithin1e15OfTheLibrary) {
  for (double x = -700; x < 700; x += 0.0137)
    ASSERT_NEAR(portable::exp(x) / std::exp(x), 1, 1e-15) << x;
}

TEST(PortableMath, ExpSaturates) {
  EXPECT_EQ(portable::exp(-800), 0);
  EXPECT_GT(portable::exp(800), 1e308);
}

TEST(PortableMath, LogIsWithin1e15OfTheLibrary) {
  for (double x = 1e-300; x < 1e300; x *= 1.0137) {
    const double expected = std::log(x);
    ASSERT_NEAR(portable::log(x), expected, 1e-15 * std::abs(expected)) << x;
  }
  for (double d = 1e-15; d < 0.4; d *= 1.1)  // where the result is small
    ASSERT_NEAR(portable::log(1 - d) / std::log(1 - d), 1, 1e-15) << d;
}

TEST(PortableMath, NormalDeviateIsExceededWithItsProbability) {
  for (double tail = 0.5; tail > 1e-14; tail *= 0.97) {
    const double z = portable::normal_deviate(tail);
    const double slope = std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.0));
    const double error = (std::erfc(z / std::sqrt(2.0)) / 2 - tail) / slope;
    ASSERT_NEAR(error, 0, 1e-12) << tail;
  }
}

}  // namespace
}  // namespace sim
