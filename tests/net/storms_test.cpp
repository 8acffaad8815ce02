// What storms look like: Jepsen's and FoundationDB's patterns, as ordinary faults.
#include "sim/net/storms.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sim {
namespace {

constexpr FaultWindow kWindow{2s, 12s};

TopologySpec zones() {
  TopologySpec topology;
  topology.sites = {
      {.name = "a", .nodes = 3}, {.name = "b", .nodes = 2}, {.name = "c", .nodes = 2}};
  return topology;
}

std::vector<FaultSpec> drawn(std::string_view name, std::uint64_t seed) {
  for (const Storm& storm : storms()) {
    if (storm.name != name) continue;
    Rng rng = stream(seed, "test.storm");
    return storm.draw(zones(), kWindow, rng);
  }
  ADD_FAILURE() << "no storm " << name;
  return {};
}

const Partition& partition(const FaultSpec& fault) { return std::get<Partition>(fault.fault); }

Duration end(const FaultSpec& fault) { return fault.at + *fault.lasts; }

TEST(Storms, EveryOneBeginsAndEndsWithinTheWindowInTheOrderOfItsFaults) {
  for (const Storm& storm : storms()) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      const std::vector<FaultSpec> faults = drawn(storm.name, seed);
      ASSERT_FALSE(faults.empty()) << storm.name;
      EXPECT_TRUE(std::is_sorted(faults.begin(), faults.end(),
                                 [](const auto& a, const auto& b) { return a.at < b.at; }));
      for (const FaultSpec& fault : faults) {
        EXPECT_GE(fault.at, kWindow.from) << storm.name << seed;
        EXPECT_GT(*fault.lasts, Duration::zero()) << storm.name << seed;
        EXPECT_LE(end(fault), kWindow.until) << storm.name << seed;
      }
    }
  }
}

TEST(Storms, AWindowOfAMillisecondHoldsEveryOne) {
  constexpr FaultWindow kShort{1s, 1s + 1ms};
  for (const Storm& storm : storms()) {
    Rng rng = stream(7, "test.storm");
    for (const FaultSpec& fault : storm.draw(zones(), kShort, rng))
      EXPECT_LE(end(fault), kShort.until) << storm.name;
  }
}

TEST(Storms, ASwizzledNodeIsBackOnlyOnceAllAreCutOffAndInAnotherOrderSometimes) {
  bool another_order = false;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const std::vector<FaultSpec> faults = drawn("swizzle", seed);
    std::set<std::string> cut;
    for (const FaultSpec& fault : faults) {
      ASSERT_EQ(partition(fault).groups[0].size(), 1u);
      EXPECT_EQ(partition(fault).groups[1].size(), 6u);
      EXPECT_TRUE(cut.insert(partition(fault).groups[0][0]).second) << "cut off twice";
      EXPECT_GT(end(fault), faults.back().at);
      another_order |= end(fault) > end(faults.back());
    }
  }
  EXPECT_TRUE(another_order);
}

TEST(Storms, InAMajoritiesRingEachSeesAMajorityAndNoTwoTheSame) {
  const std::vector<FaultSpec> faults = drawn("majorities-ring", 3);
  ASSERT_EQ(faults.size(), 1u);
  std::set<std::set<std::string>> seen;
  for (const std::string& node : names_of(zones()).nodes) {
    std::set<std::string> sees;
    for (const auto& group : partition(faults[0]).groups)
      if (std::find(group.begin(), group.end(), node) != group.end())
        sees.insert(group.begin(), group.end());
    EXPECT_GE(sees.size(), 4u) << node;
    EXPECT_LT(sees.size(), 7u) << node;
    EXPECT_TRUE(seen.insert(sees).second) << node << " sees what another one sees";
  }
}

TEST(Storms, ABridgeAloneIsOnBothSides) {
  const Partition halves = partition(drawn("bridge", 1)[0]);
  ASSERT_EQ(halves.groups.size(), 2u);
  EXPECT_EQ(halves.groups[0].size(), 4u);
  EXPECT_EQ(halves.groups[1].size(), 4u);
  std::set<std::string> all(halves.groups[0].begin(), halves.groups[0].end());
  all.insert(halves.groups[1].begin(), halves.groups[1].end());
  EXPECT_EQ(all.size(), 7u) << "one node is on both sides";
}

TEST(Storms, ARollingOutageStrikesEachSiteOnceAndRollingRestartsEachNode) {
  std::set<std::string> sites, nodes;
  for (const FaultSpec& fault : drawn("rolling-outage", 5))
    sites.insert(std::get<Target::InSite>(std::get<Outage>(fault.fault).target.of).site);
  EXPECT_EQ(sites, (std::set<std::string>{"a", "b", "c"}));
  for (const FaultSpec& fault : drawn("rolling-restarts", 5))
    nodes.insert(std::get<Target::Named>(std::get<Crash>(fault.fault).target.of).names.at(0));
  EXPECT_EQ(nodes.size(), 7u);
}

TEST(Storms, AnIsolatedNodeFacesAllOthersAndIsSometimesDeafOrMute) {
  std::set<std::string> shapes;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const Partition cut = partition(drawn("isolate-one", seed)[0]);
    EXPECT_EQ(cut.groups[0].size() + cut.groups[1].size(), 7u);
    EXPECT_EQ(std::min(cut.groups[0].size(), cut.groups[1].size()), 1u);
    shapes.insert(!cut.one_way ? "cut" : cut.groups[0].size() == 1 ? "mute" : "deaf");
  }
  EXPECT_EQ(shapes.size(), 3u);
}

TEST(Storms, AClockStormStrikesEveryClockInItsOwnWay) {
  std::set<std::string> nodes;
  std::set<Duration> steps;
  for (const FaultSpec& fault : drawn("clock-storm", 2)) {
    const auto& clock = std::get<ClockFault>(fault.fault);
    nodes.insert(std::get<Target::Named>(clock.target.of).names.at(0));
    steps.insert(clock.step);
  }
  EXPECT_EQ(nodes.size(), 7u);
  EXPECT_GT(steps.size(), 1u);
}

TEST(Storms, ATopologyThatIsTooSmallHasNone) {
  TopologySpec one;
  one.sites = {{.name = "a", .nodes = 1}};
  std::set<std::string_view> fitting;
  for (const Storm& storm : storms())
    if (storm.fits(one)) fitting.insert(storm.name);
  EXPECT_EQ(fitting, (std::set<std::string_view>{"rolling-restarts", "clock-storm"}));
}

}  // namespace
}  // namespace sim
