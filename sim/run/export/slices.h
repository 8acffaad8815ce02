// A trace as slices of time: what timelines are drawn from.
#pragma once

#include <string>
#include <vector>

#include "sim/run/export/steps.h"

namespace sim {

/// A step with a length, so that it can be seen: until the host's next one, a microsecond at most.
/// Slices of one host follow one another, or are at one moment and of one length.
struct Slice {
  Step step;
  Duration length;
};
std::vector<Slice> slices_of(const Trace&);  ///< in the order of their steps

/// A client's operation, from its first message to its last.
struct OperationSpan {
  std::string name;  // "client-put k12"
  NodeId client;
  Time begin, end;
};
/// By their begin. Messages that no client sent begin no operation.
std::vector<OperationSpan> operation_spans(const Trace&);

}  // namespace sim
