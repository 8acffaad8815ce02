// A trace as one sequence of steps: what every picture of it is drawn from.
#pragma once

#include <string>
#include <vector>

#include "sim/net/trace.h"

namespace sim {

/// At one host: a message is sent or handed over, or an event strikes. Of the two, one is null.
struct Step {
  std::uint64_t number = 0;
  Time at;
  NodeId host;
  const TracedMessage* message = nullptr;
  const TracedEvent* event = nullptr;
  bool receives = false;  // else: sends
};

/// In their order; an event that strikes several hosts is a step at each, one that strikes none is
/// none. The trace must outlive them.
std::vector<Step> steps_of(const Trace&);

/// "write k12 v17 (blind)".
std::string told(const Trace&, const TracedMessage&);
/// "crash: keeps its disk", "holds v17; v12 died".
std::string told(const TracedEvent&);
/// "sends write k12 v17", "gets ...", or the event.
std::string told(const Trace&, const Step&);
/// "lost", "stopped by a partition", ...: what became of a message that was not delivered.
std::string ending(const TracedMessage&);

/// Exact, with at least three decimals: "1.250", "0.000001".
std::string milliseconds(Duration);

/// Without blanks, which log formats part words by.
std::string host_name(const Trace&, NodeId);

}  // namespace sim
