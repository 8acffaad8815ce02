#include "sim/net/fault_targets.h"

#include <algorithm>

#include "sim/kernel/check.h"

namespace sim {
namespace {

constexpr std::string_view kEverySite = "*";

template <class Wanted>
std::vector<NodeId> storage_where(const Network& network, Wanted wanted) {
  std::vector<NodeId> found;
  for (NodeId id{0}; id.value < network.storage_count(); ++id.value)
    if (wanted(network.place(id), id)) found.push_back(id);
  return found;
}

NodeId storage_named(const Network& network, const std::string& name) {
  for (NodeId id{0}; id.value < network.storage_count(); ++id.value)
    if (network.place(id).name == name) return id;
  SIM_CHECK(false, "a fault names " + name + ", which is no storage node");
}

/// Finds the hosts that each form of a target means.
struct Resolver {
  Network& network;
  Rng& rng;
  const HoldersOf& holders_of;

  std::vector<NodeId> operator()(const Target::Named& named) const {
    std::vector<NodeId> found;
    for (const std::string& name : named.names) found.push_back(storage_named(network, name));
    return found;
  }
  /// Each set of that many nodes is equally likely.
  std::vector<NodeId> operator()(const Target::Any& any) const {
    auto nodes =
        storage_where(network, [&](const Placement&, NodeId id) { return network.up(id); });
    const std::size_t count = std::min<std::size_t>(any.count, nodes.size());
    for (std::size_t i = 0; i < count; ++i)
      std::swap(nodes[i], nodes[i + rng.below(nodes.size() - i)]);
    nodes.resize(count);
    return nodes;
  }
  std::vector<NodeId> operator()(const Target::InSite& in) const {
    const auto site = network.topology().site(in.site);
    SIM_CHECK(site.has_value(), "a fault names the unknown site " + in.site);
    return storage_where(network, [&](const Placement& at, NodeId) { return at.site == *site; });
  }
  std::vector<NodeId> operator()(const Target::InRack& in) const {
    return storage_where(network, [&](const Placement& at, NodeId) {
      return network.topology().racks()[at.rack.value] == in.rack;
    });
  }
  std::vector<NodeId> operator()(const Target::InRegion& in) const {
    return storage_where(network, [&](const Placement& at, NodeId) {
      return network.topology().regions()[at.region.value] == in.region;
    });
  }
  std::vector<NodeId> operator()(const Target::HolderOf& holder) const {
    SIM_CHECK(holders_of != nullptr, "the model does not say who holds a key");
    auto holders = holders_of(holder.key);
    if (holders.size() > 1) holders.resize(1);
    return holders;
  }
};

bool is_client(NodeId id, const Network& network) { return id.value >= network.storage_count(); }

/// Whether `name` is the host's own or that of its site, region or, for storage nodes, rack.
bool belongs(NodeId id, const std::string& name, Network& network) {
  const Placement& place = network.place(id);
  const Topology& topology = network.topology();
  return place.name == name || topology.sites()[place.site.value].name == name ||
         topology.regions()[place.region.value] == name ||
         (!is_client(id, network) && topology.racks()[place.rack.value] == name);
}

}  // namespace

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
  return text.empty() ? "none" : text;
}

std::vector<NodeId> resolve(const Target& target, Network& network, Rng& rng,
                            const HoldersOf& holders_of) {
  auto hosts = std::visit(Resolver{network, rng, holders_of}, target.of);
  std::sort(hosts.begin(), hosts.end());
  hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
  return hosts;
}

std::vector<std::uint64_t> resolve(const Partition& partition, Network& network) {
  SIM_CHECK(partition.groups.size() <= kMaxGroups, "a partition has at most 64 groups");
  std::vector<std::uint64_t> groups(network.host_count());
  for (std::size_t group = 0; group < partition.groups.size(); ++group)
    for (const std::string& name : partition.groups[group]) {
      bool known = false;
      for (NodeId id{0}; id.value < groups.size(); ++id.value) {
        if (!belongs(id, name, network)) continue;
        groups[id.value] |= std::uint64_t{1} << group;
        known = true;
      }
      const auto sites = network.topology().sites();  // one without hosts may be named, too
      known = known || std::any_of(sites.begin(), sites.end(), [&](const SiteSpec& site) {
                return site.name == name || site.region == name;
              });
      SIM_CHECK(known, "a partition names the unknown place " + name);
    }
  return groups;
}

std::vector<std::uint64_t> groups_of_clients(const std::vector<std::uint64_t>& groups,
                                             Network& network) {
  constexpr std::uint64_t kUnseen = ~std::uint64_t{0};
  std::vector<std::uint64_t> of_sites(network.topology().sites().size(), kUnseen);
  for (std::size_t i = network.storage_count(); i < groups.size(); ++i) {
    const NodeId client{static_cast<std::uint32_t>(i)};
    std::uint64_t& of_site = of_sites[network.place(client).site.value];
    of_site = of_site == kUnseen || of_site == groups[i] ? groups[i] : 0;
  }
  std::replace(of_sites.begin(), of_sites.end(), kUnseen, std::uint64_t{0});
  return of_sites;
}

std::vector<std::uint64_t> cut_off_clients(const Target& target, Network& network) {
  const auto* site = std::get_if<Target::InSite>(&target.of);
  const auto* region = std::get_if<Target::InRegion>(&target.of);
  if (!site && !region) return {};
  const std::string& name = site ? site->site : region->region;
  const Topology& topology = network.topology();
  std::vector<std::uint64_t> groups(network.host_count(), 2);
  bool any = false;
  for (NodeId id{static_cast<std::uint32_t>(network.storage_count())}; id.value < groups.size();
       ++id.value) {
    const Placement& place = network.place(id);
    const std::string& home =
        site ? topology.sites()[place.site.value].name : topology.regions()[place.region.value];
    if (home != name) continue;
    groups[id.value] = 1;
    any = true;
  }
  return any ? groups : std::vector<std::uint64_t>{};
}

std::vector<LinkId> resolve(const LinkFault& fault, const Topology& topology) {
  const bool within = fault.within || (fault.from == fault.to && fault.from != kEverySite);
  const auto sites = topology.sites();
  const auto matches = [&](SiteId a, SiteId b) {
    return (fault.from == kEverySite || fault.from == sites[a.value].name) &&
           (fault.to == kEverySite || fault.to == sites[b.value].name);
  };
  std::vector<LinkId> found;
  const auto links = topology.links();
  for (LinkId id{0}; id.value < links.size(); ++id.value) {
    const Link& link = links[id.value];
    if (within == (link.a == link.b) && (matches(link.a, link.b) || matches(link.b, link.a)))
      found.push_back(id);
  }
  return found;
}

std::string target_text(const std::vector<NodeId>& hosts, const Network& network) {
  std::vector<std::string> names;
  for (const NodeId id : hosts) names.push_back(network.place(id).name);
  return joined(names);
}

std::string target_text(const Partition& partition) {
  std::string text;
  for (const auto& group : partition.groups)
    text += (text.empty() ? "" : partition.one_way ? " > " : " | ") + joined(group);
  return text;
}

std::string target_text(const LinkFault& fault) {
  return fault.from + " - " + (fault.within && fault.from == kEverySite ? "itself" : fault.to);
}

}  // namespace sim
