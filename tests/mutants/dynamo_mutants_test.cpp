// Dynamo broken on purpose: each mutant makes one decision wrongly, and the invariant that it
// breaks must say so. On the same scenario the protocol as it is must hold every invariant.
#include <gtest/gtest.h>

#include "tests/mutants/expect_caught.h"

namespace test {
namespace {

using dynamo::Placement;
using dynamo::Policy;

/// Busy clients on few keys for ten seconds, over all sites; no faults.
struct Busy {
  Setup setup(std::shared_ptr<const Policy> policy) const {
    return {.racks = 2, .workloads = {busy_clients()}, .policy = std::move(policy)};
  }
  void play(Cluster& cluster) const { cluster.run_for(10s); }
};

/// 4.3 without "skip further tokens of a node that is listed".
struct RepeatsNodes : Policy {
  Placement::Lists preference_lists(const dynamo::Ring& ring, std::span<const sim::Placement>,
                                    const dynamo::Config& config) const override {
    const std::uint32_t n = config.n;
    Placement::Lists lists{.n = n, .length = n, .nodes = {}};
    const auto tokens = ring.tokens();
    for (std::uint32_t p = 0; p < ring.partitions(); ++p) {
      const std::size_t first = ring.owner({p});
      for (std::uint32_t i = 0; i < n; ++i) {
        lists.nodes.push_back(tokens[(first + i) % tokens.size()].node);
      }
    }
    return lists;
  }
};

TEST(Mutants, APreferenceListThatRepeatsANodeIsCaught) {
  expect_caught<RepeatsNodes>("preference-lists-hold-n-distinct-nodes", Busy{});
}

/// 4.3 without racks: all replicas may share one.
struct IgnoresRacks : Policy {
  Placement::Lists preference_lists(const dynamo::Ring& ring,
                                    std::span<const sim::Placement> places,
                                    const dynamo::Config& config) const override {
    return Placement::make_lists(ring, places, dynamo::Spread::kNodes, config.n,
                                 config.list_length(ring.members().size()));
  }
};

TEST(Mutants, APreferenceListOnOneRackIsCaught) {
  expect_caught<IgnoresRacks>("preference-lists-hold-n-distinct-nodes", Busy{});
}

/// 4.4 without siblings: what came last stays.
struct LastArrivalWins : Policy {
  Siblings keep(dynamo::Versions&, const Siblings&, const Siblings& incoming) const override {
    return incoming;
  }
};

TEST(Mutants, AReplicaThatOverwritesSiblingsIsCaught) {
  expect_caught<LastArrivalWins>("versions-overwrite-only-ancestors", Busy{});
}

/// 4.4 with the coordinator's counter alone: the clock covers versions that the writer never saw.
struct CoversTheUnseen : Policy {
  dynamo::Stamped stamp_put(dynamo::Versions& versions, dynamo::Stamping put) const override {
    const Siblings context = put.held.empty() ? put.context : put.held;
    return dynamo::stamp(versions, {.held = put.held,
                                    .context = context,
                                    .fresh = put.fresh,
                                    .writer = put.writer,
                                    .now = put.now,
                                    .clock_truncation = put.clock_truncation});
  }
};

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

/// 4.5 with acknowledgements from memory, whatever `sync` says.
struct AcknowledgesFromMemory : Policy {
  bool acknowledges_from_disk(const dynamo::Config&) const override { return false; }
};

TEST(Mutants, AnAcknowledgementBeforeTheDiskIsCaught) {
  expect_caught<AcknowledgesFromMemory>("acknowledged-writes-survive", PowerCut{});
}

/// 4.5 with quorums one short of R and W.
struct OneShort : Policy {
  bool is_enough(std::uint32_t replies, std::uint32_t wanted) const override {
    return replies + 1 >= wanted;
  }
};

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

/// 4.4: of two replies the first one counts, not what is newest of both.
struct AnswersTheFirstReply : Policy {
  Siblings merge_replies(dynamo::Versions&, const Siblings& first,
                         const Siblings& second) const override {
    return first.empty() ? second : first;
  }
};

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
  void play(Cluster& cluster) const {
    for (std::uint32_t i = 0; i < 6; ++i) {
      cluster.crash({i});
      cluster.run_for(2s);
      cluster.restart({i});
      cluster.run_for(2s);
    }
  }
};

/// 4.6 with stand-ins for nodes that are well.
struct PassesOverTheHealthy : Policy {
  bool passes_over(bool is_suspected) const override { return !is_suspected; }
};

TEST(Mutants, AStandInForANodeThatIsWellIsCaught) {
  expect_caught<PassesOverTheHealthy>("hints-stand-for-the-suspected", BusyThroughOutages{});
}

/// 4.6 without "D may delete the object from its local store".
struct NeverForgetsAHint : Policy {
  bool forgets_hint(bool) const override { return false; }
};

TEST(Mutants, AHintThatIsNeverForgottenIsCaught) {
  expect_caught<NeverForgetsAHint>("hints-are-delivered", BusyThroughOutages{});
}

/// 4.6, and what was added to a hint while it was under way goes with it.
struct ForgetsWhatTheOwnerLacks : Policy {
  bool forgets_hint(bool) const override { return true; }
};

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

/// 6.5 by a controller that starves what runs in the background.
struct StarvesTheBackground : Policy {
  Duration wait_for_slice(Duration due) const override { return due + 1h; }
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

/// 4.8 by a detector that is deaf to those who are back.
struct DeafToTheLiving : Policy {
  bool takes_for_alive() const override { return false; }
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

/// 4.8 without the other half of a reconciliation.
struct KeepsItsHistoryToItself : Policy {
  bool answers_gossip() const override { return false; }
};

TEST(Mutants, AHistoryThatNobodyHearsOfIsCaught) {
  expect_caught<KeepsItsHistoryToItself>("ring-views-converge", BusyThroughAJoin{});
}

/// 4.9 without "upon confirmation".
struct DropsBeforeItIsConfirmed : Policy {
  bool keeps_until_confirmed() const override { return false; }
};

TEST(Mutants, ARangeThatIsDroppedBeforeItsReceiverHasItIsCaught) {
  expect_caught<DropsBeforeItIsConfirmed>("ranges-keep-n-holders", BusyThroughAJoin{});
}

/// 4.9, and a node takes whatever comes for its own.
struct KeepsStrays : Policy {
  bool passes_on() const override { return false; }
};

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

/// 4.7 with trees that forget some updates.
struct ForgetsUpdates : Policy {
  bool tree_follows(kv::Key key) const override { return key.value % 16 != 0; }
};

TEST(Mutants, ATreeThatForgetsAnUpdateIsCaught) {
  expect_caught<ForgetsUpdates>("merkle-roots-tell-contents", MissedWrites{});
}

/// 4.4 and 4.7: replicas that agree on everything that ever was.
struct KeepsAncestors : Policy {
  Siblings keep(dynamo::Versions& versions, const Siblings& held,
                const Siblings& incoming) const override {
    dynamo::VersionSet all;
    for (const auto& version : held.all()) all.push_back(version);
    for (const auto& version : incoming.all()) {
      if (std::find(all.begin(), all.end(), version) == all.end()) all.push_back(version);
    }
    return versions.wrap(std::move(all));
  }
};

TEST(Mutants, ReplicasThatAgreeOnOutdatedVersionsAreCaught) {
  expect_caught<KeepsAncestors>("replicas-hold-maximal-versions", MissedWrites{});
}

/// 4.7, and leaves of an odd number are never exchanged.
struct SkipsLeaves : Policy {
  bool descends_into(std::uint32_t node, bool differs) const override {
    return differs && (node < 8 || node % 2 == 0);
  }
};

TEST(Mutants, AnExchangeThatSkipsALeafIsCaught) {
  expect_caught<SkipsLeaves>("replicas-converge", MissedWrites{});
}

}  // namespace
}  // namespace test
