#include "models/kv/checkers/serializability.h"

#include <algorithm>
#include <array>
#include <utility>

#include "models/kv/checkers/versions.h"

namespace kv::checkers {
namespace {

using enum Dependency;

/// The worst that a knot holds: G2 if nothing else.
Anomaly worst(const DependencyGraph& graph, std::span<const Node> knot) {
  Anomaly found;
  const auto is = [&](std::string_view name, Cycle cycle) {
    found.name = name;
    found.cycle = std::move(cycle);
    return !found.cycle.empty();
  };
  if (!is("G0", graph.shortest_cycle(knot, Dependencies(kWrite))) &&
      !is("G1c", graph.shortest_cycle(knot, kWrite | kRead)) &&
      !is("G-single", graph.shortest_cycle_with_one(knot, kAnti, kWrite | kRead)))
    is("G2", graph.shortest_cycle(knot, kWrite | kRead | kAnti));
  for (const Edge& edge : found.cycle) found.transactions.push_back(edge.from);
  return found;
}

Serializability judge(std::span<const Transaction> transactions, Versions& versions,
                      std::vector<Edge> edges) {
  Serializability verdict;
  verdict.judged = transactions.size();
  verdict.anomalies = versions.take_anomalies();
  const DependencyGraph graph(transactions.size(), std::move(edges));
  for (const std::vector<Node>& knot : graph.knots())
    verdict.anomalies.push_back(worst(graph, knot));
  return verdict;
}

/// A list as a transaction read it.
struct List {
  Key key{};
  Node by = 0;
  std::span<const std::uint64_t> values;
};

bool begins(std::span<const std::uint64_t> list, std::span<const std::uint64_t> other) {
  return list.size() <= other.size() && std::equal(list.begin(), list.end(), other.begin());
}

/// Of each key the longest that was read, at any step: every other must begin it.
std::vector<List> longest_lists(std::span<const Transaction> transactions,
                                std::vector<Anomaly>& differences) {
  std::vector<List> reads;
  for (Node node = 0; node < transactions.size(); ++node) {
    if (transactions[node].outcome != Outcome::kOk) continue;
    for (const Step& step : transactions[node].steps)
      if (step.action == Action::kGet) reads.push_back({step.key, node, step.values});
  }
  std::stable_sort(reads.begin(), reads.end(), [](const List& a, const List& b) {
    return std::pair(a.key, b.values.size()) < std::pair(b.key, a.values.size());
  });
  std::vector<List> longest;
  for (const List& read : reads) {
    if (longest.empty() || longest.back().key != read.key)
      longest.push_back(read);
    else if (!begins(read.values, longest.back().values))
      differences.push_back({"two lists that differ", {read.by, longest.back().by}, {}});
  }
  return longest;
}

/// Of one key of registers: a write comes right after what its transaction had read.
class RegisterEdges {
 public:
  RegisterEdges(const Versions& versions, std::span<const ExternalRead> reads)
      : versions_(versions), reads_(reads), key_(reads.front().key) {}

  void add_to(std::vector<Edge>& edges) {
    const auto of_key =
        std::equal_range(versions_.writes().begin(), versions_.writes().end(), Write{.key = key_},
                         [](const Write& a, const Write& b) { return a.key < b.key; });
    for (const Write& write : std::span(of_key.first, of_key.second)) {
      if (!write.is_last || !versions_.took_effect(write)) continue;
      const std::uint64_t replaced = read_by(write.by);
      successors_.push_back({replaced, write.by});
      if (const Write* before = versions_.find(key_, replaced))
        edges.push_back({before->by, write.by, kWrite, key_});
    }
    std::sort(successors_.begin(), successors_.end());
    for (const ExternalRead& read : reads_) {
      if (const Write* write = versions_.find(key_, read.newest()))
        edges.push_back({write->by, read.by, kRead, key_});
      for (auto next = std::lower_bound(successors_.begin(), successors_.end(),
                                        Successor{read.newest(), 0});
           next != successors_.end() && next->first == read.newest(); ++next)
        edges.push_back({read.by, next->second, kAnti, key_});
    }
  }

 private:
  using Successor = std::pair<std::uint64_t, Node>;  // what was replaced, by whom

  std::uint64_t read_by(Node node) const {  // 0: nothing, or the write was blind
    const auto at =
        std::lower_bound(reads_.begin(), reads_.end(), node,
                         [](const ExternalRead& read, Node wanted) { return read.by < wanted; });
    return at != reads_.end() && at->by == node ? at->newest() : 0;
  }

  const Versions& versions_;
  const std::span<const ExternalRead> reads_;
  const Key key_;
  std::vector<Successor> successors_;
};

}  // namespace

Serializability judge_list_append(std::span<const Transaction> transactions) {
  Versions versions(transactions, Datatype::kList);
  std::vector<Anomaly> differences;
  const std::vector<List> lists = longest_lists(transactions, differences);
  std::vector<Edge> edges;
  for (const List& list : lists) {
    const Write* before = nullptr;
    for (const std::uint64_t value : list.values) {
      const Write* write = versions.find(list.key, value);
      if (before && write) edges.push_back({before->by, write->by, kWrite, list.key});
      before = write;
    }
  }
  for (const ExternalRead& read : versions.reads()) {
    const auto list = std::lower_bound(lists.begin(), lists.end(), read.key,
                                       [](const List& each, Key key) { return each.key < key; });
    if (!begins(read.values, list->values)) continue;
    if (const Write* newest = versions.find(read.key, read.newest()))
      edges.push_back({newest->by, read.by, kRead, read.key});
    if (read.values.size() == list->values.size()) continue;
    if (const Write* next = versions.find(read.key, list->values[read.values.size()]))
      edges.push_back({read.by, next->by, kAnti, read.key});
  }
  Serializability verdict = judge(transactions, versions, std::move(edges));
  verdict.anomalies.insert(verdict.anomalies.begin(), differences.begin(), differences.end());
  return verdict;
}

Serializability judge_registers(std::span<const Transaction> transactions) {
  Versions versions(transactions, Datatype::kRegister);
  std::vector<Edge> edges;
  const auto reads = versions.reads();
  for (auto first = reads.begin(); first != reads.end();) {
    const auto last = std::find_if(
        first, reads.end(), [&](const ExternalRead& read) { return read.key != first->key; });
    RegisterEdges(versions, {first, last}).add_to(edges);
    first = last;
  }
  return judge(transactions, versions, std::move(edges));
}

std::string text(const Cycle& cycle) {
  static constexpr std::array<std::pair<Dependency, std::string_view>, 4> kNames = {
      {{kProgram, "po"}, {kWrite, "ww"}, {kRead, "wr"}, {kAnti, "rw"}}};
  std::string text;
  for (const Edge& edge : cycle) {
    const auto* name = std::find_if(kNames.begin(), kNames.end(),
                                    [&](const auto& each) { return each.first == edge.kind; });
    text += "T" + std::to_string(edge.from) + " -" + std::string(name->second) + " k" +
            std::to_string(edge.key.value) + "-> ";
  }
  return cycle.empty() ? text : text + "T" + std::to_string(cycle.front().from);
}

}  // namespace kv::checkers
