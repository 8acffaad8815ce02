// Rare but rightful behaviour: every site is reached, and no invariant minds.
#include <gtest/gtest.h>

#include "tests/support/cluster.h"

namespace test {
namespace {

using dynamo::BuggifySite;

/// Outages, a join and exchanges under load: what takes a run past every site.
Setup eventful(std::vector<BuggifySite> sites) {
  Setup setup{.nodes = 6, .workloads = {busy_clients()}};
  setup.quorum = dynamo::QuorumKind::kSloppy;
  setup.measure = 20s;
  setup.configure = [sites = std::move(sites)](dynamo::Config& config) {
    config.sync = false;
    config.anti_entropy = {.enabled = true, .interval = 50ms, .depth = 3};
    config.membership.changes = {{5s, true, "a-5"}};
    config.buggify = {.sites = sites, .chance = {1, 2}};
  };
  return setup;
}

TEST(Buggify, EverySiteFiresAndNothingBreaks) {
  for (std::size_t i = 0; i < dynamo::kBuggifySites.size(); ++i) {
    const auto site = static_cast<BuggifySite>(i);
    Cluster cluster(eventful({site}));
    crash_in_turn(cluster, 5);
    const std::uint64_t fired = cluster.services().buggify.fired(site);
    EXPECT_GT(fired, 0u) << dynamo::kBuggifySites[i];
    cluster.judge();
    EXPECT_TRUE(cluster.holds()) << dynamo::kBuggifySites[i] << '\n' << cluster.violations();
  }
}

TEST(Buggify, NoSiteFiresOnceTheLoadHasEnded) {
  dynamo::Buggify buggify({.sites = {BuggifySite::kSkipRepair}, .chance = {1, 1}}, {1, 1},
                          kStart + 1s);
  EXPECT_TRUE(buggify.fires(BuggifySite::kSkipRepair, kStart));
  EXPECT_FALSE(buggify.fires(BuggifySite::kSkipRepair, kStart + 1s));
}

TEST(Buggify, ASiteThatIsOffNeitherFiresNorCounts) {
  dynamo::Buggify buggify({.sites = {BuggifySite::kSkipRepair}, .chance = {1, 1}}, {1, 1},
                          kStart + 1s);
  EXPECT_FALSE(buggify.fires(BuggifySite::kRepeatWrite, kStart));
  EXPECT_EQ(buggify.fired(BuggifySite::kRepeatWrite), 0u);
}

}  // namespace
}  // namespace test
