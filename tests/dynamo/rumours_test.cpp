// Rumour mongering, Demers et al. 1987: what one node tells, for how long, and who stays ignorant.
#include "models/dynamo/rumours.h"

#include <gtest/gtest.h>

#include "tests/support/cluster.h"
#include "tests/support/problems.h"

namespace test {
namespace {

using dynamo::Change;
using dynamo::NewsSpread;
using dynamo::Rumours;

const Change kJoin{kStart + 1s, {5}, true}, kLeave{kStart + 2s, {3}, false};

sim::Rng rng = sim::stream(1, "test");

std::size_t cycle(Rumours& rumours, std::vector<bool> was_news) {
  for (const bool one : was_news) rumours.told(kJoin, one);
  rumours.begin_cycle(rng);
  return rumours.hot().size();
}

TEST(Rumours, LoseInterestAfterSoManyUselessCyclesInARow) {
  Rumours rumours(2);
  rumours.hear(kJoin);
  EXPECT_EQ(cycle(rumours, {false}), 1u);
  EXPECT_EQ(cycle(rumours, {true}), 1u);  // begins again
  EXPECT_EQ(cycle(rumours, {false}), 1u);
  EXPECT_EQ(cycle(rumours, {false}), 0u);
}

TEST(Rumours, CountACycleOnceHoweverManyAsk) {
  Rumours rumours(2);
  rumours.hear(kJoin);
  EXPECT_EQ(cycle(rumours, {false, false, false}), 1u);
  EXPECT_EQ(cycle(rumours, {false, true, false}), 1u);  // news to one of them
  EXPECT_EQ(cycle(rumours, {false, false}), 1u);
  EXPECT_EQ(cycle(rumours, {false}), 0u);
}

TEST(Rumours, ThatAreBlindCountEveryCycleInWhichTheyWereTold) {
  Rumours rumours(2, Rumours::Loss::kBlindCounter);
  rumours.hear(kJoin);
  EXPECT_EQ(cycle(rumours, {true}), 1u);
  EXPECT_EQ(cycle(rumours, {}), 1u);
  EXPECT_EQ(cycle(rumours, {true}), 0u);
}

/// Of many coins one in `interest` ends its rumour, in the first cycle as in any.
TEST(Rumours, ThatTossACoinEndWithOneInSoMany) {
  const auto ended_at_once = [](Rumours::Loss loss, bool was_news) {
    int ended = 0;
    for (int i = 0; i < 10'000; ++i) {
      Rumours rumours(4, loss);
      rumours.hear(kJoin);
      ended += cycle(rumours, {was_news}) == 0;
    }
    return ended;
  };
  EXPECT_NEAR(ended_at_once(Rumours::Loss::kBlindCoin, true), 2500, 150);
  EXPECT_NEAR(ended_at_once(Rumours::Loss::kFeedbackCoin, false), 2500, 150);
  EXPECT_EQ(ended_at_once(Rumours::Loss::kFeedbackCoin, true), 0);
}

TEST(Rumours, WaitWhileNobodyAsks) {
  Rumours rumours(1);
  rumours.hear(kJoin);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(cycle(rumours, {}), 1u);
}

TEST(Rumours, AreCountedEachByItself) {
  Rumours rumours(1);
  rumours.hear(kJoin);
  rumours.hear(kLeave);
  rumours.told(kJoin, false);
  rumours.told(kLeave, true);
  rumours.begin_cycle(rng);
  ASSERT_EQ(rumours.hot().size(), 1u);
  EXPECT_EQ(rumours.hot()[0].change, kLeave);
}

TEST(Rumours, AreFreshUntilTheCycleIsOver) {
  Rumours rumours(1);
  EXPECT_FALSE(rumours.is_fresh(kJoin));
  rumours.hear(kJoin);
  EXPECT_TRUE(rumours.is_fresh(kJoin));
  rumours.begin_cycle(rng);
  EXPECT_FALSE(rumours.is_fresh(kJoin));
}

/// Node a-19 of twenty joins after a second.
Setup joining(NewsSpread spread, std::uint32_t interest) {
  Setup setup{.nodes = 20};
  setup.configure = [=](dynamo::Config& config) {
    config.membership.spread = spread;
    config.membership.rumour_interest = interest;
    config.membership.changes = {{1s, true, "a-19"}};
  };
  return setup;
}

std::size_t knowing(Cluster& cluster) {
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < 20; ++i) count += cluster.dynamo().store({i}).view()->has({19});
  return count;
}

TEST(RumoursOfAJoin, ReachEveryNodeIfTheyAreToldLongEnough) {
  for (const auto spread : {NewsSpread::kRumourPush, NewsSpread::kRumourPull}) {
    Cluster cluster(joining(spread, 20));
    cluster.run_for(60s);
    EXPECT_EQ(knowing(cluster), 20u);
  }
}

TEST(RumoursOfAJoin, MayMissSomeAndThatBreaksNoPromise) {
  std::size_t missed = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    auto setup = joining(NewsSpread::kRumourPush, 1);
    setup.seed = seed;
    setup.workloads = {busy_clients()};
    Cluster cluster(std::move(setup));
    cluster.run_for(30s);
    cluster.judge();
    missed += 20 - knowing(cluster);
    EXPECT_TRUE(cluster.holds()) << cluster.violations();
    EXPECT_EQ(cluster.check("ring-views-converge").evaluations(), 0u);
  }
  EXPECT_GT(missed, 0u);
}

TEST(RumoursOfAJoin, FallSilentWhenTheyAreOld) {
  Cluster cluster(joining(NewsSpread::kRumourPush, 3));
  cluster.run_for(60s);
  const std::uint64_t told = cluster.sent("rumour");
  EXPECT_GT(told, 19u);
  EXPECT_EQ(told, cluster.services().tally.rumours_told);
  cluster.run_for(60s);
  EXPECT_EQ(cluster.sent("rumour"), told);
  EXPECT_EQ(cluster.sent("gossip-call"), 0u);
}

TEST(RumoursOfAJoin, AreNoWayToStartFromSeedsAndKnowNoLimit) {
  dynamo::Config config;
  config.membership.spread = NewsSpread::kRumourPull;
  config.membership.bootstrap = dynamo::Bootstrap::kSeeds;
  config.membership.calls_per_interval = 1;
  TopologySpec topology;
  topology.sites.push_back({.name = "a", .nodes = 6});
  Said said;
  config.validate(topology, said);
  EXPECT_EQ(said.where, (std::vector<std::string>{"/dynamo/membership/spread",
                                                  "/dynamo/membership/calls_per_interval"}));
}

}  // namespace
}  // namespace test
