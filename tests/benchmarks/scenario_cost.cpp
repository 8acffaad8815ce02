// What a scenario costs: its event loop alone, or whole runs.
//
//   scenario_cost loop SCENARIO [POINTER=VALUE]...
//   scenario_cost runs SEEDS SCENARIO [POINTER=VALUE]...
//
// `loop` runs the scenario once and measures within its measured phase: from the first look that
// the experiment offers there to the first one in the last tenth. So neither set-up nor warm-up
// nor judging counts. How many operations went by is the throughput of the phase, which had better
// be steady, times the simulated time of the window.
// `runs` measures all but reading the file: seeds 1 to SEEDS, each of them set up, run and judged.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "models/dynamo/dynamo.h"
#include "sim/run/experiment/experiment.h"
#include "sim/run/scenario/scenario.h"
#include "tests/benchmarks/window.h"

namespace {

double seconds(sim::Duration duration) { return std::chrono::duration<double>(duration).count(); }

/// The part of a run's measured phase whose cost counts.
class LoopWindow {
 public:
  explicit LoopWindow(const sim::Phases& phases)
      : close_from_(phases.measure_until() - phases.measure / kLastPart) {}

  void look(const sim::Progress& progress) {
    if (progress.phase != sim::Progress::Phase::kMeasure || closed_) return;
    if (!opened_) {
      opened_ = progress;
      window_.open();
    } else if (progress.now >= close_from_) {
      window_.close();
      closed_ = progress;
    }
  }
  bool measured() const { return closed_.has_value(); }
  double cpu_seconds() const { return window_.seconds(); }
  std::uint64_t events() const { return closed_->events - opened_->events; }
  double simulated_seconds() const { return seconds(closed_->now - opened_->now); }

 private:
  static constexpr int kLastPart = 10;
  sim::Time close_from_;
  bench::Window window_;
  std::optional<sim::Progress> opened_, closed_;
};

/// Operations that were answered well within the measured phase.
struct Answered {
  std::uint64_t count = 0;
  double seconds = 0;  // the sum of their latencies
};

Answered answered(const sim::RunResult& run) {
  Answered sum;
  for (const sim::LatencyRow& row : run.results.latencies) {
    if (row.status != "ok" || row.histogram.empty()) continue;
    sum.count += row.histogram.count();
    sum.seconds += static_cast<double>(row.histogram.count()) * seconds(row.histogram.mean());
  }
  return sum;
}

int measure_loop(const sim::Scenario& scenario) {
  LoopWindow window(scenario.phases);
  sim::RunOptions options;
  options.progress = [&](const sim::Progress& progress) { window.look(progress); };
  const sim::RunResult run = sim::run_experiment(scenario, options);
  if (!window.measured()) {
    std::fprintf(stderr, "scenario_cost: too few events to measure\n");
    return 1;
  }
  const Answered all = answered(run);
  const double share = window.simulated_seconds() / seconds(scenario.phases.measure);
  const auto count = static_cast<double>(all.count);
  std::printf(
      "{\"operations\": %.0f, \"events\": %llu, \"node_seconds\": %.6f, \"cpu_s\": %.6f, "
      "\"latency_mean_us\": %.3f, \"holds\": %s}\n",
      count * share, static_cast<unsigned long long>(window.events()),
      static_cast<double>(run.places.size()) * window.simulated_seconds(), window.cpu_seconds(),
      all.count == 0 ? 0 : 1e6 * all.seconds / count,
      sim::verdict(run) == sim::Verdict::kPass ? "true" : "false");
  return 0;
}

int measure_runs(sim::Scenario& scenario, std::uint64_t seeds) {
  std::uint64_t operations = 0, events = 0;
  bench::Window window;
  window.open();
  for (scenario.seed = 1; scenario.seed <= seeds; ++scenario.seed) {
    const sim::RunResult run = sim::run_experiment(scenario);
    operations += answered(run).count;
    events += run.events;
  }
  window.close();
  std::printf("{\"seeds\": %llu, \"operations\": %llu, \"events\": %llu, \"cpu_s\": %.6f}\n",
              static_cast<unsigned long long>(seeds), static_cast<unsigned long long>(operations),
              static_cast<unsigned long long>(events), window.seconds());
  return 0;
}

int run(std::vector<std::string> arguments) {
  constexpr int kWrongUsage = 2;
  std::uint64_t seeds = 0;
  if (arguments.size() > 2 && arguments[0] == "runs") {
    seeds = std::strtoull(arguments[1].c_str(), nullptr, 10);
    arguments.erase(arguments.begin());
  }
  if (arguments.size() < 2) return kWrongUsage;
  const std::array models{dynamo::model()};
  auto loaded = sim::load_scenario(
      arguments[1], models, {.overrides = {arguments.begin() + 2, arguments.end()}, .seed = {}});
  if (!loaded.scenario) {
    std::fputs((loaded.io_error + loaded.report()).c_str(), stderr);
    return kWrongUsage;
  }
  return seeds == 0 ? measure_loop(*loaded.scenario) : measure_runs(*loaded.scenario, seeds);
}

}  // namespace

int main(int argc, char** argv) { return run({argv + 1, argv + argc}); }
