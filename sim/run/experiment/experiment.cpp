#include "sim/run/experiment/experiment.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "sim/kernel/event_queue.h"
#include "sim/net/faults.h"
#include "sim/net/network.h"
#include "sim/net/topology.h"
#include "sim/run/experiment/event_effect.h"
#include "sim/run/experiment/expectations.h"
#include "sim/run/experiment/side_rows.h"

namespace sim {
namespace {

constexpr std::uint64_t kSlice = 1 << 14;  // events; our choice: about 20 ms between two looks
constexpr std::uint64_t kBetweenQuestions = 1 << 8;  // events; our choice: each may take long
constexpr std::uint64_t kCheckpointEvery = 1 << 10;  // events; our choice: 8 MB for 10^9 events

/// The parts of one run, in the order they depend on each other.
class Experiment {
 public:
  Experiment(const Scenario& scenario, const RunOptions& options)
      : scenario_(scenario),
        options_(options),
        simulation_(scenario.seed),
        topology_(scenario.topology),
        network_(simulation_, topology_, scenario.hosts, scenario.model->network()),
        tracer_(be_traced()),
        cluster_(build()),
        injector_(network_, scenario.faults, hooks(), scenario.series_interval) {}
  ~Experiment() { simulation_.drop_all(); }  // pending events hold what cluster and network own
  Experiment(const Experiment&) = delete;
  Experiment& operator=(const Experiment&) = delete;

  RunResult run() try {
    const RunResult::Status status = run_phases();
    if (status == RunResult::Status::kComplete) cluster_->judge();
    network_.judge();
    return result(status);
  } catch (const std::exception& error) {
    throw RunFailure(error.what(), simulation_.now(), simulation_.events(), simulation_.seed());
  }

 private:
  std::unique_ptr<Tracer> be_traced() {
    if (options_.trace_messages == 0) return nullptr;
    auto tracer = std::make_unique<Tracer>(simulation_, options_.trace_messages);
    network_.be_traced_by(*tracer);
    return tracer;
  }

  std::unique_ptr<Cluster> build() {
    network_.register_checks(checks_);
    return scenario_.model->build(world());
  }

  World world() {
    return {
        .simulation = simulation_,
        .network = network_,
        .checks = checks_,
        .phases = scenario_.phases,
        .series_interval = scenario_.series_interval,
        .compares_replicas = scenario_.compares_replicas,
        .record_history = options_.record_history,
        .on_ended_operation = [this](SiteId site, bool ok) { injector_.operation_ended(site, ok); },
        .any_fault = [this] { return injector_.any_struck(); }};
  }

  FaultInjector::Hooks hooks() {
    return {.holders_of = [this](std::uint64_t key) { return cluster_->holders_of(key); },
            .set_load = [this](std::string_view workload,
                               Ratio factor) { cluster_->set_load(workload, factor); },
            .rot = [this](NodeId node, Ratio rows, Rng& rng) { cluster_->rot(node, rows, rng); }};
  }

  RunResult::Status run_phases() {
    using Status = RunResult::Status;
    const Phases& phases = scenario_.phases;
    simulation_.keep_checkpoints(kCheckpointEvery);
    if (scenario_.ties == TieOrder::kRandom) simulation_.draw_ties();
    network_.start();
    injector_.arm(phases.measure_until());
    Status status = run_phase(Progress::Phase::kWarmup, phases.measure_from());
    if (status == Status::kComplete)
      status = run_phase(Progress::Phase::kMeasure, phases.measure_until());
    memory_ = memory();
    if (status != Status::kComplete) return status;
    cluster_->stop_load();
    injector_.heal_all();
    return run_phase(Progress::Phase::kSettle, phases.end());
  }

  Time last_moment() const {
    const Time end = scenario_.phases.end();
    return options_.until ? std::min(end, kStart + *options_.until) : end;
  }

  /// kComplete: the clock stands at `end`.
  RunResult::Status run_phase(Progress::Phase phase, Time end) {
    const Time stop = std::min(end, last_moment());
    slice_end_ = simulation_.events() + kSlice;
    for (;;) {
      const Time until = std::min(stop, next_sample_);
      const Simulation::Stop why = run_slices(phase, until);
      if (why == Simulation::Stop::kRequested) return RunResult::Status::kInterrupted;
      if (why == Simulation::Stop::kEventLimit) return RunResult::Status::kStopped;
      if (until == next_sample_) sample();
      if (until == stop)
        return stop == end ? RunResult::Status::kComplete : RunResult::Status::kStopped;
    }
  }

  /// Looks around after so many events, however often it is called for them.
  Simulation::Stop run_slices(Progress::Phase phase, Time until) {
    Simulation::Stop why = run_slice(until);
    for (; why == Simulation::Stop::kEventLimit && may_go_on(); why = run_slice(until)) {
      slice_end_ = simulation_.events() + kSlice;
      network_.judge();
      if (options_.progress)
        options_.progress({phase, simulation_.now(), last_moment(), simulation_.events()});
    }
    return why;
  }

  /// Between two events: no run can tell whether it is sampled.
  void sample() {
    for (SeriesRow& row : cluster_->sample()) samples_.push_back(std::move(row));
    next_sample_ += scenario_.series_interval;
  }

  bool may_go_on() const { return simulation_.events() < options_.most_events; }

  /// As run_until(stop, kSlice), but that it may be interrupted, and that events which are to be
  /// told run one by one.
  Simulation::Stop run_slice(Time stop) {
    const std::uint64_t end = std::min(slice_end_, options_.most_events);
    while (simulation_.events() < end) {
      const Simulation::Stop why = run_step(stop, end - simulation_.events());
      if (why != Simulation::Stop::kEventLimit) return why;
      if (options_.interrupted && options_.interrupted()) return Simulation::Stop::kRequested;
    }
    return simulation_.run_until(stop, 0);
  }

  Simulation::Stop run_step(Time stop, std::uint64_t most) {
    const EventSpan& told = options_.log_events;
    const std::uint64_t next = simulation_.events() + 1;
    if (told.has(next)) return log_event(stop);
    const std::uint64_t untold = next < told.first ? told.first - next : most;
    return simulation_.run_until(stop, std::min({most, untold, kBetweenQuestions}));
  }

  Simulation::Stop log_event(Time stop) {
    if (simulation_.pending() == 0 || simulation_.next_time() > stop)
      return simulation_.run_until(stop, 0);
    const Time at = simulation_.next_time();
    const std::vector<MessageCounts> before = message_counts();
    const Simulation::Stop why = simulation_.run_until(stop, 1);
    event_log_.push_back({simulation_.events(), at, simulation_.fingerprint(),
                          effect(network_.message_names(), before, message_counts())});
    return why;
  }

  std::vector<MessageCounts> message_counts() const {
    std::vector<MessageCounts> counts;
    for (std::size_t kind = 0; kind < network_.message_names().size(); ++kind)
      counts.push_back(network_.counts(static_cast<std::uint8_t>(kind)));
    return counts;
  }

  std::vector<MemoryUse> memory() const {
    std::vector<MemoryUse> uses = cluster_->memory();
    constexpr std::uint64_t kBytesPerEvent = EventSlab::kSlotBytes + sizeof(EventKey);
    uses.push_back(
        {"pending event", simulation_.pending(), simulation_.pending() * kBytesPerEvent});
    return uses;
  }

  RunResult result(RunResult::Status status) {
    RunResult run;
    run.scenario = scenario_.name;
    run.title = scenario_.title;
    run.why = scenario_.why;
    run.model = scenario_.info->name;
    run.seed = scenario_.seed;
    run.phases = scenario_.phases;
    run.until = options_.until;
    run.status = status;
    run.ended_at = simulation_.now();
    run.events = simulation_.events();
    run.fingerprint = simulation_.fingerprint();
    cluster_->report(run.results);
    report_sides(injector_, run.results);
    run.results.series.insert(run.results.series.end(), samples_.begin(), samples_.end());
    const auto judged = [&](const std::vector<Expectation>& expectations) {
      return status == RunResult::Status::kComplete ? judge(expectations, run.results, checks_)
                                                    : judge_cut_short(expectations, checks_);
    };
    run.expectations = judged(scenario_.expectations);
    run.sometimes = judged(scenario_.sometimes);
    run.faults = injector_.records();
    run.checkpoints = {kCheckpointEvery, simulation_.checkpoints()};
    run.event_log = std::move(event_log_);
    const std::vector<MessageCounts> counts = message_counts();
    for (std::size_t kind = 0; kind < counts.size(); ++kind)
      run.messages.push_back({network_.message_names()[kind], counts[kind]});
    run.places = places();
    if (tracer_) run.trace = trace();
    run.memory = memory_;
    run.checks = std::move(checks_);
    return run;
  }

  Trace trace() {
    Trace trace = tracer_->take();
    for (std::uint32_t host = 0; host < network_.host_count(); ++host)
      trace.hosts.push_back(network_.place(NodeId{host}).name);
    trace.storage_count = network_.storage_count();
    trace.purposes.assign(network_.message_names().begin(), network_.message_names().end());
    return trace;
  }

  std::vector<NodePlace> places() const {
    std::vector<NodePlace> found;
    for (std::size_t i = 0; i < network_.storage_count(); ++i) {
      const Placement& place = network_.place(NodeId{static_cast<std::uint32_t>(i)});
      found.push_back({place.name, topology_.sites()[place.site.value].name,
                       topology_.racks()[place.rack.value],
                       topology_.regions()[place.region.value]});
    }
    return found;
  }

  const Scenario& scenario_;
  const RunOptions& options_;
  Simulation simulation_;
  Topology topology_;
  Network network_;
  Checks checks_;
  std::uint64_t slice_end_ = 0;  // of events
  Time next_sample_ = kStart + scenario_.series_interval;
  std::vector<SeriesRow> samples_;
  std::vector<MemoryUse> memory_;
  std::vector<EventRecord> event_log_;
  std::unique_ptr<Tracer> tracer_;  // null in most runs
  std::unique_ptr<Cluster> cluster_;
  FaultInjector injector_;
};

}  // namespace

RunResult run_experiment(const Scenario& scenario, const RunOptions& options) {
  SIM_CHECK(scenario.info && scenario.model, "a scenario that was not loaded");
  std::optional<Experiment> experiment;
  try {
    experiment.emplace(scenario, options);
  } catch (const std::exception& error) {
    throw RunFailure(error.what(), kStart, 0, scenario.seed);
  }
  return experiment->run();
}

}  // namespace sim
