// One run that a regression or a search makes, and what is wrong with it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "sim/run/regression/regression.h"

namespace sim {

/// A run that passes one of them is stopped, and inconclusive.
struct RunLimits {
  std::optional<Duration> timeout = {};  // on the wall
  std::uint64_t most_events = UINT64_MAX;
};

/// Loads a scenario and runs it, unless told to stop. Whatever is thrown is a bug of the program,
/// and a verdict. `look` sees the result of a run that was completed.
SeedOutcome judged_run(const std::function<LoadedScenario()>& load, const RunLimits&,
                       const std::function<bool()>& interrupted,
                       const std::function<void(const RunResult&)>& look = {});

}  // namespace sim
