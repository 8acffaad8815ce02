// Histograms: HdrHistogram's buckets, exact merging, quantiles by rank.
#include "sim/observe/histogram.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "sim/kernel/random.h"

namespace sim {
namespace {

TEST(Histogram, BucketsAreHdrHistograms) {  // for (1, 3.6e12, 3): 33792 counters
  EXPECT_EQ(Histogram::bucket(2047ns), 2047u);
  EXPECT_EQ(Histogram::bucket(2048ns), 2048u);
  EXPECT_EQ(Histogram::bucket(2049ns), 2048u);
  EXPECT_EQ(Histogram::bucket(4096ns), 3072u);
  EXPECT_EQ(Histogram::bucket(kNever.time_since_epoch()), 33791u);
  Histogram histogram;
  histogram.add(1ns);
  EXPECT_EQ(histogram.buckets().size(), 33792u);
}

TEST(Histogram, ABucketHoldsTheValuesBetweenItsEndsAndNoOthers) {
  for (std::size_t i = 0; i < 33791; ++i) {
    ASSERT_EQ(Histogram::bucket(Histogram::lowest(i)), i);
    ASSERT_EQ(Histogram::bucket(Histogram::highest(i)), i);
    ASSERT_EQ(Histogram::lowest(i + 1), Histogram::highest(i) + 1ns);
    ASSERT_LE((Histogram::highest(i) - Histogram::lowest(i)) * 1000, Histogram::highest(i));
  }
}

TEST(Histogram, QuantilesAreEquivalentToTheValueOfTheirRank) {
  Rng rng = stream(1, "histogram");
  std::vector<Duration> values;
  Histogram histogram;
  for (int i = 0; i < 12'345; ++i) {
    values.push_back(Duration(static_cast<std::int64_t>(rng.bits() >> (22 + rng.below(40)))));
    histogram.add(values.back());
  }
  std::sort(values.begin(), values.end());
  for (const std::uint32_t q : {0u, 1u, 500'000u, 990'000u, 999'000u, 999'999u, 1'000'000u}) {
    const auto rank = std::max<std::uint64_t>(1, (std::uint64_t{q} * 12'345 + 999'999) / 1'000'000);
    const Duration equivalent = Histogram::highest(Histogram::bucket(values[rank - 1]));
    EXPECT_EQ(histogram.quantile(q), std::min(equivalent, histogram.max())) << q;
  }
  EXPECT_EQ(histogram.min(), values.front());
  EXPECT_EQ(histogram.max(), values.back());
}

TEST(Histogram, MergedIsTheSameAsRecordedTogether) {
  Rng rng = stream(2, "histogram");
  Histogram parts[3], together, merged;
  for (std::uint64_t i = 0; i < 3000; ++i) {
    const Duration value(static_cast<std::int64_t>(rng.below(1'000'000'000)));
    parts[i % 3].add(value);
    together.add(value);
  }
  for (const int part : {2, 0, 1}) merged.merge(parts[part]);
  EXPECT_EQ(merged.buckets(), together.buckets());
  EXPECT_EQ(merged.mean(), together.mean());
  EXPECT_EQ(merged.min(), together.min());
  EXPECT_EQ(merged.max(), together.max());
}

TEST(Histogram, TheMeanIsOfTheExactSum) {
  Histogram histogram;
  histogram.add(1h, 3'000'000'000);
  histogram.add(1h + 2ns, 3'000'000'000);
  EXPECT_EQ(histogram.mean(), Duration(1h + 1ns));
}

TEST(Histogram, NegativeValuesCountAsZero) {
  Histogram histogram;
  histogram.add(-5ns);
  EXPECT_EQ(histogram.max(), Duration(0));
  EXPECT_EQ(histogram.quantile(500'000), Duration(0));
}

TEST(Histogram, NoQuantileIsMoreThanTheLargestValue) {
  Histogram histogram;
  histogram.add(Duration(1'000'001));  // its bucket ends behind it
  EXPECT_GT(Histogram::highest(Histogram::bucket(Duration(1'000'001))), Duration(1'000'001));
  EXPECT_EQ(histogram.quantile(990'000), histogram.max());
}

}  // namespace
}  // namespace sim
