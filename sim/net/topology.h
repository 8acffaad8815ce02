// Sites and the links between them. Boost.Graph solves the routes; reading one is a table look-up.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/kernel/distribution.h"
#include "sim/kernel/ids.h"
#include "sim/kernel/time.h"

namespace sim {

/// A place: its nodes share a fate in an outage. Racks split its nodes round-robin.
struct SiteSpec {
  std::string name, region{};  // region: empty means the site is its own region
  std::uint32_t nodes = 0;     // storage nodes, named "<site>-0", "<site>-1", ...
  std::uint32_t racks = 1;     // named "<site>/r0", "<site>/r1", ...
};

/// A link between two sites or, where both ends are one site, inside it. Later entries win over
/// earlier ones for the same pair; "*" stands for every site: between "*" and "*" means every pair
/// of different sites, and inside every site is "*", "*" with `within`.
struct LinkSpec {
  std::string from, to;
  bool within = false;                 // inside a site; implied where from and to are one name
  DistributionSpec latency{};          // one way
  std::uint64_t bytes_per_second = 0;  // 0: unlimited
  Ratio loss{}, duplicate{}, reorder{};
  Duration reorder_by{};  // what a reordered message waits longer; 0: the median latency
};

struct TopologySpec {
  std::vector<SiteSpec> sites;
  std::vector<LinkSpec> links;
  bool direct = false;  // a full matrix: a message takes the pair's own link, never a detour
};

/// Every name a scenario may use for a place, in the order of the sites; for decoders to check.
struct PlaceNames {
  std::vector<std::string> sites, nodes, racks, regions;
};
PlaceNames names_of(const TopologySpec&);

/// A file that was read, or why it could not be. The sites have no nodes yet.
struct ImportedTopology {
  TopologySpec spec;
  std::string error;  // empty: it could be read
  int line = 0;       // of the error; 0: unknown
};
/// A site per vertex, named by its label (or id), made unique; a link per edge, its latency from
/// the coordinates of its ends. Parallel edges become one link; loops are left out. Vertices
/// without coordinates are an error where an edge needs them.
ImportedTopology read_graphml(std::string_view text);
/// Rows of src_region, dst_region, rtt_mean_ms, by the names in the heading; other columns are left
/// alone. One way takes half the mean of the round trips measured from either end.
ImportedTopology read_latency_matrix(std::string_view csv);

using LinkId = Id<struct LinkTag>;

/// What a link is: as specified, and what faults have made of it.
struct Link {
  SiteId a, b;
  Distribution latency;
  std::uint64_t bytes_per_second = 0;
  Ratio loss, duplicate, reorder;
  Duration reorder_by{};
  Ratio latency_factor{1, 1};  // applied to draws; routes do not look at it
  bool up = true;

  /// It delays and does nothing else: most links, most of the time.
  bool only_delays() const {
    return bytes_per_second == 0 && loss.numerator == 0 && duplicate.numerator == 0 &&
           reorder.numerator == 0 && latency_factor.numerator == latency_factor.denominator;
  }
};

/// Sites and racks are numbered in the order of the spec, links inside sites first. Reading a route
/// is a look-up once its last site has been solved: on the first question after a link's state
/// changed.
class Topology {
 public:
  explicit Topology(const TopologySpec&);  ///< requires names that exist; unknown ones fail a check
  ~Topology();
  Topology(const Topology&) = delete;
  Topology& operator=(const Topology&) = delete;

  std::span<const SiteSpec> sites() const;
  std::optional<SiteId> site(std::string_view name) const;
  std::span<const std::string> regions() const;
  RegionId region_of(SiteId) const;
  std::span<const std::string> racks() const;       ///< names, by RackId
  RackId rack(SiteId, std::uint32_t number) const;  ///< requires number < the site's racks

  std::span<const Link> links() const { return links_; }
  LinkId within(SiteId) const;                          ///< the link inside a site
  std::optional<LinkId> between(SiteId, SiteId) const;  ///< the direct link, if there is one
  void set(LinkId, const Link& state);  ///< ends stay; routes are solved again if needed

  /// Links of the quickest route (least sum of medians over links that are up), in order from
  /// `from`; empty: they cannot talk. A route inside a site is that site's own link. Of routes that
  /// are equally quick it is always the same one, and what is left of a route at any site along it
  /// is the route from there. Valid until the next `set`.
  std::span<const LinkId> route(SiteId from, SiteId to) const {
    const Routes& routes = routes_[to.value];
    if (!routes.solved) [[unlikely]]
      solve(to);
    const std::uint32_t first = routes.first[from.value];
    return {routes.hops.data() + first, routes.first[from.value + 1] - first};
  }
  Duration base_latency(SiteId from, SiteId to) const;  ///< sum of medians along the route
  std::vector<std::uint32_t> components()
      const;  ///< per site, over links between sites that are up

 private:
  /// The routes to one site: those from site s are hops[first[s]] .. hops[first[s + 1]].
  struct Routes {
    bool solved = false;
    std::vector<std::uint32_t> first;
    std::vector<LinkId> hops;
  };
  void solve(SiteId to) const;

  struct Impl;  // Boost.Graph stays in topology.cpp
  std::unique_ptr<Impl> impl_;
  std::span<Link> links_;               // those inside sites first, in the order of the sites
  mutable std::vector<Routes> routes_;  // by destination; solved when asked for
};

}  // namespace sim
