#include "models/dynamo/cluster.h"

#include <algorithm>
#include <any>
#include <set>
#include <string>

namespace dynamo {
namespace {

using sim::NodeId;

Placement make_placement(const sim::World& world, const Config& config, const Policy& policy) {
  const auto places = world.network.storage_places();
  sim::Rng rng = world.simulation.stream("dynamo.tokens");
  Ring ring = Ring::make(config.partitioning, static_cast<std::uint32_t>(places.size()), rng);
  Placement::Lists lists = policy.preference_lists(ring, places, config);
  return Placement(std::move(ring), std::move(lists));
}

std::vector<std::string> site_names(const sim::World& world) {
  std::vector<std::string> names;
  for (const sim::SiteSpec& site : world.network.topology().sites()) names.push_back(site.name);
  return names;
}

kv::Recorder::Setup recorder_setup(const sim::World& world, const Services& services) {
  kv::Recorder::Setup setup;
  setup.phases = world.phases;
  setup.site_names = site_names(world);
  setup.series_interval = world.series_interval;
  setup.record_history = world.record_history;
  setup.on_failed_operation = world.on_failed_operation;
  setup.reads_must_be_fresh = [&services] { return services.promises_fresh_reads(); };
  return setup;
}

}  // namespace

Cluster::Cluster(const sim::World& world, const Parameters& parameters, const Policy& policy)
    : network_(world.network),
      simulation_(world.simulation),
      workloads_(parameters.workloads),
      settle_(world.phases.settle),
      services_{.config = parameters.config,
                .policy = policy,
                .placement = make_placement(world, parameters.config, policy),
                .versions = Versions(parameters.config.versioning),
                .record = CausalRecord(
                    world.checks, world.simulation, parameters.config.versioning,
                    {.nodes = static_cast<std::uint32_t>(world.network.storage_places().size()),
                     .keys = kv::total_keys(parameters.workloads)}),
                .hinting = HintingRecord(world.checks, world.simulation),
                .nodes = std::vector<NodeTally>(world.network.storage_places().size()),
                .tally = {}},
      recorder_(workloads_, recorder_setup(world, services_), world.checks) {
  check_preference_lists(world.checks);
  add_storage();
  add_clients(site_names(world));
  preload();
}

/// Versions live in this cluster's pools, so whoever holds one lets go first.
Cluster::~Cluster() {
  simulation_.drop_all();
  network_.shut_down();
}

void Cluster::add_storage() {
  for (std::size_t i = 0; i < network_.storage_places().size(); ++i) {
    const NodeId id = network_.add_storage(
        [this](NodeId node) {
          return std::make_unique<Node>(Context(network_, node), services_, *stores_[node.value]);
        },
        [this, i](std::any& durable, sim::Keeps keeps) {
          std::any_cast<Store&>(durable).forget(keeps);
          const bool loses_acknowledged = keeps == sim::Keeps::kNothing ||
                                          (keeps == sim::Keeps::kSynced && !services_.config.sync);
          if (loses_acknowledged) services_.record.broke_promises({static_cast<std::uint32_t>(i)});
        });
    stores_.push_back(&network_.durable(id).emplace<Store>());
  }
}

void Cluster::add_clients(const std::vector<std::string>& sites) {
  for (const kv::Place& place : kv::places(workloads_, sites)) {
    const kv::WorkloadConfig& workload = workloads_[place.workload];
    const NodeId host =
        network_.add_client("client:" + workload.name + "@" + sites[place.site.value], place.site,
                            [this, &workload, place](NodeId node) {
                              return std::make_unique<Client>(Context(network_, node), services_,
                                                              workload, place, recorder_);
                            });
    pools_.push_back({host, place.workload});
  }
}

/// Every key of the workload is on its N nodes, on disk, before the run starts. The keys share one
/// version, which every other descends from.
void Cluster::preload() {
  for (const kv::WorkloadConfig& workload : workloads_) {
    if (!workload.preload) continue;
    Version initial;
    initial.value.bytes = static_cast<std::uint32_t>(workload.value_size.count);
    const Siblings siblings(services_.versions.make(std::move(initial)));
    for (std::uint64_t i = 0; i < workload.keys.count; ++i) {
      const kv::Key key{workload.keys.first + i};
      for (const NodeId node : services_.placement.top(key)) {
        Store::Row& row = stores_[node.value]->row(key);
        row.current = row.synced = siblings;
      }
    }
  }
}

/// 4.3, looked at once: membership does not change in a run.
void Cluster::check_preference_lists(sim::Checks& checks) const {
  sim::Check& check = checks.add(
      "preference-lists-hold-n-distinct-nodes",
      "the first N of a preference list are distinct physical nodes, on distinct racks and sites "
      "where there are enough (Dynamo 4.3)");
  const auto places = network_.storage_places();
  const std::size_t n = services_.config.n;
  std::set<sim::RackId> all_racks;
  std::set<sim::SiteId> all_sites;
  for (const sim::Placement& place : places) {
    all_racks.insert(place.rack);
    all_sites.insert(place.site);
  }
  const Spread spread = services_.config.spread;
  const std::size_t racks_wanted = spread == Spread::kNodes ? 1 : std::min(all_racks.size(), n);
  const std::size_t sites_wanted = spread == Spread::kSites ? std::min(all_sites.size(), n) : 1;
  for (std::uint32_t i = 0; i < services_.placement.ring().partitions(); ++i) {
    const auto top = services_.placement.preference_list(PartitionId{i}).first(n);
    const std::set<NodeId> nodes(top.begin(), top.end());
    std::set<sim::RackId> racks;
    std::set<sim::SiteId> sites;
    for (const NodeId node : top) {
      racks.insert(places[node.value].rack);
      sites.insert(places[node.value].site);
    }
    const bool holds =
        nodes.size() == n && racks.size() >= racks_wanted && sites.size() >= sites_wanted;
    if (holds) {
      check.pass();
      continue;
    }
    check.fail({simulation_.now(),
                "partition " + std::to_string(i) + " lists " + std::to_string(nodes.size()) +
                    " distinct nodes on " + std::to_string(racks.size()) + " racks at " +
                    std::to_string(sites.size()) + " sites, expected " + std::to_string(n) +
                    " on " + std::to_string(racks_wanted) + " at " + std::to_string(sites_wanted),
                {}});
  }
}

Client* Cluster::client(const Pool& pool) const {
  return static_cast<Client*>(network_.process(pool.host));
}

bool Cluster::quiescent() const {
  if (recorder_.open_operations() > 0) return false;
  for (std::uint32_t i = 0; i < stores_.size(); ++i) {
    const auto* node = static_cast<const Node*>(network_.process({i}));
    if (node && node->open_requests() > 0) return false;
  }
  return true;
}

void Cluster::stop_load() {
  for (const Pool& pool : pools_) {
    if (Client* it = client(pool)) it->driver().stop(simulation_.now());
  }
}

std::vector<NodeId> Cluster::holders_of(std::uint64_t key) const {
  const auto top = services_.placement.top(kv::Key{key});
  return {top.begin(), top.end()};
}

void Cluster::set_load(std::string_view workload, sim::Ratio factor) {
  for (const Pool& pool : pools_) {
    Client* it = workloads_[pool.workload].name == workload ? client(pool) : nullptr;
    if (it) it->driver().set_load(factor, simulation_.now());
  }
}

void Cluster::judge() {
  recorder_.judge(simulation_.now());
  services_.record.judge([this](NodeId node, kv::Key key) {
    return stores_[node.value]->everything(services_.versions, key);
  });
  judge_hints();
}

/// 4.6. A run that ends before every suspicion and a scan after it are over tells nothing.
void Cluster::judge_hints() {
  const Config& config = services_.config;
  const sim::Duration bound =
      config.suspicion + 2 * config.hints.scan_interval + 2 * config.request_timeout;
  if (settle_ < bound) return;
  for (std::uint32_t i = 0; i < stores_.size(); ++i) {
    const auto* node = static_cast<const Node*>(network_.process({i}));
    if (!node) continue;
    for (const auto& [owner, bundle] : stores_[i]->hints().bundles()) {
      if (!network_.up(owner)) continue;
      services_.hinting.judge({i}, owner, bundle.size(), node->handoff().is_delivering_to(owner));
    }
  }
}

}  // namespace dynamo
