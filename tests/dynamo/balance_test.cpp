// How evenly nodes share, Dynamo 6.2.
#include "models/dynamo/balance.h"

#include <numeric>

#include <gtest/gtest.h>

namespace dynamo {
namespace {

using sim::Decimal;

Decimal millionths(std::int64_t units) { return {units, 6}; }

TEST(Balance, IsWholeWhereAllHaveAsMuch) {
  const Balance even({7, 7, 7});
  EXPECT_EQ(even.efficiency(), millionths(1'000'000));
  EXPECT_EQ(even.deviation(), millionths(0));
  EXPECT_EQ(even.out_of_balance(), millionths(0));
}

TEST(Balance, OfUnequalSharesIsMeanOverMaximumAndDeviationOverMean) {
  const Balance balance({1, 2, 3});  // mean 2, variance 2/3
  EXPECT_EQ(balance.efficiency(), millionths(666'667));
  EXPECT_EQ(balance.deviation(), millionths(333'333));  // cut from the root: 2.449 of 6
}

TEST(Balance, CountsNodesThatAreFifteenPercentOffTheMeanOrMore) {
  EXPECT_EQ(Balance({85, 100, 115}).out_of_balance(), millionths(666'667));
  EXPECT_EQ(Balance({86, 100, 114}).out_of_balance(), millionths(0));
}

TEST(Balance, OfNothingIsNothing) {
  for (const auto& shares : {std::vector<std::uint64_t>{}, std::vector<std::uint64_t>{0, 0}}) {
    EXPECT_EQ(Balance(shares).efficiency(), millionths(0));
    EXPECT_EQ(Balance(shares).deviation(), millionths(0));
    EXPECT_EQ(Balance(shares).out_of_balance(), millionths(0));
  }
}

/// Six nodes.
Placement placed(const Partitioning& how, std::uint32_t replicas) {
  sim::Rng rng = sim::stream(1, "test");
  Ring ring = Ring::make(how, 6, rng);
  const std::vector<sim::Placement> places(6);
  auto lists = Placement::make_lists(ring, places, Spread::kNodes, replicas);
  return Placement(std::move(ring), std::move(lists));
}

TEST(RingShares, AddUpToTheRingAsOftenAsThereAreReplicas) {
  const Placement placement = placed({.strategy = Strategy::kTokens, .tokens_per_node = 8}, 3);
  for (const std::uint32_t replicas : {1u, 3u}) {
    const auto shares = ring_shares(placement, 6, replicas);
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    EXPECT_NEAR(sum / (std::uint64_t{1} << 31), replicas, 1e-6);
  }
}

TEST(RingShares, OfEqualPartitionsAreEqual) {
  const Placement placement = placed({.strategy = Strategy::kEqualParts, .partitions = 12}, 1);
  EXPECT_EQ(Balance(ring_shares(placement, 6, 1)).efficiency(), millionths(1'000'000));
}

}  // namespace
}  // namespace dynamo
