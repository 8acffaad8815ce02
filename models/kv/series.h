// Counts and latencies per interval of the run: what becomes timeseries.csv.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/kv/types.h"
#include "sim/kernel/time.h"
#include "sim/observe/results.h"

namespace kv {

/// Latencies in 64 buckets an octave, 1.6 % wide: small enough to keep one per place, and to clear
/// at the end of every interval.
class CoarseLatency {
 public:
  void add(sim::Duration latency) {
    add(index(latency), 1);
    sum_ += latency;
  }
  void merge(const CoarseLatency&);
  void clear();
  std::uint64_t count() const { return count_; }
  /// The highest value of the bucket that holds rank ceil(q * count). Requires count() > 0.
  sim::Duration quantile(std::uint32_t per_million) const;
  sim::Duration mean() const { return sum_ / static_cast<std::int64_t>(count_); }  ///< the same

 private:
  static constexpr int kSubBits = 6, kOctaves = 37;  // up to 2^42 ns, 73 minutes
  static std::size_t index(sim::Duration);
  static sim::Duration highest(std::size_t index);
  void add(std::size_t index, std::uint32_t times) {
    buckets_[index] += times;
    count_ += times;
    first_ = std::min(first_, index);
    last_ = std::max(last_, index);
  }
  std::array<std::uint32_t, kOctaves << kSubBits> buckets_{};
  std::size_t first_ = kOctaves << kSubBits, last_ = 0;  // of the buckets that are not 0
  std::uint64_t count_ = 0;
  sim::Duration sum_{};
};

/// Rows by scope: "all", each workload, each site. An operation counts when it completes, its
/// latency from the intended start. A scope has rows from its first completion on; in an interval
/// in which nothing completed its throughput is 0 and nothing else is said. Costs two increments
/// per completion, and per interval its rows.
class Series {
 public:
  Series(sim::Duration interval, std::span<const std::string> workload_names,
         std::span<const std::string> site_names);

  /// `now` never goes back.
  void completed(std::uint32_t workload, sim::SiteId, Action, Outcome, sim::Duration latency,
                 sim::Time now);
  /// Closes every interval that began before `end`. The last may be cut short; its rates are over
  /// its true length.
  void finish(sim::Time end);
  const std::vector<sim::SeriesRow>& rows() const { return rows_; }

 private:
  struct Cell {  // of one scope, or of one workload at one site
    std::array<std::uint64_t, 3> outcomes{};
    std::array<CoarseLatency, 2> latency;  // by Action, of ok operations
  };
  Cell& cell(std::uint32_t workload, sim::SiteId);
  void close_until(sim::Time now);
  void close(sim::Duration length);
  template <class Wanted>
  void add_rows_where(const std::string& scope, sim::Duration length, Wanted wanted);
  void add_rows(const Cell&, const std::string& scope, sim::Duration length);

  sim::Duration interval_;
  std::vector<std::string> workload_scopes_, site_scopes_;
  std::vector<std::uint32_t> cell_of_;  // [workload * sites + site]; kNone: nothing yet
  struct Place {
    std::uint32_t workload, site;
  };
  std::vector<Place> places_;  // of cells_
  std::vector<Cell> cells_;
  Cell sum_;
  sim::Time from_ = sim::kStart;
  std::vector<sim::SeriesRow> rows_;
};

}  // namespace kv
