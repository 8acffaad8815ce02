#include "sim/run/experiment/effects.h"

#include <map>
#include <utility>

#include <fmt/format.h>

namespace sim {
namespace {

constexpr std::string_view kAll = "all";

void add_differences(const std::string& fault, const std::string& kind, const Results& with,
                     const Results& without, std::vector<Effect>& effects) {
  std::map<std::string, const SummaryRow*> others;
  for (const SummaryRow& row : without.summary)
    if (row.scope == kAll) others.emplace(row.metric, &row);
  for (const SummaryRow& row : with.summary) {
    if (row.scope != kAll) continue;
    Effect effect{fault, kind, row.metric, row.value, std::nullopt, row.unit};
    const auto other = others.find(row.metric);
    if (other != others.end()) {
      effect.without = other->second->value;
      others.erase(other);
    }
    if (!effect.without || compare(*effect.without, row.value) != 0)
      effects.push_back(std::move(effect));
  }
  for (const auto& [metric, row] : others)
    effects.push_back({fault, kind, metric, std::nullopt, row->value, row->unit});
}

}  // namespace

std::vector<Effect> effects_of_faults(Scenario& scenario, const RunResult& run,
                                      const RunOptions& options) {
  std::vector<Effect> effects;
  const std::vector<FaultSpec> all = scenario.faults;
  for (std::size_t i = 0; i < all.size(); ++i) {
    scenario.faults.erase(scenario.faults.begin() + static_cast<std::ptrdiff_t>(i));
    const RunResult without = run_experiment(scenario, options);
    scenario.faults = all;
    if (without.status == RunResult::Status::kInterrupted) return {};
    add_differences(fmt::format("/faults/{}", i), std::string(kind(all[i].fault)), run.results,
                    without.results, effects);
  }
  return effects;
}

}  // namespace sim
