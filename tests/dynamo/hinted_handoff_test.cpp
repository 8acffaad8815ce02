// Sloppy quorums and hinted handoff, Dynamo 4.6.
#include <gtest/gtest.h>

#include "tests/support/cluster.h"

namespace test {
namespace {

using Values = std::vector<std::uint64_t>;

Setup strict() { return {}; }

Setup sloppy(std::function<void(dynamo::Config&)> configure = {}) {
  Setup setup;
  setup.quorum = dynamo::QuorumKind::kSloppy;
  setup.configure = std::move(configure);
  return setup;
}

/// All of the key's first N but the coordinator are down, and a put found stand-ins for them.
struct Outage {
  explicit Outage(Setup setup) : cluster(std::move(setup)), replicas(cluster.replicas_of(7)) {
    cluster.crash(replicas[1]);
    cluster.crash(replicas[2]);
    answer = cluster.put(7, 42);
  }
  Cluster cluster;
  std::vector<NodeId> replicas;
  Answer answer;

  std::vector<NodeId> stand_ins() const {
    std::vector<NodeId> nodes;
    for (std::uint32_t i = 0; i < 5; ++i) {
      if (cluster.hints_at({i}) > 0) nodes.push_back({i});
    }
    return nodes;
  }
};

TEST(SloppyQuorum, WritesWhereAStrictOneCannot) {
  EXPECT_TRUE(Outage(sloppy()).answer.ok);
  EXPECT_EQ(Outage(strict()).answer.outcome, kv::Outcome::kUnknown);
}

TEST(SloppyQuorum, WithWOfOneWritesWhileAnyNodeIsUp) {
  auto setup = sloppy();
  setup.w = 1;
  Cluster cluster(std::move(setup));
  const auto outsider = cluster.outsider_of(7);
  for (std::uint32_t i = 0; i < 5; ++i) {
    if (NodeId{i} != outsider) cluster.crash({i});
  }
  cluster.get(7, {.coordinator = outsider});  // who is silent is suspected
  cluster.run_for(500ms);
  EXPECT_TRUE(cluster.put(7, 42, {.coordinator = outsider}).ok);
}

TEST(SloppyQuorum, ReadsFromStandInsWhatTheyKeepForOthers) {
  Outage outage(sloppy());
  const auto stand_ins = outage.stand_ins();
  ASSERT_EQ(stand_ins.size(), 2u);
  outage.cluster.crash(outage.replicas[0]);  // none of the first N is left
  EXPECT_EQ(outage.cluster.get(7, {.coordinator = stand_ins[0]}).values, Values{42});
}

TEST(HintedHandoff, KeepsTheReplicaOfAnAbsentNodeUnderItsName) {
  Outage outage(sloppy());
  outage.cluster.run_for(200ms);
  ASSERT_EQ(outage.stand_ins().size(), 2u);
  Values kept;
  for (const NodeId keeper : outage.stand_ins()) {
    for (const NodeId owner : {outage.replicas[1], outage.replicas[2]}) {
      for (const auto value : outage.cluster.hinted_at(keeper, owner, 7)) kept.push_back(value);
    }
    EXPECT_TRUE(outage.cluster.stored_at(keeper, 7).empty()) << "a store of its own";
  }
  EXPECT_EQ(kept, (Values{42, 42}));
}

TEST(HintedHandoff, DeliversToTheOwnerOnceItIsBackAndForgets) {
  Outage outage(sloppy());
  outage.cluster.restart(outage.replicas[1]);
  outage.cluster.restart(outage.replicas[2]);
  EXPECT_TRUE(outage.cluster.stored_at(outage.replicas[1], 7).empty());
  outage.cluster.run_for(3s);
  EXPECT_EQ(outage.cluster.stored_at(outage.replicas[1], 7), Values{42});
  EXPECT_EQ(outage.cluster.stored_at(outage.replicas[2], 7), Values{42});
  EXPECT_TRUE(outage.stand_ins().empty());
  EXPECT_EQ(outage.cluster.services().tally.hints_delivered, 2u);
}

TEST(HintedHandoff, DeliversWhatTheCoordinatorItselfKept) {
  auto setup = sloppy();
  setup.w = 1;
  Cluster cluster(std::move(setup));
  const auto outsider = cluster.outsider_of(7);
  for (std::uint32_t i = 0; i < 5; ++i) {
    if (NodeId{i} != outsider) cluster.crash({i});
  }
  cluster.get(7, {.coordinator = outsider});  // who is silent is suspected
  cluster.run_for(500ms);
  ASSERT_TRUE(cluster.put(7, 42, {.coordinator = outsider}).ok);
  ASSERT_EQ(cluster.hints_at(outsider), 1u);
  for (std::uint32_t i = 0; i < 5; ++i) cluster.restart({i});
  cluster.run_for(5s);
  EXPECT_EQ(cluster.hints_at(outsider), 0u);
}

TEST(HintedHandoff, KeepsHintsUntilTheOwnerIsBack) {
  Outage outage(sloppy());
  outage.cluster.run_for(60s);
  EXPECT_EQ(outage.stand_ins().size(), 2u);
}

TEST(HintedHandoff, GivesUpAfterAWhile) {
  Outage outage(sloppy([](dynamo::Config& config) { config.hints.max_age = 10s; }));
  outage.cluster.run_for(20s);
  EXPECT_TRUE(outage.stand_ins().empty());
  EXPECT_EQ(outage.cluster.services().tally.hints_expired, 2u);
}

TEST(HintedHandoff, RefusesMoreThanItsLimit) {
  Outage outage(sloppy([](dynamo::Config& config) { config.hints.limit = 0; }));
  EXPECT_EQ(outage.answer.outcome, kv::Outcome::kUnknown);
  EXPECT_TRUE(outage.stand_ins().empty());
  EXPECT_GT(outage.cluster.services().tally.hints_refused, 0u);
}

TEST(HintedHandoff, GoesOnAfterAKeeperRestarts) {
  Outage outage(sloppy());
  outage.cluster.run_for(500ms);
  for (const NodeId keeper : outage.stand_ins()) {
    outage.cluster.crash(keeper);
    outage.cluster.restart(keeper);
  }
  outage.cluster.restart(outage.replicas[1]);
  outage.cluster.restart(outage.replicas[2]);
  outage.cluster.run_for(5s);
  EXPECT_TRUE(outage.stand_ins().empty());
  EXPECT_EQ(outage.cluster.stored_at(outage.replicas[2], 7), Values{42});
}

TEST(HintedHandoff, LosesNothingWhenTheOwnerCrashesInTheMidst) {
  Outage outage(sloppy());
  outage.cluster.restart(outage.replicas[1]);
  while (outage.cluster.sent("hinted-handoff") == 0) outage.cluster.run_for(1ms);
  outage.cluster.crash(outage.replicas[1]);
  outage.cluster.run_for(5s);
  EXPECT_FALSE(outage.stand_ins().empty());
  outage.cluster.restart(outage.replicas[1]);
  outage.cluster.run_for(5s);
  EXPECT_EQ(outage.cluster.stored_at(outage.replicas[1], 7), Values{42});
}

TEST(HintedHandoff, IsNoFasterThanItsBandwidth) {
  const auto delivered_in_a_second = [](std::uint64_t bandwidth) {
    auto setup = sloppy([&](dynamo::Config& config) {
      config.hints = {.batch = 2, .bandwidth = bandwidth};
      config.suspicion = 10s;
    });
    setup.nodes = 4;  // any of the three that are left stands in, each for other keys
    Cluster cluster(std::move(setup));
    const NodeId absent = cluster.replicas_of(7)[1];
    cluster.crash(absent);
    for (std::uint64_t key = 0; key < 200; ++key) {
      if (cluster.replicas_of(key)[0] == absent) continue;
      cluster.put(key, key + 1);
    }
    cluster.restart(absent);
    cluster.run_for(11s);
    const std::uint64_t before = cluster.services().tally.hints_delivered;
    cluster.run_for(1s);
    return cluster.services().tally.hints_delivered - before;
  };
  // A version of these puts has 100 bytes and a clock of one pair, 20: five in a second from each.
  EXPECT_LE(delivered_in_a_second(600), 3 * 6u);
  EXPECT_GE(delivered_in_a_second(600), 3 * 4u);
}

TEST(HintedHandoff, LetsEveryInvariantHoldThroughCrashesAndPartitions) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto setup = sloppy();
    setup.nodes = 8, setup.sites = 2, setup.seed = seed;
    setup.workloads = {busy_clients(12, 20)};
    setup.change_topology = [](TopologySpec& spec) {
      for (LinkSpec& link : spec.links) link.loss = link.duplicate = {1, 100};
    };
    Cluster cluster(std::move(setup));
    Rng rng = stream(seed, "test faults");
    for (int i = 0; i < 20; ++i) {
      cluster.run_for(rng.between(10ms, 600ms));
      const NodeId node{static_cast<std::uint32_t>(rng.below(8))};
      constexpr Keeps kKeeps[] = {Keeps::kDisk, Keeps::kSynced, Keeps::kNothing};
      const auto cut = cluster.cut_off({NodeId{static_cast<std::uint32_t>(rng.below(8))}});
      cluster.crash(node, kKeeps[rng.below(3)]);
      cluster.run_for(rng.between(10ms, 600ms));
      cluster.restart(node);
      cluster.heal(cut);
    }
    cluster.judge();
    EXPECT_TRUE(cluster.holds()) << "seed " << seed << "\n" << cluster.violations();
    EXPECT_GT(cluster.check("hints-are-delivered").evaluations(), 0u);
  }
}

}  // namespace
}  // namespace test
