#include "models/dynamo/placement.h"

#include <algorithm>

#include "sim/kernel/check.h"

namespace dynamo {
namespace {

using sim::NodeId;

/// Every node once, in the order in which its first token is met clockwise.
std::vector<NodeId> distinct_nodes(const Ring& ring, PartitionId partition, std::size_t nodes) {
  const std::span<const Token> tokens = ring.tokens();
  const std::size_t first = ring.owner(partition);
  std::vector<bool> met(nodes);
  std::vector<NodeId> walk;
  for (std::size_t i = 0; i < tokens.size() && walk.size() < nodes; ++i) {
    const NodeId node = tokens[(first + i) % tokens.size()].node;
    if (!met[node.value]) walk.push_back(node);
    met[node.value] = true;
  }
  return walk;
}

/// Moves to `chosen` the first nodes of `walk` whose `group` none of the chosen is in.
template <class Group>
void choose_new(std::vector<NodeId>& walk, std::vector<NodeId>& chosen, std::size_t n,
                Group group) {
  for (auto node = walk.begin(); node != walk.end() && chosen.size() < n;) {
    const bool is_new = std::none_of(chosen.begin(), chosen.end(),
                                     [&](NodeId other) { return group(other) == group(*node); });
    if (is_new) chosen.push_back(*node);
    node = is_new ? walk.erase(node) : node + 1;
  }
}

}  // namespace

std::vector<NodeId> preference_list(const Ring& ring, PartitionId partition,
                                    std::span<const sim::Placement> places, Spread spread,
                                    std::uint32_t n, std::uint32_t length) {
  std::vector<NodeId> walk = distinct_nodes(ring, partition, places.size());
  std::vector<NodeId> list;
  const auto site = [&](NodeId node) { return places[node.value].site; };
  const auto rack = [&](NodeId node) { return places[node.value].rack; };
  if (spread == Spread::kSites) choose_new(walk, list, n, site);
  if (spread != Spread::kNodes) choose_new(walk, list, n, rack);
  list.insert(list.end(), walk.begin(), walk.end());
  SIM_CHECK(list.size() >= length, "a preference list needs as many nodes with tokens");
  list.resize(length);
  return list;
}

Placement::Placement(Ring ring, Lists lists) : ring_(std::move(ring)), lists_(std::move(lists)) {
  SIM_CHECK(lists_.nodes.size() == std::size_t{ring_.partitions()} * lists_.length,
            "every partition has a preference list");
}

Placement::Lists Placement::make_lists(const Ring& ring, std::span<const sim::Placement> places,
                                       Spread spread, std::uint32_t n, std::uint32_t length) {
  Lists lists{.n = n, .length = length, .nodes = {}};
  for (std::uint32_t i = 0; i < ring.partitions(); ++i) {
    const auto list = dynamo::preference_list(ring, {i}, places, spread, n, lists.length);
    lists.nodes.insert(lists.nodes.end(), list.begin(), list.end());
  }
  return lists;
}

PartitionId Placement::partition(kv::Key key) {
  if (key.value >= partition_of_key_.size()) {
    const std::size_t grown = std::max<std::size_t>(1024, partition_of_key_.size() * 2);
    partition_of_key_.resize(std::max<std::size_t>(grown, key.value + 1), kUnknown);
  }
  std::uint32_t& partition = partition_of_key_[key.value];
  if (partition == kUnknown) partition = ring_.partition(hash_.of(key)).value;
  return {partition};
}

}  // namespace dynamo
