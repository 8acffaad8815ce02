// Load balance truth: Figure 8 of the paper, the spread of consistent hashing, and what a join
// moves. Rings are measured as they are, by the lengths of their partitions: every key is equally
// popular.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/transfers.h"

namespace test {
namespace {

using dynamo::Partitioning;
using dynamo::Placement;
using dynamo::Ring;
using dynamo::Spread;
using dynamo::Strategy;

constexpr double kWholeRing = 0x1p64;  // in units of 2^64 positions

/// Clockwise from one position to another; the whole ring where they are equal.
double length(dynamo::Position after, dynamo::Position last) {
  if (after == last) return kWholeRing;
  return static_cast<double>(last.high - after.high);
}

double length(const Ring& ring, std::uint32_t partition) {
  const std::uint32_t before = partition == 0 ? ring.partitions() - 1 : partition - 1;
  return length(ring.end({before}), ring.end({partition}));
}

/// Per node, the length of all partitions that it holds among the first n nodes.
std::vector<double> loads(const Ring& ring, std::uint32_t nodes, std::uint32_t n) {
  const std::vector<sim::Placement> places(nodes);
  const auto lists = Placement::make_lists(ring, places, Spread::kNodes, n, n);
  std::vector<double> loads(nodes);
  for (std::size_t i = 0; i < lists.nodes.size(); ++i) {
    loads[lists.nodes[i].value] += length(ring, static_cast<std::uint32_t>(i / n));
  }
  return loads;
}

struct Sample {
  double mean = 0, error = 0;  // the mean's standard error
};

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// With the divisor of a whole population.
double deviation(const std::vector<double>& values) {
  const double middle = mean(values);
  double squares = 0;
  for (const double value : values) squares += (value - middle) * (value - middle);
  return std::sqrt(squares / static_cast<double>(values.size()));
}

Sample sample(const std::vector<double>& values) {
  return {mean(values), deviation(values) / std::sqrt(static_cast<double>(values.size() - 1))};
}

// Figure 8 (6.2): load balancing efficiency, mean load / highest load, over the size of the
// metadata that each node keeps. 30 nodes and N = 3, of which all replicas count.

constexpr std::uint32_t kNodes = 30, kReplicas = 3;
constexpr std::uint32_t kParts = 1024;  // Q of strategy 2, which the paper does not say
constexpr double kTolerance = 0.02;
constexpr std::size_t kPoints = 10;
constexpr std::array<std::uint32_t, kPoints> kUnits{60,   120,  240,  480,   960,
                                                    1920, 3840, 7680, 15360, 30720};
using Curve = std::array<double, kPoints>;
// Read off the figure's vector graphics, error about 0.003.
constexpr Curve kStrategy1{0.521, 0.609, 0.690, 0.759, 0.821, 0.869, 0.909, 0.931, 0.950, 0.960};
constexpr Curve kStrategy2{0.532, 0.610, 0.701, 0.760, 0.822, 0.851, 0.881, 0.870, 0.851, 0.841};
constexpr Curve kStrategy3{0.861, 0.869, 0.901, 0.920, 0.941, 0.960, 0.971, 0.981, 0.981, 0.990};

/// A unit of metadata is a token, or a partition with its owner.
Partitioning partitioning(Strategy strategy, std::uint32_t units) {
  const std::uint32_t parts = strategy == Strategy::kEqualParts ? units : kParts;
  return {.strategy = strategy, .tokens_per_node = units / kNodes, .partitions = parts};
}

double efficiency(const Ring& ring) {
  const std::vector<double> load = loads(ring, kNodes, kReplicas);
  return mean(load) / *std::max_element(load.begin(), load.end());
}

Sample efficiency(Strategy strategy, std::uint32_t units, int rings) {
  std::vector<double> values;
  sim::Rng rng = sim::stream(1, "figure 8", units);
  for (int i = 0; i < rings; ++i) {
    values.push_back(efficiency(Ring::make(partitioning(strategy, units), kNodes, rng)));
  }
  return sample(values);
}

constexpr int kRings = 200;

Curve measured(Strategy strategy) {
  Curve curve;
  for (std::size_t i = 0; i < kPoints; ++i) {
    curve[i] = efficiency(strategy, kUnits[i], kRings).mean;
    testing::Test::RecordProperty("units_" + std::to_string(kUnits[i]), std::to_string(curve[i]));
  }
  return curve;
}

void expect_near(const Curve& curve, const Curve& paper) {
  for (std::size_t i = 0; i < kPoints; ++i) {
    EXPECT_NEAR(curve[i], paper[i], kTolerance) << kUnits[i] << " units";
  }
}

TEST(Figure8, StrategyOneIsThePapers) { expect_near(measured(Strategy::kTokens), kStrategy1); }

TEST(Figure8, StrategyTwoIsThePapersAndPeaksAt3840Units) {
  const Curve curve = measured(Strategy::kTokensAndEqualParts);
  expect_near(curve, kStrategy2);
  EXPECT_EQ(kUnits[std::max_element(curve.begin(), curve.end()) - curve.begin()], 3840u);
}

TEST(Figure8, StrategyThreeIsThePapers) {
  expect_near(measured(Strategy::kEqualParts), kStrategy3);
}

TEST(Figure8, StrategyThreeIsTheBestEverywhere) {
  constexpr int kFewRings = 20;  // one ring's deviation is a third of the smallest gap
  for (const std::uint32_t units : kUnits) {
    const double third = efficiency(Strategy::kEqualParts, units, kFewRings).mean;
    EXPECT_GT(third, efficiency(Strategy::kTokens, units, kFewRings).mean) << units;
    EXPECT_GT(third, efficiency(Strategy::kTokensAndEqualParts, units, kFewRings).mean) << units;
  }
}

TEST(Figure8, ARingThatGrewIsAsBalancedAsOneMadeAtOnce) {
  for (const Strategy strategy :
       {Strategy::kTokens, Strategy::kTokensAndEqualParts, Strategy::kEqualParts}) {
    constexpr std::uint32_t kSomeUnits = 960;
    sim::Rng rng = sim::stream(1, "grown");
    std::vector<double> grown;
    for (int i = 0; i < kRings; ++i) {
      Ring ring = Ring::make(partitioning(strategy, kSomeUnits), 10, rng);
      for (std::uint32_t node = 10; node < kNodes; ++node) ring = ring.with({{node}}, rng);
      grown.push_back(efficiency(ring));
    }
    const Sample made = efficiency(strategy, kSomeUnits, kRings), other = sample(grown);
    EXPECT_NEAR(other.mean, made.mean, 3 * std::hypot(made.error, other.error));
  }
}

// The spread of consistent hashing: the relative standard deviation of the primary load of 1000
// nodes with V tokens each (the table of Lamping and Veach, arXiv 1406.2294).

/// The mean over so many rings.
double relative_deviation(std::uint32_t tokens, int rings) {
  constexpr std::uint32_t kBuckets = 1000;
  sim::Rng rng = sim::stream(1, "virtual nodes", tokens);
  std::vector<double> deviations;
  for (int i = 0; i < rings; ++i) {
    const Ring ring = Ring::make({Strategy::kTokens, tokens, 0}, kBuckets, rng);
    std::vector<double> primary(kBuckets);
    for (std::uint32_t part = 0; part < ring.partitions(); ++part) {
      primary[ring.tokens()[part].node.value] += length(ring, part);
    }
    deviations.push_back(deviation(primary) / mean(primary));
  }
  testing::Test::RecordProperty("tokens_" + std::to_string(tokens),
                                std::to_string(mean(deviations)));
  return mean(deviations);
}

// The rings are so many that a mean's standard error is at most a third of the tolerance.
TEST(ConsistentHashing, SpreadsAThousandNodesAsPublished) {
  EXPECT_NEAR(relative_deviation(1, 50) / 0.998, 1.0, 0.05);
  EXPECT_NEAR(relative_deviation(10, 20) / 0.315, 1.0, 0.02);
  EXPECT_NEAR(relative_deviation(100, 15) / 0.0997, 1.0, 0.02);
  EXPECT_NEAR(relative_deviation(1000, 12) / 0.0316, 1.0, 0.02);
}

// What a join moves: to the newcomer its share, and nothing from one old node to another.

Placement place(Ring ring, std::uint32_t n) {
  const std::vector<sim::Placement> places(ring.members().size());
  auto lists = Placement::make_lists(ring, places, Spread::kNodes, n, n);
  return Placement(std::move(ring), std::move(lists));
}

/// Parts of the ring, once for each copy of a key.
struct Moved {
  double to_newcomer = 0, to_others = 0;
};

Moved moved(const Placement& before, const Placement& after, sim::NodeId newcomer) {
  Moved moved;
  for (const dynamo::Transfer& transfer : dynamo::transfers(before, after)) {
    const double part = length(transfer.range.after, transfer.range.last) / kWholeRing;
    (transfer.to == newcomer ? moved.to_newcomer : moved.to_others) += part;
  }
  return moved;
}

struct Joining {
  Strategy strategy;
  std::uint32_t nodes, n;
};

struct Moves {
  std::vector<double> to_newcomer;
  double to_others = 0;  // mean
};

Moves many_joins(const Joining& joining) {
  constexpr int kJoins = 200;
  const auto& [strategy, nodes, n] = joining;
  sim::Rng rng = sim::stream(1, "joins", nodes);
  Moves moves;
  for (int i = 0; i < kJoins; ++i) {
    const Ring ring = Ring::make({strategy, 8, kParts}, nodes, rng);
    const sim::NodeId newcomer{nodes};
    const Moved one = moved(place(ring, n), place(ring.with({newcomer}, rng), n), newcomer);
    moves.to_newcomer.push_back(one.to_newcomer);
    moves.to_others += one.to_others / kJoins;
  }
  return moves;
}

std::string name(const Joining& joining) {
  const auto& [strategy, nodes, n] = joining;
  return "strategy_" + std::to_string(static_cast<int>(strategy) + 1) + "_nodes_" +
         std::to_string(nodes) + "_n_" + std::to_string(n);
}

constexpr std::array kSizes{10u, 30u, 100u};

/// Random tokens, and N copies of each key: both are exact about old nodes.
void expect_share_and_nothing_else(Strategy strategy, std::uint32_t n) {
  for (const std::uint32_t nodes : kSizes) {
    const Joining joining{strategy, nodes, n};
    const Moves moves = many_joins(joining);
    const Sample share = sample(moves.to_newcomer);
    testing::Test::RecordProperty(name(joining), std::to_string(share.mean));
    EXPECT_NEAR(share.mean, n / (nodes + 1.0), 3 * share.error) << name(joining);
    EXPECT_EQ(moves.to_others, 0) << name(joining);
  }
}

TEST(Join, OfStrategyOneMovesTheNewcomersShareAndNothingElse) {
  expect_share_and_nothing_else(Strategy::kTokens, 1);
  expect_share_and_nothing_else(Strategy::kTokens, 3);
}

TEST(Join, OfStrategyTwoMovesTheNewcomersShareAndNothingElse) {
  expect_share_and_nothing_else(Strategy::kTokensAndEqualParts, 1);
  expect_share_and_nothing_else(Strategy::kTokensAndEqualParts, 3);
}

TEST(Join, OfStrategyThreeMovesTheNewcomersShareToOnePartitionAndNothingElse) {
  for (const std::uint32_t nodes : kSizes) {
    const Moves moves = many_joins({Strategy::kEqualParts, nodes, 1});
    const double share = kParts / (nodes + 1.0);
    for (const double part : moves.to_newcomer) EXPECT_LT(std::abs(part * kParts - share), 1);
    EXPECT_EQ(moves.to_others, 0) << nodes << " nodes";
  }
}

// A newcomer that takes two tokens near each other stands once in a list where it replaces two old
// nodes; another old node moves up.
TEST(Join, OfStrategyThreeMovesALittleBetweenOldNodesIfKeysHaveReplicas) {
  for (const std::uint32_t nodes : kSizes) {
    const Joining joining{Strategy::kEqualParts, nodes, 3};
    const Moves moves = many_joins(joining);
    testing::Test::RecordProperty(name(joining), std::to_string(moves.to_others));
    EXPECT_GT(moves.to_others, 0) << name(joining);
    EXPECT_LT(moves.to_others, 0.1 * mean(moves.to_newcomer)) << name(joining);
  }
}

}  // namespace
}  // namespace test
