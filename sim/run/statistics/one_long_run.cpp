#include "sim/run/statistics/one_long_run.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace sim {
namespace {

constexpr std::size_t kMost = 20, kFewest = 10;  // batches; Schmeiser, "Batch size effects", 1982

/// Means of as many equally long batches; what is left over goes with the warm-up, at the front.
std::vector<double> batch_means(std::span<const double> samples, std::size_t batches) {
  const std::size_t size = samples.size() / batches;
  samples = samples.last(size * batches);
  std::vector<double> means;
  for (std::size_t first = 0; first < samples.size(); first += size)
    means.push_back(mean_of(samples.subspan(first, size)));
  return means;
}

/// Whether a batch tells of the next one, by more than chance makes of independent ones in 19 of 20
/// runs.
bool are_correlated(std::span<const double> means) {
  constexpr double kOneSided = 1.645;
  const double mean = mean_of(means);
  double squares = 0, products = 0;
  for (std::size_t i = 0; i < means.size(); ++i) {
    squares += (means[i] - mean) * (means[i] - mean);
    if (i > 0) products += (means[i] - mean) * (means[i - 1] - mean);
  }
  return products > kOneSided / std::sqrt(static_cast<double>(means.size())) * squares;
}

}  // namespace

std::optional<std::size_t> warm_up(std::span<const double> samples) {
  constexpr std::size_t kBatch = 5;
  const std::size_t batches = samples.size() / kBatch;
  if (batches < 2) return std::nullopt;
  const std::vector<double> means = batch_means(samples.first(batches * kBatch), batches);
  // From the back: the sums of what remains when the first `left` batches are left out.
  double sum = 0, squares = 0, least = 0;
  std::size_t best = batches;
  for (std::size_t left = batches; left-- > 0;) {
    sum += means[left];
    squares += means[left] * means[left];
    const auto remaining = static_cast<double>(batches - left);
    if (batches - left < kBatch) continue;  // a few batches agree by chance
    const double error = (squares - sum * sum / remaining) / (remaining * remaining);
    if (best == batches || error <= least) {
      least = error;
      best = left;
    }
  }
  if (best > batches / 2) return std::nullopt;
  return best * kBatch;
}

std::optional<Interval> batch_means_interval(std::span<const double> samples, double confidence) {
  if (samples.size() < kFewest) return std::nullopt;
  for (std::size_t batches = std::min(kMost, samples.size()); batches >= kFewest; --batches) {
    const std::vector<double> means = batch_means(samples, batches);
    if (!are_correlated(means)) return mean_interval(means, confidence);
  }
  return std::nullopt;
}

std::optional<Interval> interval_around(double value, std::span<const double> parts,
                                        double confidence) {
  const std::optional<Interval> batches = batch_means_interval(parts, confidence);
  if (!batches || batches->half_width() == 0) return std::nullopt;
  return Interval{value, value - batches->half_width(), value + batches->half_width()};
}

}  // namespace sim
