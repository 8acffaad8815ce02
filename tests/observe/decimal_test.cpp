// Decimals and checks: what reports print and what a run remembers.
#include "sim/observe/decimal.h"

#include <gtest/gtest.h>

#include "sim/observe/checks.h"

namespace sim {
namespace {

TEST(Decimal, PrintsWithoutTrailingZeros) {
  EXPECT_EQ(Decimal::milliseconds(1500us).text(), "1.5");
  EXPECT_EQ(Decimal::milliseconds(-1ns).text(), "-0.000001");
  EXPECT_EQ(Decimal::seconds(2s).text(), "2");
  EXPECT_EQ(Decimal::whole(100).text(), "100");
  EXPECT_EQ((Decimal{0, 4}).text(), "0");
}

TEST(Decimal, RatiosRoundHalfUp) {
  EXPECT_EQ(Decimal::ratio(2, 3, 4).text(), "0.6667");
  EXPECT_EQ(Decimal::ratio(1, 3, 4).text(), "0.3333");
  EXPECT_EQ(Decimal::ratio(1, 8, 2).text(), "0.13");
  EXPECT_EQ(Decimal::ratio(1, 0).text(), "0");
}

TEST(Decimal, ComparesValuesWhateverTheirPlaces) {
  EXPECT_EQ(compare({15, 1}, {1500, 3}), 0);
  EXPECT_LT(compare({-1, 0}, {1, 9}), 0);
  EXPECT_GT(compare({9'000'000'000'000'000'000, 0}, {9'000'000'000'000'000'000, 18}), 0);
}

TEST(Check, CountsEveryFailureAndKeepsTheFirst) {
  Checks checks;
  Check& check = checks.add("name", "claim");
  check.pass(10);
  EXPECT_TRUE(checks.hold());
  for (int i = 0; i < 150; ++i) check.fail({kStart, std::to_string(i), ""});
  EXPECT_FALSE(checks.hold());
  EXPECT_EQ(check.evaluations(), 160u);
  EXPECT_EQ(check.failures(), 150u);
  ASSERT_EQ(check.violations().size(), Check::kKept);
  EXPECT_EQ(check.violations().front().what, "0");
}

}  // namespace
}  // namespace sim
