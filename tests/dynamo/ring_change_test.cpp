// Joins and leaves under the three partitioning strategies, Dynamo 4.2, 4.9 and 6.2.
#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "models/dynamo/ring.h"

namespace dynamo {
namespace {

using sim::NodeId;

std::vector<Token> tokens_of(const Ring& ring) {
  return {ring.tokens().begin(), ring.tokens().end()};
}

std::vector<Position> positions_of(const Ring& ring, NodeId node) {
  std::vector<Position> list;
  for (const Token& token : ring.tokens()) {
    if (token.node == node) list.push_back(token.position);
  }
  return list;
}

std::vector<Position> ends_of(const Ring& ring) {
  std::vector<Position> list;
  for (std::uint32_t i = 0; i < ring.partitions(); ++i) list.push_back(ring.end({i}));
  return list;
}

std::map<NodeId, std::uint64_t> count_tokens(const Ring& ring) {
  std::map<NodeId, std::uint64_t> counts;
  for (const Member& member : ring.members()) counts[member.node] = 0;
  for (const Token& token : ring.tokens()) ++counts.at(token.node);  // of members only
  return counts;
}

/// Strategy 3's property: every member has its share by weight, rounded down or up.
void expect_fair(const Ring& ring) {
  std::uint64_t weights = 0;
  for (const Member& member : ring.members()) weights += member.weight;
  const auto counts = count_tokens(ring);
  for (const Member& member : ring.members()) {
    const std::uint64_t product = std::uint64_t{ring.partitions()} * member.weight;
    EXPECT_GE(counts.at(member.node), product / weights) << "node " << member.node.value;
    EXPECT_LE(counts.at(member.node), (product + weights - 1) / weights)
        << "node " << member.node.value;
  }
  EXPECT_EQ(ring.tokens().size(), ring.partitions());
}

constexpr Partitioning kTokens{Strategy::kTokens, 8, 0};
constexpr Partitioning kBoth{Strategy::kTokensAndEqualParts, 8, 64};
constexpr Partitioning kParts{Strategy::kEqualParts, 0, 100};

/// Strategies 1 and 2.
class RandomTokens : public testing::Test {
 protected:
  static constexpr std::array kHows{kTokens, kBoth};
};

TEST_F(RandomTokens, AJoinAddsTheNewcomersTokensAndMovesNoOther) {
  for (const Partitioning& how : kHows) {
    sim::Rng rng = sim::stream(1, "ring"), join = sim::stream(1, "join");
    const Ring before = Ring::make(how, 5, rng);
    const Ring after = before.with({NodeId{9}}, join);
    EXPECT_EQ(positions_of(after, NodeId{9}).size(), how.tokens_per_node);
    std::vector<Token> kept = tokens_of(after);
    std::erase_if(kept, [](const Token& token) { return token.node == NodeId{9}; });
    EXPECT_EQ(kept, tokens_of(before));
  }
}

TEST_F(RandomTokens, ALeaveUndoesAJoin) {
  for (const Partitioning& how : kHows) {
    sim::Rng rng = sim::stream(2, "ring");
    const Ring before = Ring::make(how, 5, rng);
    const Ring after = before.with({NodeId{9}}, rng).without(NodeId{9}, rng);
    EXPECT_EQ(tokens_of(after), tokens_of(before));
    EXPECT_EQ(ends_of(after), ends_of(before));
  }
}

TEST_F(RandomTokens, TheOrderOfJoinsAndLeavesDoesNotMatter) {
  for (const Partitioning& how : kHows) {
    sim::Rng rng = sim::stream(3, "ring"), unused = sim::stream(3, "unused");
    const Ring start = Ring::make(how, 5, rng);
    const auto joined = [](const Ring& ring, std::uint32_t node) {
      sim::Rng own = sim::stream(3, "join", node);
      return ring.with({NodeId{node}}, own);
    };
    const Ring one = joined(joined(start, 7), 9).without(NodeId{2}, unused);
    const Ring other = joined(joined(start.without(NodeId{2}, unused), 9), 7);
    EXPECT_EQ(tokens_of(one), tokens_of(other));
    EXPECT_EQ(ends_of(one), ends_of(other));
  }
}

TEST_F(RandomTokens, FollowWeights) {
  for (const Partitioning& how : kHows) {
    sim::Rng rng = sim::stream(4, "ring");
    const Ring ring = Ring::make(how, {{NodeId{3}, 1}, {NodeId{8}, 3}}, rng);
    EXPECT_EQ(positions_of(ring, NodeId{3}).size(), 8u);
    EXPECT_EQ(positions_of(ring, NodeId{8}).size(), 24u);
    EXPECT_EQ(positions_of(ring.with({NodeId{5}, 2}, rng), NodeId{5}).size(), 16u);
  }
}

TEST(StrategyOne, AJoinSplitsPartitionsAndALeaveMergesThem) {
  sim::Rng rng = sim::stream(5, "ring");
  const Ring before({{{100, 0}, NodeId{0}}, {{200, 0}, NodeId{1}}, {{300, 0}, NodeId{2}}});
  const std::vector<Position> token{{150, 0}};
  const Ring after = before.with({NodeId{7}}, token);
  EXPECT_EQ(ends_of(after), (std::vector<Position>{{100, 0}, {150, 0}, {200, 0}, {300, 0}}));
  EXPECT_EQ(ends_of(after.without(NodeId{1}, rng)),
            (std::vector<Position>{{100, 0}, {150, 0}, {300, 0}}));
}

TEST(StrategyTwo, JoinsAndLeavesKeepThePartitions) {
  sim::Rng rng = sim::stream(6, "ring");
  const Ring before = Ring::make(kBoth, 5, rng);
  EXPECT_EQ(ends_of(before.with({NodeId{5}}, rng).without(NodeId{1}, rng)), ends_of(before));
}

TEST(StrategyThree, ANewcomerStealsFromOthersAndNothingElseMoves) {
  for (std::uint32_t nodes = 1; nodes <= 40; ++nodes) {
    sim::Rng rng = sim::stream(7, "ring", nodes);
    const Ring before = Ring::make(kParts, nodes, rng);
    const Ring after = before.with({NodeId{nodes}}, rng);
    expect_fair(after);
    for (std::size_t i = 0; i < before.tokens().size(); ++i) {
      const Token& now = after.tokens()[i];
      EXPECT_TRUE(now == before.tokens()[i] || now.node == NodeId{nodes}) << nodes << " nodes";
    }
  }
}

TEST(StrategyThree, OnALeaveOnlyTheLeaversTokensMove) {
  for (std::uint32_t nodes = 2; nodes <= 40; ++nodes) {
    sim::Rng rng = sim::stream(8, "ring", nodes);
    const Ring before = Ring::make(kParts, nodes, rng);
    const Ring after = before.without(NodeId{1}, rng);
    expect_fair(after);
    for (std::size_t i = 0; i < before.tokens().size(); ++i) {
      const Token& was = before.tokens()[i];
      EXPECT_TRUE(was == after.tokens()[i] || was.node == NodeId{1}) << nodes << " nodes";
    }
  }
}

TEST(StrategyThree, EveryNodeKeepsQOverSThroughAnyJoinsAndLeaves) {
  sim::Rng rng = sim::stream(9, "ring");
  Ring ring = Ring::make(kParts, 6, rng);
  std::uint32_t next = 6;
  for (int change = 0; change < 300; ++change) {
    const std::size_t nodes = ring.members().size();
    const bool joins = nodes < 3 || (nodes < 20 && rng.below(2) == 0);
    const NodeId leaver = ring.members()[rng.below(nodes)].node;
    ring = joins ? ring.with({NodeId{next++}}, rng) : ring.without(leaver, rng);
    expect_fair(ring);
  }
}

TEST(StrategyThree, EveryNodeKeepsItsShareByWeightThroughAnyJoinsAndLeaves) {
  sim::Rng rng = sim::stream(10, "ring");
  Ring ring = Ring::make(kParts, {{NodeId{0}, 1}, {NodeId{1}, 3}, {NodeId{2}, 2}}, rng);
  expect_fair(ring);
  std::uint32_t next = 3;
  for (int change = 0; change < 300; ++change) {
    const std::size_t nodes = ring.members().size();
    const bool joins = nodes < 3 || (nodes < 20 && rng.below(2) == 0);
    const NodeId leaver = ring.members()[rng.below(nodes)].node;
    const auto weight = static_cast<std::uint32_t>(1 + rng.below(5));
    ring = joins ? ring.with({NodeId{next++}, weight}, rng) : ring.without(leaver, rng);
    expect_fair(ring);
  }
}

TEST(StrategyThree, WeightsThatDivideThePartitionsAreMetExactly) {
  sim::Rng rng = sim::stream(11, "ring");
  const Ring ring = Ring::make(kParts, {{NodeId{4}, 1}, {NodeId{9}, 3}, {NodeId{2}, 6}}, rng);
  EXPECT_EQ(count_tokens(ring), (std::map<NodeId, std::uint64_t>{{{2}, 60}, {{4}, 10}, {{9}, 30}}));
}

TEST(StrategyThree, TheLeaversTokensGoToManyNotToOneNeighbour) {
  sim::Rng rng = sim::stream(12, "ring");
  const Ring before = Ring::make(kParts, 5, rng);
  const Ring after = before.without(NodeId{3}, rng);
  std::map<NodeId, int> received;
  for (std::size_t i = 0; i < before.tokens().size(); ++i) {
    if (before.tokens()[i].node == NodeId{3}) ++received[after.tokens()[i].node];
  }
  EXPECT_EQ(received, (std::map<NodeId, int>{{{0}, 5}, {{1}, 5}, {{2}, 5}, {{4}, 5}}));
}

TEST(StrategyThree, WhatIsStolenIsRandom) {
  sim::Rng rng = sim::stream(13, "ring");
  const Ring before = Ring::make(kParts, 4, rng);
  std::set<std::vector<Position>> stolen;
  for (int i = 0; i < 20; ++i) stolen.insert(positions_of(before.with({NodeId{4}}, rng), {4}));
  EXPECT_EQ(stolen.size(), 20u);
}

TEST(RingChange, AMemberCannotJoinAndAStrangerCannotLeave) {
  for (const Partitioning& how : {kTokens, kBoth, kParts}) {
    sim::Rng rng = sim::stream(14, "ring");
    const Ring ring = Ring::make(how, 2, rng);
    EXPECT_THROW(ring.with({NodeId{1}}, rng), sim::InternalError);
    EXPECT_THROW(ring.without(NodeId{2}, rng), sim::InternalError);
    EXPECT_THROW(ring.without(NodeId{0}, rng).without(NodeId{1}, rng), sim::InternalError);
  }
}

}  // namespace
}  // namespace dynamo
