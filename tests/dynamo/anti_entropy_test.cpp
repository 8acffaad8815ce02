// Anti-entropy with Merkle trees, Dynamo 4.7.
#include "models/dynamo/anti_entropy.h"

#include <set>

#include <gtest/gtest.h>

#include "models/dynamo/node.h"
#include "tests/support/cluster.h"

namespace test {
namespace {

using Values = std::vector<std::uint64_t>;

/// Five nodes of one site, one partition, strict quorums and no read repair: nothing else mends.
Setup with_trees(std::function<void(dynamo::Config&)> configure = {}) {
  Setup setup;
  setup.configure = [configure](dynamo::Config& config) {
    config.anti_entropy = {.enabled = true, .interval = 100ms, .depth = 4};
    config.partitioning = {.strategy = dynamo::Strategy::kEqualParts, .partitions = 5};
    config.read_repair = false;
    if (configure) configure(config);
  };
  return setup;
}

/// As with_trees, with so many keys on their nodes from the beginning.
Setup with_keys(std::uint64_t keys, std::function<void(dynamo::Config&)> configure = {}) {
  Setup setup = with_trees(std::move(configure));
  setup.workloads = {busy_clients(1, keys)};
  setup.workloads[0].arrival.think = constant(1h);
  return setup;
}

const dynamo::Tally::AntiEntropy& tally(Cluster& cluster) {
  return cluster.services().tally.anti_entropy;
}

/// Runs until some exchange is at this step.
void run_until(Cluster& cluster, std::string_view message) {
  const std::uint64_t before = cluster.sent(message);
  for (int i = 0; i < 1'000'000 && cluster.sent(message) == before; ++i) cluster.run_for(100us);
  ASSERT_GT(cluster.sent(message), before);
}

TEST(AntiEntropy, SpeaksOfNothingButRootsWhileReplicasAgree) {
  Cluster cluster(with_keys(100));
  cluster.run_for(10s);
  EXPECT_GT(tally(cluster).finished, 300u);
  EXPECT_EQ(tally(cluster).nodes_compared, cluster.sent("tree-level"));
  EXPECT_EQ(tally(cluster).nodes_differing, 0u);
  EXPECT_EQ(cluster.sent("leaf-versions"), 0u);
}

TEST(AntiEntropy, BringsAReplicaWhatItMissed) {
  Cluster cluster(with_trees());
  const auto replicas = cluster.replicas_of(7);
  cluster.crash(replicas[2]);
  ASSERT_TRUE(cluster.put(7, 42).ok);
  cluster.restart(replicas[2]);
  cluster.run_for(5s);
  EXPECT_EQ(cluster.stored_at(replicas[2], 7), Values{42});
}

TEST(AntiEntropy, BringsBackAWholeDisk) {
  Cluster cluster(with_keys(300));
  cluster.crash({2}, Keeps::kNothing);
  cluster.restart({2});
  cluster.run_for(10s);
  for (std::uint64_t key = 0; key < 300; ++key) {
    const auto replicas = cluster.replicas_of(key);
    if (std::find(replicas.begin(), replicas.end(), NodeId{2}) == replicas.end()) continue;
    EXPECT_EQ(cluster.stored_at({2}, key), Values{0}) << "key " << key;
  }
  EXPECT_GT(tally(cluster).keys_sent, 100u);
}

TEST(AntiEntropy, KeepsSiblingsThatTwoReplicasHoldApart) {
  auto setup = with_trees([](dynamo::Config& config) { config.w = 1; });
  Cluster cluster(std::move(setup));
  const auto replicas = cluster.replicas_of(7);
  for (const int side : {0, 1}) {
    for (const NodeId node : replicas) cluster.crash(node);
    cluster.restart(replicas[side]);
    ASSERT_TRUE(cluster.put(7, side == 0 ? 1 : 2, {.coordinator = replicas[side]}).ok);
  }
  for (const NodeId node : replicas) cluster.restart(node);
  cluster.run_for(5s);
  for (const NodeId node : replicas) EXPECT_EQ(cluster.stored_at(node, 7), (Values{1, 2}));
}

TEST(AntiEntropy, BringsNoOldVersionBack) {
  Cluster cluster(with_trees());
  const auto replicas = cluster.replicas_of(7);
  const Answer first = cluster.put(7, 1);
  cluster.run_for(1s);
  cluster.crash(replicas[2]);
  ASSERT_TRUE(cluster.put(7, 2, {.context = first.context}).ok);
  cluster.restart(replicas[2]);
  cluster.run_for(5s);
  for (const NodeId node : replicas) EXPECT_EQ(cluster.stored_at(node, 7), Values{2});
}

TEST(AntiEntropy, MendsBitRot) {
  Cluster cluster(with_keys(100));
  const auto replicas = cluster.replicas_of(7);
  ASSERT_TRUE(cluster.put(7, 42, {.context = cluster.get(7).context}).ok);
  cluster.run_for(1s);
  cluster.dynamo().rot(replicas[1], kv::Key{7});
  EXPECT_TRUE(cluster.stored_at(replicas[1], 7).empty());
  cluster.run_for(5s);
  EXPECT_EQ(cluster.stored_at(replicas[1], 7), Values{42});
  cluster.judge();
  EXPECT_TRUE(cluster.holds()) << cluster.violations();
}

TEST(AntiEntropy, MendsRotInManyRowsOfSomeNodes) {
  Cluster cluster(with_keys(500));
  Rng rng = stream(1, "damage");
  cluster.dynamo().rot({0}, {1, 4}, rng);
  cluster.dynamo().rot({1}, {1, 4}, rng);
  const std::uint64_t rotted = cluster.services().tally.rows_rotted;
  EXPECT_NEAR(static_cast<double>(rotted), 150, 40) << "a quarter of 300 at each";
  cluster.run_for(5s);
  for (std::uint64_t key = 0; key < 500; ++key) {
    for (const NodeId node : cluster.replicas_of(key)) {
      EXPECT_EQ(cluster.stored_at(node, key), Values{0}) << "key " << key;
    }
  }
  cluster.judge();
  EXPECT_TRUE(cluster.holds()) << cluster.violations();
}

TEST(AntiEntropy, RotDoesNotStrikeWhatIsOnItsWayToTheDisk) {
  auto setup = with_trees();
  setup.hosts.disk = constant(1s);
  Cluster cluster(std::move(setup));
  const auto replicas = cluster.replicas_of(7);
  cluster.begin_put(7, 42, {});
  cluster.run_for(100ms);
  Rng rng = stream(1, "damage");
  for (const NodeId node : replicas) cluster.dynamo().rot(node, {1, 1}, rng);
  EXPECT_EQ(cluster.stored_at(replicas[0], 7), Values{42});
  EXPECT_EQ(cluster.services().tally.rows_rotted, 0u);
}

// A coordinator that lost its row with its counter must not name a version like an earlier one,
// which others hold and the writer has not read (riak_kv issue 679).
TEST(AntiEntropy, AWriterWhoseRowRottedBeginsAnew) {
  Cluster cluster(with_trees([](dynamo::Config& config) { config.anti_entropy.interval = 1h; }));
  const auto replicas = cluster.replicas_of(7);
  ASSERT_TRUE(cluster.put(7, 1).ok);
  cluster.run_for(1s);
  cluster.dynamo().rot(replicas[0], kv::Key{7});
  ASSERT_TRUE(cluster.put(7, 2).ok);
  cluster.run_for(1s);
  EXPECT_EQ(cluster.stored_at(replicas[1], 7), (Values{1, 2}));
  cluster.judge();
  EXPECT_TRUE(cluster.holds()) << cluster.violations();
}

TEST(AntiEntropy, MendsNothingWhereItIsOff) {
  Cluster cluster(with_keys(100, [](auto& config) { config.anti_entropy.enabled = false; }));
  const auto replicas = cluster.replicas_of(7);
  cluster.dynamo().rot(replicas[1], kv::Key{7});
  cluster.run_for(10s);
  EXPECT_TRUE(cluster.stored_at(replicas[1], 7).empty());
  EXPECT_EQ(cluster.sent("tree-level"), 0u);
}

// What one damaged key costs is a path, and the keys beside it: facts 8's closed form with one
// differing leaf, one node a level.
TEST(AntiEntropy, ComparesOnePathForOneDamagedKey) {
  Cluster cluster(with_keys(400));
  cluster.dynamo().rot(cluster.replicas_of(7)[0], kv::Key{7});
  run_until(cluster, "leaf-reply");
  cluster.run_for(2ms);  // the reply arrives
  EXPECT_EQ(tally(cluster).nodes_differing, 5u) << "the root and one of each of four levels";
  EXPECT_EQ(tally(cluster).keys_sent, 1u);
  EXPECT_GT(tally(cluster).keys_listed, 0u);
  EXPECT_LT(tally(cluster).keys_listed, 20u) << "5 to a leaf on average";
}

TEST(AntiEntropy, SendsEachWayOnlyWhatTheOtherSideLacks) {
  Cluster cluster(with_keys(400, [](auto& config) { config.anti_entropy.depth = 1; }));
  cluster.dynamo().rot(cluster.replicas_of(7)[0], kv::Key{7});
  run_until(cluster, "leaf-reply");
  cluster.run_for(20ms);
  EXPECT_GT(tally(cluster).keys_listed, 20u);
  EXPECT_EQ(cluster.sent("anti-entropy"), 1u);
}

TEST(AntiEntropy, GoesToAnotherHolderOfARangeEachRound) {
  Cluster cluster(with_trees());
  const auto replicas = cluster.replicas_of(7);
  cluster.crash(replicas[1]);
  cluster.crash(replicas[2]);
  const auto begun = cluster.begin_put(7, 42, {});  // one acknowledgement: it alone has it
  cluster.run_for(1s);
  EXPECT_FALSE(cluster.answer(begun).ok);
  cluster.restart(replicas[1]);
  cluster.restart(replicas[2]);
  dynamo::Config& config = cluster.services().config;
  cluster.run_for(dynamo::AntiEntropy::round_max(config, 3) + config.suspicion);
  for (const NodeId node : replicas) EXPECT_EQ(cluster.stored_at(node, 7), Values{42});
}

TEST(AntiEntropy, PassesOverAPeerThatIsSilentAndGoesOn) {
  Cluster cluster(with_keys(100));
  cluster.crash({1});
  cluster.run_for(5s);
  const std::uint64_t before = tally(cluster).finished;
  cluster.run_for(5s);
  EXPECT_GT(tally(cluster).finished, before + 50);
  // Two of its neighbours' four peers are asked once a suspicion, which lasts a second.
  EXPECT_LT(tally(cluster).begun - tally(cluster).finished, 60u);
}

/// A difference, and a crash of whoever has just sent, or is about to receive, a certain message.
class HalfWay : public testing::TestWithParam<const char*> {};

TEST_P(HalfWay, ACrashOfEitherSideCostsAnExchangeAndNoVersion) {
  for (std::uint32_t victim = 0; victim < 5; ++victim) {
    Cluster cluster(with_keys(200));
    const auto replicas = cluster.replicas_of(7);
    cluster.dynamo().rot(replicas[0], kv::Key{7});
    run_until(cluster, GetParam());
    cluster.crash({victim});
    cluster.run_for(700ms);
    cluster.restart({victim});
    cluster.run_for(10s);
    for (const NodeId node : replicas) EXPECT_EQ(cluster.stored_at(node, 7), Values{0});
    cluster.judge();
    EXPECT_TRUE(cluster.holds()) << cluster.violations();
  }
}

INSTANTIATE_TEST_SUITE_P(AntiEntropy, HalfWay,
                         testing::Values("tree-level", "tree-reply", "leaf-versions", "leaf-reply",
                                         "anti-entropy"),
                         [](const auto& message) {
                           std::string name = message.param;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

TEST(AntiEntropy, TakesNoNoticeOfRepliesToAnEarlierExchange) {
  auto setup = with_keys(200);
  setup.change_topology = [](TopologySpec& spec) {  // later than the timeout: each reply is late
    for (LinkSpec& link : spec.links) link.latency = constant(200ms);
  };
  Cluster cluster(std::move(setup));
  cluster.run_for(20s);
  EXPECT_GT(cluster.sent("tree-reply"), 50u);
  EXPECT_EQ(tally(cluster).finished, 0u);
}

TEST(AntiEntropy, HearsADuplicateOnce) {
  auto setup = with_keys(400);
  setup.change_topology = [](TopologySpec& spec) {
    for (LinkSpec& link : spec.links) link.duplicate = {1, 1};
  };
  Cluster cluster(std::move(setup));
  cluster.dynamo().rot(cluster.replicas_of(7)[0], kv::Key{7});
  run_until(cluster, "anti-entropy");
  EXPECT_EQ(tally(cluster).nodes_differing, 5u);
  cluster.run_for(1s);
  EXPECT_LE(tally(cluster).finished, tally(cluster).begun);
}

TEST(AntiEntropy, ComparesWhatIsThereAfterALossOfUnsyncedWrites) {
  auto setup = with_trees([](dynamo::Config& config) { config.sync = false; });
  setup.hosts.disk = constant(10s);
  Cluster cluster(std::move(setup));
  const auto replicas = cluster.replicas_of(7);
  ASSERT_TRUE(cluster.put(7, 42).ok);
  cluster.crash(replicas[1], Keeps::kSynced);
  cluster.restart(replicas[1]);
  EXPECT_TRUE(cluster.stored_at(replicas[1], 7).empty());
  cluster.run_for(5s);
  EXPECT_EQ(cluster.stored_at(replicas[1], 7), Values{42});
}

/// A million keys on two nodes in one range with 32,768 leaves, as in Cassandra's documentation of
/// repair, and what it takes to mend `damaged` keys at once, on average of so many times.
struct Mended {
  double nodes = 0, keys_listed = 0, keys_sent = 0;
};
Mended mend(std::size_t damaged, int times) {
  Setup setup = with_keys(1'000'000, [](dynamo::Config& config) {
    config.anti_entropy = {.enabled = true, .interval = 10s, .depth = 15};
    config.partitioning = {
        .strategy = dynamo::Strategy::kTokensAndEqualParts, .tokens_per_node = 1, .partitions = 1};
  });
  setup.nodes = setup.n = 2;
  Cluster cluster(std::move(setup));
  Rng rng = stream(1, "damage");
  for (int i = 0; i < times; ++i) {
    for (std::size_t k = 0; k < damaged; ++k) cluster.dynamo().rot({0}, {rng.below(1'000'000)});
    run_until(cluster, "leaf-reply");
    cluster.run_for(100ms);
  }
  const auto& sum = tally(cluster);
  const auto average = [&](std::uint64_t total) { return static_cast<double>(total) / times; };
  return {average(sum.nodes_differing), average(sum.keys_listed), average(sum.keys_sent)};
}

// facts 8: the sum over the levels of n (1 - (1 - 1/n)^d) nodes for d leaves that differ.
TEST(AntiEntropySlow, TakesSixteenNodesAndThirtyKeysToFindOneInAMillion) {
  const Mended one = mend(1, 40);
  EXPECT_EQ(one.nodes, 16);
  EXPECT_NEAR(one.keys_listed, 30.5, 30.5 / 5);
  EXPECT_EQ(one.keys_sent, 1);
}

TEST(AntiEntropySlow, TakesWhatTheClosedFormSaysToFindTenOrAHundred) {
  EXPECT_NEAR(mend(10, 10).nodes, 127.6, 127.6 / 5);
  EXPECT_NEAR(mend(100, 5).nodes, 946.5, 946.5 / 5);
}

// Sloppy quorums, few keys and short suspicions, so that rows, hints and trees change in every way.
TEST(AntiEntropy, LetsEveryInvariantHoldThroughCrashesAndPartitions) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto setup = with_trees([](dynamo::Config& config) {
      config.anti_entropy.interval = 20ms;
      config.request_timeout = 50ms;
      config.hints.scan_interval = 100ms;
      config.suspicion = 100ms;
    });
    setup.seed = seed;
    setup.quorum = dynamo::QuorumKind::kSloppy;
    setup.workloads = {busy_clients(12, 20)};
    setup.change_topology = [](TopologySpec& spec) {
      for (LinkSpec& link : spec.links) link.duplicate = {1, 100};
    };
    Cluster cluster(std::move(setup));
    Rng rng = stream(seed, "test faults");
    for (int i = 0; i < 20; ++i) {
      cluster.run_for(rng.between(10ms, 300ms));
      const NodeId node{static_cast<std::uint32_t>(rng.below(5))};
      constexpr Keeps kKeeps[] = {Keeps::kDisk, Keeps::kSynced, Keeps::kNothing};
      const auto cut = cluster.cut_off({NodeId{static_cast<std::uint32_t>(rng.below(5))}});
      cluster.crash(node, kKeeps[rng.below(3)]);
      cluster.run_for(rng.between(10ms, 300ms));
      cluster.restart(node);
      cluster.heal(cut);
    }
    cluster.judge();
    EXPECT_TRUE(cluster.holds()) << "seed " << seed << "\n" << cluster.violations();
    EXPECT_GT(cluster.check("replicas-converge").evaluations(), 0u) << "seed " << seed;
    EXPECT_GT(cluster.check("merkle-roots-tell-contents").evaluations(), 0u);
  }
}

}  // namespace
}  // namespace test
