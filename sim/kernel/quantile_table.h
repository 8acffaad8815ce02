// A random duration as a table of quantiles: one random number picks a place in it.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "sim/kernel/time.h"
#include "sim/kernel/wide.h"

namespace sim {

/// The inverse of a cumulative distribution, as knots with straight lines between them.
///
/// The knots stand in octaves toward both ends: an octave holds the probabilities between 2^-k and
/// 2^-(k+1) away from its end and has kPerOctave equal steps. So the far tail, where quantiles run
/// away, is as well drawn as the middle: a line replaces an exponential law's curve within 3e-5 of
/// its mean everywhere. The outermost octave of either end runs from 2^-42, about 2e-13, to 2^-41;
/// what lies further out is drawn from it, so no duration is beyond the quantile of 2^-42.
class QuantileTable {
 public:
  static constexpr int kStepBits = 6, kPerOctave = 1 << kStepBits;
  static constexpr int kOctaves = 41;
  static constexpr int kHalf = kOctaves * kPerOctave;  // steps from an end to the middle
  static constexpr int kKnots = 2 * kHalf + 1;

  /// Where a knot stands: the probabilities below and above it, both exact.
  struct Place {
    double below, above;
  };
  static Place place(int knot);

  /// Knots in nanoseconds, each at least 0 and at least the one before.
  explicit QuantileTable(const std::array<std::int64_t, kKnots>& knots) : knots_(knots) {}

  /// The duration at a uniformly random place, rounded to the nearest nanosecond.
  Duration at(std::uint64_t random) const;
  bool is_constant() const { return knots_.front() == knots_.back(); }
  Duration smallest() const { return Duration(knots_.front()); }
  Duration largest() const { return Duration(knots_.back()); }
  Duration median() const { return Duration(knots_[kHalf]); }
  Duration mean() const;  ///< of the lines, rounded to the nearest nanosecond
  /// The probability of at most `limit`, as a fraction of 2^62.
  std::uint64_t probability(Duration limit) const;

 private:
  /// The steps are numbered from the shortest duration to the longest. A random number's first bit
  /// says which half; in the other 63 the leading zeros are the octave, the next kStepBits the
  /// step, and the rest the place between two knots.
  static constexpr std::uint64_t kLastOctave = std::uint64_t{1} << (63 - (kOctaves - 1));
  std::array<std::int64_t, kKnots> knots_;
};

inline Duration QuantileTable::at(std::uint64_t random) const {
  const std::uint64_t distance = random << 1;  // from the nearer end
  const int octave = std::countl_zero(distance | kLastOctave);
  const std::uint64_t rest = distance << octave << 1;
  const auto from_end = static_cast<std::size_t>((kOctaves - 1 - octave) << kStepBits) +
                        static_cast<std::size_t>(rest >> (64 - kStepBits));
  const std::uint64_t mirror = 0 - (random >> 63);  // all ones: counted from the longest
  const std::size_t step = (from_end ^ mirror) + (std::size_t{2} * kHalf & mirror);
  const std::uint64_t between = (rest << kStepBits) ^ mirror;
  const std::int64_t low = knots_[step];
  const auto width = static_cast<std::uint64_t>(knots_[step + 1] - low);
  const Wide rounded = static_cast<Wide>(width) * between + (std::uint64_t{1} << 63);
  return Duration(low + static_cast<std::int64_t>(rounded >> 64));
}

}  // namespace sim
