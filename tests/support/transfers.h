// Which key ranges change hands when the ring changes, Dynamo 4.9, worked out on the ring as a
// whole: what the nodes of the model, who decide key by key, are compared with.
#pragma once

#include <vector>

#include "models/dynamo/placement.h"

namespace dynamo {

/// Keys clockwise from one position to another, (after, last]; all keys where the two are equal.
struct KeyRange {
  Position after, last;
  bool contains(Position) const;
  friend constexpr auto operator<=>(const KeyRange&, const KeyRange&) = default;
};

/// What a node begins and ceases to hold, its place among the first N of a key's preference list.
/// Clockwise, no two ranges adjacent.
struct RangeChange {
  std::vector<KeyRange> gained, lost;
};
RangeChange range_change(const Placement& before, const Placement& after, sim::NodeId);

/// Keys that one node is to send to another. `from` held them before, `to` holds them after.
struct Transfer {
  KeyRange range;
  sim::NodeId from, to;
  friend constexpr auto operator<=>(const Transfer&, const Transfer&) = default;
};

/// One sender for everything that some node gains: a node that drops those keys, each sending to
/// one; where more gain than drop (too few nodes before for N), the first holder sends to the rest.
/// By sender, receiver and then clockwise, adjacent ranges in one. Both placements may be cut into
/// any partitions.
std::vector<Transfer> transfers(const Placement& before, const Placement& after);

}  // namespace dynamo
