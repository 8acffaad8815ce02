// Proxies: nodes of weight 0, which hold no keys and coordinate what the balancer brings them.
#include <gtest/gtest.h>

#include "tests/support/cluster.h"
#include "tests/support/problems.h"

namespace test {
namespace {

/// Of six nodes the last two are proxies.
Setup with_proxies(dynamo::Versioning versioning, dynamo::Strategy strategy) {
  Setup setup{.nodes = 6, .workloads = {busy_clients(12, 20)}};
  setup.configure = [=](dynamo::Config& config) {
    config.capacity = {{.of = {"a-4", "a-5"}, .weight = 0}};
    config.coordination = dynamo::Coordination::kProxies;
    config.versioning = versioning;
    config.partitioning.strategy = strategy;
  };
  return setup;
}

constexpr auto kByTime = dynamo::Versioning::kLastWriteWins;
constexpr auto kByClock = dynamo::Versioning::kVectorClock;

TEST(Proxies, HoldNoKeysWithAnyStrategy) {
  for (const auto strategy : {dynamo::Strategy::kTokens, dynamo::Strategy::kTokensAndEqualParts,
                              dynamo::Strategy::kEqualParts}) {
    Cluster cluster(with_proxies(kByClock, strategy));
    cluster.run_for(2s);
    cluster.judge();
    EXPECT_TRUE(cluster.holds()) << cluster.violations();
    for (std::uint32_t i = 0; i < 6; ++i) {
      EXPECT_EQ(cluster.dynamo().store({i}).keys() == 0, i >= 4) << "node " << i;
    }
  }
}

TEST(Proxies, CoordinateEveryGetAndByTimeEveryPut) {
  Cluster cluster(with_proxies(kByTime, dynamo::Strategy::kTokens));
  cluster.run_for(2s);
  for (std::uint32_t i = 0; i < 6; ++i) {
    const dynamo::NodeTally& did = cluster.services().nodes[i];
    EXPECT_EQ(did.gets > 0 && did.puts > 0, i >= 4) << "node " << i;
    EXPECT_EQ(did.reads > 0 && did.writes > 0, i < 4) << "node " << i;
    EXPECT_EQ(did.forwards, 0u);
  }
}

TEST(Proxies, ForwardPutsThatNeedAClock) {  // 6.4
  Cluster cluster(with_proxies(kByClock, dynamo::Strategy::kTokens));
  cluster.run_for(2s);
  for (std::uint32_t i = 0; i < 6; ++i) {
    const dynamo::NodeTally& did = cluster.services().nodes[i];
    EXPECT_EQ(did.forwards > 0, i >= 4) << "node " << i;
    EXPECT_EQ(did.puts > 0, i < 4) << "node " << i;
  }
}

TEST(Proxies, MoveNoKeyWhenTheyJoinOrLeave) {
  for (const auto strategy : {dynamo::Strategy::kTokens, dynamo::Strategy::kTokensAndEqualParts,
                              dynamo::Strategy::kEqualParts}) {
    Rng rng = stream(1, "ring");
    const auto ring = dynamo::Ring::make({.strategy = strategy}, 4, rng);
    const auto joined = ring.with({NodeId{4}, 0}, rng);
    const auto left = joined.without(NodeId{4}, rng);
    EXPECT_EQ(joined.members().size(), 5u);
    EXPECT_EQ(joined.holder_count(), 4u);
    for (const auto& after : {joined, left}) {
      EXPECT_TRUE(std::equal(ring.tokens().begin(), ring.tokens().end(), after.tokens().begin(),
                             after.tokens().end()));
    }
  }
}

std::vector<std::string> problems_of(const dynamo::Config& config) {
  TopologySpec topology;
  topology.sites.push_back({.name = "a", .nodes = 6});
  Said said;
  config.validate(topology, said);
  return said.where;
}

TEST(Proxies, LeaveNNodesThatHoldKeys) {
  dynamo::Config config;
  config.capacity = {{.of = {"a-3", "a-4", "a-5"}, .weight = 0}};
  EXPECT_EQ(problems_of(config), std::vector<std::string>{});
  config.capacity[0].of.push_back("a-2");
  EXPECT_EQ(problems_of(config), std::vector<std::string>{"/dynamo/n"});
  config.capacity[0].of = {"a"};
  EXPECT_EQ(problems_of(config), std::vector<std::string>{"/dynamo/n"});
}

TEST(Proxies, AreNotCountedAmongThoseThatAreLeft) {
  dynamo::Config config;
  config.capacity = {{.of = {"a-3", "a-4", "a-5"}, .weight = 0}};
  config.membership.changes = {{1s, false, "a-5"}};
  EXPECT_EQ(problems_of(config), std::vector<std::string>{});
  config.membership.changes = {{1s, false, "a-0"}};
  EXPECT_EQ(problems_of(config), std::vector<std::string>{"/dynamo/membership/changes/0"});
}

TEST(Proxies, MustExistToBeBalancedOver) {
  dynamo::Config config;
  config.coordination = dynamo::Coordination::kProxies;
  EXPECT_EQ(problems_of(config), std::vector<std::string>{"/dynamo/coordination"});
}

TEST(Proxies, DoNotStartWithSeedsAlone) {
  dynamo::Config config;
  config.capacity = {{.of = {"a-5"}, .weight = 0}};
  config.membership.bootstrap = dynamo::Bootstrap::kSeeds;
  EXPECT_EQ(problems_of(config), std::vector<std::string>{"/dynamo/membership/bootstrap"});
}

}  // namespace
}  // namespace test
