#include "models/dynamo/deal.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "sim/kernel/check.h"

namespace dynamo {
namespace {

using sim::NodeId;

template <class Item>
void shuffle(std::vector<Item>& items, sim::Rng& rng) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[rng.below(i)]);
}

/// A member's part of all partitions by weight, rounded both ways.
struct Share {
  std::uint64_t low = 0, high = 0;
};

std::vector<Share> shares(std::uint64_t partitions, std::span<const Member> members) {
  std::uint64_t weights = 0;
  for (const Member& member : members) weights += member.weight;
  SIM_CHECK(weights > 0, "partitions are dealt to members with a weight");
  std::vector<Share> shares;
  for (const Member& member : members) {
    const std::uint64_t product = partitions * member.weight;
    shares.push_back({product / weights, (product + weights - 1) / weights});
  }
  return shares;
}

/// How many partitions each member is to have: as near to what it has as its share allows.
/// `order` says who takes or gives up one more to make the sum right.
std::vector<std::uint64_t> wanted(std::uint64_t partitions, std::span<const Share> shares,
                                  std::span<const std::uint64_t> held,
                                  std::span<const std::size_t> order) {
  std::vector<std::uint64_t> counts;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    counts.push_back(std::clamp(held[i], shares[i].low, shares[i].high));
    sum += counts[i];
  }
  for (const std::size_t i : order) {
    const bool takes = sum < partitions && counts[i] < shares[i].high;
    const bool gives = sum > partitions && counts[i] > shares[i].low;
    counts[i] = counts[i] + takes - gives;
    sum = sum + takes - gives;
  }
  SIM_CHECK(sum == partitions, "every partition is dealt once");
  return counts;
}

std::vector<std::size_t> ascending(std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

using Partitions = std::vector<std::size_t>;

/// The partitions of each member, and those that are to get another owner.
struct Hands {
  std::vector<Partitions> of_member;
  Partitions pool;
};

Hands hands_of(std::span<const NodeId> owners, std::span<const Member> members) {
  std::map<NodeId, std::size_t> index;
  for (std::size_t i = 0; i < members.size(); ++i) index[members[i].node] = i;
  Hands hands{.of_member = std::vector<Partitions>(members.size()), .pool = {}};
  for (std::size_t partition = 0; partition < owners.size(); ++partition) {
    const auto member = index.find(owners[partition]);
    auto& hand = member == index.end() ? hands.pool : hands.of_member[member->second];
    hand.push_back(partition);
  }
  return hands;
}

/// Takes partitions at random until so many are left.
void steal(Partitions& hand, std::size_t left, Partitions& pool, sim::Rng& rng) {
  while (hand.size() > left) {
    std::swap(hand.back(), hand[rng.below(hand.size())]);
    pool.push_back(hand.back());
    hand.pop_back();
  }
}

}  // namespace

std::vector<NodeId> deal(std::uint32_t partitions, std::span<const Member> members, sim::Rng& rng) {
  const std::vector<std::uint64_t> nothing(members.size());
  auto left = wanted(partitions, shares(partitions, members), nothing, ascending(members.size()));
  std::vector<NodeId> owners;
  while (owners.size() < partitions) {  // round by round, as one deals cards
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (left[i] > 0) owners.push_back(members[i].node);
      if (left[i] > 0) --left[i];
    }
  }
  shuffle(owners, rng);
  return owners;
}

std::vector<NodeId> deal_again(std::vector<NodeId> owners, std::span<const Member> members,
                               sim::Rng& rng) {
  Hands hands = hands_of(owners, members);
  std::vector<std::uint64_t> held;
  for (const Partitions& hand : hands.of_member) held.push_back(hand.size());
  std::vector<std::size_t> order = ascending(members.size());
  shuffle(order, rng);
  const auto counts = wanted(owners.size(), shares(owners.size(), members), held, order);

  for (std::size_t i = 0; i < members.size(); ++i) {
    steal(hands.of_member[i], counts[i], hands.pool, rng);
  }
  shuffle(hands.pool, rng);
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::uint64_t count = held[i]; count < counts[i]; ++count) {
      owners[hands.pool.back()] = members[i].node;
      hands.pool.pop_back();
    }
  }
  SIM_CHECK(hands.pool.empty(), "every partition has an owner");
  return owners;
}

}  // namespace dynamo
