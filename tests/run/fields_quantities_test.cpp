// Quantities as text: exact, and printed so that they can be read back.
#include <gtest/gtest.h>

#include "sim/run/scenario/quantities.h"

namespace test {
namespace {

using namespace sim;

/// The digits 1, 10, ... and their neighbours: where units and carries meet.
template <class Visit>
void every_size(std::uint64_t largest, Visit visit) {
  for (std::uint64_t base : {1ull, 2ull, 3ull, 7ull, 60ull, 1024ull, 3600ull})
    for (std::uint64_t value = base; value <= largest / 10; value *= 10)
      for (std::uint64_t near : {value - 1, value, value + 1}) visit(near);
  for (std::uint64_t shift = 0; (1ull << shift) <= largest / 2; ++shift) visit(1ull << shift);
}

TEST(Quantities, DurationsRoundTrip) {
  every_size(INT64_MAX, [](std::uint64_t ns) {
    for (const Duration value : {Duration(ns), -Duration(ns)}) {
      const auto back = parse_duration(print(value));
      EXPECT_TRUE(back.ok() && back.value == value) << print(value);
    }
  });
}

TEST(Quantities, SizesAndBandwidthsRoundTrip) {
  every_size(INT64_MAX / 8, [](std::uint64_t n) {
    EXPECT_EQ(parse_bytes(print(Bytes{n})).value.count, n) << print(Bytes{n});
    EXPECT_EQ(parse_bandwidth(print_bandwidth(n)).value, n) << print_bandwidth(n);
    EXPECT_EQ(parse_drift(print_drift(static_cast<std::int64_t>(n))).value,
              static_cast<std::int64_t>(n));
  });
}

TEST(Quantities, RatesAndRatiosRoundTrip) {
  for (const char* number : {"1", "2000", "0.5", "12.25", "333", "0.001", "99999999"})
    for (const char* unit : {"/s", "/min", "/h", "/ms"}) {
      const Rate rate = parse_rate(std::string(number) + unit).value;
      const Rate back = parse_rate(print(rate)).value;
      EXPECT_EQ(back.events, rate.events) << number << unit << " as " << print(rate);
      EXPECT_EQ(back.per_ns, rate.per_ns) << number << unit << " as " << print(rate);
    }
  for (std::uint32_t billionths = 1; billionths < 2'000'000'000; billionths = billionths * 3 + 1) {
    const std::string text = print(Ratio{billionths, 1'000'000'000});
    const Ratio back = parse_ratio(text).value;
    EXPECT_EQ(std::uint64_t{back.numerator} * 1'000'000'000 / back.denominator, billionths) << text;
  }
}

TEST(Quantities, ArePrintedInTheLargestUnitThatIsExact) {
  EXPECT_EQ(print(Duration(90s)), "90s");
  EXPECT_EQ(print(Duration(120s)), "2min");
  EXPECT_EQ(print(Duration(1'500us)), "1500us");
  EXPECT_EQ(print(Bytes{4096}), "4KiB");
  EXPECT_EQ(print_bandwidth(1'250'000'000), "10Gbit/s");
  EXPECT_EQ(print_bandwidth(0), "unlimited");
  EXPECT_EQ(print(parse_ratio("0.0001%").value), "0.000001");
  EXPECT_EQ(print_millionths(990'000), "0.99");
}

TEST(Quantities, KeepAllDigitsOfALargeInteger) {
  EXPECT_EQ(parse_whole("18446744073709551615").value, UINT64_MAX);
  EXPECT_FALSE(parse_whole("18446744073709551616").ok());
  EXPECT_EQ(parse_seed("0xFFFFFFFFFFFFFFFF").value, UINT64_MAX);
  EXPECT_EQ(parse_whole("1e3").value, 1000u);
}

TEST(Quantities, NothingIsRounded) {
  EXPECT_FALSE(parse_duration("0.5ns").ok());
  EXPECT_FALSE(parse_whole("1.5").ok());
  EXPECT_FALSE(parse_millionths("0.0000001").ok());
  EXPECT_EQ(parse_duration("0.1us").value, 100ns);
  EXPECT_EQ(parse_duration("1.000000001s").value, 1'000'000'001ns);
}

TEST(Quantities, RefuseWhatIsNotWholly) {
  for (const char* text : {"", "s", "10", "10 s", "ten s", "10S", "1.s", ".5s", "1e400s", "--1s"})
    EXPECT_FALSE(parse_duration(text).ok()) << text;
}

}  // namespace
}  // namespace test
