#include "models/kv/checkers/dependency_graph.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>

namespace kv::checkers {
namespace {

bool has(Dependencies kinds, Dependency kind) { return (kinds & static_cast<unsigned>(kind)) != 0; }

using Graph =
    boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                       boost::no_property, Node, std::size_t>;

Graph graph_of(std::span<const Edge> edges, std::size_t nodes) {
  std::vector<std::pair<Node, Node>> ends;
  ends.reserve(edges.size());
  for (const Edge& edge : edges) ends.emplace_back(edge.from, edge.to);
  return {boost::edges_are_sorted, ends.begin(), ends.end(), static_cast<Node>(nodes)};
}

/// Breadth first from one node, within a knot.
class ShortestPaths {
 public:
  ShortestPaths(const DependencyGraph& graph, std::span<const Node> knot, Dependencies kinds)
      : graph_(graph), knot_(knot), kinds_(kinds), came_by_(knot.size()) {}

  /// The edges of a shortest path, at most `longest` of them; nothing if there is none. From a node
  /// to itself: a cycle.
  std::optional<std::vector<Edge>> path(Node from, Node to, std::size_t longest) {
    std::fill(came_by_.begin(), came_by_.end(), nullptr);
    std::vector<Node> reached{from}, next;
    for (std::size_t length = 1; length <= longest && !reached.empty(); ++length) {
      next.clear();
      for (const Node node : reached) {
        for (const Edge& edge : graph_.from(node)) {
          if (!has(kinds_, edge.kind) || !is_new(edge)) continue;
          if (edge.to == to) return back_from(edge, from);
          next.push_back(edge.to);
        }
      }
      std::swap(reached, next);
    }
    return std::nullopt;
  }

 private:
  bool is_new(const Edge& edge) {
    const auto at = std::lower_bound(knot_.begin(), knot_.end(), edge.to);
    if (at == knot_.end() || *at != edge.to) return false;
    const Edge*& by = came_by_[static_cast<std::size_t>(at - knot_.begin())];
    if (by) return false;
    by = &edge;
    return true;
  }
  std::vector<Edge> back_from(const Edge& last, Node from) const {
    std::vector<Edge> path{last};
    while (path.back().from != from) {
      const auto at = std::lower_bound(knot_.begin(), knot_.end(), path.back().from);
      path.push_back(*came_by_[static_cast<std::size_t>(at - knot_.begin())]);
    }
    std::reverse(path.begin(), path.end());
    return path;
  }

  const DependencyGraph& graph_;
  const std::span<const Node> knot_;
  const Dependencies kinds_;
  std::vector<const Edge*> came_by_;  // by place in the knot
};

}  // namespace

DependencyGraph::DependencyGraph(std::size_t nodes, std::vector<Edge> edges)
    : edges_(std::move(edges)), starts_(nodes + 1) {
  std::erase_if(edges_, [](const Edge& edge) { return edge.from == edge.to; });
  const auto all = [](const Edge& edge) {
    return std::tie(edge.from, edge.to, edge.kind, edge.key);
  };
  std::sort(edges_.begin(), edges_.end(),
            [&](const Edge& a, const Edge& b) { return all(a) < all(b); });
  edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
  for (const Edge& edge : edges_) ++starts_[edge.from + 1];
  for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
}

std::vector<Node> DependencyGraph::order() const {
  std::vector<Node> backwards;
  backwards.reserve(nodes());
  const Graph graph = graph_of(edges_, nodes());
  boost::topological_sort(graph, std::back_inserter(backwards));
  return {backwards.rbegin(), backwards.rend()};
}

std::vector<std::vector<Node>> DependencyGraph::knots() const {
  const Graph graph = graph_of(edges_, nodes());
  std::vector<Node> component(nodes());
  const auto count = boost::strong_components(
      graph,
      boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, graph)));
  std::vector<std::vector<Node>> knots(count);
  for (Node node = 0; node < nodes(); ++node) knots[component[node]].push_back(node);
  std::erase_if(knots, [](const std::vector<Node>& knot) { return knot.size() < 2; });
  std::sort(knots.begin(), knots.end());
  return knots;
}

Cycle DependencyGraph::shortest_cycle(std::span<const Node> knot, Dependencies kinds) const {
  ShortestPaths paths(*this, knot, kinds);
  Cycle shortest;
  for (const Node node : knot.first(std::min(knot.size(), kStarts))) {
    const std::size_t longest = shortest.empty() ? knot.size() : shortest.size() - 1;
    if (auto cycle = paths.path(node, node, longest)) shortest = *std::move(cycle);
    if (shortest.size() == 2) break;
  }
  return shortest;
}

Cycle DependencyGraph::shortest_cycle_with_one(std::span<const Node> knot, Dependency once,
                                               Dependencies kinds) const {
  ShortestPaths paths(*this, knot, kinds);
  Cycle shortest;
  for (const Node node : knot.first(std::min(knot.size(), kStarts))) {
    for (const Edge& edge : from(node)) {
      if (edge.kind != once) continue;
      const std::size_t longest = shortest.empty() ? knot.size() : shortest.size() - 2;
      auto back = paths.path(edge.to, node, longest);
      if (!back) continue;
      shortest = {edge};
      shortest.insert(shortest.end(), back->begin(), back->end());
      if (shortest.size() == 2) return shortest;
    }
  }
  return shortest;
}

}  // namespace kv::checkers
