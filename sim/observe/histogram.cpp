#include "sim/observe/histogram.h"

#include <algorithm>
#include <bit>

#include "sim/kernel/check.h"

namespace sim {
namespace {

// HdrHistogram's names: subBucketCount is the power of two that holds 2 * 10^digits.
constexpr int kSubBucketBits = 11, kHalfBits = kSubBucketBits - 1;
constexpr std::size_t kHalf = std::size_t{1} << kHalfBits;
constexpr auto kSubBucketMask = (std::uint64_t{1} << kSubBucketBits) - 1;
constexpr int kBuckets = 32;  // 2^11 << 31 is the first power of two beyond an hour
constexpr std::size_t kCounts = (kBuckets + 1) * kHalf;
static_assert((std::int64_t{1} << (kSubBucketBits + kBuckets - 1)) > Histogram::kHighest.count());

}  // namespace

std::size_t Histogram::bucket(Duration value) {
  const auto units = static_cast<std::uint64_t>(std::max<std::int64_t>(value.count(), 0));
  const int octave = 64 - kSubBucketBits - std::countl_zero(units | kSubBucketMask);
  const std::size_t sub = units >> octave;
  return std::min((static_cast<std::size_t>(octave) << kHalfBits) + sub, kCounts - 1);
}

Duration Histogram::lowest(std::size_t bucket) {
  const std::size_t octave = bucket < 2 * kHalf ? 0 : (bucket >> kHalfBits) - 1;
  return Duration(static_cast<std::int64_t>((bucket - (octave << kHalfBits)) << octave));
}

Duration Histogram::highest(std::size_t bucket) { return lowest(bucket + 1) - Duration(1); }

void Histogram::add(Duration value, std::uint64_t times) {
  if (times == 0) return;
  if (buckets_.empty()) buckets_.resize(kCounts);
  const std::int64_t units = std::max<std::int64_t>(value.count(), 0);
  min_ = empty() ? units : std::min(min_, units);
  max_ = std::max(max_, units);
  buckets_[bucket(value)] += times;
  count_ += times;
  sum_ += static_cast<Wide>(units) * times;
}

void Histogram::merge(const Histogram& other) {
  if (other.empty()) return;
  if (buckets_.empty()) buckets_.resize(kCounts);
  min_ = empty() ? other.min_ : std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  const std::size_t last = bucket(Duration(other.max_));
  for (std::size_t i = bucket(Duration(other.min_)); i <= last; ++i)
    buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  sum_ += other.sum_;
}

Duration Histogram::min() const {
  SIM_CHECK(!empty(), "an empty histogram has no smallest value");
  return Duration(min_);
}

Duration Histogram::max() const {
  SIM_CHECK(!empty(), "an empty histogram has no largest value");
  return Duration(max_);
}

Duration Histogram::mean() const {
  SIM_CHECK(!empty(), "an empty histogram has no mean");
  return Duration(static_cast<std::int64_t>(sum_ / count_));
}

Duration Histogram::quantile(std::uint32_t per_million) const {
  constexpr std::uint32_t kMillion = 1'000'000;
  SIM_CHECK(!empty(), "an empty histogram has no quantiles");
  SIM_CHECK(per_million <= kMillion, "a quantile is at most one");
  const Wide scaled = static_cast<Wide>(per_million) * count_;
  const auto rank = static_cast<std::uint64_t>((scaled + kMillion - 1) / kMillion);
  std::uint64_t seen = 0;
  std::size_t i = bucket(Duration(min_));
  while ((seen += buckets_[i]) < std::max<std::uint64_t>(rank, 1)) ++i;
  return std::min(highest(i), max());
}

}  // namespace sim
