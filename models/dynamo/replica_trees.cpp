#include "models/dynamo/replica_trees.h"

#include <algorithm>

namespace dynamo {

std::span<const PartitionId> ReplicaRanges::of(sim::NodeId node) {
  if (begin_.empty()) build();
  const auto members = placement_.get().ring().members();
  const auto member = std::lower_bound(members.begin(), members.end(), Member{node, 0});
  if (member == members.end() || member->node != node) return {};
  const auto i = static_cast<std::size_t>(member - members.begin());
  return std::span(by_member_).subspan(begin_[i], begin_[i + 1] - begin_[i]);
}

void ReplicaRanges::build() {
  const Ring& ring = placement_.get().ring();
  std::vector<std::pair<sim::NodeId, PartitionId>> held;
  for (std::uint32_t i = 0; i < ring.partitions(); ++i) {
    for (const sim::NodeId node : holders({i})) held.emplace_back(node, PartitionId{i});
  }
  std::sort(held.begin(), held.end());
  held.erase(std::unique(held.begin(), held.end()), held.end());
  auto next = held.begin();
  for (const Member& member : ring.members()) {
    begin_.push_back(by_member_.size());
    for (; next != held.end() && next->first == member.node; ++next) {
      by_member_.push_back(next->second);
    }
  }
  begin_.push_back(by_member_.size());
}

bool ReplicaRanges::holds(sim::NodeId node, PartitionId id) {
  const auto top = holders(id);
  return std::find(top.begin(), top.end(), node) != top.end();
}

bool ReplicaRanges::holds(sim::NodeId node, Position end) {
  const Ring& ring = placement_.get().ring();
  const PartitionId id = ring.partition(end);
  return ring.end(id) == end && holds(node, id);
}

std::uint32_t ReplicaRanges::slice(kv::Key key, PartitionId id, std::uint32_t depth) {
  const Ring& ring = placement_.get().ring();
  const PartitionId before{id.value == 0 ? ring.partitions() - 1 : id.value - 1};
  return slice_of({ring.end(before).high, ring.end(id).high}, placement_.get().position(key).high,
                  depth);
}

ReplicaTrees::ReplicaTrees(ReplicaRanges& ranges, const Policy& policy, sim::NodeId self,
                           std::uint32_t depth)
    : ranges_(&ranges), policy_(&policy), self_(self), depth_(depth) {}

void ReplicaTrees::put(kv::Key key, TreeLink& link, const Siblings& now) {
  if (link.tree == TreeLink::kUnknown) hang(key, link);
  if (link.tree == TreeLink::kNone) return;
  const std::uint64_t hash = policy_->tree_hash(key, now);
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
