#include "sim/run/search/trial.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/kernel/random.h"
#include "sim/net/random_faults.h"
#include "sim/net/storms.h"
#include "sim/run/json_quoted.h"
#include "sim/run/scenario/quantities.h"
#include "sim/run/search/draws.h"

namespace sim {
namespace {

// How often a trial has random faults and a storm: our choice. One in eight has none of both, so
// that promises which only hold while nothing fails are kept in sight.
constexpr Ratio kRandomFaults{3, 4}, kStorm{1, 2};

/// A run settles for at most so many times what it was loaded for. Our choice: with large trees
/// what is certain takes hours, and the judges that wait for it then say nothing.
constexpr std::int64_t kMostSettling = 20;

/// JSON readers that know no integers beyond 2^53 keep such a seed.
std::uint64_t short_seed(std::uint64_t bits) { return bits >> 11; }

FaultWindow window_of(const Phases& phases) {
  return {phases.measure_from() - kStart, phases.measure_until() - kStart};
}

Duration settling_of(const Scenario& scenario) {
  const Phases& phases = scenario.phases;
  const Duration wanted = scenario.model->settling_time(scenario.topology);
  return std::max(phases.settle,
                  std::min(wanted, kMostSettling * (phases.warmup + phases.measure)));
}

const Storm* draw_storm(const TopologySpec& topology, Rng& rng) {
  if (!rng.chance(kStorm)) return nullptr;
  std::vector<const Storm*> possible;
  for (const Storm& storm : storms())
    if (storm.fits(topology)) possible.push_back(&storm);
  return possible.empty() ? nullptr : possible[rng.below(possible.size())];
}

void append(std::vector<FaultSpec>& faults, std::vector<FaultSpec> more) {
  faults.insert(faults.end(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
}

/// The scenario's own first.
std::vector<FaultSpec> draw_faults(const Scenario& scenario, std::uint64_t key, Trial& trial) {
  const FaultWindow window = window_of(scenario.phases);
  std::vector<FaultSpec> faults = scenario.faults;
  Rng rng = stream(key, "search.faults"), of_storm = stream(key, "search.storm");
  if (rng.chance(kRandomFaults))
    append(faults, random_faults(scenario.topology, window, rng.bits()));
  if (const Storm* storm = draw_storm(scenario.topology, of_storm)) {
    trial.storm = storm->name;
    append(faults, storm->draw(scenario.topology, window, of_storm));
  }
  return faults;
}

/// One draw of the key, which may be no valid scenario.
Trial draw_once(const SearchSpace& space, std::uint64_t key) {
  Trial trial;
  trial.drawn = draw_fields(space.ranges, key);
  LoadOptions options{trial.drawn, short_seed(stream(key, "search.seed").bits())};
  const auto add = [&](std::string override_) {
    options.overrides.push_back(std::move(override_));
  };
  for (const std::string& set : space.overrides) add(set);
  add("ranges={}");
  add(R"(expect={"invariants": "all"})");
  add("sometimes={}");
  const LoadedScenario fields = parse_scenario(space.text, space.file, space.models, options);
  if (!fields.scenario) {
    trial.loaded.errors = fields.errors;
    return trial;
  }
  const Scenario& scenario = *fields.scenario;
  add("phases.settle=" + json_quoted(print(settling_of(scenario))));
  add("faults=" + faults_text(draw_faults(scenario, key, trial)));
  trial.loaded = parse_scenario(space.text, space.file, space.models, options);
  return trial;
}

}  // namespace

Trial draw_trial(const SearchSpace& space, std::uint64_t number) {
  Rng keys = stream(space.seed, "search.trial", number);
  Trial trial;
  for (std::uint32_t redrawn = 0; redrawn < Trial::kMostDraws; ++redrawn) {
    trial = draw_once(space, keys.bits());
    trial.number = number;
    trial.redrawn = redrawn;
    if (trial.loaded.scenario) break;
  }
  return trial;
}

}  // namespace sim
