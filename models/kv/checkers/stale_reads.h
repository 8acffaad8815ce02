// How stale reads were, in versions and in time: the offline twin of staleness.h.
#pragma once

#include <cstdint>
#include <vector>

#include "models/kv/checkers/operations.h"
#include "models/kv/checkers/verdict.h"
#include "sim/kernel/time.h"

namespace kv::checkers {

/// A get that returned only what some put, acknowledged before the get began, is preceded by
/// (staleness.h has the definition).
struct StaleRead {
  OperationIndex get = kNone;
  OperationIndex put = kNone;      // of those, the first that was acknowledged
  std::uint32_t versions = 0;      // puts acknowledged after the newest value returned
  sim::Duration superseded_for{};  // from the acknowledgement of `put` to the beginning of `get`
};
/// By key, then in order of beginning. O(n log n).
std::vector<StaleRead> stale_reads(const Operations&);

/// What a store may promise: no read is more than so many versions behind (k-staleness), or was
/// superseded for longer (t-visibility; both Bailis et al., PBS, VLDB 2012, section 2).
struct StalenessBound {
  std::uint32_t versions = 0;
  sim::Duration superseded_for{};
};
/// Breaks have a read that exceeds both: a read within either bound keeps the promise. Findings:
/// the put, the get.
Verdict judge_staleness(const Operations&, const StalenessBound&);

}  // namespace kv::checkers
