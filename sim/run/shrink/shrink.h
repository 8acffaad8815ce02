// The smallest scenario that still breaks what a scenario breaks.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/shrink/descent.h"

namespace sim {

/// How much there is in a scenario, and in its run.
struct ScenarioSize {
  std::uint64_t faults = 0, nodes = 0, keys = 0, clients = 0, operations = 0, lines = 0, events = 0;
  Duration simulated{};
};
ScenarioSize size_of(const Witness&);

struct ShrinkPlan {
  std::string file;  // the scenario's: other files are named relative to its folder
  std::span<const ModelInfo> models = {};
  std::string invariant;  // whose failure is meant; "": the first one's
  DescentLimits limits;
};

/// The failure that is meant, of those that the run shows, or nothing.
std::optional<Failure> failure_meant(const RunResult&, std::string_view invariant);

struct Shrunk {
  std::shared_ptr<const Witness> before, after;
  std::uint64_t runs = 0;
  bool is_local_minimum = false;  // no reduction is left; else a limit was met
};

/// Requires a scenario that can be run. Nothing: its run shows no such failure.
std::optional<Shrunk> shrink(const Scenario&, const ShrinkPlan&);

/// The scenario as a file: what it is and breaks, and then nothing but what matters.
std::string scenario_text(const Witness&);

}  // namespace sim
