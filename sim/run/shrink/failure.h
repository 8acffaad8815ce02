// What a run broke, in a form that can be compared with what another run broke.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/run/experiment/run_result.h"

namespace sim {

struct Failure {
  std::string what;      // the invariant, or the metric and scope of an `expect`
  std::string kind;      // of the evidence; see kind_of()
  std::string evidence;  // as the run told it
  Violation violation;   // of an invariant; the first of this kind
  bool is_invariant = true;

  /// Whether both are one bug, as far as their evidence tells.
  bool is_like(const Failure& other) const { return what == other.what && kind == other.kind; }
};

/// The words of an evidence without names, numbers, times and how many of a thing there were:
/// "node 3 holds v17 and v18" and "node 1 holds v2" are of one kind, "hold".
std::string kind_of(std::string_view evidence);

/// Every kind of failure that the run shows: invariants in their order, then expectations.
std::vector<Failure> failures_of(const RunResult&);

}  // namespace sim
