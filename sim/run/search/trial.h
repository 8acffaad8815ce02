// A trial: a scenario as a search draws it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/scenario/scenario.h"

namespace sim {

/// What trials are drawn from: a scenario that reads well, what it is said to be otherwise, and a
/// seed. What an override sets is not drawn.
struct SearchSpace {
  std::string file, text;
  std::vector<std::string> overrides;
  std::uint64_t seed = 1;
  std::span<const ModelInfo> models = {};
  std::span<const Range> ranges = {};
};

/// A function of the space and the number. The scenario's ranges are drawn, its faults stay, and
/// more are added: most often random ones, often a storm, sometimes neither. It settles for as long
/// as its model takes, if that is longer than the scenario says; of what must hold the invariants
/// are left.
struct Trial {
  std::uint64_t number = 0;
  std::uint32_t redrawn = 0;       // draws that were no valid scenario
  std::string_view storm;          // its name; empty: none
  std::vector<std::string> drawn;  // the fields, as overrides
  LoadedScenario loaded;           // without a scenario: no draw was valid
  static constexpr std::uint32_t kMostDraws = 100;
};
Trial draw_trial(const SearchSpace&, std::uint64_t number);

}  // namespace sim
