// What of a trace is worth drawing.
#pragma once

#include <optional>
#include <string>

#include "sim/net/trace.h"
#include "sim/observe/checks.h"

namespace sim {

/// What was asked for by hand.
struct Window {
  std::string key{};  // empty: every key, and what has none
  std::optional<Time> from{}, until{};
};

/// The messages and notes of a key that happened in the window, and what befell the hosts that have
/// part in them.
Trace within(const Trace&, const Window&);

/// The causal chain of a violation: how the versions of its key that it speaks of were written,
/// carried, kept and given up, and what made them be given up. Reads that changed nothing are left
/// out, but for one that was just answered. Where a violation speaks of no versions: the last
/// operations on its key, and where it speaks of no key: all that happened before it.
Trace past_of(const Violation&, const Trace&);

}  // namespace sim
