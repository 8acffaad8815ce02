// Dynamo broken on purpose: each mutant makes one decision wrongly, and the invariant that it
// breaks must say so. On the same scenario the protocol as it is must hold every invariant.
#include <gtest/gtest.h>

#include "tests/mutants/anti_entropy_mutants.h"
#include "tests/mutants/expect_caught.h"
#include "tests/mutants/hint_mutants.h"
#include "tests/mutants/membership_mutants.h"
#include "tests/mutants/placement_mutants.h"
#include "tests/mutants/quorum_mutants.h"
#include "tests/mutants/version_mutants.h"

namespace test {
namespace {

using dynamo::Policy;

/// Busy clients on few keys for ten seconds, over all sites; no faults.
struct Busy {
  Setup setup(std::shared_ptr<const Policy> policy) const {
    return {.racks = 2, .workloads = {busy_clients()}, .policy = std::move(policy)};
  }
  void play(Cluster& cluster) const { cluster.run_for(10s); }
};

TEST(Mutants, APreferenceListThatRepeatsANodeIsCaught) {
  expect_caught<RepeatsNodes>("preference-lists-hold-n-distinct-nodes", Busy{});
}

TEST(Mutants, APreferenceListOnOneRackIsCaught) {
  expect_caught<IgnoresRacks>("preference-lists-hold-n-distinct-nodes", Busy{});
}

TEST(Mutants, AReplicaThatOverwritesSiblingsIsCaught) {
  expect_caught<LastArrivalWins>("versions-overwrite-only-ancestors", Busy{});
}

TEST(Mutants, AClockThatCoversWhatTheWriterNeverSawIsCaught) {
  expect_caught<CoversTheUnseen>("versions-overwrite-only-ancestors", Busy{});
}

TEST(Mutants, AWriteThatTheNextOneBuriesIsCaughtAsLost) {
  expect_caught<CoversTheUnseen>("acknowledged-writes-survive", Busy{});
}

/// A put is acknowledged, and then the whole cluster loses power: disks keep what they have.
struct PowerCut {
  Setup setup(std::shared_ptr<const Policy> policy) const {
    Setup setup{.policy = std::move(policy)};
    setup.hosts.disk = constant(20ms);
    return setup;
  }
  void play(Cluster& cluster) const {
    ASSERT_TRUE(cluster.put(7, 42).ok);
    for (std::uint32_t i = 0; i < 5; ++i) cluster.crash({i}, Keeps::kSynced);
    for (std::uint32_t i = 0; i < 5; ++i) cluster.restart({i});
  }
};

TEST(Mutants, AnAcknowledgementBeforeTheDiskIsCaught) {
  expect_caught<AcknowledgesFromMemory>("acknowledged-writes-survive", PowerCut{});
}

/// As Busy, but what a message takes varies, so that quorums that do not overlap show.
struct BusyOnAnUnevenNetwork {
  Setup setup(std::shared_ptr<const Policy> policy) const {
    Setup setup{.workloads = {busy_clients()}, .policy = std::move(policy)};
    setup.configure = [](dynamo::Config& config) {
      config.legs.write = {DistributionSpec::Uniform{0ms, 50ms}};
      config.legs.read = {DistributionSpec::Uniform{0ms, 5ms}};
    };
    return setup;
  }
  void play(Cluster& cluster) const { cluster.run_for(10s); }
};

TEST(Mutants, QuorumsOneShortAreCaughtAsStaleReads) {
  expect_caught<OneShort>("reads-are-fresh", BusyOnAnUnevenNetwork{});
}

TEST(Mutants, QuorumsOneShortAreCaughtByTheirClientsOwnPasts) {
  expect_caught<OneShort>("read-your-writes", BusyOnAnUnevenNetwork{});
  expect_caught<OneShort>("monotonic-reads", BusyOnAnUnevenNetwork{});
}

TEST(Mutants, AGetThatDoesNotReconcileIsCaughtAsAStaleRead) {
  expect_caught<AnswersTheFirstReply>("reads-are-fresh", BusyOnAnUnevenNetwork{});
}

/// Sloppy quorums; one node after the other goes and comes back, and hints grow under way to it.
struct BusyThroughOutages {
  Setup setup(std::shared_ptr<const Policy> policy) const {
    Setup setup{.nodes = 6, .workloads = {busy_clients()}, .policy = std::move(policy)};
    setup.quorum = dynamo::QuorumKind::kSloppy;
    setup.configure = [](dynamo::Config& config) { config.legs.write = constant(30ms); };
    return setup;
  }
  void play(Cluster& cluster) const { crash_in_turn(cluster, 6); }
};

TEST(Mutants, AStandInForANodeThatIsWellIsCaught) {
  expect_caught<PassesOverTheHealthy>("hints-stand-for-the-suspected", BusyThroughOutages{});
}

TEST(Mutants, AHintThatIsNeverForgottenIsCaught) {
  expect_caught<NeverForgetsAHint>("hints-are-delivered", BusyThroughOutages{});
}

TEST(Mutants, AHintThatIsForgottenBeforeItsOwnerHasItIsCaught) {
  expect_caught<ForgetsWhatTheOwnerLacks>("hints-are-delivered", BusyThroughOutages{});
}

/// Background work has few slices in a second.
struct BusyAndAdmitted : BusyThroughOutages {
  Setup setup(std::shared_ptr<const Policy> policy) const {
    Setup setup = BusyThroughOutages::setup(std::move(policy));
    setup.configure = [](dynamo::Config& config) {
      config.legs.write = constant(30ms);
      config.admission.enabled = true;
      config.admission.window = 6s;
      config.admission.slices = 10;
    };
    return setup;
  }
};

TEST(Mutants, BackgroundWorkThatStarvesIsCaught) {
  expect_caught<StarvesTheBackground>("hints-are-delivered", BusyAndAdmitted{});
}

/// A node is away for a while; heartbeats or pings tell the others.
struct Probed {
  dynamo::Detector detector = dynamo::Detector::kPhi;
  Setup setup(std::shared_ptr<const Policy> policy) const {
    Setup setup{.workloads = {busy_clients()}, .policy = std::move(policy)};
    setup.configure = [kind = detector](dynamo::Config& config) {
      config.failure_detector = kind;
      config.phi.heartbeat_interval = 100ms;
      config.swim.period = 100ms;
      config.swim.timeout = 50ms;
    };
    return setup;
  }
  void play(Cluster& cluster) const {
    cluster.crash({1});
    cluster.run_for(5s);
    cluster.restart({1});
    cluster.run_for(1s);
  }
};

TEST(Mutants, ASuspicionThatNeverEndsIsCaught) {
  for (const dynamo::Detector kind : {dynamo::Detector::kPhi, dynamo::Detector::kSwim}) {
    expect_caught<DeafToTheLiving>("the-healthy-are-not-suspected", Probed{kind});
  }
}

/// A node joins a cluster whose clients are busy.
struct BusyThroughAJoin {
  Setup setup(std::shared_ptr<const Policy> policy) const {
    Setup setup{.workloads = {busy_clients(8, 50)}, .policy = std::move(policy)};
    setup.configure = [](dynamo::Config& config) {
      config.membership.changes = {{1s, true, "a-4"}};
    };
    return setup;
  }
  void play(Cluster& cluster) const { cluster.run_for(15s); }
};

TEST(Mutants, AHistoryThatNobodyHearsOfIsCaught) {
  expect_caught<KeepsItsHistoryToItself>("ring-views-converge", BusyThroughAJoin{});
}

TEST(Mutants, ARangeThatIsDroppedBeforeItsReceiverHasItIsCaught) {
  expect_caught<DropsBeforeItIsConfirmed>("ranges-keep-n-holders", BusyThroughAJoin{});
}

TEST(Mutants, ANodeThatKeepsWhatIsNotItsOwnIsCaught) {
  expect_caught<KeepsStrays>("replicas-hold-only-their-ranges", BusyThroughAJoin{});
}

/// Anti-entropy alone mends what a node misses while it is down; then all is still for long.
struct MissedWrites {
  Setup setup(std::shared_ptr<const Policy> policy) const {
    Setup setup{.workloads = {busy_clients(4, 200)}, .policy = std::move(policy)};
    setup.configure = [](dynamo::Config& config) {
      config.read_repair = false;
      config.request_timeout = 50ms;
      config.suspicion = 100ms;
      config.anti_entropy = {.enabled = true, .interval = 20ms, .depth = 3};
      config.partitioning = {.strategy = dynamo::Strategy::kEqualParts, .partitions = 5};
    };
    return setup;
  }
  void play(Cluster& cluster) const {
    cluster.crash({1});
    cluster.run_for(1s);
    cluster.restart({1});
    cluster.run_for(1s);
  }
};

TEST(Mutants, ATreeThatForgetsAnUpdateIsCaught) {
  expect_caught<ForgetsUpdates>("merkle-roots-tell-contents", MissedWrites{});
}

TEST(Mutants, ReplicasThatAgreeOnOutdatedVersionsAreCaught) {
  expect_caught<KeepsAncestors>("replicas-hold-maximal-versions", MissedWrites{});
}

TEST(Mutants, AnExchangeThatSkipsALeafIsCaught) {
  expect_caught<SkipsLeaves>("replicas-converge", MissedWrites{});
}

}  // namespace
}  // namespace test
