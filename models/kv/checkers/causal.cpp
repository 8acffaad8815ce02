#include "models/kv/checkers/causal.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "models/kv/checkers/dependency_graph.h"

namespace kv::checkers {
namespace {

using Position = std::uint32_t;  // among the operations of a client, from 1

/// An acknowledged put of a key; puts of one client stand together, in its order.
struct Put {
  Key key;
  ClientId client;
  Position position = 0;
  OperationIndex operation = kNone;
  auto place() const { return std::tie(key, client, position); }
};

class Causality {
 public:
  explicit Causality(const Operations& operations)
      : operations_(operations),
        writers_(operations),
        positions_(operations.size()),
        clocks_of_(operations.size(), kNone),
        now_(clients() * clients()) {}

  Verdict judge();

 private:
  void add_edges();
  void find_cycles(std::string_view rule, Dependencies kinds);
  DependencyGraph unknown_first() const;
  void number_puts();
  void go_through(OperationIndex);
  void judge_get(OperationIndex, std::span<const Position> clock);
  void judge_nothing(OperationIndex, std::span<const Put> of_key, std::span<const OperationIndex>);
  std::vector<OperationIndex> replacing(std::span<const Put> of_key,
                                        std::span<const Position> clock) const;

  std::span<const Position> clock_of(OperationIndex put) const {
    return std::span(clocks_).subspan(clocks_of_[put] * clients(), clients());
  }
  std::size_t clients() const { return operations_.clients(); }
  bool is_cause(OperationIndex put, OperationIndex of) const {
    return positions_[put] != 0 && put != of &&
           clock_of(of)[operations_[put].client.value] >= positions_[put];
  }

  const Operations& operations_;
  const Writers writers_;
  std::vector<Edge> edges_;
  std::vector<Put> puts_;                        // by key, client, position
  std::vector<OperationIndex> unknown_deletes_;  // by key
  std::vector<Position> positions_;              // by operation; 0: unknown, or it did not happen
  std::vector<std::size_t> clocks_of_;           // by put: which clock
  std::vector<Position> clocks_;  // how far each client's operations are among the causes
  std::vector<Position> now_;     // the same, of each client at its latest operation
  Verdict verdict_;
};

Verdict Causality::judge() {
  for (const Operation& it : operations_.all()) verdict_.judged += it.is_get();
  add_edges();
  const DependencyGraph causes = unknown_first();
  if (!causes.knots().empty()) {
    find_cycles("CyclicCO", Dependency::kProgram | Dependency::kRead);
    return std::move(verdict_);
  }
  number_puts();
  for (const OperationIndex i : causes.order()) go_through(i);
  find_cycles("CyclicCF", Dependency::kProgram | Dependency::kRead | Dependency::kWrite);
  return std::move(verdict_);
}

void Causality::add_edges() {
  std::vector<OperationIndex> latest(clients(), kNone);
  for (OperationIndex i = 0; i < operations_.size(); ++i) {
    const Operation& it = operations_[i];
    if (!it.is_get() && !it.is_put()) continue;
    OperationIndex& before = latest[it.client.value];
    if (before != kNone) edges_.push_back({before, i, Dependency::kProgram, it.key});
    if (it.outcome == Outcome::kUnknown) continue;
    positions_[i] = before == kNone ? 1 : positions_[before] + 1;
    before = i;
    if (!it.is_get()) continue;
    for (const std::uint64_t id : operations_.values(it))
      if (const OperationIndex put = writers_.of(id); put != kNone)
        edges_.push_back({put, i, Dependency::kRead, it.key});
  }
}

/// The edges, and some by which an unknown put comes before what its client did next, while its
/// clock is still that of the client. They make no knot: a cycle through the put has come to it
/// from what its client did before, and could as well go on from there to what it did next.
DependencyGraph Causality::unknown_first() const {
  std::vector<Edge> edges = edges_;
  std::vector<OperationIndex> next(clients(), kNone);
  for (OperationIndex i = static_cast<OperationIndex>(operations_.size()); i-- > 0;) {
    const Operation& it = operations_[i];
    OperationIndex& after = next[it.client.value];
    if (positions_[i] != 0)
      after = i;
    else if (it.is_put() && after != kNone)
      edges.push_back({i, after, Dependency::kProgram, it.key});
  }
  return {operations_.size(), std::move(edges)};
}

void Causality::find_cycles(std::string_view rule, Dependencies kinds) {
  const DependencyGraph graph(operations_.size(), edges_);
  for (const std::vector<Node>& knot : graph.knots()) {
    std::vector<OperationIndex> cycle;
    for (const Edge& edge : graph.shortest_cycle(knot, kinds)) cycle.push_back(edge.from);
    verdict_.add(rule, std::move(cycle));
  }
}

void Causality::number_puts() {
  std::size_t clocks = 0;
  for (OperationIndex i = 0; i < operations_.size(); ++i) {
    const Operation& it = operations_[i];
    if (!it.is_put()) continue;
    clocks_of_[i] = clocks++;
    if (it.outcome == Outcome::kOk) puts_.push_back({it.key, it.client, positions_[i], i});
    if (it.outcome == Outcome::kUnknown && it.deletes) unknown_deletes_.push_back(i);
  }
  clocks_.resize(clocks * clients());
  std::sort(puts_.begin(), puts_.end(),
            [](const Put& a, const Put& b) { return a.place() < b.place(); });
  std::sort(
      unknown_deletes_.begin(), unknown_deletes_.end(),
      [&](OperationIndex a, OperationIndex b) { return operations_[a].key < operations_[b].key; });
}

/// After all its causes.
void Causality::go_through(OperationIndex i) {
  const Operation& it = operations_[i];
  if (!it.is_get() && !it.is_put()) return;
  const auto clock = std::span(now_).subspan(it.client.value * clients(), clients());
  if (positions_[i] != 0) clock[it.client.value] = positions_[i];
  if (it.is_put()) {
    std::copy(clock.begin(), clock.end(),
              clocks_.begin() + static_cast<std::ptrdiff_t>(clocks_of_[i] * clients()));
    return;
  }
  for (const std::uint64_t id : operations_.values(it)) {
    const OperationIndex put = writers_.of(id);
    if (put == kNone) continue;
    const auto of_put = clock_of(put);
    std::transform(clock.begin(), clock.end(), of_put.begin(), clock.begin(),
                   [](Position a, Position b) { return std::max(a, b); });
  }
  judge_get(i, clock);
}

/// Of each client the last put among the causes: whatever a put of it replaced, that one replaced.
std::vector<OperationIndex> Causality::replacing(std::span<const Put> of_key,
                                                 std::span<const Position> clock) const {
  std::vector<OperationIndex> last;
  for (auto first = of_key.begin(); first != of_key.end();) {
    const auto end = std::partition_point(
        first, of_key.end(), [&](const Put& put) { return put.client == first->client; });
    const auto after = std::partition_point(
        first, end, [&](const Put& put) { return put.position <= clock[put.client.value]; });
    if (after != first) last.push_back((after - 1)->operation);
    first = end;
  }
  return last;
}

void Causality::judge_get(OperationIndex get, std::span<const Position> clock) {
  const Operation& it = operations_[get];
  const auto [first, end] =
      std::equal_range(puts_.begin(), puts_.end(), Put{.key = it.key, .client = {}},
                       [](const Put& a, const Put& b) { return a.key < b.key; });
  const std::span<const Put> of_key(first, end);
  const std::vector<OperationIndex> causes = replacing(of_key, clock);
  const auto ids = operations_.values(it);
  if (ids.empty()) return judge_nothing(get, of_key, causes);
  for (const std::uint64_t id : ids) {
    const OperationIndex put = writers_.of(id);
    if (put == kNone && id != 0) verdict_.add("ThinAirRead", {get});
    if (put == kNone && id == 0 && !causes.empty())
      verdict_.add("WriteCOInitRead", {causes.front(), get});
    if (put == kNone) continue;
    const auto replaced = std::find_if(causes.begin(), causes.end(),
                                       [&](OperationIndex cause) { return is_cause(put, cause); });
    if (replaced != causes.end()) {
      verdict_.add("WriteCORead", {put, *replaced, get});
    } else if (ids.size() == 1) {
      for (const OperationIndex cause : causes)
        if (cause != put && !is_cause(cause, put))
          edges_.push_back({cause, put, Dependency::kWrite, it.key});
    }
  }
}

void Causality::judge_nothing(OperationIndex get, std::span<const Put> of_key,
                              std::span<const OperationIndex> causes) {
  const auto is_delete = [&](OperationIndex put) { return operations_[put].deletes; };
  const auto first_value = std::find_if_not(causes.begin(), causes.end(), is_delete);
  if (first_value == causes.end()) return;
  const Key key = operations_[get].key;
  const auto unknown = std::lower_bound(
      unknown_deletes_.begin(), unknown_deletes_.end(), key,
      [&](OperationIndex put, Key wanted) { return operations_[put].key < wanted; });
  if (unknown != unknown_deletes_.end() && operations_[*unknown].key == key) return;
  const bool may_be_deleted = std::any_of(of_key.begin(), of_key.end(), [&](const Put& put) {
    return is_delete(put.operation) &&
           std::none_of(causes.begin(), causes.end(),
                        [&](OperationIndex cause) { return is_cause(put.operation, cause); });
  });
  if (!may_be_deleted) verdict_.add("WriteCOInitRead", {*first_value, get});
}

}  // namespace

Verdict judge_causality(const Operations& operations) { return Causality(operations).judge(); }

}  // namespace kv::checkers
