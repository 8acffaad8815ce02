// Preference lists, Dynamo 4.3.
#include "models/dynamo/placement.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <gtest/gtest.h>

namespace dynamo {
namespace {

using sim::NodeId;

std::vector<std::uint32_t> values(const std::vector<NodeId>& nodes) {
  std::vector<std::uint32_t> list;
  for (const NodeId node : nodes) list.push_back(node.value);
  return list;
}

/// Nodes at the sites and racks given, e.g. {{0, 0}, {0, 1}}.
std::vector<sim::Placement> places(
    std::initializer_list<std::pair<std::uint32_t, std::uint32_t>> site_and_rack) {
  std::vector<sim::Placement> list;
  for (const auto& [site, rack] : site_and_rack) list.push_back({"", {site}, {rack}, {0}});
  return list;
}

TEST(PreferenceList, PrefersNewSitesThenNewRacksThenAnyNode) {
  const auto all = places({{0, 0}, {0, 0}, {0, 1}, {1, 2}, {0, 1}});
  std::vector<Token> tokens;
  for (std::uint32_t i = 0; i < 5; ++i) tokens.push_back({{i + 1, 0}, NodeId{i}});
  const Ring ring(tokens);
  const auto list = [&](Spread spread, std::uint32_t n) {
    return values(preference_list(ring, {0}, all, spread, n, 5));
  };
  EXPECT_EQ(list(Spread::kSites, 3), (std::vector<std::uint32_t>{0, 3, 2, 1, 4}));
  EXPECT_EQ(list(Spread::kSites, 4), (std::vector<std::uint32_t>{0, 3, 2, 1, 4}));
  EXPECT_EQ(list(Spread::kRacks, 2), (std::vector<std::uint32_t>{0, 2, 1, 3, 4}));
  EXPECT_EQ(list(Spread::kNodes, 3), (std::vector<std::uint32_t>{0, 1, 2, 3, 4}));
}

/// What a list is by definition, without a thought for time: the whole walk, then the choices.
std::vector<NodeId> dumb_list(const Ring& ring, PartitionId partition,
                              const std::vector<sim::Placement>& all, Spread spread,
                              std::uint32_t n, std::uint32_t length) {
  std::vector<NodeId> walk, list;
  const auto is_in = [](const std::vector<NodeId>& nodes, NodeId node) {
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
  };
  for (std::size_t i = 0; i < ring.tokens().size(); ++i) {
    const NodeId node = ring.tokens()[(ring.owner(partition) + i) % ring.tokens().size()].node;
    if (!is_in(walk, node)) walk.push_back(node);
  }
  const auto choose = [&](auto shares_none_with) {
    for (const NodeId node : walk) {
      const bool fits = std::all_of(list.begin(), list.end(), [&](NodeId other) {
        return shares_none_with(all[node.value], all[other.value]);
      });
      if (list.size() < n && !is_in(list, node) && fits) list.push_back(node);
    }
  };
  using P = sim::Placement;
  if (spread == Spread::kSites) choose([](const P& a, const P& b) { return a.site != b.site; });
  if (spread != Spread::kNodes) choose([](const P& a, const P& b) { return a.rack != b.rack; });
  std::copy_if(walk.begin(), walk.end(), std::back_inserter(list),
               [&](NodeId node) { return !is_in(list, node); });
  list.resize(length);
  return list;
}

TEST(PreferenceList, StopsItsWalkWhereNothingCouldChangeTheList) {
  for (std::uint64_t world = 0; world < 300; ++world) {
    sim::Rng rng = sim::stream(1, "worlds", world);
    const auto any = [&](std::uint64_t low, std::uint64_t high) {
      return static_cast<std::uint32_t>(low + rng.below(high - low + 1));
    };
    const std::uint32_t nodes = any(1, 25), racks = any(1, 8), sites = any(1, 4);
    std::vector<sim::Placement> all;
    std::vector<Member> members;
    for (std::uint32_t i = 0; i < nodes; ++i) {
      const std::uint32_t rack = any(0, racks - 1);
      all.push_back({"", {rack % sites}, {rack}, {0}});
      if (i == 0 || any(0, 3) > 0) members.push_back({NodeId{i}});  // the others have not joined
    }
    const auto joined = static_cast<std::uint32_t>(members.size());
    const Ring ring = Ring::make({Strategy::kTokens, any(1, 5), 0}, std::move(members), rng);
    const std::uint32_t n = any(1, 6), length = any(1, joined);
    for (const Spread spread : {Spread::kSites, Spread::kRacks, Spread::kNodes}) {
      for (std::uint32_t i = 0; i < ring.partitions(); ++i) {
        EXPECT_EQ(values(preference_list(ring, {i}, all, spread, n, length)),
                  values(dumb_list(ring, {i}, all, spread, n, length)))
            << "world " << world << ", partition " << i;
      }
    }
  }
}

TEST(PreferenceList, IsOfMembersOnly) {
  sim::Rng rng = sim::stream(2, "ring");
  const Ring ring = Ring::make({Strategy::kTokens, 4, 0}, {{{1}}, {{4}}, {{6}}}, rng);
  const std::vector<sim::Placement> all(8);
  auto list = preference_list(ring, {0}, all, Spread::kSites, 3, 3);
  std::sort(list.begin(), list.end());
  EXPECT_EQ(values(list), (std::vector<std::uint32_t>{1, 4, 6}));
  EXPECT_THROW(preference_list(ring, {0}, all, Spread::kSites, 3, 4), sim::InternalError);
}

TEST(PreferenceLists, AreAsLongAsWanted) {
  sim::Rng rng = sim::stream(3, "ring");
  const Ring ring = Ring::make({Strategy::kTokens, 4, 0}, 9, rng);
  const std::vector<sim::Placement> all(12);
  EXPECT_EQ(Placement::make_lists(ring, all, Spread::kNodes, 3).length, 6u);
  EXPECT_EQ(Placement::make_lists(ring, all, Spread::kNodes, 8).length, 9u);  // all members
  const auto lists = Placement::make_lists(ring, all, Spread::kNodes, 3, 5);
  EXPECT_EQ(lists.length, 5u);
  EXPECT_EQ(lists.nodes.size(), 5u * ring.partitions());
}

TEST(PreferenceLists, OfARingSmallerThanNHoldAllItsMembers) {
  sim::Rng rng = sim::stream(4, "ring");
  Ring ring = Ring::make({Strategy::kTokens, 4, 0}, 2, rng);
  const std::vector<sim::Placement> all(2);
  auto lists = Placement::make_lists(ring, all, Spread::kNodes, 3);
  Placement placement(std::move(ring), std::move(lists));
  EXPECT_EQ(placement.top(kv::Key{1}).size(), 2u);
}

}  // namespace
}  // namespace dynamo
