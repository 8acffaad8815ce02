// From counts to rows: what a key-value model says in summary, latency and staleness.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/kv/cart_record.h"
#include "models/kv/tally.h"
#include "sim/kernel/time.h"
#include "sim/observe/results.h"

namespace kv {

/// Everything that was counted over the measurement.
struct Sums {
  /// `audited`: whether it is known which reads were stale and which sessions broken.
  Sums(std::vector<std::string> workload_names, std::vector<std::string> site_names, bool audited);

  std::vector<std::string> workload_names, site_names;
  std::vector<Tally> workloads, sites;  // each operation counts in one of either
  /// Latencies until a fail or unknown: [workload][Action][Outcome - 1].
  std::vector<std::array<std::array<sim::Histogram, 2>, 2>> bad_latency;
  std::vector<sim::Histogram> modify_latency;  // whole read-modify-writes, by workload
  std::vector<std::uint64_t> abandoned;        // arrivals never begun, by workload; they failed
  std::vector<std::uint64_t> open_at_end;      // operations without an outcome, by workload
  Visibility visibility;
  bool is_audited;
};

/// Appends summary rows for all, for each workload, and for each site that had operations; the
/// latency rows; and the staleness rows. `measure` is how long it was measured.
void fill(sim::Results&, const Sums&, sim::Duration measure);
/// Of the whole run: what was lost and what came back may be long after the measurement.
void fill(sim::Results&, const CartRecord::Tally&, std::uint64_t merges);

}  // namespace kv
