// Plans of faults drawn by chance: what they may be, and what they depend on.
#include "sim/net/random_faults.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "sim/net/fault_identity.h"
#include "tests/net/support.h"

namespace test {
namespace {

constexpr std::uint64_t kSeeds = 500;
constexpr FaultWindow kWindow{2s, 32s};

/// A plan as text, with how long each fault lasts.
std::string text(const std::vector<FaultSpec>& plan) {
  std::string all;
  for (const FaultSpec& fault : plan)
    all += identity(fault) + std::to_string(fault.lasts.value_or(0s).count()) + '\n';
  return all;
}

/// What a fault is told as in faults.csv, and what tells its variants apart.
std::string variant(const Fault& fault) {
  std::string name(kind(fault));
  if (const auto* crash = std::get_if<Crash>(&fault))
    name += std::to_string(static_cast<int>(crash->keeps));
  if (const auto* link = std::get_if<LinkFault>(&fault))
    name += link->loss ? "-loss" : link->duplicate ? "-untidy" : link->cut ? "-cut" : "-slow";
  if (const auto* partition = std::get_if<Partition>(&fault)) {
    std::size_t named = 0;
    std::set<std::string> names;
    for (const auto& group : partition->groups) {
      named += group.size();
      names.insert(group.begin(), group.end());
    }
    name += partition->one_way ? "-one-way" : named > names.size() ? "-bridge" : "";
  }
  return name;
}

TEST(RandomFaults, APlanIsAFunctionOfTheSeed) {
  const TopologySpec spec = sites(3, 3);
  std::set<std::string> plans;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const std::string plan = text(random_faults(spec, kWindow, seed));
    EXPECT_EQ(plan, text(random_faults(spec, kWindow, seed))) << "seed " << seed;
    plans.insert(plan);
  }
  EXPECT_EQ(plans.size(), kSeeds) << "no two seeds have the same plan";
}

TEST(RandomFaults, EveryFaultBeginsAndEndsWithinTheWindow) {
  for (const FaultWindow window : {kWindow, FaultWindow{0s, 1ms}, FaultWindow{1s, 1s + 300ms}}) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const auto plan = random_faults(sites(3, 3), window, seed);
      EXPECT_GE(plan.size(), 1u) << "seed " << seed;
      EXPECT_LE(plan.size(), kMostRandomFaults) << "seed " << seed;
      for (const FaultSpec& fault : plan) {
        EXPECT_FALSE(fault.every.has_value());
        ASSERT_TRUE(fault.lasts.has_value()) << "seed " << seed;
        EXPECT_GT(*fault.lasts, Duration::zero()) << "seed " << seed;
        EXPECT_GE(fault.at, window.from) << "seed " << seed;
        EXPECT_LE(fault.at + *fault.lasts, window.until) << "seed " << seed;
      }
    }
  }
}

TEST(RandomFaults, EveryKindIsDrawnAndNoneInEveryPlan) {
  std::map<std::string, std::uint64_t> plans_with;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    std::set<std::string> kinds;
    for (const FaultSpec& fault : random_faults(sites(3, 3), kWindow, seed))
      kinds.insert(variant(fault.fault));
    for (const std::string& kind : kinds) ++plans_with[kind];
  }
  const std::set<std::string> wanted = {"crash0",
                                        "crash1",
                                        "crash2",
                                        "pause",
                                        "slow",
                                        "disk",
                                        "rot",
                                        "clock",
                                        "partition",
                                        "partition-one-way",
                                        "partition-bridge",
                                        "link-loss",
                                        "link-untidy",
                                        "link-slow",
                                        "link-cut",
                                        "outage"};
  for (const auto& [kind, plans] : plans_with) {
    EXPECT_TRUE(wanted.contains(kind)) << kind;
    EXPECT_GE(plans, kSeeds / 50) << kind;
    EXPECT_LE(plans, kSeeds / 2) << kind;
  }
  EXPECT_EQ(plans_with.size(), wanted.size());
}

TEST(RandomFaults, FewerThanHalfOfTheNodesLoseAllTheirData) {
  std::size_t most = 0;
  for (std::uint64_t seed = 1; seed <= 20 * kSeeds; ++seed) {
    std::set<std::string> destroyed;
    for (const FaultSpec& fault : random_faults(sites(1, 5), kWindow, seed)) {
      const auto* crash = std::get_if<Crash>(&fault.fault);
      if (crash != nullptr && crash->keeps == Keeps::kNothing)
        destroyed.insert(std::get<Target::Named>(crash->target.of).names.at(0));
      const auto* outage = std::get_if<Outage>(&fault.fault);
      EXPECT_TRUE(outage == nullptr || outage->keeps != Keeps::kNothing) << "seed " << seed;
    }
    most = std::max(most, destroyed.size());
  }
  EXPECT_EQ(most, 2u) << "of five";
}

TEST(RandomFaults, SidesOfAPartitionHaveSomethingOfTheirOwn) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    for (const FaultSpec& fault : random_faults(sites(3, 1), kWindow, seed)) {
      const auto* partition = std::get_if<Partition>(&fault.fault);
      if (partition == nullptr) continue;
      ASSERT_EQ(partition->groups.size(), 2u);
      const std::set<std::string> first(partition->groups[0].begin(), partition->groups[0].end());
      const std::set<std::string> second(partition->groups[1].begin(), partition->groups[1].end());
      EXPECT_FALSE(std::includes(first.begin(), first.end(), second.begin(), second.end()));
      EXPECT_FALSE(std::includes(second.begin(), second.end(), first.begin(), first.end()));
    }
  }
}

TEST(RandomFaults, ASingleNodeIsNeverPartedNorDestroyed) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed)
    for (const FaultSpec& fault : random_faults(sites(1, 1), kWindow, seed)) {
      const std::string name = variant(fault.fault);
      EXPECT_TRUE(name != "crash2" && !name.starts_with("partition")) << name << " seed " << seed;
    }
}

TEST(RandomFaults, AWindowOfLessThanAMillisecondHasNone) {
  EXPECT_TRUE(random_faults(sites(3, 3), {1s, 1s + 999us}, 1).empty());
  EXPECT_TRUE(random_faults(sites(3, 0), kWindow, 1).empty()) << "nor has a world without nodes";
}

TEST(RandomFaults, TheInjectorTakesThemAndHealsThemAll) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    World world(sites(2, 3), {}, seed);
    FaultInjector injector(world.network, random_faults(sites(2, 3), {1s, 9s}, seed),
                           {.holders_of = {}, .set_load = {}, .rot = {}});
    world.network.start();
    injector.arm(kStart + 9s);
    world.run_for(9s);
    EXPECT_FALSE(injector.records().empty()) << "seed " << seed;
    for (const FaultRecord& record : injector.records())
      EXPECT_LE(record.end, kStart + 9s) << record.kind << " seed " << seed;
    for (NodeId node{0}; node.value < 6; ++node.value)
      EXPECT_TRUE(world.network.up(node)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace test
