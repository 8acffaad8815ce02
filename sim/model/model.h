// How a simulated system introduces itself to the runner.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/fields.h"
#include "sim/net/faults.h"
#include "sim/net/network.h"
#include "sim/observe/checks.h"
#include "sim/observe/results.h"

namespace sim {

/// Warm-up is simulated and not counted; at the end of the measurement clients stop, faults heal,
/// and the run settles; then convergence is judged.
struct Phases {
  Duration warmup{}, measure{}, settle{};
  Time measure_from() const { return kStart + warmup; }
  Time measure_until() const { return kStart + warmup + measure; }
  Time end() const { return kStart + warmup + measure + settle; }
};

/// What a model needs to build its cluster.
struct World {
  Simulation& simulation;
  Network& network;
  Checks& checks;
  Phases phases;
  Duration series_interval = std::chrono::seconds(1);
  bool compares_replicas = false;  // in each sample: costs a look at every key
  bool record_history = false;
  /// Called for every operation that ended, with the site of its client.
  std::function<void(SiteId, bool ok)> on_ended_operation;
  /// Whether any fault has struck so far: some promises hold only without.
  std::function<bool()> any_fault;
};

/// One cluster in one run. Built before Network::start(), destroyed before the Network.
class Cluster {
 public:
  virtual ~Cluster() = default;
  virtual bool quiescent() const = 0;  ///< no operation is open and nothing is left to repair
  virtual void stop_load() = 0;        ///< clients begin nothing new: measurement is over
  virtual std::vector<NodeId> holders_of(std::uint64_t key) const = 0;
  virtual void set_load(std::string_view workload, Ratio factor) = 0;
  /// Bit rot: each of the objects that the node has stored is lost with this probability.
  virtual void rot(NodeId, Ratio rows, Rng&) = 0;
  virtual void judge() = 0;  ///< what is checked once, at the end of the settled run
  virtual void report(Results&) const = 0;
  /// What it is like at this moment, for timeseries.csv; asked at the end of each interval.
  virtual std::vector<SeriesRow> sample() const { return {}; }
  /// What it keeps at this moment, in an order of its own.
  virtual std::vector<MemoryUse> memory() const { return {}; }
};

/// A configured model: its parameters, and the cluster they make.
class Model {
 public:
  virtual ~Model() = default;
  virtual void describe(Fields&) = 0;  ///< top-level members of a scenario: "dynamo", "workloads"
  virtual void validate(const TopologySpec&, Problems&) const = 0;
  virtual NetworkSpec network() const = 0;
  virtual std::vector<std::string> workload_names() const = 0;  ///< for `load` faults
  /// How long a run has to settle for everything that is judged in the end to be judged.
  virtual Duration settling_time(const TopologySpec&) const { return {}; }
  virtual std::unique_ptr<Cluster> build(const World&) const = 0;
};

/// What a metric of summary.csv is: for `explain`, `list metrics` and the names in `expect`.
struct MetricInfo {
  std::string name, unit, doc;  // unit: as in SummaryRow
};

/// A model or a variant of one, by name. Stateless: a sweep makes many models from it.
struct ModelInfo {
  std::string_view name, summary, source;          // source: the paper and its sections
  std::unique_ptr<Model> (*make)();                // with every parameter at its default
  std::vector<MetricInfo> (*metrics)() = nullptr;  // all that it may report; null: not told
};

}  // namespace sim
