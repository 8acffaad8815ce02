// What one run has to say, as a value: every file and table of a report is a function of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/model.h"
#include "sim/run/scenario/scenario.h"

namespace sim {

/// One line of `expect`, and what the run measured under that name.
struct ExpectationOutcome {
  Expectation expectation;
  std::optional<Decimal> measured;  // nullopt: the run reports no such metric
  std::string unit;
  bool met = false;
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

struct RunResult {
  enum class Status { kComplete, kStopped, kInterrupted };  // kStopped: by RunOptions::until
  enum class Verdict { kPass, kFail, kUnknown };

  std::string scenario, title, why, model;
  std::uint64_t seed = 0;
  Phases phases;
  std::optional<Duration> until;  // as asked for
  Status status = Status::kComplete;
  Time ended_at = kStart;
  std::uint64_t events = 0, fingerprint = 0;

  Results results;
  Checks checks;
  std::vector<ExpectationOutcome> expectations;  // empty unless complete
  std::vector<FaultRecord> faults;
  std::vector<MessageRow> messages;
  std::vector<NodePlace> places;  // by NodeId
};

/// Fails if an invariant or an expectation did; a run that was cut short and shows no failure is
/// unknown.
RunResult::Verdict verdict(const RunResult&);

}  // namespace sim
