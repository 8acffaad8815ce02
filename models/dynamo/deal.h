// Strategy 3 of Dynamo 6.2: each of S members owns Q/S of the Q partitions, through joins and
// leaves. Members of different capacity own parts as their weights (4.2).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/dynamo/ring.h"

namespace dynamo {

/// Owners of partitions 0 .. partitions - 1, dealt at random. Every member gets its share by weight
/// of all partitions, rounded down or up; the first members get those that are left over.
std::vector<sim::NodeId> deal(std::uint32_t partitions, std::span<const Member>, sim::Rng&);

/// The same for members that differ from those who own the partitions now. Partitions of nodes that
/// are no members go to members at random; members with too few steal from those with too many,
/// at random. Where one node of equal weight has joined, it alone receives; where one has left,
/// nobody else gives.
std::vector<sim::NodeId> deal_again(std::vector<sim::NodeId> owners, std::span<const Member>,
                                    sim::Rng&);

}  // namespace dynamo
