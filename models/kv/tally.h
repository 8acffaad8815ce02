// Sums over the operations of one scope that began in the measurement.
#pragma once

#include <array>
#include <cstdint>

#include "models/kv/sessions.h"
#include "models/kv/types.h"
#include "sim/observe/histogram.h"

namespace kv {

/// What is counted for a workload, for a site, and for all. Merging adds.
struct Tally {
  std::array<std::array<std::uint64_t, 3>, 2> count{};  // [Action][Outcome]
  std::array<sim::Histogram, 2> latency;                // [Action], of ok operations
  std::uint64_t reads_after_write = 0;  // ok, begun after a put of their key was acknowledged
  std::uint64_t stale_reads = 0, versions_behind = 0, versions_behind_max = 0;
  /// PBS's k-staleness: of reads_after_write, those whose answer was not among the latest k.
  static constexpr std::array<std::uint32_t, 4> kVersions = {2, 3, 5, 10};
  std::array<std::uint64_t, kVersions.size()> older_than{};  // as kVersions
  /// Ok reads by how many values they returned: 0, 1, 2, 3, 4 or more.
  std::array<std::uint64_t, 5> returned{};
  std::uint64_t values = 0, values_max = 0;
  std::uint64_t deletes = 0;                        // ok; they are among the puts
  std::array<std::uint64_t, kGuarantees> broken{};  // [Guarantee], gets that broke it

  std::uint64_t total(Outcome) const;
  std::uint64_t total(Action) const;
  std::uint64_t at(Action, Outcome) const;
  void add_read(std::uint64_t values, bool stale, std::uint32_t behind);
  void merge(const Tally&);
};

/// Reads by the time since the latest acknowledged write of their key: PBS's t-visibility.
class Visibility {
 public:
  /// Buckets begin at 0, then at ten steps a decade from 0.1 ms to 100 s.
  static constexpr std::size_t kBuckets = 62;
  void add(sim::Duration since_write, bool fresh);
  struct Bucket {
    std::uint64_t reads = 0, fresh = 0;
  };
  const Bucket& bucket(std::size_t i) const { return buckets_[i]; }
  static sim::Duration begin_of(std::size_t i);

 private:
  std::array<Bucket, kBuckets> buckets_{};
};

}  // namespace kv
