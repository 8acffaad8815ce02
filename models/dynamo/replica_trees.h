// The hash trees of one node, Dynamo 4.7: one for each range of keys that it holds replicas of.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "models/dynamo/merkle_tree.h"
#include "models/dynamo/placement.h"
#include "models/dynamo/policy.h"

namespace dynamo {

/// What all nodes' trees share: which ranges a node holds replicas of, and where keys lie in them.
class ReplicaRanges {
 public:
  /// The placement must outlive it.
  explicit ReplicaRanges(LazyPlacement& placement) : placement_(placement) {}

  /// Ascending; the first call looks at every preference list.
  std::span<const PartitionId> of(sim::NodeId);
  /// The first N nodes of the range's preference list.
  std::span<const sim::NodeId> holders(PartitionId id) { return placement_.get().top(id); }
  bool holds(sim::NodeId, PartitionId);
  bool holds(sim::NodeId, Position end);  ///< a range that ends there
  PartitionId range(kv::Key key) { return placement_.get().partition(key); }
  Position end(PartitionId id) { return placement_.get().ring().end(id); }
  std::uint32_t slice(kv::Key, PartitionId, std::uint32_t depth);

 private:
  void build();

  LazyPlacement& placement_;
  std::vector<PartitionId> by_member_;  // member after member, in the order of the ring's members
  std::vector<std::size_t> begin_;  // of each in that, and the end of the last; empty: not built
};

/// Where a key of a node hangs in its trees. Lives in the key's row: no table of its own, and no
/// allocation for a key.
struct TreeLink {
  static constexpr std::uint32_t kUnknown = ~0u, kNone = kUnknown - 1;
  std::uint64_t hash = 0;         // as the tree has it
  kv::Key next;                   // of the same leaf
  std::uint32_t tree = kUnknown;  // kNone: the node is not one of the key's replicas
  std::uint32_t leaf = 0;
};

/// Follows every change of the node's rows. Ranges are named by where they end, which does not
/// depend on how many there are. Copied only with the store that it lives in.
class ReplicaTrees {
 public:
  static constexpr kv::Key kNoKey{~std::uint64_t{0}};
  struct Tree {
    MerkleTree hashes;
    std::vector<kv::Key> first;  // by leaf; the keys of a leaf are a list through their links
  };

  /// The ranges and the policy must outlive it.
  ReplicaTrees(ReplicaRanges&, const Policy&, sim::NodeId self, std::uint32_t depth);

  /// The row of the key holds `now`.
  void follow(kv::Key key, TreeLink& link, const Siblings& now) {
    if (policy_->tree_follows(key)) put(key, link, now);
  }
  /// The ring has changed: clear, and put every row anew.
  void go_by(ReplicaRanges& ranges) { ranges_ = &ranges; }
  bool goes_by(const ReplicaRanges& ranges) const { return ranges_ == &ranges; }
  void put(kv::Key, TreeLink&, const Siblings& now);
  void clear() {
    trees_.clear();
    by_end_.clear();
  }
  /// As empty as a new one.
  ReplicaTrees like() const { return ReplicaTrees(*ranges_, *policy_, self_, depth_); }

  Tree* find(Position end);  ///< null: nothing was ever stored in this range
  /// Shows the ends of the ranges in which something was ever stored, ascending.
  template <class Visit>
  void each_end(Visit&& visit) const {
    for (const auto& [end, tree] : by_end_) visit(end);
  }
  std::uint64_t hash(Position end, MerkleTree::NodeIndex node) {
    Tree* tree = find(end);
    return tree ? tree->hashes.hash(node) : 0;
  }
  std::uint32_t depth() const { return depth_; }
  const Policy& policy() const { return *policy_; }

 private:
  void hang(kv::Key, TreeLink&);

  ReplicaRanges* ranges_;
  const Policy* policy_;
  sim::NodeId self_;
  std::uint32_t depth_;
  std::vector<Tree> trees_;
  std::map<Position, std::uint32_t> by_end_;
};

}  // namespace dynamo
