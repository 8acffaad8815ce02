// Durations counted in HdrHistogram's log-linear buckets: integers, exact merge.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/kernel/time.h"
#include "sim/kernel/wide.h"

namespace sim {

/// Three significant digits from 1 ns to 1 h; larger values count in the last bucket.
/// The buckets, 264 KiB, are allocated at the first value. Merging adds counts: exact, in any
/// order.
///
/// The layout is HdrHistogram's for (1, 3'600'000'000'000, 3): up to 2048 ns a bucket is 1 ns wide,
/// from there every octave has 1024 buckets of equal width, so a bucket is at most a thousandth of
/// its values. `buckets()` is the counts array that HdrHistogram's encodings are made of.
class Histogram {
 public:
  static constexpr Duration kHighest = std::chrono::hours(1);

  void add(Duration value, std::uint64_t times = 1);  ///< negative values count as zero
  void merge(const Histogram&);
  std::uint64_t count() const { return count_; }
  bool empty() const { return count_ == 0; }
  Duration min() const;   ///< exact; requires !empty(), as the rest
  Duration max() const;   ///< exact
  Duration mean() const;  ///< of the exact sum, rounded down
  /// The highest value equivalent to the one of rank ceil(q * count); `per_million` 999'000 is
  /// p99.9. Of values beyond the last bucket it says the end of that bucket.
  Duration quantile(std::uint32_t per_million) const;

  const std::vector<std::uint64_t>& buckets() const { return buckets_; }  ///< empty: no values
  static std::size_t bucket(Duration value);  ///< where a value is counted
  static Duration lowest(std::size_t bucket);
  static Duration highest(std::size_t bucket);  ///< the highest equivalent value

 private:
  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
  std::int64_t min_ = 0, max_ = 0;
  Wide sum_ = 0;
};

}  // namespace sim
