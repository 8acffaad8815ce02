// Tables of quantiles against the closed forms of the laws they stand for.
#include "sim/kernel/distribution.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include <gtest/gtest.h>

namespace sim {
namespace {

using Spec = DistributionSpec;
using Cdf = std::function<double(double)>;  // of nanoseconds

struct Case {
  const char* name;
  Spec spec;
  Cdf cdf;
  double mean;  // nanoseconds
};

double normal_cdf(double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }

std::vector<Case> cases() {
  const auto exponential = [](double mean) {
    return [mean](double x) { return x <= 0 ? 0 : -std::expm1(-x / mean); };
  };
  return {
      {"exponential", {Spec::Exponential{1ms}}, exponential(1e6), 1e6},
      {"lognormal",
       {Spec::Lognormal{200us, 500'000}},
       [](double x) { return x <= 0 ? 0 : normal_cdf(std::log(x / 2e5) / 0.5); },
       2e5 * std::exp(0.125)},
      {"wide lognormal",
       {Spec::Lognormal{1ms, 2'000'000}},
       [](double x) { return x <= 0 ? 0 : normal_cdf(std::log(x / 1e6) / 2); },
       1e6 * std::exp(2.0)},
      {"pareto",
       {Spec::Pareto{1ms, 2'500'000}},
       [](double x) { return x <= 1e6 ? 0 : 1 - std::pow(1e6 / x, 2.5); },
       1e6 * 2.5 / 1.5},
      {"uniform",
       {Spec::Uniform{1ms, 3ms}},
       [](double x) { return std::clamp((x - 1e6) / 2e6, 0.0, 1.0); },
       2e6},
      {"mixture",
       {Spec::Mixture{{{3, {Spec::Exponential{1ms}}}, {1, {Spec::Exponential{20ms}}}}}},
       [=](double x) { return 0.75 * exponential(1e6)(x) + 0.25 * exponential(2e7)(x); },
       5.75e6},
      {"shift",
       {Spec::Shift{75ms, {{Spec::Exponential{1ms}}}}},
       [=](double x) { return exponential(1e6)(x - 75e6); },
       76e6},
  };
}

// Kolmogorov-Smirnov: above 1.95 / sqrt(n) with probability 0.001 if the law is right.
TEST(Distribution, DrawsFollowTheLaw) {
  constexpr int kDraws = 400'000;
  for (const Case& law : cases()) {
    const Distribution distribution = Distribution::of(law.spec);
    Rng rng = stream(1, law.name);
    std::vector<double> drawn;
    for (int i = 0; i < kDraws; ++i)
      drawn.push_back(static_cast<double>(distribution.draw(rng).count()));
    std::sort(drawn.begin(), drawn.end());
    double distance = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double probability = law.cdf(drawn[static_cast<std::size_t>(i)]);
      distance = std::max(
          {distance, probability - double(i) / kDraws, double(i + 1) / kDraws - probability});
    }
    EXPECT_LT(distance, 1.95 / std::sqrt(kDraws)) << law.name;
  }
}

TEST(Distribution, MeansAreTheLaws) {
  for (const Case& law : cases()) {
    const double mean = static_cast<double>(Distribution::of(law.spec).mean().count());
    EXPECT_NEAR(mean / law.mean, 1, 3e-4) << law.name;
  }
}

TEST(Distribution, TheMeanIsThatOfTheDraws) {
  for (const Case& law : cases()) {
    const Distribution distribution = Distribution::of(law.spec);
    Rng rng = stream(2, law.name);
    double sum = 0;
    constexpr int kDraws = 1'000'000;
    for (int i = 0; i < kDraws; ++i) sum += static_cast<double>(distribution.draw(rng).count());
    EXPECT_NEAR(sum / kDraws / law.mean, 1, 0.03) << law.name;  // the wide lognormal needs that
  }
}

TEST(Distribution, MediansAreTheLaws) {
  for (const Case& law : cases()) {
    const Duration median = Distribution::of(law.spec).median();
    EXPECT_NEAR(law.cdf(static_cast<double>(median.count())), 0.5, 1e-5) << law.name;
  }
}

// A table is asked for the quantile directly: the random number whose place is `tail` from the top.
TEST(QuantileTable, TheFarTailIsTheLawsDownToOneInABillion) {
  for (const Case& law : cases()) {
    if (std::holds_alternative<Spec::Mixture>(law.spec.law)) continue;  // has no table of its own
    if (std::holds_alternative<Spec::Uniform>(law.spec.law)) continue;  // less than a nanosecond
    for (const double tail : {1e-2, 1e-4, 1e-6, 1e-9, 1e-12}) {
      const auto random = std::uint64_t{1} << 63 | static_cast<std::uint64_t>(tail * 0x1p64);
      const double quantile = static_cast<double>(Distribution::of(law.spec).at(random).count());
      // A closed form near 1 is known within 1e-16 of 1, so within 1e-16 / tail of the tail.
      const double slack = 1e-3 + 3e-16 / tail;
      EXPECT_NEAR((1 - law.cdf(quantile)) / tail, 1, slack) << law.name << " " << tail;
    }
  }
}

TEST(Distribution, AConstantDrawsNothing) {
  const Spec constant{Spec::Constant{5ms}};
  for (const Spec& spec :
       {constant, Spec{Spec::Shift{-2ms, {{Spec::Constant{7ms}}}}}, Spec{Spec::Uniform{5ms, 5ms}},
        Spec{Spec::Lognormal{5ms, 0}}, Spec{Spec::Mixture{{{1, constant}, {2, constant}}}}}) {
    const Distribution distribution = Distribution::of(spec);
    EXPECT_TRUE(distribution.is_constant());
    Rng rng = stream(1, "constant"), untouched = rng;
    EXPECT_EQ(distribution.draw(rng), Duration(5ms));
    EXPECT_EQ(rng.bits(), untouched.bits());
    EXPECT_EQ(distribution.mean(), Duration(5ms));
    EXPECT_EQ(distribution.median(), Duration(5ms));
  }
}

TEST(Distribution, NothingIsNegativeOrBeyondTheLongest) {
  EXPECT_EQ(Distribution::of({Spec::Shift{-5ms, {{Spec::Constant{1ms}}}}}).median(), Duration(0));
  EXPECT_EQ(Distribution::constant(-1ns).median(), Duration(0));
  const Distribution heavy = Distribution::of({Spec::Pareto{1h, 10'000}});  // shape 0.01
  Rng rng = stream(1, "heavy");
  for (int i = 0; i < 1000; ++i) {
    const Duration drawn = heavy.draw(rng);
    ASSERT_GE(drawn, Duration(1h));
    ASSERT_LE(drawn, Distribution::kLongest);
  }
}

TEST(Distribution, EmpiricalInterpolatesBetweenItsSamples) {
  const Distribution law = Distribution::of({Spec::Empirical{"", {3ms, 1ms, 2ms}}});
  EXPECT_EQ(law.median(), Duration(2ms));
  EXPECT_NEAR(static_cast<double>(law.mean().count()), 2e6, 10);
  Rng rng = stream(1, "empirical");
  for (int i = 0; i < 1000; ++i) {
    const Duration drawn = law.draw(rng);
    ASSERT_TRUE(drawn >= 1ms && drawn <= 3ms);
  }
}

// Two quantiles of a lognormal give it back between them: its quartile is neither of the two.
TEST(Distribution, TwoQuantilesOfALognormalGiveItBack) {
  const double p99 = 1e6 * std::exp(0.5 * 2.3263478740408408);
  const Distribution law = Distribution::of(
      {Spec::Quantiles{{{500'000'000, 1ms}, {990'000'000, Duration(std::llround(p99))}}}});
  const std::uint64_t random = std::uint64_t{1} << 63 | std::uint64_t{1} << 62;  // 1/4 from the top
  EXPECT_NEAR(static_cast<double>(law.at(random).count()), 1e6 * std::exp(0.5 * 0.674489750196082),
              1e6 * 1e-4);
}

TEST(Distribution, NothingIsInventedOutsideTheGivenQuantiles) {
  const Distribution law =
      Distribution::of({Spec::Quantiles{{{500'000'000, 1ms}, {990'000'000, 10ms}}}});
  Rng rng = stream(1, "quantiles");
  int lowest = 0, highest = 0;
  for (int i = 0; i < 100'000; ++i) {
    const Duration drawn = law.draw(rng);
    ASSERT_TRUE(drawn >= 1ms && drawn <= 10ms);
    lowest += drawn == 1ms;
    highest += drawn == 10ms;
  }
  EXPECT_NEAR(lowest, 50'000, 640);
  EXPECT_NEAR(highest, 1'000, 130);
}

TEST(Distribution, AMixtureOfMixturesMultipliesItsWeights) {
  const Spec inner{Spec::Mixture{{{1, {Spec::Constant{1ms}}}, {3, {Spec::Constant{2ms}}}}}};
  const Distribution law =
      Distribution::of({Spec::Mixture{{{1, inner}, {1, {Spec::Shift{8ms, {inner}}}}}}});
  EXPECT_EQ(law.mean(), Duration(5'750us));
  EXPECT_EQ(law.median(), Duration(2ms));
}

}  // namespace
}  // namespace sim
