// Where two runs part: between which of the fingerprints that both have, and at which event.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/run/experiment/run_result.h"
#include "sim/run/replay/recorded_run.h"

namespace sim {

/// Whether the run did what was recorded: to the end, or as far as an interrupted one got.
bool behaves_alike(const RecordedRun&, const RunResult&);

/// The first event that differs is one of these. Bisects: fingerprints that have parted never meet
/// again. Requires runs that do not behave alike.
EventSpan parting(const RecordedRun&, const RunResult&);

/// One event as both runs had it; a run that was over before it has none.
struct EventPair {
  std::uint64_t number = 0;
  std::optional<EventRecord> recorded, now;
  bool is_first = false;  // the event before it is known to be equal
};

/// The first of the events that were recorded one by one that differs in its time, its fingerprint
/// or what it did; nullopt: none does. It may come before the parting: what a node sends otherwise
/// shows in what it did at once, and in the fingerprint when it arrives. Requires that the run now
/// told the same events.
std::optional<EventPair> first_difference(const RecordedRun&, const RunResult&, EventSpan parting);

}  // namespace sim
