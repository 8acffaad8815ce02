// Membership, gossip, joins and leaves, Dynamo 4.8 and 4.9.
#include <gtest/gtest.h>

#include "models/dynamo/range_transfer.h"
#include "tests/support/cluster.h"

namespace test {
namespace {

using dynamo::Change;
using dynamo::View;
using Values = std::vector<std::uint64_t>;

Setup with_changes(std::vector<dynamo::Config::Membership::Command> changes) {
  Setup setup{.nodes = 6};
  setup.configure = [changes](dynamo::Config& config) { config.membership.changes = changes; };
  return setup;
}

/// Node a-5 joins after a second.
Setup joining() { return with_changes({{1s, true, "a-5"}}); }
/// Node a-0 leaves after a second.
Setup leaving() { return with_changes({{1s, false, "a-0"}}); }

bool is_replica(const Cluster& cluster, NodeId node, std::uint64_t key) {
  const auto replicas = cluster.replicas_of(key);
  return std::find(replicas.begin(), replicas.end(), node) != replicas.end();
}

TEST(View, IsOneObjectForOneHistory) {
  Cluster cluster(joining());
  dynamo::Views& views = cluster.services().views;
  const View& founding = views.first({0});
  const Change a{kStart + 1s, {5}, true}, b{kStart + 2s, {0}, false};
  EXPECT_EQ(&views.with(views.with(founding, a), b), &views.with(views.with(founding, b), a));
  EXPECT_EQ(&views.merged(views.with(founding, a), views.with(founding, b)),
            &views.with(views.with(founding, a), b));
  EXPECT_EQ(&views.with(views.with(founding, a), a), &views.with(founding, a));
}

TEST(View, AppliesChangesInTheOrderOfTheirTimes) {
  Cluster cluster(leaving());
  dynamo::Views& views = cluster.services().views;
  const Change leave{kStart + 1s, {0}, false}, join{kStart + 2s, {0}, true};
  EXPECT_FALSE(views.with(views.first({1}), leave).has({0}));
  EXPECT_TRUE(views.with(views.with(views.first({1}), join), leave).has({0}));
}

TEST(Membership, OfAJoinReachesEveryNodeByGossip) {
  Cluster cluster(joining());
  cluster.run_for(1s + 1ms);
  EXPECT_FALSE(cluster.dynamo().store({0}).view()->has({5}));
  EXPECT_TRUE(cluster.dynamo().store({5}).view()->has({5}));
  cluster.run_for(10s);
  for (std::uint32_t i = 0; i < 6; ++i) {
    EXPECT_TRUE(cluster.dynamo().store({i}).view()->has({5})) << "node " << i;
  }
}

TEST(Membership, SurvivesARestart) {
  Cluster cluster(joining());
  cluster.run_for(11s);
  cluster.crash({0});
  cluster.restart({0});
  EXPECT_TRUE(cluster.dynamo().store({0}).view()->has({5}));
}

TEST(Membership, IsLearnedAnewAfterTheDiskIsLost) {
  Cluster cluster(joining());
  cluster.run_for(11s);
  cluster.crash({0}, Keeps::kNothing);
  cluster.restart({0});
  EXPECT_FALSE(cluster.dynamo().store({0}).view()->has({5}));
  cluster.run_for(10s);
  EXPECT_TRUE(cluster.dynamo().store({0}).view()->has({5}));
}

TEST(Membership, OfTwoSidesOfAPartitionMergesOnceItHeals) {
  Cluster cluster(with_changes({{1s, true, "a-5"}, {1s, false, "a-0"}}));
  const auto cut = cluster.cut_off({NodeId{3}, NodeId{4}, NodeId{5}});
  cluster.run_for(10s);
  EXPECT_FALSE(cluster.dynamo().store({1}).view()->has({5}));
  EXPECT_FALSE(cluster.dynamo().store({1}).view()->has({0}));
  EXPECT_TRUE(cluster.dynamo().store({3}).view()->has({0}));
  cluster.heal(cut);
  cluster.run_for(10s);
  for (std::uint32_t i = 0; i < 6; ++i) {
    EXPECT_EQ(cluster.dynamo().store({i}).view(), &cluster.services().views.latest()) << i;
  }
}

Setup from_seeds(std::vector<std::string> seeds) {
  Setup setup{.nodes = 6};
  setup.configure = [seeds](dynamo::Config& config) {
    config.membership.bootstrap = dynamo::Bootstrap::kSeeds;
    config.membership.seeds = seeds;
  };
  return setup;
}

TEST(Seeds, LetNodesThatKnowNobodyFindEachOther) {
  Cluster cluster(from_seeds({"a-2"}));
  EXPECT_EQ(cluster.dynamo().store({0}).view()->ring().members().size(), 1u);
  cluster.run_for(15s);
  for (std::uint32_t i = 0; i < 6; ++i) {
    EXPECT_EQ(cluster.dynamo().store({i}).view()->ring().members().size(), 6u) << i;
  }
}

TEST(Seeds, AreWhatKeepsTheRingFromBeingSplit) {
  Cluster cluster(from_seeds({}));
  cluster.run_for(60s);
  for (std::uint32_t i = 0; i < 6; ++i) {
    EXPECT_EQ(cluster.dynamo().store({i}).view()->ring().members().size(), 1u) << i;
  }
}

TEST(Join, BringsTheNewcomerWhatItIsAReplicaOfAndTakesItFromOthers) {
  Cluster cluster(joining());
  for (std::uint64_t key = 0; key < 50; ++key) EXPECT_TRUE(cluster.put(key, key + 1).ok);
  EXPECT_EQ(cluster.dynamo().store({5}).keys(), 0u);
  cluster.run_for(15s);
  std::size_t gained = 0;
  for (std::uint64_t key = 0; key < 50; ++key) {
    for (std::uint32_t node = 0; node < 6; ++node) {
      const bool holds = is_replica(cluster, {node}, key);
      EXPECT_EQ(cluster.stored_at({node}, key), holds ? Values{key + 1} : Values{})
          << "node " << node << ", key " << key;
      gained += node == 5 && holds;
    }
  }
  EXPECT_GT(gained, 0u);
  EXPECT_EQ(cluster.services().tally.transfers_delivered, gained);
}

TEST(Leave, HandsEverythingToTheOthers) {
  Cluster cluster(leaving());
  for (std::uint64_t key = 0; key < 50; ++key) {
    const auto via = is_replica(cluster, {1}, key) ? NodeId{1} : cluster.replicas_of(key)[0];
    EXPECT_TRUE(cluster.put(key, key + 1, {.coordinator = via}).ok);
  }
  EXPECT_GT(cluster.dynamo().store({0}).keys(), 0u);
  cluster.run_for(15s);
  EXPECT_EQ(cluster.dynamo().store({0}).keys(), 0u);
  for (std::uint64_t key = 0; key < 50; ++key) {
    for (const NodeId node : cluster.replicas_of(key)) {
      EXPECT_EQ(cluster.stored_at(node, key), Values{key + 1}) << "key " << key;
    }
  }
}

TEST(Join, LosesNothingWhenADonorCrashesHalfWay) {
  auto setup = joining();
  const auto configure = setup.configure;
  setup.configure = [configure](dynamo::Config& config) {
    configure(config);
    config.hints = {.batch = 1, .bandwidth = 600};  // five keys a second
  };
  Cluster cluster(std::move(setup));
  for (std::uint64_t key = 0; key < 100; ++key) cluster.put(key, key + 1);
  const auto left = [&] {
    return cluster.hints_at({0}) + cluster.hints_at({1}) + cluster.hints_at({2});
  };
  while (left() == 0) cluster.run_for(10ms);
  cluster.run_for(2s);
  ASSERT_GT(cluster.services().tally.transfers_delivered, 0u);
  ASSERT_GT(left(), 0u);
  for (std::uint32_t i = 0; i < 3; ++i) cluster.crash({i}, Keeps::kSynced);
  cluster.run_for(5s);
  for (std::uint32_t i = 0; i < 3; ++i) cluster.restart({i});
  cluster.run_for(60s);
  for (std::uint64_t key = 0; key < 100; ++key) {
    for (const NodeId node : cluster.replicas_of(key)) {
      EXPECT_EQ(cluster.stored_at(node, key), Values{key + 1}) << "key " << key;
    }
  }
  EXPECT_EQ(cluster.check("ranges-keep-n-holders").failures(), 0u) << cluster.violations();
}

TEST(Join, IsHeardOfByAClientThatAsksANodeOfTheOldRing) {
  Cluster cluster(joining());
  cluster.run_for(15s);
  std::uint64_t key = 0;
  while (!is_replica(cluster, {5}, key)) ++key;
  const NodeId outsider = cluster.outsider_of(key);
  EXPECT_TRUE(cluster.put(key, 42, {.coordinator = outsider}).ok);
  EXPECT_EQ(cluster.get(key).values, Values{42});
}

TEST(Membership, LetsEveryInvariantHoldThroughJoinsLeavesAndCrashes) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    auto setup = with_changes({{3s, true, "a-7"},
                               {6s, false, "a-0"},
                               {9s, true, "a-6"},
                               {12s, false, "a-1"},
                               {15s, true, "a-0"}});
    setup.nodes = 8, setup.seed = seed;
    setup.quorum = dynamo::QuorumKind::kSloppy;
    setup.workloads = {busy_clients(8, 50)};
    Cluster cluster(std::move(setup));
    Rng rng = stream(seed, "test faults");
    for (int i = 0; i < 12; ++i) {
      cluster.run_for(rng.between(100ms, 1500ms));
      const NodeId node{static_cast<std::uint32_t>(rng.below(8))};
      cluster.crash(node);
      cluster.run_for(rng.between(100ms, 1500ms));
      cluster.restart(node);
    }
    cluster.run_for(20s);
    cluster.judge();
    EXPECT_TRUE(cluster.holds()) << "seed " << seed << "\n" << cluster.violations();
    EXPECT_GT(cluster.check("ranges-keep-n-holders").evaluations(), 0u);
    EXPECT_GT(cluster.check("ring-views-converge").evaluations(), 0u);
  }
}

TEST(Receivers, AreEachToldByOneWhoDropsTheKey) {
  const auto to = [](std::vector<NodeId> before, std::vector<NodeId> after, std::uint32_t self) {
    Values nodes;
    const auto receivers = dynamo::receivers_of(before, after, {self});
    for (const NodeId node : receivers) nodes.push_back(node.value);
    return nodes;
  };
  const std::vector<NodeId> bcd{{1}, {2}, {3}}, xbc{{9}, {1}, {2}}, bc{{1}, {2}};
  EXPECT_EQ(to(bcd, xbc, 3), Values{9});  // 4.9: D drops (A, X], X takes it
  EXPECT_EQ(to(bcd, xbc, 1), Values{});
  EXPECT_EQ(to(bc, bcd, 1), Values{3});  // too few nodes before: the first sends
  EXPECT_EQ(to(bc, bcd, 2), Values{});
  EXPECT_EQ(to(bcd, bc, 3), Values{1});  // too few after: what D has goes to B
}

}  // namespace
}  // namespace test
