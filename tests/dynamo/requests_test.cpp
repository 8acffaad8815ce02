// get() and put(), Dynamo 4.5 and 5: quorums, failures, read repair.
#include <gtest/gtest.h>

#include "tests/support/cluster.h"
#include "tests/support/problems.h"

namespace test {
namespace {

using Values = std::vector<std::uint64_t>;

TEST(Get, ReturnsWhatWasPut) {
  Cluster cluster;
  EXPECT_TRUE(cluster.put(7, 42).ok);
  EXPECT_EQ(cluster.get(7).values, Values{42});
}

TEST(Get, OfAKeyThatNobodyWroteIsEmpty) {
  Cluster cluster;
  const Answer answer = cluster.get(7);
  EXPECT_TRUE(answer.ok);
  EXPECT_TRUE(answer.values.empty());
}

TEST(Get, MayBeCoordinatedByAnyNode) {  // 6.4
  Cluster cluster;
  cluster.put(7, 42);
  EXPECT_EQ(cluster.get(7, {.coordinator = cluster.outsider_of(7)}).values, Values{42});
}

TEST(Get, WaitsForRRepliesAndFailsWithFewer) {
  Cluster cluster({.r = 2});
  cluster.put(7, 42);
  cluster.run_for(1s);
  const auto replicas = cluster.replicas_of(7);
  cluster.crash(replicas[1]);
  EXPECT_TRUE(cluster.get(7).ok);
  cluster.crash(replicas[2]);
  const Answer answer = cluster.get(7);
  EXPECT_TRUE(answer.came);
  EXPECT_EQ(answer.outcome, kv::Outcome::kFail);
}

TEST(Put, WaitsForWAcknowledgementsAndIsUnknownWithFewer) {
  Cluster cluster({.w = 2});
  const auto replicas = cluster.replicas_of(7);
  cluster.crash(replicas[1]);
  EXPECT_TRUE(cluster.put(7, 1).ok);
  cluster.crash(replicas[2]);
  const Answer answer = cluster.put(7, 2);
  EXPECT_TRUE(answer.came);
  EXPECT_EQ(answer.outcome, kv::Outcome::kUnknown);  // the coordinator holds it
  EXPECT_FALSE(cluster.stored_at(replicas[0], 7).empty());
}

TEST(Put, GoesToTheFirstNOfThePreferenceList) {
  Cluster cluster({.nodes = 6, .n = 3});
  cluster.put(7, 42);
  cluster.run_for(1s);
  const auto replicas = cluster.replicas_of(7);
  for (std::uint32_t i = 0; i < 6; ++i) {
    const bool holds = std::find(replicas.begin(), replicas.end(), NodeId{i}) != replicas.end();
    EXPECT_EQ(cluster.stored_at({i}, 7), holds ? Values{42} : Values{}) << "node " << i;
  }
}

/// PBS 3.1: quorums that do not expand.
TEST(Put, GoesToWOfTheFirstNAloneWhereItsFanoutIsAQuorum) {
  test::Setup setup{.nodes = 6, .n = 3, .r = 1, .w = 2};
  setup.configure = [](dynamo::Config& config) {
    config.fanout = dynamo::Fanout::kQuorum;
    config.versioning = dynamo::Versioning::kLastWriteWins;
    config.read_repair = false;
  };
  Cluster cluster(std::move(setup));
  EXPECT_TRUE(cluster.put(7, 42).ok);
  cluster.run_for(1s);
  std::size_t held = 0, held_elsewhere = 0;
  const auto replicas = cluster.replicas_of(7);
  for (std::uint32_t i = 0; i < 6; ++i) {
    if (cluster.stored_at({i}, 7).empty()) continue;
    const bool is_replica =
        std::find(replicas.begin(), replicas.end(), NodeId{i}) != replicas.end();
    ++(is_replica ? held : held_elsewhere);
  }
  EXPECT_EQ(held, 2u);
  EXPECT_EQ(held_elsewhere, 0u);
  EXPECT_EQ(cluster.sent("write"), 2u);
}

TEST(Fanout, OfAQuorumIsForStrictQuorumsAndPhysicalTime) {
  TopologySpec topology;
  topology.sites.push_back({.name = "a", .nodes = 6});
  dynamo::Config config;
  config.fanout = dynamo::Fanout::kQuorum;
  config.quorum = dynamo::QuorumKind::kStrict;
  Said said;
  config.validate(topology, said);
  EXPECT_EQ(said.where, std::vector<std::string>{"/dynamo/fanout"});
  config.versioning = dynamo::Versioning::kLastWriteWins;
  said.where.clear();
  config.validate(topology, said);
  EXPECT_TRUE(said.where.empty());
}

TEST(Put, IsForwardedByANodeThatDoesNotHoldTheKey) {
  Cluster cluster;
  EXPECT_TRUE(cluster.put(7, 42, {.coordinator = cluster.outsider_of(7)}).ok);
  const NodeId first = cluster.replicas_of(7)[0];
  EXPECT_EQ(cluster.clocks_at(first, 7)[0], "[(n" + std::to_string(first.value) + ", 1)]");
}

TEST(Put, IsForwardedPastANodeThatDidNotAnswer) {  // 4.8: local failure detection
  Cluster cluster;
  const NodeId outsider = cluster.outsider_of(7), first = cluster.replicas_of(7)[0];
  cluster.crash(first);
  EXPECT_TRUE(cluster.get(7, {.coordinator = outsider}).ok);
  cluster.run_for(500ms);  // the bound for an answer is over: the outsider has missed one
  EXPECT_TRUE(cluster.put(7, 42, {.coordinator = outsider}).ok);
  EXPECT_EQ(cluster.stored_at(cluster.replicas_of(7)[1], 7), Values{42});
}

TEST(Put, WithTheContextOfAReadReplacesWhatWasRead) {
  Cluster cluster;
  cluster.put(7, 1);
  const Answer read = cluster.get(7);
  EXPECT_TRUE(cluster.put(7, 2, {.context = read.context}).ok);
  EXPECT_EQ(cluster.get(7).values, Values{2});
}

TEST(Put, ThroughTwoCoordinatorsFromOneContextMakesSiblingsThatALaterPutCollapses) {  // Figure 3
  Cluster cluster({.r = 3, .w = 3});
  const auto replicas = cluster.replicas_of(7);
  cluster.put(7, 1);
  const Siblings context = cluster.get(7).context;
  const auto one = cluster.begin_put(7, 2, {.coordinator = replicas[1], .context = context});
  const auto two = cluster.begin_put(7, 3, {.coordinator = replicas[2], .context = context});
  cluster.run_for(1s);
  ASSERT_TRUE(cluster.answer(one).ok && cluster.answer(two).ok);
  const Answer both = cluster.get(7);
  EXPECT_EQ(both.values, (Values{2, 3}));
  EXPECT_TRUE(cluster.put(7, 4, {.context = both.context}).ok);
  EXPECT_EQ(cluster.get(7).values, Values{4});
}

TEST(Put, BlindThroughOneCoordinatorTwiceLosesNeither) {
  Cluster cluster;
  EXPECT_TRUE(cluster.put(7, 1).ok);
  EXPECT_TRUE(cluster.put(7, 2).ok);
  EXPECT_EQ(cluster.get(7).values, (Values{1, 2}));
}

TEST(Put, ThatIsRetriedWhereItIsHeldMakesNoSecondVersion) {
  Cluster cluster;
  EXPECT_TRUE(cluster.put(7, 42).ok);
  EXPECT_TRUE(cluster.put(7, 42, {.attempt = 1}).ok);
  EXPECT_EQ(cluster.clocks_at(cluster.replicas_of(7)[0], 7).size(), 1u);
}

TEST(ReadRepair, BringsAStaleReplicaUpToDate) {
  Cluster cluster;
  const NodeId stale = cluster.replicas_of(7)[2];
  const auto cut = cluster.cut_off({stale});
  EXPECT_TRUE(cluster.put(7, 42).ok);
  cluster.run_for(1s);
  cluster.heal(cut);
  EXPECT_EQ(cluster.stored_at(stale, 7), Values{});
  cluster.get(7);
  cluster.run_for(1s);
  EXPECT_EQ(cluster.stored_at(stale, 7), Values{42});
}

TEST(ReadRepair, CanBeSwitchedOff) {
  Cluster cluster({.configure = [](dynamo::Config& config) { config.read_repair = false; }});
  const NodeId stale = cluster.replicas_of(7)[2];
  const auto cut = cluster.cut_off({stale});
  cluster.put(7, 42);
  cluster.run_for(1s);
  cluster.heal(cut);
  cluster.get(7);
  cluster.run_for(1s);
  EXPECT_EQ(cluster.stored_at(stale, 7), Values{});
}

TEST(ReadRepair, SendsNothingWhereAllAgree) {
  Cluster cluster;
  cluster.put(7, 42);
  cluster.run_for(1s);
  cluster.get(7);
  cluster.run_for(1s);
  EXPECT_EQ(cluster.sent("read-repair"), 0u);
}

TEST(Duplicates, CountOnceInAQuorum) {
  Cluster cluster({.r = 2, .w = 2, .change_topology = [](TopologySpec& spec) {
                     for (LinkSpec& link : spec.links) link.duplicate = {1, 1};
                   }});
  const auto replicas = cluster.replicas_of(7);
  cluster.crash(replicas[1]);
  cluster.crash(replicas[2]);
  // The one replica that is up answers itself; a duplicate would make it two.
  EXPECT_EQ(cluster.put(7, 42, {.coordinator = replicas[0]}).outcome, kv::Outcome::kUnknown);
  EXPECT_EQ(cluster.get(7, {.coordinator = cluster.outsider_of(7)}).outcome, kv::Outcome::kFail);
}

TEST(Crash, OfTheCoordinatorLeavesNoAnswerAndALateReplyFindsNobody) {
  Cluster cluster;
  const NodeId coordinator = cluster.replicas_of(7)[0];
  const auto begun = cluster.begin_put(7, 42, {.coordinator = coordinator});
  cluster.run_for(1500us);  // it has sent its writes; no acknowledgement is back
  cluster.crash(coordinator);
  cluster.restart(coordinator);
  const auto next = cluster.begin_put(7, 43, {.coordinator = coordinator});
  cluster.run_for(5s);
  EXPECT_FALSE(cluster.answer(begun).came);
  EXPECT_TRUE(cluster.answer(next).ok);
  EXPECT_EQ(cluster.answers_to(next), 1u);
}

/// Disks take 10 ms, so that a crash can come between memory and disk.
Setup slow_disks() {
  Setup setup;
  setup.hosts.disk = constant(10ms);
  return setup;
}

TEST(Crash, KeepsWhatTheHostKeeps) {
  struct Case {
    Keeps keeps;
    Duration after;
    Values expected;
  };
  const Case cases[] = {{Keeps::kDisk, 5ms, {42}},
                        {Keeps::kSynced, 5ms, {}},
                        {Keeps::kSynced, 100ms, {42}},
                        {Keeps::kNothing, 100ms, {}}};
  for (const Case& it : cases) {
    Cluster cluster(slow_disks());
    const NodeId replica = cluster.replicas_of(7)[1];
    cluster.begin_put(7, 42, {});
    cluster.run_for(it.after);
    ASSERT_EQ(cluster.stored_at(replica, 7), Values{42});
    cluster.crash(replica, it.keeps);
    cluster.restart(replica);
    EXPECT_EQ(cluster.stored_at(replica, 7), it.expected) << static_cast<int>(it.keeps);
  }
}

TEST(Sync, AWriteIsAcknowledgedFromTheDisk) {
  Cluster cluster(slow_disks());
  const Time begun = cluster.simulation().now();
  EXPECT_TRUE(cluster.put(7, 42).ok);
  EXPECT_GE(cluster.simulation().now() - begun, 12ms);  // there, a disk, back
}

TEST(Sync, OffAcknowledgesFromMemory) {
  auto setup = slow_disks();
  setup.configure = [](dynamo::Config& config) { config.sync = false; };
  Cluster cluster(std::move(setup));
  const Time begun = cluster.simulation().now();
  EXPECT_TRUE(cluster.put(7, 42).ok);
  EXPECT_LT(cluster.simulation().now() - begun, 10ms);
}

// A node that lost its disk would count from one again, and its new writes would look older than
// what it wrote in its former life. It counts under a new name.
TEST(Amnesia, DoesNotMakeNewWritesLookOld) {
  Cluster cluster({.r = 3});
  const NodeId node = cluster.replicas_of(7)[0];
  cluster.put(7, 1);
  const Siblings context = cluster.get(7).context;
  cluster.put(7, 2, {.context = context});
  cluster.run_for(1s);
  cluster.crash(node, Keeps::kNothing);
  cluster.restart(node);
  EXPECT_TRUE(cluster.put(7, 3, {.coordinator = node}).ok);
  EXPECT_EQ(cluster.get(7).values, (Values{2, 3}));
  EXPECT_TRUE(cluster.holds()) << cluster.violations();
}

// What nobody could have kept is no violation; what is written afterwards is judged as ever.
TEST(Amnesia, OfAllNodesAtOnceIsNotTheProtocolsFault) {
  Cluster cluster({.workloads = {busy_clients()}});
  ASSERT_TRUE(cluster.put(1007, 42).ok);
  cluster.run_for(5s);
  for (std::uint32_t node = 0; node < 5; ++node) cluster.crash({node}, Keeps::kNothing);
  for (std::uint32_t node = 0; node < 5; ++node) cluster.restart({node});
  cluster.run_for(5s);
  EXPECT_TRUE(cluster.get(1007).values.empty());
  cluster.judge();
  EXPECT_GT(cluster.check("acknowledged-writes-survive").evaluations(), 4u) << "each key";
  EXPECT_TRUE(cluster.holds()) << cluster.violations();
}

TEST(Preload, KeysAreOnTheirReplicasFromTheStart) {
  Cluster cluster({.workloads = {busy_clients(1, 10)}});
  for (std::uint64_t key = 0; key < 10; ++key) {
    for (const NodeId node : cluster.replicas_of(key)) {
      EXPECT_EQ(cluster.stored_at(node, key).size(), 1u);
    }
  }
}

/// All replicas of the key are away, and whoever is left has no room for a hint: a put that comes
/// to one of them goes down the list once, not to and fro for as long as they are suspected.
TEST(Forwarding, GoesDownTheListOnceWhereNobodyMayCoordinate) {
  test::Setup setup{.nodes = 6, .quorum = dynamo::QuorumKind::kSloppy};
  setup.configure = [](dynamo::Config& config) {
    config.hints.limit = 0;
    config.suspicion = 1h;
  };
  Cluster cluster(std::move(setup));
  for (const NodeId replica : cluster.replicas_of(7)) cluster.crash(replica);
  for (std::uint32_t node = 0; node < 6; ++node) {  // until all who are left suspect the others
    if (cluster.network().up({node})) cluster.put(7, node, {.coordinator = NodeId{node}});
  }
  cluster.run_for(1s);
  const std::uint64_t before = cluster.sent("chosen-put");
  EXPECT_FALSE(cluster.put(7, 42, {.coordinator = cluster.outsider_of(7)}).ok);
  cluster.run_for(10s);
  EXPECT_LE(cluster.sent("chosen-put") - before, 6u);
}

}  // namespace
}  // namespace test
