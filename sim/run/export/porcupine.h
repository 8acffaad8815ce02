// A history as Porcupine's operations.
#pragma once

#include <string>
#include <vector>

#include "sim/run/export/history_rows.h"

namespace sim {

/// One JSON object an operation, in the order of the calls: what fills porcupine.Operation. Left
/// out is what cannot have happened, and what was read if nobody knows it. A write that may have
/// happened returns after everything else. `ret` of a get is null for nothing and for what was
/// there before the run, and "17,18" for siblings.
std::string porcupine(const std::vector<HistoryRow>&);

}  // namespace sim
