// Which keys change hands when nodes join or leave, Dynamo 4.9.
#include <algorithm>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "models/dynamo/range_transfer.h"
#include "tests/support/transfers.h"

namespace dynamo {
namespace {

using sim::NodeId;

Placement place(Ring ring, const std::vector<sim::Placement>& places, Spread spread,
                std::uint32_t n) {
  Placement::Lists lists = Placement::make_lists(ring, places, spread, n);
  return Placement(std::move(ring), std::move(lists));
}

Placement place(Ring ring, std::uint32_t n = 3) {
  return place(std::move(ring), std::vector<sim::Placement>(30), Spread::kNodes, n);
}

/// Figure 2 with N = 3: A .. G (0 .. 6) with one token each at 100, 200, ... 700, and X at 150.
constexpr NodeId kA{0}, kB{1}, kC{2}, kD{3}, kE{4}, kF{5}, kG{6}, kX{7};

KeyRange range(std::uint64_t after, std::uint64_t last) { return {{after, 0}, {last, 0}}; }

Ring figure2() {
  std::vector<Token> tokens;
  for (std::uint32_t i = 0; i < 7; ++i) tokens.push_back({{(i + 1) * 100, 0}, NodeId{i}});
  return Ring(std::move(tokens));
}

Ring figure2_with_x() {
  const std::vector<Position> token{{150, 0}};
  return figure2().with({kX}, token);
}

const KeyRange kFromFToG = range(600, 700), kFromGToA = range(700, 100),
               kFromAToX = range(100, 150);

TEST(Figure2Join, XTakesTheRangesFromFToItself) {
  const Placement before = place(figure2()), after = place(figure2_with_x());
  const RangeChange x = range_change(before, after, kX);
  EXPECT_EQ(x.gained, std::vector<KeyRange>{range(600, 150)});  // (F, G], (G, A] and (A, X]
  EXPECT_TRUE(x.lost.empty());
}

TEST(Figure2Join, BAndCAndDDropOneRangeEachAndNobodyElseChanges) {
  const Placement before = place(figure2()), after = place(figure2_with_x());
  const auto lost = [&](NodeId node) { return range_change(before, after, node).lost; };
  EXPECT_EQ(lost(kB), std::vector<KeyRange>{kFromFToG});
  EXPECT_EQ(lost(kC), std::vector<KeyRange>{kFromGToA});
  EXPECT_EQ(lost(kD), std::vector<KeyRange>{kFromAToX});
  for (const NodeId node : {kA, kE, kF, kG}) EXPECT_TRUE(lost(node).empty()) << node.value;
  for (const NodeId node : {kA, kB, kC, kD, kE, kF, kG}) {
    EXPECT_TRUE(range_change(before, after, node).gained.empty()) << node.value;
  }
}

TEST(Figure2Join, BAndCAndDSendWhatTheyDropToX) {
  const auto list = transfers(place(figure2()), place(figure2_with_x()));
  EXPECT_EQ(list,
            (std::vector<Transfer>{{kFromFToG, kB, kX}, {kFromGToA, kC, kX}, {kFromAToX, kD, kX}}));
}

TEST(Figure2Leave, IsTheReverse) {
  const auto list = transfers(place(figure2_with_x()), place(figure2()));
  EXPECT_EQ(list,
            (std::vector<Transfer>{{kFromFToG, kX, kB}, {kFromGToA, kX, kC}, {kFromAToX, kX, kD}}));
}

TEST(Transfers, AreNoneWithoutAChange) {
  EXPECT_TRUE(transfers(place(figure2()), place(figure2())).empty());
}

TEST(Transfers, ComeFromTheFirstHolderWhereNobodyDropsTheKeys) {
  const Ring two({{{100, 0}, kA}, {{200, 0}, kB}});
  const std::vector<Position> token{{150, 0}};
  const auto list = transfers(place(two), place(two.with({kC}, token)));
  EXPECT_EQ(list, (std::vector<Transfer>{{range(200, 100), kA, kC}, {range(100, 200), kB, kC}}));
}

TEST(Transfers, AllKeysAreOneRange) {
  const Ring one({{{100, 0}, kA}, {{300, 0}, kA}});
  const std::vector<Position> token{{200, 0}};
  const auto list = transfers(place(one), place(one.with({kB}, token)));
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].range.after, list[0].range.last);
  EXPECT_TRUE(list[0].range.contains({0, 0}) && list[0].range.contains({100, 0}));
}

TEST(Transfers, AreNotNeededToLeaveARingOfNNodes) {
  sim::Rng rng = sim::stream(1, "ring");
  const Ring three = Ring::make({Strategy::kTokens, 8, 0}, 3, rng);
  EXPECT_TRUE(transfers(place(three), place(three.without(kB, rng))).empty());
}

/// Everything asserted of a change, asked key by key.
class ByKeys {
 public:
  ByKeys(const Placement& before, const Placement& after, std::uint32_t nodes)
      : before_(before), after_(after), transfers_(transfers(before, after)) {
    for (std::uint32_t i = 0; i < nodes; ++i) changes_.push_back(range_change(before, after, {i}));
  }

  void expect_exact(Position key) const {
    const auto held = before_.top(before_.ring().partition(key));
    const auto holds = after_.top(after_.ring().partition(key));
    for (std::uint32_t i = 0; i < changes_.size(); ++i) {
      const bool did = has(held, {i}), does = has(holds, {i});
      EXPECT_EQ(covering(changes_[i].gained, key), does && !did) << "node " << i;
      EXPECT_EQ(covering(changes_[i].lost, key), did && !does) << "node " << i;
      EXPECT_EQ(received(key, {i}), does && !did) << "node " << i;
    }
    expect_the_model_to_agree(key, held, holds);
    for (const Transfer& transfer : transfers_) {
      if (!transfer.range.contains(key)) continue;
      EXPECT_TRUE(has(held, transfer.from));
      if (held.size() == holds.size()) {
        EXPECT_FALSE(has(holds, transfer.from)) << "who drops a key sends it";
      }
    }
  }

  /// The nodes themselves decide key by key. A copy too many goes to who has the key already.
  void expect_the_model_to_agree(Position key, std::span<const NodeId> held,
                                 std::span<const NodeId> holds) const {
    for (std::uint32_t i = 0; i < changes_.size(); ++i) {
      if (!has(held, {i}) && !has(holds, {i})) continue;  // has the key only by a mistake
      const auto receivers = receivers_of(held, holds, {i});
      std::vector<NodeId> told;
      for (const NodeId node : receivers) {
        if (!has(held, node)) told.push_back(node);
      }
      std::vector<NodeId> wanted;
      for (const Transfer& transfer : transfers_) {
        if (transfer.from == NodeId{i} && transfer.range.contains(key))
          wanted.push_back(transfer.to);
      }
      std::sort(told.begin(), told.end());
      std::sort(wanted.begin(), wanted.end());
      EXPECT_EQ(told, wanted) << "node " << i;
    }
  }

  void expect_merged() const {
    for (const RangeChange& change : changes_) {
      for (const auto* ranges : {&change.gained, &change.lost}) {
        for (std::size_t i = 0; i < ranges->size() && ranges->size() > 1; ++i) {
          EXPECT_NE((*ranges)[i].last, (*ranges)[(i + 1) % ranges->size()].after);
        }
      }
    }
  }

 private:
  static bool has(std::span<const NodeId> nodes, NodeId node) {
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
  }
  static std::int64_t covering(const std::vector<KeyRange>& ranges, Position key) {
    return std::count_if(ranges.begin(), ranges.end(),
                         [&](const KeyRange& each) { return each.contains(key); });
  }
  std::int64_t received(Position key, NodeId node) const {
    return std::count_if(transfers_.begin(), transfers_.end(), [&](const Transfer& each) {
      return each.to == node && each.range.contains(key);
    });
  }

  const Placement& before_;
  const Placement& after_;
  std::vector<RangeChange> changes_;
  std::vector<Transfer> transfers_;
};

Position next(Position p) { return {p.high + (p.low == ~std::uint64_t{0}), p.low + 1}; }

/// Random keys, and both sides of every end of a partition.
std::vector<Position> keys_for(const Ring& before, const Ring& after, sim::Rng& rng) {
  std::vector<Position> keys;
  for (int i = 0; i < 50; ++i) {
    const std::uint64_t high = rng.bits();
    keys.push_back({high, rng.bits()});
  }
  for (const Ring* ring : {&before, &after}) {
    for (std::uint32_t i = 0; i < ring->partitions(); ++i) {
      keys.push_back(ring->end({i}));
      keys.push_back(next(ring->end({i})));
    }
  }
  return keys;
}

void expect_exact_for_every_key(Strategy strategy) {
  for (std::uint64_t world = 0; world < 40; ++world) {
    SCOPED_TRACE("world " + std::to_string(world));
    sim::Rng rng = sim::stream(1, "worlds", world);
    const auto nodes = static_cast<std::uint32_t>(2 + rng.below(8));
    std::vector<sim::Placement> places;
    for (std::uint32_t i = 0; i <= nodes; ++i) places.push_back({"", {i % 2}, {i % 4}, {0}});
    const auto spread = static_cast<Spread>(rng.below(3));
    const auto n = static_cast<std::uint32_t>(1 + rng.below(4));
    const Ring few = Ring::make({strategy, 3, 40}, nodes, rng);
    const Ring more = few.with({NodeId{nodes}}, rng), other = more.without(NodeId{0}, rng);
    for (const auto& [one, two] : {std::pair{&few, &more}, {&more, &other}, {&few, &other}}) {
      const Placement before = place(*one, places, spread, n),
                      after = place(*two, places, spread, n);
      const ByKeys change(before, after, nodes + 1);
      for (const Position& key : keys_for(*one, *two, rng)) change.expect_exact(key);
      change.expect_merged();
    }
  }
}

TEST(Transfers, AreExactForEveryKeyOfStrategyOne) { expect_exact_for_every_key(Strategy::kTokens); }

TEST(Transfers, AreExactForEveryKeyOfStrategyTwo) {
  expect_exact_for_every_key(Strategy::kTokensAndEqualParts);
}

TEST(Transfers, AreExactForEveryKeyOfStrategyThree) {
  expect_exact_for_every_key(Strategy::kEqualParts);
}

}  // namespace
}  // namespace dynamo
