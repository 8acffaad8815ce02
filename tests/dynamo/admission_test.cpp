// Admission control of background work, Dynamo 6.5.
#include "models/dynamo/admission.h"

#include <gtest/gtest.h>

#include "models/dynamo/node.h"
#include "tests/support/cluster.h"

namespace test {
namespace {

using dynamo::Admission;
using Resource = Admission::Resource;

constexpr Duration kPart = 10s;  // a sixth of the window

/// A controller of 100 slices, a window of a minute and a threshold of 50 ms, and its clock.
struct Controller {
  explicit Controller(std::uint32_t slices = 100) {
    config.enabled = true;
    config.slices = slices;
  }
  /// So many foreground operations that took so long, then the end of this part of the window.
  void spend_part(Duration latency, int operations = 100, Resource resource = Resource::kDisk) {
    for (int i = 0; i < operations; ++i) admission.observe(resource, latency, now);
    now += kPart;
    admission.observe(resource, 1ms, now);
  }
  Duration reserve(std::uint64_t operations = 1) { return admission.reserve(now, operations); }

  dynamo::Config::Admission config;
  dynamo::AdmissionTally tally;
  Time now = kStart;
  Admission admission{config, tally, now};
};

TEST(Admission, BeginsWithATenthAndEarnsTheRest) {
  Controller node;
  EXPECT_EQ(node.admission.slices(), 10u);
  for (std::uint64_t slices = 20; slices <= 100; slices += 10) {
    node.spend_part(1ms);
    EXPECT_EQ(node.admission.slices(), slices);
  }
  node.spend_part(1ms);
  EXPECT_EQ(node.admission.slices(), 100u);
}

TEST(Admission, HalvesTheSlicesWhileP99IsAboveTheThreshold) {
  Controller node;
  for (int i = 0; i < 9; ++i) node.spend_part(1ms, 0);
  for (const std::uint64_t slices : {50u, 25u, 12u, 6u, 3u, 1u, 1u, 1u}) {
    node.spend_part(51ms);
    EXPECT_EQ(node.admission.slices(), slices);
  }
  EXPECT_EQ(node.tally.cuts, 6u);
}

TEST(Admission, LeavesThemAsTheyAreNearTheThreshold) {
  Controller node;
  node.spend_part(1ms);
  for (int i = 0; i < 10; ++i) {
    node.spend_part(40ms);
    EXPECT_EQ(node.admission.slices(), 20u);
  }
}

TEST(Admission, OneInAHundredMayBeSlow) {
  Controller node;
  node.admission.observe(Resource::kDisk, 51ms, node.now);
  node.spend_part(1ms, 99);
  EXPECT_EQ(node.admission.slices(), 20u);
  for (int i = 0; i < 4; ++i) node.admission.observe(Resource::kDisk, 51ms, node.now);
  node.spend_part(1ms, 200);
  EXPECT_EQ(node.admission.slices(), 10u);
}

TEST(Admission, LooksAtEachResourceForItself) {
  Controller node;
  for (int i = 0; i < 10'000; ++i) node.admission.observe(Resource::kProcessor, 1ms, node.now);
  node.spend_part(51ms, 50, Resource::kDisk);
  EXPECT_EQ(node.admission.slices(), 5u) << "a fast processor hides no slow disk";
}

TEST(Admission, ForgetsWhatIsOlderThanTheWindow) {
  Controller node;
  node.spend_part(40ms);
  for (int part = 2; part <= 6; ++part) node.spend_part(1ms, 0);
  EXPECT_EQ(node.admission.slices(), 10u);
  node.spend_part(1ms, 0);
  EXPECT_EQ(node.admission.slices(), 20u);
}

TEST(Admission, SpreadsSlicesEvenlyOverASecond) {
  Controller node;
  for (std::int64_t i = 0; i < 5; ++i) EXPECT_EQ(node.reserve(), 100ms * i);
  node.now += 1s;
  EXPECT_EQ(node.reserve(), 0ms);
  EXPECT_EQ(node.reserve(), 100ms);
  EXPECT_EQ(node.tally.operations, 7u);
  EXPECT_EQ(node.tally.delayed, 5u);
}

TEST(Admission, ChargesManyOperationsAtOnce) {
  Controller node;
  EXPECT_EQ(node.reserve(20), 0ms);
  EXPECT_EQ(node.reserve(), 2s);
}

TEST(Admission, StarvesNobody) {
  Controller node(1);
  for (int i = 0; i < 1000; ++i) EXPECT_LE(node.reserve(1'000'000), node.config.window);
  for (int i = 0; i < 5; ++i) node.spend_part(10s);
  EXPECT_EQ(node.admission.slices(), 1u);
  node.now -= 365 * 24h;
  EXPECT_LE(node.reserve(), node.config.window) << "a clock that was set back";
}

TEST(Admission, GrantsEverythingAfterALongSilence) {
  Controller node;
  for (int i = 0; i < 5; ++i) node.spend_part(1s);
  EXPECT_EQ(node.admission.slices(), 1u);
  node.now += 24h;
  node.reserve();
  EXPECT_EQ(node.admission.slices(), 100u);
}

TEST(Admission, MakesNobodyWaitWhereItIsOff) {
  Controller node;
  node.config.enabled = false;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(node.reserve(), 0ms);
}

/// Five nodes with slow disks; one was away and is back, and four keep what it missed.
Setup with_slow_disks(bool is_controlled) {
  Setup setup;
  setup.quorum = dynamo::QuorumKind::kSloppy;
  setup.hosts.disk = constant(5ms);
  setup.configure = [is_controlled](dynamo::Config& config) {
    config.anti_entropy.enabled = false;
    config.read_repair = false;
    config.hints.scan_interval = 100ms;
    config.admission = {
        .enabled = is_controlled, .window = 600ms, .threshold = 12ms, .slices = 100};
  };
  return setup;
}

/// So many puts while node 0 is away, which is then back.
void miss_puts(Cluster& cluster, std::uint64_t keys) {
  cluster.crash({0});
  for (std::uint64_t key = 0; key < keys; ++key) {
    const auto replicas = cluster.replicas_of(key);
    const NodeId coordinator = replicas[replicas[0] == NodeId{0} ? 1 : 0];
    EXPECT_TRUE(cluster.put(key, key + 1, {.coordinator = coordinator}).ok);
  }
  cluster.restart({0});
}

/// The longest that the disk of a node that is back takes for a put of the foreground.
struct Delivered {
  Duration backlog_max{};
  bool all = false;
};
Delivered deliver(bool is_controlled) {
  Cluster cluster(with_slow_disks(is_controlled));
  miss_puts(cluster, 300);
  Delivered delivered;
  const auto hints = [&] {
    std::size_t sum = 0;
    for (std::uint32_t i = 1; i < 5; ++i) sum += cluster.hints_at({i});
    return sum;
  };
  EXPECT_GT(hints(), 100u);
  for (int i = 0; i < 30'000 && hints() > 0; ++i) {
    cluster.run_for(1ms);
    delivered.backlog_max = std::max(delivered.backlog_max, cluster.network().disk_backlog({0}));
  }
  delivered.all = hints() == 0;
  cluster.judge();
  EXPECT_TRUE(cluster.holds()) << cluster.violations();
  return delivered;
}

TEST(Admission, KeepsTheDiskOfANodeThatIsBackFreeForOthers) {
  const Delivered freely = deliver(false), controlled = deliver(true);
  EXPECT_GT(freely.backlog_max, 100ms);
  EXPECT_LE(controlled.backlog_max, 20ms) << "at most one hint from each of four nodes";
  EXPECT_TRUE(freely.all);
  EXPECT_TRUE(controlled.all) << "late, but delivered";
}

TEST(Admission, OwnersSayWhenTheyHaveASliceForAnother) {
  Cluster cluster(with_slow_disks(true));
  miss_puts(cluster, 300);
  const std::uint64_t before = cluster.sent("hinted-handoff");
  cluster.run_for(1s);
  const std::uint64_t sent = cluster.sent("hinted-handoff") - before;
  EXPECT_GT(sent, 10u);
  EXPECT_LE(sent, 70u) << "1 + 2 + ... + 10 in tenths of a second, and some to see if it is back";
}

}  // namespace
}  // namespace test
