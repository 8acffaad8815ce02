#include "sim/kernel/quantile_table.h"

#include <algorithm>

namespace sim {
namespace {

constexpr int kHalf = QuantileTable::kHalf, kPerOctave = QuantileTable::kPerOctave;
constexpr int kOctaves = QuantileTable::kOctaves;

/// Weights are fractions of 2^kWeightBits: fine enough for a step of the outermost octave.
constexpr int kWeightBits = 62;

/// The probability of one step. An end's last octave also stands for all that lies beyond it.
std::uint64_t weight(int step) {
  const int from_end = step < kHalf ? step : 2 * kHalf - 1 - step;
  const int octave = kOctaves - 1 - from_end / kPerOctave;
  const int halvings = 1 + std::min(octave + 1, kOctaves - 1) + QuantileTable::kStepBits;
  return std::uint64_t{1} << (kWeightBits - halvings);
}

}  // namespace

QuantileTable::Place QuantileTable::place(int knot) {
  const int from_end = std::min(knot, kKnots - 1 - knot);
  const int octave = kOctaves - 1 - from_end / kPerOctave;  // -1: the middle
  double tail = 0.25 * (1 + static_cast<double>(from_end % kPerOctave) / kPerOctave);
  for (int k = 0; k < octave; ++k) tail /= 2;
  if (octave < 0) tail = 0.5;
  return knot <= kHalf ? Place{tail, 1 - tail} : Place{1 - tail, tail};
}

Duration QuantileTable::mean() const {
  Wide twice_sum = 0;
  for (int step = 0; step < 2 * kHalf; ++step) {
    const auto i = static_cast<std::size_t>(step);
    const Wide ends = static_cast<Wide>(knots_[i]) + static_cast<Wide>(knots_[i + 1]);
    twice_sum += ends * weight(step);
  }
  const Wide half = static_cast<Wide>(1) << kWeightBits;
  return Duration(static_cast<std::int64_t>((twice_sum + half) >> (kWeightBits + 1)));
}

std::uint64_t QuantileTable::probability(Duration limit) const {
  const std::int64_t value = limit.count();
  std::uint64_t sum = 0;
  for (int step = 0; step < 2 * kHalf; ++step) {
    const std::int64_t low = knots_[static_cast<std::size_t>(step)];
    const std::int64_t high = knots_[static_cast<std::size_t>(step) + 1];
    if (high <= value) {
      sum += weight(step);
    } else {
      if (low < value) {
        const auto share = static_cast<Wide>(weight(step)) * static_cast<Wide>(value - low);
        sum += static_cast<std::uint64_t>(share / static_cast<Wide>(high - low));
      }
      break;
    }
  }
  return sum;
}

}  // namespace sim
