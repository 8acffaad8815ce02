#include "tests/support/transfers.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

namespace dynamo {
namespace {

using sim::NodeId;
using Nodes = std::span<const NodeId>;

bool has(Nodes nodes, NodeId node) {
  return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

/// Those of `nodes` that are not among `others`.
std::vector<NodeId> missing(Nodes nodes, Nodes others) {
  std::vector<NodeId> list;
  std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(list),
               [&](NodeId node) { return !has(others, node); });
  return list;
}

/// Where partitions of either ring end, ascending.
std::vector<Position> cuts(const Ring& one, const Ring& other) {
  std::vector<Position> cuts;
  for (const Ring* ring : {&one, &other}) {
    for (std::uint32_t i = 0; i < ring->partitions(); ++i) cuts.push_back(ring->end({i}));
  }
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  return cuts;
}

/// Calls `visit(range, before, after)` with the holders of every stretch of the ring that lies in
/// one partition of each, clockwise from position zero. The first begins where the last one ends.
template <class Visit>
void for_each_stretch(const Placement& before, const Placement& after, Visit visit) {
  const std::vector<Position> ends = cuts(before.ring(), after.ring());
  Position previous = ends.back();
  for (const Position& end : ends) {
    visit(KeyRange{previous, end}, before.top(before.ring().partition(end)),
          after.top(after.ring().partition(end)));
    previous = end;
  }
}

/// Appends what comes clockwise after all there is, to the last range if they are adjacent.
void append(std::vector<KeyRange>& ranges, KeyRange range) {
  if (!ranges.empty() && ranges.back().last == range.after) {
    ranges.back().last = range.last;
  } else {
    ranges.push_back(range);
  }
}

/// After the last stretch: makes one of the last and the first range if they meet at its end.
void join_ends(std::vector<KeyRange>& ranges) {
  if (ranges.size() < 2 || ranges.back().last != ranges.front().after) return;
  ranges.front().after = ranges.back().after;
  ranges.pop_back();
}

}  // namespace

bool KeyRange::contains(Position position) const {
  if (after < last) return after < position && position <= last;
  return after < position || position <= last;
}

RangeChange range_change(const Placement& before, const Placement& after, NodeId node) {
  RangeChange change;
  for_each_stretch(before, after, [&](KeyRange range, Nodes held, Nodes holds) {
    const bool did = has(held, node), does = has(holds, node);
    if (does && !did) append(change.gained, range);
    if (did && !does) append(change.lost, range);
  });
  join_ends(change.gained);
  join_ends(change.lost);
  return change;
}

std::vector<Transfer> transfers(const Placement& before, const Placement& after) {
  std::map<std::pair<NodeId, NodeId>, std::vector<KeyRange>> ranges;  // by sender and receiver
  for_each_stretch(before, after, [&](KeyRange range, Nodes held, Nodes holds) {
    const std::vector<NodeId> receivers = missing(holds, held);
    std::vector<NodeId> senders = missing(held, holds);
    if (senders.size() < receivers.size()) senders.resize(receivers.size(), held.front());
    for (std::size_t i = 0; i < receivers.size(); ++i) {
      append(ranges[{senders[i], receivers[i]}], range);
    }
  });
  std::vector<Transfer> list;
  for (auto& [nodes, theirs] : ranges) {
    join_ends(theirs);
    for (const KeyRange& range : theirs) list.push_back({range, nodes.first, nodes.second});
  }
  return list;
}

}  // namespace dynamo
