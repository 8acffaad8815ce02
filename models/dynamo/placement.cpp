#include "models/dynamo/placement.h"

#include <algorithm>
#include <utility>

#include "sim/kernel/check.h"

namespace dynamo {
namespace {

using sim::NodeId;

/// How many different nodes, racks and sites there are among some nodes.
struct Variety {
  std::size_t nodes = 0, racks = 0, sites = 0;
};

/// Counts the variety of the nodes it is shown. What it has seen is forgotten at no cost, so that
/// one serves all partitions.
class Census {
 public:
  explicit Census(std::span<const sim::Placement> places)
      : places_(places), node_seen_(places.size()) {
    for (const sim::Placement& place : places) {
      site_seen_.resize(std::max<std::size_t>(site_seen_.size(), place.site.value + 1));
      rack_seen_.resize(std::max<std::size_t>(rack_seen_.size(), place.rack.value + 1));
    }
  }

  void forget() {
    ++round_;
    seen_ = {};
  }
  /// Whether the node is new.
  bool see(NodeId node) {
    if (!mark(node_seen_, node.value)) return false;
    seen_.nodes += 1;
    seen_.racks += mark(rack_seen_, places_[node.value].rack.value);
    seen_.sites += mark(site_seen_, places_[node.value].site.value);
    return true;
  }
  const Variety& seen() const { return seen_; }

 private:
  bool mark(std::vector<std::uint32_t>& rounds, std::uint32_t i) const {
    return std::exchange(rounds[i], round_) != round_;
  }

  std::span<const sim::Placement> places_;
  std::uint32_t round_ = 1;  // of the marks that count
  std::vector<std::uint32_t> node_seen_, rack_seen_, site_seen_;
  Variety seen_;
};

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

/// Builds preference lists of one ring, all of one kind.
class ListBuilder {
 public:
  ListBuilder(const Ring& ring, std::span<const sim::Placement> places, Spread spread,
              std::uint32_t n)
      : ring_(ring), places_(places), spread_(spread), n_(n), census_(places) {
    for (const Token& token : ring.tokens()) census_.see(token.node);
    on_ring_ = census_.seen();
  }

  std::size_t nodes() const { return on_ring_.nodes; }

  std::vector<NodeId> list(PartitionId partition, std::size_t length) {
    SIM_CHECK(length <= on_ring_.nodes, "a preference list needs as many nodes with tokens");
    std::vector<NodeId> walk = walk_from(ring_.owner(partition), length);
    std::vector<NodeId> list;
    const auto site = [&](NodeId node) { return places_[node.value].site; };
    const auto rack = [&](NodeId node) { return places_[node.value].rack; };
    if (spread_ == Spread::kSites) choose_new(walk, list, n_, site);
    if (spread_ != Spread::kNodes) choose_new(walk, list, n_, rack);
    list.insert(list.end(), walk.begin(), walk.end());
    list.resize(length);
    return list;
  }

 private:
  /// Distinct nodes clockwise, as far as a list of that length can depend on them.
  std::vector<NodeId> walk_from(std::size_t token, std::size_t length) {
    const Variety wanted = wanted_for(length);
    const auto tokens = ring_.tokens();
    std::vector<NodeId> walk;
    census_.forget();
    while (census_.seen().nodes < wanted.nodes || census_.seen().racks < wanted.racks ||
           census_.seen().sites < wanted.sites) {
      const NodeId node = tokens[token].node;
      if (census_.see(node)) walk.push_back(node);
      token = token + 1 == tokens.size() ? 0 : token + 1;
    }
    return walk;
  }

  /// A walk that has met so much leaves nothing to wish for: with n racks among the nodes met, or
  /// all there are, n nodes are chosen or no further rack is new; and so with sites.
  Variety wanted_for(std::size_t length) const {
    Variety wanted{.nodes = length};
    if (spread_ == Spread::kSites) wanted.sites = std::min<std::size_t>(n_, on_ring_.sites);
    if (spread_ != Spread::kNodes) wanted.racks = std::min<std::size_t>(n_, on_ring_.racks);
    return wanted;
  }

  const Ring& ring_;
  std::span<const sim::Placement> places_;
  Spread spread_;
  std::uint32_t n_;
  Census census_;
  Variety on_ring_;
};

Placement::Lists all_lists(ListBuilder& builder, std::uint32_t partitions, std::uint32_t n,
                           std::uint32_t length) {
  Placement::Lists lists{.n = n, .length = length, .nodes = {}};
  lists.nodes.reserve(std::size_t{partitions} * length);
  for (std::uint32_t i = 0; i < partitions; ++i) {
    const std::vector<NodeId> list = builder.list({i}, length);
    lists.nodes.insert(lists.nodes.end(), list.begin(), list.end());
  }
  return lists;
}

}  // namespace

std::vector<NodeId> preference_list(const Ring& ring, PartitionId partition,
                                    std::span<const sim::Placement> places, Spread spread,
                                    std::uint32_t n, std::uint32_t length) {
  return ListBuilder(ring, places, spread, n).list(partition, length);
}

Position KeyPositions::of(kv::Key key) {
  if (key.value >= positions_.size()) {
    const std::size_t grown = std::max<std::size_t>(1024, positions_.size() * 2);
    positions_.resize(std::max<std::size_t>(grown, key.value + 1));
  }
  Position& position = positions_[key.value];
  if (position == Position{}) position = hash_.of(key);
  return position;
}

Placement::Placement(Ring ring, Lists lists, std::shared_ptr<KeyPositions> positions)
    : ring_(std::move(ring)), lists_(std::move(lists)), positions_(std::move(positions)) {
  SIM_CHECK(lists_.nodes.size() == std::size_t{ring_.partitions()} * lists_.length,
            "every partition has a preference list");
}

Placement::Lists Placement::make_lists(const Ring& ring, std::span<const sim::Placement> places,
                                       Spread spread, std::uint32_t n, std::uint32_t length) {
  ListBuilder builder(ring, places, spread, n);
  return all_lists(builder, ring.partitions(), n, length);
}

Placement::Lists Placement::make_lists(const Ring& ring, std::span<const sim::Placement> places,
                                       Spread spread, std::uint32_t n) {
  ListBuilder builder(ring, places, spread, n);
  const auto length = static_cast<std::uint32_t>(std::min<std::size_t>(builder.nodes(), 2 * n));
  return all_lists(builder, ring.partitions(), n, length);
}

PartitionId Placement::partition(kv::Key key) {
  if (key.value >= partition_of_key_.size()) {
    const std::size_t grown = std::max<std::size_t>(1024, partition_of_key_.size() * 2);
    partition_of_key_.resize(std::max<std::size_t>(grown, key.value + 1), kUnknown);
  }
  std::uint32_t& partition = partition_of_key_[key.value];
  if (partition == kUnknown) partition = ring_.partition(positions_->of(key)).value;
  return {partition};
}

}  // namespace dynamo
