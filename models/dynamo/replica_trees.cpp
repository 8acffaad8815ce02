#include "models/dynamo/replica_trees.h"

#include <algorithm>

namespace dynamo {

void ReplicaRanges::build(Placement& placement, std::size_t nodes) {
  placement_ = &placement;
  by_node_.assign(nodes, {});
  for (std::uint32_t i = 0; i < placement.ring().partitions(); ++i) {
    for (const sim::NodeId node : holders({i})) {
      std::vector<PartitionId>& ranges = by_node_[node.value];
      if (ranges.empty() || ranges.back() != PartitionId{i}) ranges.push_back({i});
    }
  }
}

bool ReplicaRanges::holds(sim::NodeId node, PartitionId id) const {
  const auto top = holders(id);
  return std::find(top.begin(), top.end(), node) != top.end();
}

bool ReplicaRanges::holds(sim::NodeId node, Position end) const {
  const PartitionId id = placement_->ring().partition(end);
  return placement_->ring().end(id) == end && holds(node, id);
}

std::uint32_t ReplicaRanges::slice(kv::Key key, PartitionId id, std::uint32_t depth) {
  if (key.value >= positions_.size()) {
    const std::size_t grown = std::max<std::size_t>(1024, positions_.size() * 2);
    positions_.resize(std::max<std::size_t>(grown, key.value + 1));
  }
  std::uint64_t& position = positions_[key.value];
  if (position == 0) position = hash_.of(key).high;
  const Ring& ring = placement_->ring();
  const PartitionId before{id.value == 0 ? ring.partitions() - 1 : id.value - 1};
  return slice_of({ring.end(before).high, ring.end(id).high}, position, depth);
}

ReplicaTrees::ReplicaTrees(ReplicaRanges& ranges, const Policy& policy, sim::NodeId self,
                           std::uint32_t depth)
    : ranges_(&ranges), policy_(&policy), self_(self), depth_(depth) {}

void ReplicaTrees::put(kv::Key key, TreeLink& link, const Siblings& now) {
  if (link.tree == TreeLink::kUnknown) hang(key, link);
  if (link.tree == TreeLink::kNone) return;
  const std::uint64_t hash = hash_of(key, now);
  trees_[link.tree].hashes.change(link.leaf, link.hash, hash);
  link.hash = hash;
}

void ReplicaTrees::hang(kv::Key key, TreeLink& link) {
  const PartitionId range = ranges_->range(key);
  if (!ranges_->holds(self_, range)) {
    link.tree = TreeLink::kNone;
    return;
  }
  const auto [known, is_new] =
      by_end_.try_emplace(ranges_->end(range), static_cast<std::uint32_t>(trees_.size()));
  if (is_new) {
    Tree tree{MerkleTree(depth_), {}};
    tree.first.assign(tree.hashes.leaves(), kNoKey);
    trees_.push_back(std::move(tree));
  }
  link.tree = known->second;
  link.leaf = ranges_->slice(key, range, depth_);
  link.next = std::exchange(trees_[link.tree].first[link.leaf], key);
}

ReplicaTrees::Tree* ReplicaTrees::find(Position end) {
  const auto known = by_end_.find(end);
  return known == by_end_.end() ? nullptr : &trees_[known->second];
}

}  // namespace dynamo
