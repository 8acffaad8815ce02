#include "models/dynamo/cluster.h"

#include <algorithm>
#include <any>
#include <bit>
#include <string>

namespace dynamo {
namespace {

using sim::NodeId;

NodeId node_of(std::span<const sim::Placement> places, const std::string& name) {
  const auto place = std::find_if(places.begin(), places.end(),
                                  [&](const sim::Placement& it) { return it.name == name; });
  return {static_cast<std::uint32_t>(place - places.begin())};
}

std::vector<NodeId> founders(const sim::World& world, const Config& config) {
  std::vector<NodeId> nodes;
  const auto places = world.network.storage_places();
  for (std::uint32_t i = 0; i < places.size(); ++i) {
    if (config.founds(places[i].name)) nodes.push_back({i});
  }
  return nodes;
}

std::vector<NodeId> seeds(const sim::World& world, const Config& config) {
  std::vector<NodeId> nodes;
  for (const std::string& name : config.membership.seeds) {
    nodes.push_back(node_of(world.network.storage_places(), name));
  }
  return nodes;
}

std::vector<std::string> site_names(const sim::World& world) {
  std::vector<std::string> names;
  for (const sim::SiteSpec& site : world.network.topology().sites()) names.push_back(site.name);
  return names;
}

kv::Recorder::Setup recorder_setup(const sim::World& world, const Parameters& parameters,
                                   const Services& services) {
  kv::Recorder::Setup setup;
  setup.phases = world.phases;
  setup.site_names = site_names(world);
  setup.series_interval = world.series_interval;
  setup.record_history = world.record_history;
  setup.consistency = parameters.consistency;
  setup.audits = services.config.audit;
  setup.on_ended_operation = world.on_ended_operation;
  setup.reads_must_be_fresh = [&services](kv::Key key) {
    return services.promises_fresh_reads(key);
  };
  setup.puts_must_replace = [&services](kv::Key key) {
    return services.promises_replacing_puts(key);
  };
  return setup;
}

}  // namespace

Cluster::Cluster(const sim::World& world, const Parameters& parameters, const Policy& policy)
    : network_(world.network),
      simulation_(world.simulation),
      workloads_(parameters.workloads),
      settle_(world.phases.settle),
      compares_replicas_(world.compares_replicas),
      services_{
          .config = parameters.config,
          .policy = policy,
          .views = Views({services_.config, policy, world.network.storage_places(),
                          seeds(world, parameters.config), world.simulation},
                         founders(world, parameters.config), world.checks),
          .seeds = seeds(world, parameters.config),
          .versions = Versions(parameters.config.versioning),
          .record = CausalRecord(
              world.checks, world.simulation, parameters.config.versioning,
              {.keys = kv::total_keys(parameters.workloads), .audits = parameters.config.audit}),
          .hinting = HintingRecord(world.checks, world.simulation),
          .membership = MembershipRecord(world.checks, world.simulation),
          .detections = Detections(world.simulation),
          .transfers =
              TransferRecord(world.checks, world.simulation, services_.views, parameters.config.n),
          .replicas = ReplicaRecord(world.checks, world.simulation),
          .puts = {},
          .tree_nodes = {},
          .leaf_contents = {},
          .nodes = std::vector<NodeTally>(world.network.storage_places().size()),
          .tally = {},
          .buggify = Buggify(parameters.config.buggify, world.simulation.stream("dynamo.buggify"),
                             world.phases.measure_until())},
      recorder_(workloads_, recorder_setup(world, parameters, services_), world.checks) {
  services_.transfers.set_holders(
      [this](kv::Key key, std::size_t wanted) { return count_keepers(key, wanted); });
  services_.transfers.set_excuse(
      [this](kv::Key key) { return services_.record.has_lost_copies(key) || !is_preloaded(key); });
  add_storage();
  if (parameters.config.anti_entropy.enabled) keep_trees();
  add_clients(site_names(world));
  preload();
  schedule_changes();
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
          crash({static_cast<std::uint32_t>(i)}, std::any_cast<Store&>(durable), keeps);
        });
    stores_.push_back(&network_.durable(id).emplace<Store>());
  }
}

/// What the node alone knew of the ring is lost with it: nobody can be expected to know it.
void Cluster::crash(NodeId node, Store& store, sim::Keeps keeps) {
  services_.detections.crashed(node);
  if (keeps == sim::Keeps::kNothing && store.view()) {
    const auto history = store.view()->history();
    std::vector<Change> lost(history.begin(), history.end());
    for (const Store* other : stores_) {
      if (lost.empty()) break;
      if (other == &store || !other->view()) continue;
      std::erase_if(lost, [&](const Change& change) { return other->view()->knows(change); });
    }
    if (!lost.empty()) services_.membership.forgotten();
  }
  // Where writes are acknowledged from the disk, it keeps what was acknowledged.
  const bool is_excused = keeps == sim::Keeps::kNothing || !services_.config.sync;
  for (const kv::Key key : store.forget(keeps)) {
    const Siblings left = store.everything(services_.versions, key);
    services_.record.lost(node, key, left, is_excused);
    Context(network_, node).note([&] {
      return subject_of(key, left, "the crash leaves " + told(left));
    });
  }
  services_.replicas.disturbed();
}

/// 4.7. Before the first row is there.
void Cluster::keep_trees() {
  for (std::uint32_t i = 0; i < stores_.size(); ++i) {
    stores_[i]->keep_trees(ReplicaTrees(services_.views.first({i}).ranges(), services_.policy, {i},
                                        services_.config.anti_entropy.depth));
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
      for (const NodeId node : services_.views.latest().placement().top(key)) {
        Store::Row& row = stores_[node.value]->row(key);
        stores_[node.value]->replace(row, key, siblings);
        row.synced = siblings;
      }
    }
  }
}

/// Else W of its replicas may be all that ever had it.
bool Cluster::is_preloaded(kv::Key key) const {
  return std::any_of(workloads_.begin(), workloads_.end(), [&](const kv::WorkloadConfig& workload) {
    return workload.preload && key.value - workload.keys.first < workload.keys.count;
  });
}

/// Each command is served by the node that it is about; for a member that is down, by the first
/// other member that is up: an administrator removes what is gone. While nobody is up, once more
/// every second (our choice).
void Cluster::schedule_changes() {
  const auto places = network_.storage_places();
  for (const Config::Membership::Command& command : services_.config.membership.changes) {
    const Command what{node_of(places, command.node), command.joins};
    simulation_.at(sim::kStart + command.at, [this, what] { serve(what); });
  }
}

void Cluster::serve(const Command& command) {
  NodeId by = command.node;
  for (const Member& member : services_.views.latest().ring().members()) {
    if (network_.up(by)) break;
    by = member.node;
  }
  if (network_.up(by)) {
    services_.transfers.sent(is_settled());
    return network_.send<Message>(by, by, command);
  }
  simulation_.after(std::chrono::seconds(1), [this, command] { serve(command); });
}

/// Every member knows every change, and nothing is left to hand over.
bool Cluster::agree_on_ring() const {
  const View& latest = services_.views.latest();
  for (std::uint32_t i = 0; i < stores_.size(); ++i) {
    if (latest.has({i}) && stores_[i]->view() != &latest) return false;
  }
  return true;
}

bool Cluster::is_settled() const {
  return agree_on_ring() && std::none_of(stores_.begin(), stores_.end(), [](const Store* store) {
           return store->hints().has_transfers();
         });
}

bool Cluster::is_kept_by(NodeId node, kv::Key key) {
  return !stores_[node.value]->everything(services_.versions, key).empty();
}

/// The key's preference list first: nobody else is asked unless it says too few.
std::size_t Cluster::count_keepers(kv::Key key, std::size_t wanted) {
  const auto list = services_.views.latest().placement().preference_list(key);
  const auto listed = static_cast<std::size_t>(
      std::count_if(list.begin(), list.end(), [&](NodeId node) { return is_kept_by(node, key); }));
  if (listed >= wanted) return listed;
  std::size_t all = 0;
  for (std::uint32_t i = 0; i < stores_.size(); ++i) all += is_kept_by({i}, key);
  return all;
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
  backlogs_.clear();
  lost_before_ = lost_messages();
  for (std::uint32_t i = 0; i < stores_.size(); ++i) {
    backlogs_.push_back(network_.processor_backlog({i}) + network_.disk_backlog({i}));
  }
  for (const Pool& pool : pools_) {
    if (Client* it = client(pool)) it->driver().stop(simulation_.now());
  }
}

std::vector<NodeId> Cluster::holders_of(std::uint64_t key) const {
  const auto top = services_.views.latest().placement().top(kv::Key{key});
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
  const Keepers keepers(stores_);
  services_.record.judge({[&](kv::Key key) { return keepers.of(key); },
                          [this](NodeId node, kv::Key key) {
                            return stores_[node.value]->everything(services_.versions, key);
                          }});
  judge_carts(keepers);
  judge_hints();
  judge_replicas(keepers);
  judge_views();
  judge_suspicions();
}

/// 4.4. An item is in a cart that some node keeps, for itself or for another, in memory or on disk.
void Cluster::judge_carts(const Keepers& keepers) {
  recorder_.judge_carts(simulation_.now(), [&](kv::Key key) {
    kv::Recorder::Held held{{}, services_.record.promises_newest(key)};
    for (const NodeId node : keepers.of(key)) {
      const Siblings kept = stores_[node.value]->everything(services_.versions, key);
      for (const VersionRef& version : kept.all()) held.values.push_back(version->value);
    }
    return held;
  });
}

/// 4.8. Push and pull reach all of n nodes in about log2 n rounds, of which the last are slow;
/// twenty more are beyond doubt (facts: 9.1 rounds for 1000 nodes). Rumours promise nothing, nor do
/// nodes that take few calls: intervals are constant, so the same peer may come first each time.
void Cluster::judge_views() {
  const Config::Membership& how = services_.config.membership;
  if (how.spread != NewsSpread::kReconcile || how.calls_per_interval > 0) return;
  const View& latest = services_.views.latest();
  const auto members = latest.ring().members();
  const auto rounds = 20 + static_cast<std::int64_t>(std::bit_width(members.size()));
  if (latest.changes() == 0 || settle_ < rounds * services_.config.membership.gossip_interval) {
    return;
  }
  for (const Member& member : members) {
    const View* known = stores_[member.node.value]->view();
    if (network_.up(member.node)) services_.membership.judge(member.node, *known, latest);
  }
}

/// 4.7. What is on its way to the disk is not at rest yet, and spared.
void Cluster::rot(NodeId node, sim::Ratio rows, sim::Rng& rng) {
  stores_[node.value]->rows().each([&](kv::Key key, Store::Row& row) {
    if (rng.chance(rows) && row.is_at_rest()) rot(node, key, row);
  });
}

void Cluster::rot(NodeId node, kv::Key key) { rot(node, key, stores_[node.value]->row(key)); }

void Cluster::rot(NodeId node, kv::Key key, Store::Row& row) {
  stores_[node.value]->rot(key, row);
  const Siblings left = stores_[node.value]->everything(services_.versions, key);
  services_.record.lost(node, key, left, true);
  Context(network_, node).note([&] {
    return subject_of(key, left, "the row rots and leaves " + told(left));
  });
  services_.replicas.disturbed();
  ++services_.tally.rows_rotted;
}

std::uint64_t Cluster::lost_messages() const {
  std::uint64_t lost = 0;
  for (std::uint8_t kind = 0; kind < std::variant_size_v<Message>; ++kind) {
    lost += network_.counts(kind).lost;
  }
  return lost;
}

/// A node that still worked off what it was asked while it was slow was not well yet, and one that
/// cannot follow now is not.
bool Cluster::was_well(NodeId node, sim::Duration for_so_long) const {
  const sim::Duration backlog =
      node.value < backlogs_.size() ? backlogs_[node.value] : sim::Duration{};
  const sim::Duration busy = network_.processor_backlog(node) + network_.disk_backlog(node);
  return network_.up(node) && busy < services_.config.request_timeout &&
         settle_ - backlog >= for_so_long;
}

/// 4.8. A network that goes on losing messages goes on making suspects; and who does not know of a
/// member sends it no heartbeats. Silence is forgiven in time whatever a node does, and an answer
/// that is slower than its timeout is silence at any time: there is nothing to judge.
void Cluster::judge_suspicions() {
  const Config& config = services_.config;
  if (config.failure_detector == Detector::kSilence) return;
  if (lost_messages() > lost_before_ || !is_settled()) return;
  const sim::Duration bound = config.forgiveness_max(stores_.size()) + 2 * config.request_timeout;
  std::vector<NodeId> well;
  for (const Member& member : services_.views.latest().ring().members()) {
    if (was_well(member.node, bound)) well.push_back(member.node);
  }
  for (const NodeId by : well) {
    const auto* node = static_cast<const Node*>(network_.process(by));
    for (const NodeId of : well) {
      if (of != by) services_.membership.judge_trust(by, of, node->suspects(of));
    }
  }
}

/// 4.6. A run that ends before every suspicion and a scan after it are over tells nothing; and
/// nodes of different rings may send a hint to and fro, or did so until a moment ago.
void Cluster::judge_hints() {
  const Config& config = services_.config;
  if (!agree_on_ring() || config.membership.calls_per_interval > 0) return;
  const sim::Duration bound = config.forgiveness_max(stores_.size()) +
                              2 * config.hints.scan_interval + 2 * config.request_timeout;
  const sim::Duration slowest =
      bound + (config.admission.enabled ? config.admission.window : sim::Duration{});
  for (std::uint32_t i = 0; i < stores_.size(); ++i) {
    const auto* node = static_cast<const Node*>(network_.process({i}));
    if (!node || !was_well({i}, bound)) continue;
    for (const auto& [owner, bundle] : stores_[i]->hints().bundles()) {
      if (!was_well(owner, bound)) continue;
      const sim::Time since = Context(network_, {i}).local_time() - slowest;
      services_.hinting.judge({i}, owner, bundle.older_than(since),
                              node->handoff().moves_on(owner, simulation_.now() - slowest));
    }
  }
}

void Cluster::judge_replicas(const Keepers& keepers) {
  ReplicaRecord::Cluster all = replicas();
  all.is_settled = is_settled();  // else they go by different rings
  all.keep_trees = services_.config.anti_entropy.enabled && all.is_settled;
  const auto passed = std::min(settle_, services_.replicas.undisturbed());
  all.must_have_converged = all.keep_trees && passed >= convergence_max();
  all.on_agreement = [&](kv::Key key, const Siblings& held) {
    if (!keepers.is_hinted(key)) services_.record.judge_converged(key, held);
  };
  services_.replicas.judge(all);
}

ReplicaRecord::Cluster Cluster::replicas() const {
  std::vector<bool> is_up;
  for (std::uint32_t i = 0; i < stores_.size(); ++i) is_up.push_back(network_.up({i}));
  return {.placement = services_.views.latest().placement(),
          .stores = stores_,
          .is_up = std::move(is_up),
          .n = services_.config.n,
          .on_agreement = {}};
}

/// 4.7. Within one round of exchanges each two holders of a range meet twice: each of them begins
/// one with the other. What is new at one of them has then reached the other, and so all of them.
/// Two rounds: a message that was lost has three more chances. Before them every suspicion and
/// every request that began before the end of the load must be over.
sim::Duration Cluster::convergence_max() const {
  std::size_t ranges = 0;
  for (std::uint32_t i = 0; i < stores_.size(); ++i) {
    ranges = std::max(ranges, services_.views.latest().ranges().of({i}).size());
  }
  const Config& config = services_.config;
  return config.forgiveness_max(stores_.size()) + 2 * config.request_timeout +
         2 * AntiEntropy::round_max(config, ranges);
}

}  // namespace dynamo
