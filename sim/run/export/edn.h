// A history for Jepsen, Elle and Knossos.
#pragma once

#include <string>
#include <vector>

#include "sim/run/export/history_rows.h"

namespace sim {

/// One EDN map a line, numbered anew, faults among them as the nemesis's. Keys are their numbers.
///
/// A register of what a put wrote: `nil` before the first put, whatever a preload left there, and
/// after a delete. Siblings are a vector, which no put wrote: a register has none. An operation
/// that the run left open is completed as `:info` at the end.
std::string edn(const std::vector<HistoryRow>&, const std::vector<FaultRow>&);

}  // namespace sim
