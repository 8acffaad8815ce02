// What must come before what, and the shortest cycles in it: a cycle proves that no order exists.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/kv/types.h"

namespace kv::checkers {

using Node = std::uint32_t;

enum class Dependency : std::uint8_t {
  kProgram = 1,  // of one client, one after the other
  kWrite = 2,    // ww: the later wrote the version after that of the earlier
  kRead = 4,     // wr: the later read what the earlier wrote
  kAnti = 8,     // rw: the later replaced what the earlier read
};
using Dependencies = std::uint8_t;  // a set of them
constexpr Dependencies operator|(Dependency a, Dependency b) {
  return static_cast<Dependencies>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr Dependencies operator|(Dependencies a, Dependency b) {
  return static_cast<Dependencies>(a | static_cast<unsigned>(b));
}

struct Edge {
  Node from = 0, to = 0;
  Dependency kind{};
  Key key{};
  friend bool operator==(const Edge&, const Edge&) = default;
};
using Cycle = std::vector<Edge>;  // each leads where the next one begins, the last to the first

class DependencyGraph {
 public:
  /// Edges from a node to itself are left out, and so is one that is there already.
  DependencyGraph(std::size_t nodes, std::vector<Edge> edges);

  std::size_t nodes() const { return starts_.size() - 1; }
  std::span<const Edge> from(Node node) const {
    return std::span(edges_).subspan(starts_[node], starts_[node + 1] - starts_[node]);
  }

  /// Nodes of each strongly connected component of more than one node, ascending, components by
  /// their first node. O(nodes + edges): Tarjan's, by Boost.Graph.
  std::vector<std::vector<Node>> knots() const;

  /// Every node after those with an edge to it. Requires that there is no knot. O(nodes + edges).
  std::vector<Node> order() const;

  /// A shortest cycle among these nodes, of edges of these kinds; empty: there is none. O(nodes *
  /// edges) of the knot; looks from `kStarts` nodes only, the first.
  Cycle shortest_cycle(std::span<const Node> knot, Dependencies kinds) const;
  /// The same, with exactly one edge of `once`, which comes first, and otherwise `kinds`.
  Cycle shortest_cycle_with_one(std::span<const Node> knot, Dependency once,
                                Dependencies kinds) const;
  static constexpr std::size_t kStarts = 1'000;  // our choice: seconds for a knot of 10^5

 private:
  std::vector<Edge> edges_;  // by `from`
  std::vector<std::size_t> starts_;
};

}  // namespace kv::checkers
