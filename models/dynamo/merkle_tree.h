// A hash tree over one range of keys, Dynamo 4.7: two replicas whose roots are equal hold the same.
#pragma once

#include <cstdint>
#include <vector>

#include "models/dynamo/siblings.h"
#include "models/kv/types.h"

namespace dynamo {

/// A complete binary tree. A leaf covers a slice of the range and sums, modulo 2^64, the hashes of
/// every version in it, so that order does not matter and a change costs two additions; the hash of
/// a parent is made of its children's. Changing a leaf marks the path above it; what is marked is
/// computed when somebody asks for it. An empty range hashes to zero everywhere, and its tree takes
/// no memory; any other takes 16 bytes a leaf. That unequal contents hash alike has a chance of
/// 2^-64: they are taken for equal.
class MerkleTree {
 public:
  /// The root is node 1, the children of node i are 2i and 2i + 1, leaf l is node leaves() + l.
  using NodeIndex = std::uint32_t;
  static constexpr NodeIndex kRoot = 1;
  /// A million leaves: our choice, as many segments as a partition has in Riak's active
  /// anti-entropy, https://github.com/basho/riak_core/blob/develop/src/hashtree.erl
  static constexpr std::uint32_t kDepthMax = 20;

  explicit MerkleTree(std::uint32_t depth) : depth_(depth) {}

  std::uint32_t leaves() const { return std::uint32_t{1} << depth_; }
  bool is_leaf(NodeIndex node) const { return node >= leaves(); }
  bool has(NodeIndex node) const { return node >= kRoot && node < 2 * leaves(); }

  /// What hashed to `before` in this leaf hashes to `after`; nothing hashes to zero.
  void change(std::uint32_t leaf, std::uint64_t before, std::uint64_t after);
  std::uint64_t hash(NodeIndex);
  std::uint64_t root() { return hash(kRoot); }

 private:
  std::uint32_t depth_;
  std::vector<std::uint64_t> hashes_;  // by NodeIndex; empty: all are zero
  std::vector<bool> stale_;            // by NodeIndex, of parents; above a stale one all are
};

/// A part of the ring, (start, end], in the high words of positions. Equal ends: the whole ring.
struct RingPart {
  std::uint64_t start = 0, end = 0;
};

/// Which of 2^depth equal slices of the part holds the position; requires that the part does.
std::uint32_t slice_of(RingPart, std::uint64_t position, std::uint32_t depth);

/// A version of a key by its value and its clock's counters: two replicas that store the same
/// version agree. All versions of a key hash to the sum of theirs.
std::uint64_t hash_of(kv::Key, const Version&);
std::uint64_t hash_of(kv::Key, const Siblings&);

}  // namespace dynamo
