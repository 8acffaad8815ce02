#include "sim/net/topology.h"

#include <algorithm>
#include <limits>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/filtered_graph.hpp>

#include "sim/kernel/check.h"

namespace sim {
namespace {

constexpr std::uint32_t kNoLink = ~0u;
constexpr std::string_view kEverySite = "*";

// Edges are named by a number of their own: Boost compares edge descriptors by address.
struct Edge {
  std::uint32_t link = kNoLink;
  std::int64_t weight_ns = 0;
};
// vecS keeps vertices and edges in the order they were added, so equal routes resolve alike.
using Graph =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property, Edge>;
using Vertex = boost::graph_traits<Graph>::vertex_descriptor;

struct IsUp {
  const Graph* graph = nullptr;
  const std::vector<Link>* links = nullptr;
  template <class Descriptor>
  bool operator()(const Descriptor& edge) const {
    return (*links)[(*graph)[edge].link].up;
  }
};

Link link_of(const LinkSpec& spec, SiteId a, SiteId b) {
  Link link;
  link.a = a;
  link.b = b;
  link.latency = Distribution::of(spec.latency);
  link.bytes_per_second = spec.bytes_per_second;
  link.loss = spec.loss;
  link.duplicate = spec.duplicate;
  link.reorder = spec.reorder;
  link.reorder_by = spec.reorder_by > 0ns ? spec.reorder_by : link.latency.median();
  return link;
}

}  // namespace

struct Topology::Impl {
  std::vector<SiteSpec> sites;
  std::vector<std::string> regions, racks;
  std::vector<RegionId> region_of;        // by site
  std::vector<std::uint32_t> first_rack;  // by site
  std::vector<Link> links;                // those inside sites first, in the order of the sites
  std::vector<std::uint32_t> link_of;     // by pair of sites; kNoLink where there is none
  bool direct = false;
  Graph graph;

  std::size_t pair(SiteId a, SiteId b) const { return a.value * sites.size() + b.value; }
  std::uint32_t& link_between(SiteId a, SiteId b) { return link_of[pair(a, b)]; }

  void add_places();
  void add_links(std::span<const LinkSpec>);
  void add_link(Link);
  std::vector<const LinkSpec*> rules(std::span<const LinkSpec>) const;
  auto up_graph() const { return boost::filtered_graph<Graph, IsUp>(graph, IsUp{&graph, &links}); }
  void solve(SiteId to, Routes&) const;
};

void Topology::Impl::add_places() {
  for (const SiteSpec& site : sites) {
    const std::string& region = site.region.empty() ? site.name : site.region;
    const auto known = std::find(regions.begin(), regions.end(), region);
    region_of.push_back(RegionId{static_cast<std::uint32_t>(known - regions.begin())});
    if (known == regions.end()) regions.push_back(region);
    SIM_CHECK(site.racks > 0, "site " + site.name + " has no rack");
    first_rack.push_back(static_cast<std::uint32_t>(racks.size()));
    for (std::uint32_t i = 0; i < site.racks; ++i)
      racks.push_back(site.name + "/r" + std::to_string(i));
  }
}

/// For each pair of sites the last rule that names it, or null.
std::vector<const LinkSpec*> Topology::Impl::rules(std::span<const LinkSpec> specs) const {
  std::vector<const LinkSpec*> found(sites.size() * sites.size(), nullptr);
  const auto known = [&](const std::string& name) {
    return name == kEverySite || std::any_of(sites.begin(), sites.end(), [&](const SiteSpec& site) {
             return site.name == name;
           });
  };
  const auto count = static_cast<std::uint32_t>(sites.size());
  for (const LinkSpec& spec : specs) {
    SIM_CHECK(known(spec.from), "a link names the unknown site " + spec.from);
    SIM_CHECK(known(spec.to), "a link names the unknown site " + spec.to);
    const bool within = spec.within || (spec.from == spec.to && spec.from != kEverySite);
    for (SiteId a{0}; a.value < count; ++a.value) {
      if (spec.from != kEverySite && spec.from != sites[a.value].name) continue;
      for (SiteId b{0}; b.value < count; ++b.value) {
        if (spec.to != kEverySite && spec.to != sites[b.value].name) continue;
        if (within == (a == b)) found[pair(a, b)] = found[pair(b, a)] = &spec;
      }
    }
  }
  return found;
}

void Topology::Impl::add_links(std::span<const LinkSpec> specs) {
  const auto rule = rules(specs);
  const auto count = static_cast<std::uint32_t>(sites.size());
  link_of.assign(rule.size(), kNoLink);
  graph = Graph(count);
  const LinkSpec instant;  // a site whose inside nobody describes
  for (SiteId a{0}; a.value < count; ++a.value) {
    const LinkSpec* spec = rule[pair(a, a)];
    add_link(sim::link_of(spec ? *spec : instant, a, a));
  }
  for (SiteId a{0}; a.value < count; ++a.value)
    for (SiteId b{a.value + 1}; b.value < count; ++b.value)
      if (const LinkSpec* spec = rule[pair(a, b)]) add_link(sim::link_of(*spec, a, b));
}

void Topology::Impl::add_link(Link link) {
  const auto index = static_cast<std::uint32_t>(links.size());
  link_between(link.a, link.b) = link_between(link.b, link.a) = index;
  if (link.a != link.b)
    boost::add_edge(link.a.value, link.b.value, Edge{index, link.latency.median().count()}, graph);
  links.push_back(std::move(link));
}

// A tree that grows from the destination: what is left of a route is a route of that tree, too.
void Topology::Impl::solve(SiteId to, Routes& found) const {
  const auto graph_up = up_graph();
  const auto weights = boost::get(&Edge::weight_ns, graph);
  const std::size_t count = sites.size();
  std::vector<Vertex> next(count);
  std::vector<std::int64_t> distance(count);
  if (!direct)
    boost::dijkstra_shortest_paths(
        graph_up, Vertex{to.value},
        boost::weight_map(weights).predecessor_map(next.data()).distance_map(distance.data()));

  found.first.assign(1, 0);
  found.hops.clear();
  for (SiteId from{0}; from.value < count; ++from.value) {
    if (from == to || direct) {
      const std::uint32_t own = link_of[pair(from, to)];
      if (own != kNoLink && links[own].up) found.hops.push_back(LinkId{own});
    } else {  // a site that cannot reach it is its own successor
      for (Vertex at = from.value; next[at] != at; at = next[at])
        found.hops.push_back(LinkId{link_of[at * count + next[at]]});
    }
    found.first.push_back(static_cast<std::uint32_t>(found.hops.size()));
  }
  found.solved = true;
}

Topology::Topology(const TopologySpec& spec) : impl_(std::make_unique<Impl>()) {
  impl_->sites = spec.sites;
  impl_->direct = spec.direct;
  impl_->add_places();
  impl_->add_links(spec.links);
  links_ = impl_->links;
  routes_.resize(spec.sites.size());
}

Topology::~Topology() = default;

std::span<const SiteSpec> Topology::sites() const { return impl_->sites; }

std::optional<SiteId> Topology::site(std::string_view name) const {
  for (std::uint32_t i = 0; i < impl_->sites.size(); ++i)
    if (impl_->sites[i].name == name) return SiteId{i};
  return std::nullopt;
}

std::span<const std::string> Topology::regions() const { return impl_->regions; }
RegionId Topology::region_of(SiteId site) const { return impl_->region_of[site.value]; }
std::span<const std::string> Topology::racks() const { return impl_->racks; }

RackId Topology::rack(SiteId site, std::uint32_t number) const {
  SIM_CHECK(number < impl_->sites[site.value].racks, "the site has fewer racks");
  return RackId{impl_->first_rack[site.value] + number};
}

LinkId Topology::within(SiteId site) const { return LinkId{site.value}; }

std::optional<LinkId> Topology::between(SiteId a, SiteId b) const {
  const std::uint32_t link = impl_->link_of[impl_->pair(a, b)];
  if (a == b || link == kNoLink) return std::nullopt;
  return LinkId{link};
}

void Topology::set(LinkId id, const Link& state) {
  Link& link = links_[id.value];
  SIM_CHECK(link.a == state.a && link.b == state.b, "a link keeps its ends");
  const Duration median = state.latency.median();
  const bool reroutes = link.up != state.up || link.latency.median() != median;
  link = state;
  if (!reroutes) return;
  if (link.a != link.b) {
    const auto edge = boost::edge(link.a.value, link.b.value, impl_->graph).first;
    impl_->graph[edge].weight_ns = median.count();
  }
  for (Routes& routes : routes_) routes.solved = false;
}

void Topology::solve(SiteId to) const { impl_->solve(to, routes_[to.value]); }

Duration Topology::base_latency(SiteId from, SiteId to) const {
  Duration sum{};
  for (const LinkId hop : route(from, to)) sum += links_[hop.value].latency.median();
  return sum;
}

std::vector<std::uint32_t> Topology::components() const {
  std::vector<std::uint32_t> component(impl_->sites.size());
  boost::connected_components(impl_->up_graph(), component.data());
  return component;
}

PlaceNames names_of(const TopologySpec& spec) {
  PlaceNames names;
  for (const SiteSpec& site : spec.sites) {
    names.sites.push_back(site.name);
    for (std::uint32_t i = 0; i < site.nodes; ++i)
      names.nodes.push_back(site.name + "-" + std::to_string(i));
    for (std::uint32_t i = 0; i < site.racks; ++i)
      names.racks.push_back(site.name + "/r" + std::to_string(i));
    const std::string& region = site.region.empty() ? site.name : site.region;
    if (std::find(names.regions.begin(), names.regions.end(), region) == names.regions.end())
      names.regions.push_back(region);
  }
  return names;
}

}  // namespace sim
