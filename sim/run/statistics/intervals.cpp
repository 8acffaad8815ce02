#include "sim/run/statistics/intervals.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include "sim/kernel/check.h"

namespace sim {
namespace {

/// Both tails together are what an interval may miss.
double upper_tail(double confidence) { return (1 + confidence) / 2; }

}  // namespace

double mean_of(std::span<const double> samples) {
  double sum = 0;
  for (const double sample : samples) sum += sample;
  return sum / static_cast<double>(samples.size());
}

std::optional<Interval> mean_interval(std::span<const double> samples, double confidence) {
  if (samples.size() < 2) return std::nullopt;
  const auto count = static_cast<double>(samples.size());
  const double mean = mean_of(samples);
  double squares = 0;
  for (const double sample : samples) squares += (sample - mean) * (sample - mean);
  const double error = std::sqrt(squares / (count - 1) / count);
  const boost::math::students_t law(count - 1);
  const double half = boost::math::quantile(law, upper_tail(confidence)) * error;
  return Interval{mean, mean - half, mean + half};
}

std::optional<Interval> ratio_interval(std::uint64_t successes, std::uint64_t trials,
                                       double confidence) {
  SIM_CHECK(successes <= trials, "more successes than trials");
  if (trials == 0) return std::nullopt;
  const auto count = static_cast<double>(trials);
  const double ratio = static_cast<double>(successes) / count;
  const double z = boost::math::quantile(boost::math::normal(), upper_tail(confidence));
  const double shrink = 1 + z * z / count;
  const double centre = (ratio + z * z / (2 * count)) / shrink;
  const double half =
      z * std::sqrt(ratio * (1 - ratio) / count + z * z / (4 * count * count)) / shrink;
  return Interval{ratio, successes == 0 ? 0 : std::max(0.0, centre - half),
                  successes == trials ? 1 : std::min(1.0, centre + half)};
}

std::optional<Ranks> quantile_ranks(std::uint64_t samples, double q, double confidence) {
  SIM_CHECK(q > 0 && q < 1, "a quantile is between 0 and 1");
  if (samples == 0) return std::nullopt;
  const boost::math::binomial law(static_cast<double>(samples), q);
  const double tail = 1 - upper_tail(confidence);
  // P(sample of rank k is below the quantile) = P(at least k of them are).
  const auto below = [&](std::uint64_t k) {  // P(fewer than k)
    return k == 0 ? 0 : boost::math::cdf(law, static_cast<double>(k - 1));
  };
  std::uint64_t low = 0, above = samples + 1;  // below(low) <= tail, and not of low + 1
  for (std::uint64_t step = samples; step > 0; step /= 2)
    while (low + step <= samples && below(low + step) <= tail) low += step;
  for (std::uint64_t step = samples; step > 0; step /= 2)
    while (above > step && above - step >= 1 && 1 - below(above - step) <= tail) above -= step;
  if (low == 0 || above > samples) return std::nullopt;
  return Ranks{low, above};
}

std::optional<Interval> quantile_interval(std::span<const double> samples, double q,
                                          double confidence) {
  const std::optional<Ranks> ranks = quantile_ranks(samples.size(), q, confidence);
  if (!ranks) return std::nullopt;
  std::vector<double> sorted(samples.begin(), samples.end());
  std::sort(sorted.begin(), sorted.end());
  constexpr double kRounding = 1e-9;  // 0.55 * 100 is a little more than 55
  const auto rank =
      static_cast<std::size_t>(std::ceil(q * static_cast<double>(sorted.size()) - kRounding));
  return Interval{sorted[std::max<std::size_t>(rank, 1) - 1], sorted[ranks->low - 1],
                  sorted[ranks->high - 1]};
}

std::optional<Interval> paired_interval(std::span<const double> before,
                                        std::span<const double> after, double confidence) {
  SIM_CHECK(before.size() == after.size(), "a pair is two samples");
  std::vector<double> differences;
  for (std::size_t i = 0; i < before.size(); ++i) differences.push_back(after[i] - before[i]);
  return mean_interval(differences, confidence);
}

bool is_precise(const Interval& interval, double relative) {
  return interval.estimate != 0 && interval.half_width() <= relative * std::abs(interval.estimate);
}

}  // namespace sim
