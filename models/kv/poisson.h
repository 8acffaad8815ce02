// The gaps of a Poisson process whose rate may change.
#pragma once

#include <cstdint>

#include "sim/kernel/check.h"
#include "sim/kernel/distribution.h"
#include "sim/kernel/ids.h"
#include "sim/kernel/random.h"
#include "sim/kernel/time.h"
#include "sim/kernel/wide.h"

namespace kv {

/// Exponential gaps. They are computed in 2^-20 ns and the fraction is carried on, so the rate is
/// kept exactly even where a gap is a few nanoseconds long.
class Poisson {
 public:
  /// `here` of `all` clients get their share of `rate`. Requires here <= all, all > 0.
  Poisson(sim::Rate rate, std::uint32_t here, std::uint32_t all, sim::Rng rng)
      : rate_(rate), here_(here), all_(all), rng_(rng), unit_(unit()) {
    set_load({1, 1});
  }

  void set_load(sim::Ratio factor) {
    const Wide events = Wide{rate_.events} * here_ * factor.numerator;
    const Wide span = (static_cast<Wide>(rate_.per_ns) << kFractionBits) * all_;
    // Bounded, so that a gap fits a Duration: a mean of ten years is as good as never.
    mean_ = events == 0 ? 0 : span * factor.denominator / events;
    if (mean_ > kLongestMean) mean_ = kLongestMean;
  }
  bool rate_is_zero() const { return mean_ == 0; }

  sim::Duration next_gap() {
    const auto drawn = static_cast<Wide>(unit_.draw(rng_).count());  // mean: kUnit
    const Wide gap = drawn * mean_ / kUnit + carried_;
    carried_ = gap & ((Wide{1} << kFractionBits) - 1);
    return sim::Duration(static_cast<std::int64_t>(gap >> kFractionBits));
  }

 private:
  using Wide = sim::Wide;
  static constexpr int kFractionBits = 20;
  static constexpr std::uint64_t kUnit = 1'000'000'000;
  static constexpr Wide kLongestMean = Wide{315'576'000'000'000'000} << kFractionBits;

  static sim::Distribution unit() {
    return sim::Distribution::of(
        {sim::DistributionSpec::Exponential{sim::Duration(static_cast<std::int64_t>(kUnit))}});
  }

  sim::Rate rate_;
  std::uint32_t here_, all_;
  sim::Rng rng_;
  sim::Distribution unit_;
  Wide mean_ = 0, carried_ = 0;
};

}  // namespace kv
