// A trace as a ladder diagram in text: a column for each host, time downwards, messages as arrows.
#pragma once

#include <cstddef>
#include <string>

#include "sim/net/trace.h"
#include "sim/observe/checks.h"

namespace sim {

struct LadderOptions {
  std::size_t most_lines = 100;  // beyond them the middle is left out, with a count; 0: no limit
};

/// A line for each message that was handed over, where that happened, with how long it was on its
/// way if that was long; for each that was not, where it ended, with a ×; for each note and fault.
/// `|` is a host that is up, `:` one that is down. "" if there is nothing to draw.
std::string ladder(const Trace&, const LadderOptions& = {});

/// The causal chain of a violation, from the whole trace of its run (RunResult::trace), between
/// what was violated and the evidence.
std::string ladder(const Trace&, std::string_view invariant, const Violation&,
                   const LadderOptions& = {});

}  // namespace sim
