// Sites and links: how rules expand, which routes are taken, what cuts change.
#include "sim/net/topology.h"

#include <gtest/gtest.h>

#include "tests/net/support.h"

namespace test {
namespace {

constexpr std::int64_t kFar = INT64_MAX / 4;

SiteId id(const Topology& topology, std::string_view name) { return topology.site(name).value(); }

Duration within(const Topology& topology, std::string_view name) {
  return topology.links()[topology.within(id(topology, name)).value].latency.median();
}

TEST(Topology, LaterRulesWinAndStarsStandForEverySite) {
  TopologySpec spec = sites(3, 1, 5ms);
  spec.links.push_back({.from = "*", .to = "*", .within = true, .latency = constant(1ms)});
  spec.links.push_back({.from = "b", .to = "b", .latency = constant(2ms)});
  spec.links.push_back({.from = "c", .to = "*", .latency = constant(4ms)});
  const Topology topology(spec);
  EXPECT_EQ(within(topology, "a"), 1ms);
  EXPECT_EQ(within(topology, "b"), 2ms);
  EXPECT_EQ(within(topology, "c"), 1ms);
  EXPECT_EQ(topology.base_latency(SiteId{0}, SiteId{1}), 5ms);
  EXPECT_EQ(topology.base_latency(SiteId{0}, SiteId{2}), 4ms);
  EXPECT_EQ(topology.base_latency(SiteId{2}, SiteId{1}), 4ms);
}

TEST(Topology, TheInsideOfASiteIsInstantUnlessARuleSaysOtherwise) {
  const Topology topology(sites(2, 1, 5ms));
  EXPECT_EQ(within(topology, "a"), 0ns);
  EXPECT_EQ(topology.route(SiteId{0}, SiteId{0}).size(), 1u);
}

TEST(Topology, UnknownNamesFailACheck) {
  TopologySpec spec = sites(2, 1);
  spec.links.push_back({.from = "a", .to = "nowhere"});
  EXPECT_THROW(Topology{spec}, InternalError);
}

TEST(Topology, RegionsAreSitesOfOneNameOrTheSitesThemselves) {
  TopologySpec spec = sites(3, 1);
  spec.sites[0].region = spec.sites[2].region = "east";
  const Topology topology(spec);
  EXPECT_EQ(topology.region_of(SiteId{0}), topology.region_of(SiteId{2}));
  EXPECT_NE(topology.region_of(SiteId{0}), topology.region_of(SiteId{1}));
  EXPECT_EQ(topology.regions()[topology.region_of(SiteId{1}).value], "b");
}

TEST(Topology, NamesEveryPlaceAScenarioMayUse) {
  TopologySpec spec = sites(2, 2);
  spec.sites[0].region = "east";
  spec.sites[1].racks = 2;
  const PlaceNames names = names_of(spec);
  EXPECT_EQ(names.sites, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(names.nodes, (std::vector<std::string>{"a-0", "a-1", "b-0", "b-1"}));
  EXPECT_EQ(names.racks, (std::vector<std::string>{"a/r0", "b/r0", "b/r1"}));
  EXPECT_EQ(names.regions, (std::vector<std::string>{"east", "b"}));
}

/// A random graph: about `degree` links a site, named by number.
TopologySpec random_graph(Rng& rng, std::uint32_t count, std::uint32_t degree) {
  TopologySpec spec;
  for (std::uint32_t i = 0; i < count; ++i) spec.sites.push_back({.name = std::to_string(i)});
  for (std::uint32_t i = 0; i < count * degree / 2; ++i) {
    const std::uint64_t a = rng.below(count), b = rng.below(count);
    if (a == b) continue;
    spec.links.push_back({.from = std::to_string(a),
                          .to = std::to_string(b),
                          .latency = constant(rng.between(1us, 1ms))});
  }
  return spec;
}

/// The dumb twin: least latencies between all pairs, by Floyd and Warshall.
std::vector<std::vector<std::int64_t>> twin(const Topology& topology) {
  const std::size_t count = topology.sites().size();
  std::vector<std::vector<std::int64_t>> least(count, std::vector<std::int64_t>(count, kFar));
  for (const Link& link : topology.links())
    if (link.up && link.a != link.b)
      least[link.a.value][link.b.value] = least[link.b.value][link.a.value] =
          link.latency.median().count();
  for (std::size_t i = 0; i < count; ++i) least[i][i] = 0;
  for (std::size_t via = 0; via < count; ++via)
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t j = 0; j < count; ++j)
        least[i][j] = std::min(least[i][j], least[i][via] + least[via][j]);
  return least;
}

void expect_like_twin(const Topology& topology) {
  const auto least = twin(topology);
  const auto component = topology.components();
  const auto count = static_cast<std::uint32_t>(topology.sites().size());
  for (SiteId a{0}; a.value < count; ++a.value)
    for (SiteId b{0}; b.value < count; ++b.value) {
      if (a == b) continue;
      const bool connected = least[a.value][b.value] < kFar;
      ASSERT_EQ(!topology.route(a, b).empty(), connected);
      ASSERT_EQ(component[a.value] == component[b.value], connected);
      if (!connected) continue;
      ASSERT_EQ(topology.base_latency(a, b).count(), least[a.value][b.value]);
      SiteId at = a;  // the route is a walk from a to b
      for (const LinkId hop : topology.route(a, b)) {
        const Link& link = topology.links()[hop.value];
        ASSERT_TRUE(link.a == at || link.b == at);
        at = link.a == at ? link.b : link.a;
      }
      ASSERT_EQ(at, b);
    }
}

TEST(Topology, RoutesAreAsShortAsFloydAndWarshallFind) {
  Rng rng = stream(1, "graphs");
  for (int round = 0; round < 10; ++round)
    expect_like_twin(Topology(random_graph(rng, 30, 1 + static_cast<std::uint32_t>(round) % 4)));
}

// A message asks for its way at every site: two answers that disagree could send it round for ever.
TEST(Topology, WhatIsLeftOfARouteIsARouteAlsoWhereManyAreEquallyQuick) {
  Rng rng = stream(3, "graphs");
  TopologySpec spec = random_graph(rng, 30, 4);
  for (LinkSpec& link : spec.links) link.latency = constant(rng.below(3) * 1ms);
  const Topology topology(spec);
  for (SiteId a{0}; a.value < 30; ++a.value)
    for (SiteId b{0}; b.value < 30; ++b.value) {
      SiteId at = a;
      auto rest = topology.route(a, b);
      while (a != b && !rest.empty()) {
        const Link& link = topology.links()[rest.front().value];
        at = link.a == at ? link.b : link.a;
        rest = rest.subspan(1);
        if (at == b) continue;
        const auto route = topology.route(at, b);
        ASSERT_TRUE(std::equal(rest.begin(), rest.end(), route.begin(), route.end()));
      }
    }
}

TEST(Topology, RoutesAreSolvedAgainWhenLinksAreCutAndMended) {
  Rng rng = stream(2, "graphs");
  Topology topology(random_graph(rng, 20, 4));
  for (int round = 0; round < 30; ++round) {
    const LinkId victim{static_cast<std::uint32_t>(rng.below(topology.links().size()))};
    Link link = topology.links()[victim.value];
    link.up = !link.up;
    topology.set(victim, link);
    expect_like_twin(topology);
  }
}

TEST(Topology, AFullMatrixTakesThePairsOwnLinkEvenWhereADetourIsQuicker) {
  TopologySpec spec = sites(3, 1, 1ms);
  spec.links.push_back({.from = "a", .to = "c", .latency = constant(9ms)});
  EXPECT_EQ(Topology(spec).base_latency(SiteId{0}, SiteId{2}), 2ms);
  spec.direct = true;
  Topology topology(spec);
  EXPECT_EQ(topology.base_latency(SiteId{0}, SiteId{2}), 9ms);
  const LinkId own = topology.between(SiteId{0}, SiteId{2}).value();
  Link link = topology.links()[own.value];
  link.up = false;
  topology.set(own, link);
  EXPECT_TRUE(topology.route(SiteId{0}, SiteId{2}).empty());
}

TEST(Topology, OfEqualRoutesItIsAlwaysTheSame) {
  TopologySpec ring = sites(6, 1);
  ring.links.clear();
  for (int i = 0; i < 6; ++i)
    ring.links.push_back({.from = ring.sites[static_cast<std::size_t>(i)].name,
                          .to = ring.sites[static_cast<std::size_t>(i + 1) % 6].name,
                          .latency = constant(1ms)});
  const Topology one(ring), other(ring);
  const auto a = one.route(SiteId{0}, SiteId{3}), b = other.route(SiteId{0}, SiteId{3});
  EXPECT_EQ(std::vector<LinkId>(a.begin(), a.end()), std::vector<LinkId>(b.begin(), b.end()));
  EXPECT_EQ(a.size(), 3u);
}

}  // namespace
}  // namespace test
