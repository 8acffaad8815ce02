#include "models/dynamo/balance.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "sim/kernel/wide.h"

namespace dynamo {
namespace {

using sim::Decimal;
using sim::Wide;

constexpr std::uint64_t kWhole = std::uint64_t{1} << 63;

/// Of the ring, what lies in the partition, in parts of 2^63 (the lower bits are cut off).
std::uint64_t length(const Ring& ring, std::uint32_t partition) {
  if (ring.partitions() == 1) return kWhole;
  const std::uint32_t before = partition == 0 ? ring.partitions() - 1 : partition - 1;
  return (ring.end({partition}).high - ring.end({before}).high) >> 1;  // wraps, as the ring does
}

/// The largest integer whose square is no larger.
std::uint64_t root(Wide square) {
  std::uint64_t low = 0, high = ~std::uint64_t{0};
  while (low < high) {
    const std::uint64_t middle = high - (high - low) / 2;
    if (static_cast<Wide>(middle) * middle <= square) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

}  // namespace

Balance::Balance(std::vector<std::uint64_t> shares)
    : shares_(std::move(shares)),
      sum_(std::accumulate(shares_.begin(), shares_.end(), std::uint64_t{0})),
      max_(shares_.empty() ? 0 : *std::max_element(shares_.begin(), shares_.end())) {}

Decimal Balance::efficiency() const { return Decimal::ratio(sum_, max_ * shares_.size(), 6); }

/// Of n shares x: sqrt(n sum(x^2) - sum(x)^2) / sum(x).
Decimal Balance::deviation() const {
  Wide squares = 0;
  for (const std::uint64_t share : shares_) squares += static_cast<Wide>(share) * share;
  const Wide spread = squares * shares_.size() - static_cast<Wide>(sum_) * sum_;
  return Decimal::ratio(root(spread), sum_, 6);
}

Decimal Balance::out_of_balance() const {
  if (sum_ == 0) return Decimal::ratio(0, 0, 6);
  const Wide n = shares_.size();
  const auto is_off = [&](std::uint64_t share) {
    const Wide scaled = n * share;  // a node's share beside the mean is this beside the sum
    const Wide off = scaled > sum_ ? scaled - sum_ : sum_ - scaled;
    return off * 100 >= static_cast<Wide>(sum_) * 15;
  };
  const auto off = std::count_if(shares_.begin(), shares_.end(), is_off);
  return Decimal::ratio(static_cast<std::uint64_t>(off), shares_.size(), 6);
}

std::vector<std::uint64_t> ring_shares(const Placement& placement, std::size_t nodes,
                                       std::uint32_t replicas) {
  std::vector<std::uint64_t> shares(nodes);
  const Ring& ring = placement.ring();
  for (std::uint32_t i = 0; i < ring.partitions(); ++i) {
    const auto list = placement.preference_list(PartitionId{i});
    for (const sim::NodeId node : list.first(std::min<std::size_t>(replicas, list.size()))) {
      shares[node.value] += length(ring, i);
    }
  }
  for (std::uint64_t& share : shares) share >>= 32;
  return shares;
}

}  // namespace dynamo
