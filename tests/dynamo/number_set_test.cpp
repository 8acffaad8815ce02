// Sets of numbers as bits, beside std::set.
#include "models/dynamo/number_set.h"

#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "sim/kernel/random.h"

namespace test {
namespace {

using dynamo::NumberSet;
using Twin = std::set<std::uint32_t>;

std::vector<std::uint32_t> listed(const NumberSet& set) {
  std::vector<std::uint32_t> numbers;
  set.each([&](std::uint32_t number) { numbers.push_back(number); });
  return numbers;
}

/// Both after the same random additions and removals of numbers below `bound`.
std::pair<NumberSet, Twin> random_sets(sim::Rng& rng, std::uint32_t bound) {
  NumberSet set;
  Twin twin;
  for (int i = 0; i < 300; ++i) {
    const auto number = static_cast<std::uint32_t>(rng.below(bound));
    if (rng.below(3) > 0) {
      set.add(number);
      twin.insert(number);
    } else {
      set.remove(number);
      twin.erase(number);
    }
  }
  return {set, twin};
}

TEST(NumberSet, HoldsWhatItsTwinHolds) {
  sim::Rng rng = sim::stream(1, "test.number-set");
  for (const std::uint32_t bound : {1u, 63u, 64u, 65u, 1000u}) {
    const auto sets = random_sets(rng, bound);
    const NumberSet& set = sets.first;
    const Twin& twin = sets.second;
    EXPECT_EQ(listed(set), std::vector<std::uint32_t>(twin.begin(), twin.end()));
    EXPECT_EQ(set.size(), twin.size());
    EXPECT_EQ(set.empty(), twin.empty());
    for (std::uint32_t i = 0; i < bound + 130; ++i) {
      EXPECT_EQ(set.has(i), twin.contains(i)) << i;
      const auto below = std::distance(twin.begin(), twin.lower_bound(i));
      EXPECT_EQ(set.count_below(i), static_cast<std::size_t>(below)) << i;
    }
    std::size_t smaller = 0;
    for (const std::uint32_t number : twin) EXPECT_EQ(set.nth(smaller++), number);
  }
}

TEST(NumberSet, IsEqualToOneThatHoldsTheSameHoweverItCameToIt) {
  NumberSet grown, small;
  grown.add(7);
  grown.add(700);
  grown.remove(700);
  small.add(7);
  EXPECT_EQ(grown, small);
  grown.remove(7);
  EXPECT_EQ(grown, NumberSet{});
}

TEST(NumberSet, UnitesAndTellsWhatIsNotInTheOther) {
  sim::Rng rng = sim::stream(2, "test.number-set");
  const auto a = random_sets(rng, 500), b = random_sets(rng, 200);
  Twin news = a.second;
  for (const std::uint32_t number : b.second) news.erase(number);
  Twin found;
  a.first.each_not_in(b.first, [&](std::uint32_t number) { found.insert(number); });
  EXPECT_EQ(found, news);
  NumberSet both = b.first;
  both.unite(a.first);
  news.insert(b.second.begin(), b.second.end());
  EXPECT_EQ(listed(both), std::vector<std::uint32_t>(news.begin(), news.end()));
}

}  // namespace
}  // namespace test
