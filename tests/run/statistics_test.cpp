// Intervals against textbooks, and where samples are few.
#include <array>
#include <vector>

#include <gtest/gtest.h>

#include "sim/run/statistics/intervals.h"
#include "sim/run/statistics/one_long_run.h"

namespace sim {
namespace {

// Student, "The probable error of a mean", 1908, table of section IX: hours of sleep gained.
constexpr std::array kFirstDrug = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
constexpr std::array kSecondDrug = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

TEST(MeanInterval, IsStudents) {
  const auto interval = mean_interval(kFirstDrug);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->estimate, 0.75, 1e-12);
  EXPECT_NEAR(interval->low, -0.5297804, 1e-6);  // 0.75 -+ 2.262157 * 1.789010 / sqrt(10)
  EXPECT_NEAR(interval->high, 2.0297804, 1e-6);
}

TEST(MeanInterval, IsWiderTheMoreSureItIs) {
  EXPECT_LT(mean_interval(kFirstDrug, 0.9)->half_width(), mean_interval(kFirstDrug)->half_width());
  EXPECT_GT(mean_interval(kFirstDrug, 0.99)->half_width(), mean_interval(kFirstDrug)->half_width());
}

TEST(MeanInterval, OfLessThanTwoSamplesIsNone) {
  EXPECT_FALSE(mean_interval({}));
  EXPECT_FALSE(mean_interval(std::array{1.0}));
}

TEST(MeanInterval, OfEqualSamplesIsAPoint) {
  const auto interval = mean_interval(std::array{3.0, 3.0, 3.0});
  EXPECT_EQ(interval->low, 3.0);
  EXPECT_EQ(interval->high, 3.0);
}

TEST(PairedInterval, IsThatOfTheDifferences) {
  const auto interval = paired_interval(kFirstDrug, kSecondDrug);
  EXPECT_NEAR(interval->estimate, 1.58, 1e-12);
  EXPECT_NEAR(interval->low, 0.7001142, 1e-6);  // 1.58 -+ 2.262157 * 1.229995 / sqrt(10)
  EXPECT_NEAR(interval->high, 2.4598858, 1e-6);
  EXPECT_LT(interval->half_width(), mean_interval(kFirstDrug)->half_width()) << "pairs tell more";
}

// Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3.
TEST(RatioInterval, IsWilsons) {
  const auto interval = ratio_interval(81, 263);
  EXPECT_NEAR(interval->low, 0.2553, 5e-5);
  EXPECT_NEAR(interval->high, 0.3662, 5e-5);
  EXPECT_NEAR(ratio_interval(15, 148)->low, 0.0624, 5e-5);
  EXPECT_NEAR(ratio_interval(15, 148)->high, 0.1605, 5e-5);
  EXPECT_NEAR(ratio_interval(1, 29)->high, 0.1718, 5e-5);
}

TEST(RatioInterval, WhereNothingFailedLeavesRoomForWhatMayFail) {
  const auto interval = ratio_interval(20, 20);
  EXPECT_EQ(interval->high, 1.0);
  EXPECT_NEAR(interval->low, 0.8389, 5e-5);
  EXPECT_EQ(ratio_interval(0, 20)->low, 0.0);
  EXPECT_FALSE(ratio_interval(0, 0));
}

// David and Nagaraja, "Order Statistics", 7.1: the median of ten lies between the second and the
// ninth with probability 0.9785, of twenty between the sixth and the fifteenth with 0.9586.
TEST(QuantileRanks, AreBinomial) {
  EXPECT_EQ(quantile_ranks(10, 0.5)->low, 2u);
  EXPECT_EQ(quantile_ranks(10, 0.5)->high, 9u);
  EXPECT_EQ(quantile_ranks(20, 0.5)->low, 6u);
  EXPECT_EQ(quantile_ranks(20, 0.5)->high, 15u);
}

TEST(QuantileRanks, NeedSamplesBeyondTheQuantile) {
  EXPECT_FALSE(quantile_ranks(0, 0.5));
  EXPECT_FALSE(quantile_ranks(5, 0.5)) << "all five on one side: 1 in 16";
  EXPECT_TRUE(quantile_ranks(6, 0.5));
  EXPECT_FALSE(quantile_ranks(1000, 0.999));
  EXPECT_TRUE(quantile_ranks(3688, 0.999)) << "0.999^3688 is just below 0.025";
  EXPECT_FALSE(quantile_ranks(3687, 0.999));
}

TEST(QuantileInterval, HasSamplesForItsEnds) {
  std::vector<double> samples;
  for (int i = 20; i > 0; --i) samples.push_back(i);
  const auto interval = quantile_interval(samples, 0.5);
  EXPECT_EQ(interval->estimate, 10);
  EXPECT_EQ(interval->low, 6);
  EXPECT_EQ(interval->high, 15);
}

TEST(QuantileInterval, HasTheSampleOfItsRank) {
  std::vector<double> samples;
  for (int i = 1; i <= 100; ++i) samples.push_back(i);
  EXPECT_EQ(quantile_interval(samples, 0.55)->estimate, 55);
  EXPECT_EQ(quantile_interval(samples, 0.555)->estimate, 56);
}

TEST(IsPrecise, ComparesHalfTheIntervalWithTheEstimate) {
  EXPECT_TRUE(is_precise({100, 95, 105}, 0.05));
  EXPECT_FALSE(is_precise({100, 94, 106}, 0.05));
  EXPECT_TRUE(is_precise({-100, -105, -95}, 0.05));
  EXPECT_FALSE(is_precise({0, -1, 1}, 0.05));
  EXPECT_FALSE(is_precise({0, 0, 0}, 0.05)) << "nothing was seen yet";
}

TEST(WarmUp, EndsWhereWhatIsLeftIsAlike) {
  std::vector<double> samples;
  for (int i = 0; i < 100; ++i) samples.push_back(i < 20 ? 100 - 5 * i : i % 3);
  EXPECT_EQ(warm_up(samples), 20u);
}

TEST(WarmUp, OfWhatIsAlikeFromTheBeginningIsNone) {
  std::vector<double> samples;
  for (int i = 0; i < 100; ++i) samples.push_back(i % 5);
  EXPECT_EQ(warm_up(samples), 0u);
}

TEST(WarmUp, OfWhatGrowsToTheEndIsNotKnown) {
  std::vector<double> samples;
  for (int i = 0; i < 100; ++i) samples.push_back(i);
  EXPECT_FALSE(warm_up(samples));
  EXPECT_FALSE(warm_up(std::array{1.0, 2.0, 3.0}));
}

TEST(BatchMeans, OfATrendAreNone) {
  std::vector<double> samples;
  for (int i = 0; i < 1000; ++i) samples.push_back(i);
  EXPECT_FALSE(batch_means_interval(samples));
  EXPECT_FALSE(batch_means_interval(std::array{1.0, 2.0}));
}

TEST(OneLongRun, AroundItsValueItIsAsWideAsItsPartsSay) {
  const std::vector<double> parts = {1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3};
  const auto batches = batch_means_interval(parts), around = interval_around(2.5, parts);
  ASSERT_TRUE(batches && around);
  EXPECT_DOUBLE_EQ(around->estimate, 2.5);
  EXPECT_DOUBLE_EQ(around->half_width(), batches->half_width());
  EXPECT_FALSE(interval_around(1, std::vector<double>(20, 1.0))) << "that would be certainty";
}

}  // namespace
}  // namespace sim
