// Partitioning and placement, Dynamo 4.2, 4.3 and 6.2.
#include "models/dynamo/ring.h"

#include <set>

#include <gtest/gtest.h>

#include "models/dynamo/placement.h"

namespace dynamo {
namespace {

using sim::NodeId;

std::vector<std::uint32_t> values(const std::vector<NodeId>& nodes) {
  std::vector<std::uint32_t> list;
  for (const NodeId node : nodes) list.push_back(node.value);
  return list;
}

/// Figure 2: A .. G (0 .. 6) with one token each, at 100, 200, ... 700.
Ring figure2() {
  std::vector<Token> tokens;
  for (std::uint32_t i = 0; i < 7; ++i) tokens.push_back({{(i + 1) * 100, 0}, NodeId{i}});
  return Ring(std::move(tokens));
}

std::vector<std::uint32_t> walk(const Ring& ring, Position position, std::uint32_t n,
                                std::uint32_t nodes = 7) {
  const std::vector<sim::Placement> all(nodes);
  return values(preference_list(ring, ring.partition(position), all, Spread::kNodes, n, n));
}

TEST(Ring, Figure2StoresAKeyBetweenAAndBOnBAndCAndD) {
  EXPECT_EQ(walk(figure2(), {150, 0}, 3), (std::vector<std::uint32_t>{1, 2, 3}));
}

TEST(Ring, Figure2NodeDStoresThreeRanges) {
  const Ring ring = figure2();
  std::set<std::uint64_t> stored;  // by the range's end
  for (std::uint64_t end = 100; end <= 700; end += 100) {
    const auto nodes = walk(ring, {end, 0}, 3);
    if (std::find(nodes.begin(), nodes.end(), 3u) != nodes.end()) stored.insert(end);
  }
  EXPECT_EQ(stored, (std::set<std::uint64_t>{200, 300, 400}));  // (A, B], (B, C], (C, D]
}

TEST(Ring, ANodeOwnsItsOwnPositionAndNotItsPredecessors) {
  const Ring ring = figure2();
  EXPECT_EQ(walk(ring, {200, 0}, 1), std::vector<std::uint32_t>{1});
  EXPECT_EQ(walk(ring, {200, 1}, 1), std::vector<std::uint32_t>{2});
}

TEST(Ring, WrapsAround) {
  EXPECT_EQ(walk(figure2(), {701, 0}, 3), (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(walk(figure2(), {650, 0}, 3), (std::vector<std::uint32_t>{6, 0, 1}));
}

TEST(Ring, FurtherTokensOfANodeAreSkipped) {
  const Ring ring({{{10, 0}, NodeId{0}},
                   {{20, 0}, NodeId{0}},
                   {{30, 0}, NodeId{1}},
                   {{40, 0}, NodeId{0}},
                   {{50, 0}, NodeId{2}}});
  EXPECT_EQ(walk(ring, {5, 0}, 3, 3), (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(walk(ring, {35, 0}, 3, 3), (std::vector<std::uint32_t>{0, 2, 1}));
}

TEST(KeyHash, IsMd5OfTheName) {
  KeyHash hash;
  EXPECT_EQ(hash.of("abc"), (Position{0x900150983cd24fb0, 0xd6963f7d28e17f72}));  // RFC 1321
  EXPECT_EQ(hash.of(kv::Key{12}), hash.of("k12"));
}

TEST(Partitioning, EqualPartsAreEqualToOnePosition) {
  sim::Rng rng = sim::stream(1, "test");
  const std::uint32_t parts = 7;
  const Ring ring = Ring::make({Strategy::kEqualParts, 0, parts}, 3, rng);
  ASSERT_EQ(ring.partitions(), parts);
  const std::uint64_t quotient = ~std::uint64_t{0} / parts;
  std::uint64_t before = ~std::uint64_t{0};
  for (std::uint32_t i = 0; i < parts; ++i) {
    const std::uint64_t length = ring.end({i}).high - before;
    EXPECT_TRUE(length == quotient || length == quotient + 1) << "part " << i << ": " << length;
    before = ring.end({i}).high;
  }
  EXPECT_EQ(ring.end({parts - 1}), (Position{~std::uint64_t{0}, ~std::uint64_t{0}}));
}

TEST(Partitioning, EqualPartsAreDealtEvenly) {
  sim::Rng rng = sim::stream(1, "test");
  const Ring ring = Ring::make({Strategy::kEqualParts, 0, 100}, 8, rng);
  std::vector<int> owned(8);
  for (const Token& token : ring.tokens()) ++owned[token.node.value];
  for (const int count : owned) EXPECT_TRUE(count == 12 || count == 13) << count;
}

TEST(Partitioning, StrategyTwoPlacesAPartitionByTheTokensAfterItsEnd) {
  const Ring ring({{100, 0}, {200, 0}}, {{{50, 0}, NodeId{0}}, {{150, 0}, NodeId{1}}});
  EXPECT_EQ(walk(ring, {60, 0}, 1, 2), std::vector<std::uint32_t>{1});   // ends at 100
  EXPECT_EQ(walk(ring, {120, 0}, 1, 2), std::vector<std::uint32_t>{0});  // ends at 200, wraps
}

TEST(Partitioning, RandomTokensComeFromTheirStreamAlone) {
  sim::Rng one = sim::stream(7, "test"), two = sim::stream(7, "test");
  const Ring a = Ring::make({Strategy::kTokens, 4, 0}, 5, one);
  const Ring b = Ring::make({Strategy::kTokens, 4, 0}, 5, two);
  EXPECT_TRUE(std::equal(a.tokens().begin(), a.tokens().end(), b.tokens().begin()));
  EXPECT_EQ(a.partitions(), 20u);
}

}  // namespace
}  // namespace dynamo
