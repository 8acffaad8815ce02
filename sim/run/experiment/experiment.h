// One run of a scenario: build, warm up, measure, settle, judge.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "sim/kernel/check.h"
#include "sim/run/experiment/run_result.h"

namespace sim {

/// How far a run has come, for people who wait for it.
struct Progress {
  enum class Phase { kWarmup, kMeasure, kSettle } phase{};
  Time now, end;
  std::uint64_t events = 0;
};

struct RunOptions {
  std::optional<Duration> until;  // stop at this virtual time; what was measured until then counts
  std::uint64_t most_events = UINT64_MAX;  // stop after so many
  bool record_history = false;
  std::size_t trace_messages = 0;  // trace so many, the newest; 0: none
  EventSpan log_events;  // tell each of these one by one; their run is slower, and the same
  /// Called between slices of some thousand events; nothing it does can change the run.
  std::function<void(const Progress&)> progress;
  std::function<bool()> interrupted;  // asked more often; true ends the run where it is
};

/// A bug of the program met in a run, with all that is needed to meet it again.
struct RunFailure : InternalError {
  RunFailure(const std::string& what, Time when, std::uint64_t event_number, std::uint64_t run_seed)
      : InternalError(what), at(when), event(event_number), seed(run_seed) {}
  Time at;
  std::uint64_t event, seed;
};

/// Runs the scenario from the first event to the last. The same scenario and `until` give the same
/// result, whatever the callbacks do, unless the run is interrupted.
/// Throws RunFailure where a SIM_CHECK fails.
RunResult run_experiment(const Scenario&, const RunOptions& = {});

}  // namespace sim
