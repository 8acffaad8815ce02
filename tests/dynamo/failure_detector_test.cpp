// Failure detectors in a cluster, Dynamo 4.8: phi-accrual and SWIM in the place of local silence.
#include <gtest/gtest.h>

#include "models/dynamo/phi_accrual.h"
#include "models/dynamo/swim.h"
#include "tests/support/cluster.h"

namespace test {
namespace {

using dynamo::Detector;
using dynamo::PhiAccrual;
using dynamo::Swim;
using dynamo::SwimUpdate;
using Standing = SwimUpdate::Standing;

constexpr std::uint32_t kNodes = 5;
constexpr NodeId kVictim{4};

Setup with(Detector detector) {
  Setup setup{.nodes = kNodes};
  setup.quorum = dynamo::QuorumKind::kSloppy;
  setup.configure = [detector](dynamo::Config& config) { config.failure_detector = detector; };
  return setup;
}

/// Of those that are up, how many take the node for failed.
std::uint32_t suspecting(Cluster& cluster, NodeId whom) {
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < kNodes; ++i) {
    const auto* node = static_cast<const dynamo::Node*>(cluster.network().process({i}));
    count += node && NodeId{i} != whom && node->suspects(whom);
  }
  return count;
}

/// A pair that does not hear each other, though all others hear both.
void cut_link(Cluster& cluster, NodeId a, NodeId b) {
  std::vector<std::uint64_t> groups(cluster.network().storage_count(), 0b11);
  groups[a.value] = 0b01;
  groups[b.value] = 0b10;
  cluster.network().partition(groups, false);
}

TEST(LocalSilence, KnowsNothingOfACrashWithoutTraffic) {
  auto setup = with(Detector::kSilence);
  setup.configure = [](dynamo::Config& config) { config.anti_entropy.enabled = false; };
  Cluster cluster(std::move(setup));
  cluster.crash(kVictim);
  cluster.run_for(60s);
  EXPECT_EQ(suspecting(cluster, kVictim), 0u);
}

TEST(PhiDetector, FindsACrashAfterEighteenIntervalsOfSilenceWithoutTraffic) {
  Cluster cluster(with(Detector::kPhi));
  cluster.run_for(100s);  // the first interval of 0.5 s counts for little
  cluster.crash(kVictim);
  cluster.run_for(17s);
  EXPECT_EQ(suspecting(cluster, kVictim), 0u);
  cluster.run_for(2s);
  EXPECT_EQ(suspecting(cluster, kVictim), kNodes - 1);
}

TEST(Detections, CountFromTheCrashToTheFirstSuspicionOfIt) {
  Simulation simulation(1);
  dynamo::Detections detections(simulation);
  const auto at = [&](Duration when, auto action) { simulation.at(kStart + when, action); };
  at(1s, [&] { detections.suspected({1}); });  // it is up
  at(2s, [&] { detections.crashed({1}); });
  at(5s, [&] { detections.suspected({1}); });
  at(6s, [&] { detections.suspected({1}, 2s); });  // somebody had, at 4 s
  at(7s, [&] { detections.restarted({1}); });
  at(8s, [&] { detections.suspected({1}); });
  at(9s, [&] { detections.crashed({1}); });
  at(13s, [&] { detections.suspected({1}); });
  at(14s, [&] { detections.crashed({2}); });
  simulation.run_until(kStart + 20s);
  EXPECT_EQ(detections.crashes(), 3u);
  EXPECT_EQ(detections.noticed(), 2u);
  EXPECT_EQ(detections.first_mean(), 3s);
  EXPECT_EQ(detections.first_max(), 4s);
}

TEST(PhiDetector, ToldBesideTrafficSinceWhenACrashIsNoticed) {
  Cluster cluster(with(Detector::kPhi));
  cluster.run_for(2000s);
  cluster.crash(kVictim);
  cluster.run_for(60s);
  const dynamo::Detections& detections = cluster.services().detections;
  ASSERT_EQ(detections.noticed(), 1u);
  EXPECT_GT(detections.first_mean(), 17'400ms);  // silence of 18.42 s, of which up to 1 s before it
  EXPECT_LT(detections.first_mean(), 18'440ms);
}

TEST(PhiDetector, TrustsWhoeverIsBackFromTheFirstHeartbeatOn) {
  Cluster cluster(with(Detector::kPhi));
  cluster.crash(kVictim);
  cluster.run_for(60s);
  EXPECT_EQ(suspecting(cluster, kVictim), kNodes - 1);
  cluster.restart(kVictim);
  cluster.run_for(1s + 2ms);
  EXPECT_EQ(suspecting(cluster, kVictim), 0u);
}

TEST(PhiDetector, ForgivesAPause) {
  Cluster cluster(with(Detector::kPhi));
  cluster.run_for(100s);
  cluster.network().pause(kVictim, cluster.simulation().now() + 15s);
  cluster.run_for(15s);
  for (int i = 0; i < 60; ++i) {
    EXPECT_EQ(suspecting(cluster, kVictim), 0u);
    cluster.run_for(1s);
  }
}

TEST(PhiAccrual, TakesAnOutageForNoPartOfTheRhythm) {
  const PhiAccrual::Settings settings{.first_interval = 1s};
  PhiAccrual peer(settings, kStart);
  Time now = kStart;
  for (int i = 0; i < 10; ++i) peer.heartbeat(settings, now += 1s);
  const Duration before = peer.silence_to_convict();
  peer.heartbeat(settings, now += 1h);
  EXPECT_EQ(peer.silence_to_convict(), before);
  EXPECT_FALSE(peer.convicts(now));
}

/// An observer that was paused takes a minute of heartbeats at once.
TEST(PhiAccrual, FindsTheRhythmAgainAfterHeartbeatsThatCameAllAtOnce) {
  const PhiAccrual::Settings settings{.first_interval = 500ms, .longest_interval = 2s};
  PhiAccrual peer(settings, kStart);
  Time now = kStart + 1s;
  for (int i = 0; i < 60; ++i) peer.heartbeat(settings, now);
  EXPECT_TRUE(peer.convicts(now + 1s));
  for (int i = 0; i < 10; ++i) peer.heartbeat(settings, now += 1s);
  EXPECT_FALSE(peer.convicts(now + 1s));
}

TEST(PhiAccrual, ForgetsWhatIsOlderThanItsWindow) {
  const PhiAccrual::Settings settings{.window = 10, .first_interval = 1s};
  PhiAccrual peer(settings, kStart);
  Time now = kStart;
  for (int i = 0; i < 10; ++i) peer.heartbeat(settings, now += 2s);
  EXPECT_NEAR(static_cast<double>(peer.silence_to_convict().count()), 36.84e9, 0.01e9);
}

TEST(SwimDetector, FindsACrashWithoutTrafficAndTellsEverybody) {
  Cluster cluster(with(Detector::kSwim));
  cluster.run_for(10s);
  cluster.crash(kVictim);
  cluster.run_for(2s);
  EXPECT_EQ(suspecting(cluster, kVictim), 0u) << "a suspect has three periods to refute it";
  cluster.run_for(15s);
  EXPECT_EQ(suspecting(cluster, kVictim), kNodes - 1);
}

TEST(SwimDetector, TrustsWhoeverIsBackOnceItHasRefutedWhatIsSaidOfIt) {
  Cluster cluster(with(Detector::kSwim));
  cluster.crash(kVictim);
  cluster.run_for(30s);
  EXPECT_EQ(suspecting(cluster, kVictim), kNodes - 1);
  cluster.restart(kVictim);
  cluster.run_for(cluster.services().config.forgiveness_max(kNodes));
  EXPECT_EQ(suspecting(cluster, kVictim), 0u);
}

TEST(SwimDetector, LetsAPausedNodeRefuteTheSuspicion) {
  Cluster cluster(with(Detector::kSwim));
  cluster.run_for(10s);
  cluster.network().pause(kVictim, cluster.simulation().now() + 3s);
  cluster.run_for(3s);
  EXPECT_GT(cluster.services().tally.suspicions, 0u);
  for (int i = 0; i < 60; ++i) {
    EXPECT_EQ(suspecting(cluster, kVictim), 0u);
    cluster.run_for(1s);
  }
}

TEST(SwimDetector, ReachesThroughProxiesWhomItCannotReachItself) {
  Cluster cluster(with(Detector::kSwim));
  cut_link(cluster, {0}, kVictim);
  cluster.run_for(60s);
  EXPECT_GT(cluster.sent("ping-request"), 0u);
  EXPECT_EQ(cluster.services().tally.suspicions, 0u);
}

class MonitoredCluster : public testing::TestWithParam<Detector> {};

TEST_P(MonitoredCluster, PassesOverTheCrashedAndHandsTheirWritesOver) {
  Cluster cluster(with(GetParam()));
  const auto replicas = cluster.replicas_of(7);
  cluster.run_for(5s);
  cluster.crash(replicas[1]);
  cluster.crash(replicas[2]);
  cluster.run_for(60s);
  const auto before = cluster.services().tally.suspicions;
  EXPECT_TRUE(cluster.put(7, 42).ok);
  EXPECT_EQ(cluster.services().tally.suspicions, before) << "nobody is waited for in vain";
  cluster.restart(replicas[1]);
  cluster.restart(replicas[2]);
  cluster.run_for(60s);
  EXPECT_EQ(cluster.stored_at(replicas[1], 7), std::vector<std::uint64_t>{42});
}

TEST_P(MonitoredCluster, LetsEveryInvariantHoldThroughCrashesAndPartitions) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    auto setup = with(GetParam());
    setup.seed = seed, setup.measure = 40s;
    setup.workloads = {busy_clients(8, 20)};
    Cluster cluster(std::move(setup));
    Rng rng = stream(seed, "test faults");
    for (int i = 0; i < 5; ++i) {
      const NodeId node{static_cast<std::uint32_t>(rng.below(kNodes))};
      const auto cut = cluster.cut_off({NodeId{static_cast<std::uint32_t>(rng.below(kNodes))}});
      cluster.crash(node);
      cluster.run_for(rng.between(1s, 6s));
      cluster.restart(node);
      cluster.heal(cut);
      cluster.run_for(rng.between(100ms, 2s));
    }
    cluster.judge();
    EXPECT_TRUE(cluster.holds()) << "seed " << seed << "\n" << cluster.violations();
    EXPECT_GT(cluster.check("hints-are-delivered").evaluations(), 0u);
  }
}

INSTANTIATE_TEST_SUITE_P(Detectors, MonitoredCluster,
                         testing::Values(Detector::kPhi, Detector::kSwim),
                         [](const auto& detector) {
                           return detector.param == Detector::kPhi ? "Phi" : "Swim";
                         });

// What a member of SWIM believes.

Swim member_of_three() {
  Swim swim({0}, {});
  swim.set_members(std::vector<NodeId>{{0}, {1}, {2}});
  return swim;
}

TEST(SwimMember, BelievesTheLaterIncarnationAndOfOneTheWorse) {
  struct Tale {
    std::uint32_t known_of;
    Standing known;
    std::uint32_t told_of;
    Standing told;
    Standing believed;
  };
  constexpr auto kAlive = Standing::kAlive, kSuspected = Standing::kSuspected,
                 kFailed = Standing::kFailed;
  for (const Tale& tale : {Tale{1, kAlive, 1, kSuspected, kSuspected},
                           {1, kAlive, 0, kSuspected, kAlive},
                           {1, kSuspected, 1, kAlive, kSuspected},
                           {1, kSuspected, 2, kAlive, kAlive},
                           {1, kSuspected, 1, kFailed, kFailed},
                           {1, kAlive, 1, kFailed, kFailed},
                           {1, kFailed, 1, kAlive, kFailed},
                           {1, kFailed, 2, kAlive, kAlive}}) {
    Swim swim = member_of_three();
    swim.heard({{1}, tale.known_of, tale.known}, kStart);
    swim.heard({{1}, tale.told_of, tale.told}, kStart);
    EXPECT_EQ(swim.standing({1}), tale.believed);
  }
}

TEST(SwimMember, AnswersASuspicionOfItselfWithALaterIncarnation) {
  Swim swim = member_of_three();
  swim.heard({{0}, 7, Standing::kSuspected}, kStart);
  const auto updates = swim.updates_for({1});
  ASSERT_EQ(updates.all().size(), 1u);
  EXPECT_EQ(updates.all()[0], (SwimUpdate{{0}, 8, Standing::kAlive}));
}

TEST(SwimMember, TellsNewsSoOftenAndNoMore) {
  Swim swim({0}, {.transmissions = 2});
  swim.set_members(std::vector<NodeId>{{0}, {1}, {2}, {3}, {4}});
  swim.probe_failed({1}, kStart);
  for (std::uint32_t i = 0; i < 2 * swim.log_size(); ++i) {
    EXPECT_EQ(swim.updates_for({2}).all().size(), 1u);
  }
  EXPECT_EQ(swim.updates_for({2}).all().size(), 0u);
  EXPECT_EQ(swim.updates_for({1}).all().size(), 1u) << "a suspect is always told";
}

TEST(SwimMember, TakesASuspectThatRefutesNothingForFailed) {
  Swim swim = member_of_three();
  swim.probe_failed({1}, kStart + 1s);
  swim.fail_suspects(kStart);
  EXPECT_EQ(swim.standing({1}), Standing::kSuspected);
  swim.fail_suspects(kStart + 1s);
  EXPECT_EQ(swim.standing({1}), Standing::kFailed);
}

}  // namespace
}  // namespace test
