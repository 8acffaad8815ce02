#include "sim/run/shrink/shrink.h"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "sim/kernel/check.h"
#include "sim/run/experiment/experiment.h"
#include "sim/run/scenario/any_value.h"
#include "sim/run/scenario/quantities.h"
#include "sim/run/scenario/warnings.h"
#include "sim/run/shrink/json_edit.h"
#include "sim/run/shrink/reductions.h"
#include "sim/run/shrink/smaller.h"

namespace sim {
namespace {

constexpr std::uint64_t kOtherSeeds = 4;  // our choice: a candidate fails for want of luck, too
constexpr std::uint64_t kMoreEvents = 4;  // our choice: times the input's; then it is stopped
constexpr std::uint64_t kFewEvents = 100'000;  // our choice: a tenth of a second, always granted

using StopAsked = std::function<bool()>;

std::uint64_t operations_of(const RunResult& run) {
  std::uint64_t count = 0;
  for (const LatencyRow& row : run.results.latencies) count += row.histogram.count();
  return count;
}

Witness witness_of(JsonValue root, const Scenario& scenario, const RunResult& run,
                   Failure failure) {
  return {std::move(root), scenario.resolved, std::move(failure), run.faults,
          run.seed,        run.events,        operations_of(run), run.places.size()};
}

JsonValue with_seed(JsonValue root, std::uint64_t seed) {
  return with_member(std::move(root), {}, "seed", json_number(seed));
}

/// Tries candidates by running them.
class Runs {
 public:
  Runs(const ShrinkPlan& plan, const Witness& first, const Scenario& scenario)
      : plan_(plan),
        failure_(first.failure),
        settle_(scenario.phases.settle),
        warnings_(warnings_of(scenario, scenario.resolved, {}).size()),
        most_events_(std::max(first.events * kMoreEvents, kFewEvents)) {}

  Attempt attempt(const Witness& best, const Candidate& candidate, const StopAsked& stop) const {
    Attempt attempt;
    LoadedScenario loaded = load(candidate.root);
    if (!loaded.scenario) return attempt;
    const JsonValue resolved = parse_json(loaded.scenario->resolved).root;
    if (candidate.must_not_grow && grows(best.root, resolved)) return attempt;
    if (is_not_meant(*loaded.scenario)) return attempt;
    if (loaded.scenario->resolved == best.resolved) {  // it says the same in other words
      attempt.witness = std::make_shared<const Witness>(said_shorter(best, candidate.root));
      return attempt;
    }
    const std::uint64_t seed = loaded.scenario->seed;
    for (std::uint64_t i = 0; i <= kOtherSeeds && !attempt.witness && !attempt.interrupted; ++i) {
      JsonValue root = i == 0 ? candidate.root : with_seed(candidate.root, seed + i);
      if (i > 0) loaded = load(root);
      attempt.interrupted = stop();
      if (attempt.interrupted || !loaded.scenario) break;
      run(*loaded.scenario, std::move(root), stop, attempt);
    }
    return attempt;
  }

 private:
  LoadedScenario load(const JsonValue& root) const {
    return parse_scenario(written(root).line(), plan_.file, plan_.models);
  }

  /// It warns of more than the input did.
  bool is_not_meant(const Scenario& scenario) const {
    return warnings_of(scenario, scenario.resolved, {}).size() > warnings_;
  }

  static Witness said_shorter(const Witness& best, const JsonValue& root) {
    Witness same = best;
    same.root = root;
    return same;
  }

  /// What is found while a run settles counts once it has had the time that its model needs, or
  /// as much as the input gave: judged before, a right protocol would be found wrong.
  bool is_judged_too_early(const Scenario& scenario, const Failure& failure) const {
    const Phases& phases = scenario.phases;
    if (failure.is_invariant && failure.violation.at < phases.measure_until()) return false;
    return phases.settle < std::min(settle_, scenario.model->settling_time(scenario.topology));
  }

  void run(const Scenario& scenario, JsonValue root, const StopAsked& stop, Attempt& attempt) const
      try {
    RunOptions options;
    options.most_events = most_events_;
    options.interrupted = stop;
    ++attempt.runs;
    const RunResult result = run_experiment(scenario, options);
    attempt.interrupted = result.status == RunResult::Status::kInterrupted;
    if (result.status != RunResult::Status::kComplete) return;
    for (Failure& failure : failures_of(result))
      if (!attempt.witness && failure.is_like(failure_) && !is_judged_too_early(scenario, failure))
        attempt.witness = std::make_shared<const Witness>(
            witness_of(std::move(root), scenario, result, std::move(failure)));
  } catch (const std::exception&) {
    // Another bug, perhaps: whatever it is, it is not this one.
  }

  const ShrinkPlan& plan_;
  const Failure failure_;
  const Duration settle_;       // the input's
  const std::size_t warnings_;  // of the input
  const std::uint64_t most_events_;
};

/// What no run of this failure depends on.
JsonValue without_talk(JsonValue root, const Failure& failure) {
  std::vector<std::string_view> talk{"$schema", "title", "why", "sometimes", "ranges", "sweep"};
  if (failure.is_invariant) talk.push_back("expect");
  std::erase_if(root.children, [&](const JsonValue& member) {
    return std::find(talk.begin(), talk.end(), member.key) != talk.end();
  });
  return root;
}

std::uint64_t sum_of(const JsonValue* list, std::span<const std::string_view> keys) {
  std::uint64_t sum = 0;
  for (const JsonValue& element : list == nullptr ? std::vector<JsonValue>{} : list->children)
    if (const JsonValue* value = member(element, keys)) sum += parse_whole(value->text).value;
  return sum;
}

}  // namespace

ScenarioSize size_of(const Witness& witness) {
  using std::string_view_literals::operator""sv;
  constexpr std::array kClients = {"clients"sv};
  constexpr std::array kKeys = {"keys"sv, "count"sv};
  const JsonValue root = parse_json(witness.resolved).root;
  const JsonValue* faults = root.find("faults");
  const JsonValue* workloads = root.find("workloads");
  const std::string text = scenario_text(witness);
  ScenarioSize size;
  size.faults = faults == nullptr ? 0 : faults->children.size();
  size.nodes = witness.nodes;
  size.keys = sum_of(workloads, kKeys);
  size.clients = sum_of(workloads, kClients);
  size.operations = witness.operations;
  size.lines = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  size.events = witness.events;
  if (const JsonValue* phases = root.find("phases"))
    for (const JsonValue& phase : phases->children)
      size.simulated += parse_duration(phase.text).value;
  return size;
}

std::optional<Failure> failure_meant(const RunResult& run, std::string_view invariant) {
  for (Failure& failure : failures_of(run))
    if (invariant.empty() || failure.what == invariant) return std::move(failure);
  return std::nullopt;
}

std::optional<Shrunk> shrink(const Scenario& scenario, const ShrinkPlan& plan) {
  RunOptions options;
  options.interrupted = plan.limits.over;
  const RunResult run = run_experiment(scenario, options);
  std::optional<Failure> failure = failure_meant(run, plan.invariant);
  if (!failure) return std::nullopt;
  const auto first = std::make_shared<const Witness>(
      witness_of(parse_json(scenario.resolved).root, scenario, run, *failure));
  const Runs runs(plan, *first, scenario);
  Descent descent(
      first,
      [&](const Witness& best, const Candidate& candidate, const StopAsked& stop) {
        return runs.attempt(best, candidate, stop);
      },
      plan.limits);
  descent.first_of({{without_talk(first->root, *failure)}});
  go_down(descent);
  return Shrunk{first, std::make_shared<const Witness>(descent.best()), descent.runs() + 1,
                !descent.is_over()};
}

std::string scenario_text(const Witness& witness) {
  JsonText text = JsonText::object();
  const JsonValue* name = witness.root.find("name");
  if (name != nullptr) text.set("name", written(*name));
  text.set("title", JsonText::string(fmt::format("Breaks {}", witness.failure.what)));
  text.set("why", JsonText::string(witness.failure.evidence));
  for (const JsonValue& member : witness.root.children)
    if (member.key != "name" && member.key != "title" && member.key != "why")
      text.set(member.key, written(member));
  return text.pretty();
}

}  // namespace sim
