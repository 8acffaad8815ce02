// Durations counted in HdrHistogram's log-linear buckets: integers, exact merge.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/kernel/time.h"

namespace sim {

/// Three significant digits from 1 ns to 1 h; larger values count in the last bucket.
/// The buckets are allocated at the first value. Merging adds counts: exact, in any order.
class Histogram {
 public:
  void add(Duration value, std::uint64_t times = 1);  ///< negative values count as zero
  void merge(const Histogram&);
  std::uint64_t count() const { return count_; }
  bool empty() const { return count_ == 0; }
  Duration min() const;   ///< exact; requires !empty(), as the rest
  Duration max() const;   ///< exact
  Duration mean() const;  ///< of the exact sum, rounded down
  /// The highest value equivalent to the one of rank ceil(q * count); `per_million` 999'000 is
  /// p99.9.
  Duration quantile(std::uint32_t per_million) const;

 private:
  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
  std::int64_t min_ = 0, max_ = 0;
  std::uint64_t sum_low_ = 0, sum_high_ = 0;  // 128 bits
};

}  // namespace sim
