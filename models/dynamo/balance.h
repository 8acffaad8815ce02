// How evenly the members of a ring share keys and requests, Dynamo 6.2.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/dynamo/placement.h"
#include "sim/observe/decimal.h"

namespace dynamo {

/// What each node has of something of which all should have as much. The order of nodes does not
/// matter. All of them are 0 where there are no nodes, or nothing to share.
class Balance {
 public:
  explicit Balance(std::vector<std::uint64_t> shares);

  /// Mean over maximum: 6.2's load balancing efficiency. 1 is the best.
  sim::Decimal efficiency() const;
  /// Standard deviation over mean. The shares must lie below 2^32.
  sim::Decimal deviation() const;
  /// Of all nodes, those that are off the mean by 15 % or more: 6.2's nodes out of balance.
  sim::Decimal out_of_balance() const;

 private:
  std::vector<std::uint64_t> shares_;
  std::uint64_t sum_ = 0, max_ = 0;
};

/// Per node, the part of the ring that it is a replica for (the first `replicas` of preference
/// lists), in parts of 2^31. One: what it heads the lists of. O(partitions * replicas).
std::vector<std::uint64_t> ring_shares(const Placement&, std::size_t nodes, std::uint32_t replicas);

}  // namespace dynamo
