// The decoder on scenarios that are right.
#include "sim/run/scenario/scenario.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/run/scenario_support.h"

namespace test {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Scenario, ReadsEveryPartOfAFile) {
  const auto loaded = parse(kGood);
  EXPECT_THAT(errors_of(loaded), IsEmpty());
  ASSERT_TRUE(loaded.scenario);
  const Scenario& scenario = *loaded.scenario;
  EXPECT_EQ(scenario.name, "zone-outage");
  EXPECT_EQ(scenario.info->name, "toy");
  EXPECT_EQ(scenario.phases.end(), kStart + 10s + 5min + 2min);
  ASSERT_EQ(scenario.topology.sites.size(), 3u);
  EXPECT_EQ(scenario.topology.sites[0].racks, 2u);
  ASSERT_EQ(scenario.topology.links.size(), 2u);
  EXPECT_EQ(scenario.topology.links[1].bytes_per_second, 1'250'000'000u);
  EXPECT_EQ(scenario.topology.links[1].loss.numerator, 1u);
  EXPECT_EQ(scenario.topology.links[1].loss.denominator, 1'000'000u);
  EXPECT_EQ(scenario.hosts.workers, 8u);
  ASSERT_EQ(scenario.faults.size(), 10u);
  EXPECT_EQ(std::get<Partition>(scenario.faults[0].fault).groups[1][1], "1c");
}

TEST(Scenario, TheResolvedTextResolvesToItself) {
  const auto loaded = parse(kGood);
  ASSERT_TRUE(loaded.scenario);
  const std::string& resolved = loaded.scenario->resolved;
  const auto again = parse(resolved);
  EXPECT_THAT(errors_of(again), IsEmpty());
  ASSERT_TRUE(again.scenario);
  EXPECT_EQ(again.scenario->resolved, resolved);
}

}  // namespace test
