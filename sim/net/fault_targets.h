// From the names in a fault to the hosts and links it hits. For the fault injector.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/net/faults.h"

namespace sim {

inline constexpr std::size_t kMaxGroups = 64;  // of a partition: bits of a host's set

using HoldersOf = std::function<std::vector<NodeId>(std::uint64_t key)>;

/// The hosts of a target, in order. Requires names that exist.
std::vector<NodeId> resolve(const Target&, Network&, Rng&, const HoldersOf&);

/// Per host the set of groups it is in, as Network::partition takes it.
std::vector<std::uint64_t> resolve(const Partition&, Network&);

/// By site the groups that its clients are in; none where they are not all in the same.
std::vector<std::uint64_t> groups_of_clients(const std::vector<std::uint64_t>& groups, Network&);

/// Clients in the site or region that is out form group 0, all other hosts group 1. Empty where
/// there are no such clients.
std::vector<std::uint64_t> cut_off_clients(const Target&, Network&);

/// The links a fault changes; pairs of sites without a link of their own are passed over.
std::vector<LinkId> resolve(const LinkFault&, const Topology&);

/// What faults.csv says was hit.
std::string target_text(const std::vector<NodeId>& hosts, const Network&);
std::string target_text(const Partition&);
std::string target_text(const LinkFault&);
std::string joined(const std::vector<std::string>& names);  ///< "1b 1c"; "none"

}  // namespace sim
