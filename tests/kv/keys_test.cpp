// Key shares against closed forms (facts: YCSB's constants and Zipf's law).
#include "models/kv/keys.h"

#include <cmath>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "sim/kernel/random.h"

namespace test {

using Law = kv::KeyConfig::Law;

constexpr int kDraws = 3'000'000;

/// How often each of the first keys was drawn, as a share.
struct Shares {
  explicit Shares(const kv::KeyConfig& config, const kv::Inserts& inserts = {}) {
    const kv::KeyChooser chooser(config, inserts);
    sim::Rng rng = sim::stream(7, "keys");
    counts.resize(config.count + inserts.ended());
    for (int i = 0; i < kDraws; ++i) ++counts.at(chooser.draw(rng).value - config.first);
  }
  double of(std::size_t from, std::size_t until) const {
    double sum = 0;
    for (std::size_t i = from; i < until; ++i) sum += counts[i];
    return sum / kDraws;
  }
  std::vector<int> counts;
};

void expect_share(double measured, double expected) {
  EXPECT_NEAR(measured, expected, expected * 0.01);
}

TEST(Keys, ZipfianOverAThousandKeysHasZipfsShares) {
  const Shares shares({.count = 1000, .law = Law::kZipfian});
  expect_share(shares.of(0, 1), 0.1294);
  expect_share(shares.of(0, 10), 0.382);
  expect_share(shares.of(0, 200), 0.779);
}

TEST(Keys, ZipfianOverAMillionKeysHasZipfsShares) {
  const Shares shares({.count = 1'000'000, .law = Law::kZipfian});
  expect_share(shares.of(0, 1), 0.0650);
  expect_share(shares.of(0, 10'000), 0.664);
  expect_share(shares.of(0, 200'000), 0.881);
}

TEST(Keys, ZipfianSharesAreRightInTheTail) {
  // Ranks beyond 1024 are drawn by runs: compare a stretch of them with the sum of the law.
  const Shares shares({.count = 1'000'000, .law = Law::kZipfian});
  for (const auto& [from, until] : std::map<int, int>{{2000, 2500}, {50'000, 60'000}}) {
    double expected = 0;
    for (int i = from; i < until; ++i) expected += std::pow(i + 1, -0.99) / 15.39185;
    EXPECT_NEAR(shares.of(from, until), expected, expected * 0.015);
  }
}

TEST(Keys, ZipfianReachesItsLastKey) {
  const Shares shares({.count = 3000, .law = Law::kZipfian});
  EXPECT_GT(shares.counts.back(), 0);
}

TEST(Keys, ZipfianWithAConstantOfOneIsTheHarmonicLaw) {
  const Shares shares({.count = 100, .law = Law::kZipfian, .theta_millionths = 1'000'000});
  expect_share(shares.of(0, 1), 1 / 5.187378);
  expect_share(shares.of(1, 2), 0.5 / 5.187378);
}

TEST(Keys, ZipfianWithAConstantOfZeroIsUniform) {
  const Shares shares({.count = 10, .law = Law::kZipfian, .theta_millionths = 0});
  for (std::size_t i = 0; i < 10; ++i) expect_share(shares.of(i, i + 1), 0.1);
}

TEST(Keys, ScrambledZipfianScattersItsHottestKey) {
  const Shares shares({.count = 100'000, .law = Law::kScrambledZipfian});
  const std::uint64_t hash = kv::fnv1a(0);
  const std::uint64_t hottest = (hash >> 63 ? 0 - hash : hash) % 100'000;
  expect_share(shares.of(hottest, hottest + 1), 0.03778);
  EXPECT_NE(hottest, 0u);
}

TEST(Keys, FnvHashesTheOctetsLowestFirst) {
  EXPECT_EQ(kv::fnv1a(0), 0xA8C7F832281A39C5u);  // eight zero octets
}

TEST(Keys, HotspotGivesTheHotSetItsOperations) {
  const Shares shares({.count = 1000, .law = Law::kHotspot});
  expect_share(shares.of(0, 200), 0.8);
  expect_share(shares.of(0, 20), 0.08);
  expect_share(shares.of(200, 1000), 0.2);
}

TEST(Keys, UniformGivesEveryKeyTheSame) {
  const Shares shares({.count = 10, .first = 90, .law = Law::kUniform});
  for (std::size_t i = 0; i < 10; ++i) expect_share(shares.of(i, i + 1), 0.1);
}

TEST(Keys, LatestPrefersTheNewestInsertThatIsOver) {
  kv::Inserts inserts;
  for (int i = 0; i < 5; ++i) inserts.begin();
  inserts.end(0);
  inserts.end(1);
  inserts.end(3);  // 2 is still open: readers may not ask for 3 yet
  const Shares shares({.count = 1000, .law = Law::kLatest}, inserts);
  ASSERT_EQ(shares.counts.size(), 1002u);
  expect_share(shares.of(1001, 1002), 0.1294);
  expect_share(shares.of(1000, 1001), 0.1294 * std::pow(2, -0.99));
}

TEST(Inserts, EndInAnyOrder) {
  kv::Inserts inserts;
  for (int i = 0; i < 1000; ++i) inserts.begin();
  for (std::uint64_t i = 999; i > 0; --i) inserts.end(i);
  EXPECT_EQ(inserts.ended(), 0u);
  inserts.end(0);
  EXPECT_EQ(inserts.ended(), 1000u);
}

}  // namespace test
