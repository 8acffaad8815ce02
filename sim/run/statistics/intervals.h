// What samples say of the process they come from, as intervals that cover the truth as often as
// they claim. Of results only: nothing here decides what a run does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace sim {

/// An estimate, and an interval around what it estimates.
struct Interval {
  double estimate = 0, low = 0, high = 0;
  double half_width() const { return (high - low) / 2; }
};

/// Requires at least one.
double mean_of(std::span<const double>);

/// How often an interval covers the truth.
inline constexpr double kConfidence = 0.95;

/// The mean of independent samples, by Student's t. Exact for normal samples; for others as good as
/// the central limit theorem. Nothing of fewer than two samples.
std::optional<Interval> mean_interval(std::span<const double>, double confidence = kConfidence);

/// The probability of a success, by Wilson's score (Wilson, "Probable inference", JASA 1927): of
/// independent trials, and sound where none failed. Nothing of no trials.
std::optional<Interval> ratio_interval(std::uint64_t successes, std::uint64_t trials,
                                       double confidence = kConfidence);

/// Which of the sorted samples, counted from 1, enclose the quantile `q` of their distribution,
/// whatever that is (David and Nagaraja, "Order Statistics", 7.1). Binomial, so never less sure
/// than `confidence`. Nothing where there are too few samples for that. Requires 0 < q < 1.
struct Ranks {
  std::uint64_t low = 0, high = 0;
};
std::optional<Ranks> quantile_ranks(std::uint64_t samples, double q,
                                    double confidence = kConfidence);

/// A quantile of the distribution that independent samples come from, by such ranks.
std::optional<Interval> quantile_interval(std::span<const double>, double q,
                                          double confidence = kConfidence);

/// What changed from `before` to `after`, pair by pair: each pair had the same random numbers, so
/// that what both share goes out of the difference. Requires equally many.
std::optional<Interval> paired_interval(std::span<const double> before,
                                        std::span<const double> after,
                                        double confidence = kConfidence);

/// Whether half the interval is within `relative` of the estimate; of an estimate of 0 never.
bool is_precise(const Interval&, double relative);

}  // namespace sim
