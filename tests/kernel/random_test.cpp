// Philox against Random123, and what streams promise.
#include "sim/kernel/random.h"

#include <Random123/philox.h>
#include <array>
#include <set>

#include <gtest/gtest.h>
#undef philox2x64  // a macro there, a function here

namespace sim {
namespace {

using Pair = std::array<std::uint64_t, 2>;

// Random123's kat_vectors, philox2x64 with 10 rounds: zeros, ones, digits of pi.
TEST(Philox, GivesThePublishedAnswers) {
  EXPECT_EQ(philox2x64({0, 0}, 0), (Pair{0xca00a0459843d731, 0x66c24222c9a845b5}));
  constexpr std::uint64_t kOnes = ~std::uint64_t{0};
  EXPECT_EQ(philox2x64({kOnes, kOnes}, kOnes), (Pair{0x65b021d60cd8310f, 0x4d02f3222f86df20}));
  EXPECT_EQ(philox2x64({0x243f6a8885a308d3, 0x13198a2e03707344}, 0xa4093822299f31d0),
            (Pair{0x0a5e742c2997341c, 0xb0f883d38000de5d}));
}

TEST(Philox, AgreesWithRandom123BitForBit) {
  Rng rng = stream(1, "inputs");
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t low = i % 2 ? rng.bits() : static_cast<std::uint64_t>(i);
    const std::uint64_t high = rng.bits() >> (i % 64), key = rng.bits() << (i % 64);
    const auto expected = philox2x64_R(10, {{low, high}}, {{key}});
    ASSERT_EQ(philox2x64({low, high}, key), (Pair{expected[0], expected[1]}));
  }
}

TEST(Rng, DrawsBothHalvesOfTheBlocksInOrder) {
  Rng rng(5, 7);
  for (std::uint64_t block = 0; block < 100; ++block) {
    const Pair expected = philox2x64({block, 7}, 5);
    EXPECT_EQ(rng.bits(), expected[0]);
    EXPECT_EQ(rng.bits(), expected[1]);
  }
}

TEST(Rng, StreamsDifferBySeedNameAndIndex) {
  std::set<std::uint64_t> first;
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    for (const char* name : {"", "a", "b", "ab", "ba", "aa"})
      for (std::uint64_t index = 0; index < 10; ++index)
        first.insert(stream(seed, name, index).bits());
  EXPECT_EQ(first.size(), 600u);
}

TEST(Rng, AStreamIsAFunctionOfItsName) {
  EXPECT_EQ(stream(3, "latency", 4).bits(), stream(3, "latency", 4).bits());
}

TEST(Rng, BelowIsUniform) {  // chi-square with 6 degrees of freedom: 22.46 has p = 0.001
  constexpr int kDraws = 700'000;
  std::array<int, 7> counts{};
  Rng rng = stream(1, "below");
  for (int i = 0; i < kDraws; ++i) ++counts[rng.below(7)];
  double chi_square = 0;
  for (const int count : counts) {
    const double difference = count - kDraws / 7.0;
    chi_square += difference * difference / (kDraws / 7.0);
  }
  EXPECT_LT(chi_square, 22.46);
}

// Without rejection the lower third of [0, 3 * 2^62) would be drawn twice as often as the rest.
TEST(Rng, BelowRejectsWhatWouldBeBiased) {
  constexpr std::uint64_t kLimit = std::uint64_t{3} << 62;
  Rng rng = stream(1, "bias");
  std::array<int, 3> thirds{};
  for (int i = 0; i < 30'000; ++i) ++thirds[rng.below(kLimit) >> 62];
  for (const int count : thirds) EXPECT_NEAR(count, 10'000, 350);  // 4 sigma
}

TEST(Rng, BetweenReachesBothEnds) {
  std::set<std::int64_t> seen;
  Rng rng = stream(1, "between");
  for (int i = 0; i < 1000; ++i) seen.insert(rng.between(-1ns, 1ns).count());
  EXPECT_EQ(seen, (std::set<std::int64_t>{-1, 0, 1}));
}

TEST(Rng, ACertainChanceDrawsNothing) {
  Rng rng = stream(1, "chance"), untouched = rng;
  EXPECT_FALSE(rng.chance({0, 10}));
  EXPECT_TRUE(rng.chance({10, 10}));
  EXPECT_EQ(rng.bits(), untouched.bits());
}

TEST(Rng, AChanceComesTrueAsOftenAsItSays) {
  Rng rng = stream(1, "often");
  int happened = 0;
  for (int i = 0; i < 100'000; ++i) happened += rng.chance({3, 10});
  EXPECT_NEAR(happened, 30'000, 580);  // 4 sigma
}

}  // namespace
}  // namespace sim
