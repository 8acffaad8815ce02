// What one run has to say, as a value: every file and table of a report is a function of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/model.h"
#include "sim/run/scenario/scenario.h"

namespace sim {

enum class Verdict { kPass, kFail, kUnknown };

/// One line of `expect`, and what the run measured under that name.
struct ExpectationOutcome {
  Expectation expectation;
  std::optional<Decimal> measured;  // nullopt: no such metric, or the run was cut short
  std::string unit;
  Verdict verdict = Verdict::kUnknown;  // unknown: the run was cut short
  /// Of a ratio: what has failed of what may fail. Above 1 the bound is missed. None where nothing
  /// may fail, or nothing is bounded.
  std::optional<Decimal> budget_spent{};

  bool names_no_metric() const { return verdict == Verdict::kFail && !measured; }
};

/// One purpose of messages, in the model's own words.
struct MessageRow {
  std::string purpose;
  MessageCounts counts;
};

/// Where a storage node stood.
struct NodePlace {
  std::string node, site, rack, region;
};

/// The fingerprint after every so many events: where two runs part can be found without their
/// events.
struct Checkpoints {
  std::uint64_t every = 0;
  std::vector<std::uint64_t> fingerprints;
};

/// Events by their number, both ends included; the first is 1.
struct EventSpan {
  std::uint64_t first = 1, last = 0;
  bool has(std::uint64_t event) const { return first <= event && event <= last; }
};

/// One event, told by what it did: nobody can look into an event before it runs.
struct EventRecord {
  std::uint64_t number = 0;
  Time at;
  std::uint64_t fingerprint = 0;  // after it
  std::string effect;             // "read delivered, read_reply sent"; "": no message moved
  friend bool operator==(const EventRecord&, const EventRecord&) = default;
};

/// effects.csv: a metric of all clients that a fault changed.
struct Effect {
  std::string fault, kind, metric;       // fault: as a pointer into the scenario, "/faults/0"
  std::optional<Decimal> with, without;  // none: such a run does not report it
  std::string unit;
};

struct RunResult {
  using Verdict = sim::Verdict;
  enum class Status { kComplete, kStopped, kInterrupted };  // kStopped: by RunOptions

  std::string scenario, title, why, model;
  std::uint64_t seed = 0;
  Phases phases;
  std::optional<Duration> until;  // as asked for
  Status status = Status::kComplete;
  Time ended_at = kStart;
  std::uint64_t events = 0, fingerprint = 0;
  Checkpoints checkpoints;
  std::vector<EventRecord> event_log;  // of RunOptions::log_events
  std::vector<Effect> effects;         // of its faults, where somebody asked for them
  std::optional<Trace> trace;          // if RunOptions::trace_messages asked for it

  Results results;
  Checks checks;
  std::vector<ExpectationOutcome> expectations;
  std::vector<ExpectationOutcome> sometimes;  // judged as those, but no part of the verdict
  std::vector<FaultRecord> faults;
  std::vector<MessageRow> messages;
  std::vector<NodePlace> places;  // by NodeId
  std::vector<MemoryUse> memory;  // when the load ended, or the run before it
};

/// Fails if an invariant or an expectation did; a run that was cut short and shows no failure is
/// unknown.
Verdict verdict(const RunResult&);

}  // namespace sim
