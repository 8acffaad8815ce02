#include "tests/support/cluster.h"

#include <algorithm>

namespace test {
namespace {

TopologySpec topology_of(const Setup& setup) {
  TopologySpec spec;
  for (std::uint32_t i = 0; i < setup.sites; ++i) {
    const std::uint32_t nodes = setup.nodes / setup.sites + (i < setup.nodes % setup.sites);
    spec.sites.push_back({.name = std::string(1, static_cast<char>('a' + i)),
                          .region = {},
                          .nodes = nodes,
                          .racks = setup.racks});
  }
  LinkSpec everywhere;
  everywhere.from = everywhere.to = "*";
  everywhere.latency = constant(setup.latency);
  spec.links.push_back(everywhere);
  for (const SiteSpec& site : spec.sites) {  // "*" to "*" does not reach inside a site
    LinkSpec within = everywhere;
    within.from = within.to = site.name;
    spec.links.push_back(within);
  }
  if (setup.change_topology) setup.change_topology(spec);
  return spec;
}

std::vector<std::uint64_t> values_of(const Siblings& siblings) {
  std::vector<std::uint64_t> values;
  for (const auto& version : siblings.all()) {
    if (!version->is_tombstone()) values.push_back(version->value.id);
  }
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

/// Sends what it is told and keeps every answer.
class Cluster::Hand final : public Protocol<Hand, dynamo::Message> {
 public:
  Hand(dynamo::Context ctx, sim::Pool<dynamo::Put>& puts) : ctx_(ctx), puts_(puts) {}
  void start() override {}

  std::size_t get(std::uint64_t key, NodeId coordinator, const Via& via) {
    ctx_.send(coordinator, dynamo::ClientGet{caller(via), kv::Key{key}});
    return answers.size() - 1;
  }
  std::size_t put(std::uint64_t key, std::uint64_t value, NodeId coordinator, const Via& via) {
    const kv::Value written{value, via.deletes ? 0u : 100u, via.deletes};
    ctx_.send(coordinator,
              dynamo::ClientPut{puts_.make({caller(via), kv::Key{key}, written, via.context})});
    return answers.size() - 1;
  }
  void on(NodeId, const dynamo::GetReply& reply) {
    Answer& answer = note(reply.caller, reply.outcome);
    answer.values = values_of(reply.versions);
    answer.context = reply.versions;
    answer.fastest = reply.fastest;
  }
  void on(NodeId, const dynamo::PutReply& reply) {
    note(reply.caller, reply.outcome).context = reply.written;
  }
  template <class Other>
  void on(NodeId, const Other&) {
    SIM_CHECK(false, "a test's client got a message for a storage node");
  }

  std::vector<Answer> answers;
  std::vector<std::size_t> counts;

 private:
  dynamo::Caller caller(const Via& via) {
    answers.emplace_back();
    counts.push_back(0);
    return {ctx_.self(), via.attempt, {static_cast<std::uint32_t>(answers.size() - 1), 1}};
  }
  Answer& note(const dynamo::Caller& caller, kv::Outcome outcome) {
    ++counts[caller.operation.slot];
    Answer& answer = answers[caller.operation.slot];
    answer.came = true;
    answer.outcome = outcome;
    answer.ok = outcome == kv::Outcome::kOk;
    return answer;
  }
  dynamo::Context ctx_;
  sim::Pool<dynamo::Put>& puts_;
};

Cluster::Cluster(Setup setup) : simulation_(setup.seed), policy_(setup.policy) {
  if (!policy_) policy_ = std::make_shared<dynamo::Policy>();
  dynamo::Parameters parameters;
  parameters.config.n = setup.n;
  parameters.config.r = setup.r;
  parameters.config.w = setup.w;
  parameters.config.quorum = setup.quorum;
  parameters.config.anti_entropy.enabled = false;  // it mends what other tests look at
  parameters.workloads = setup.workloads;
  if (setup.configure) setup.configure(parameters.config);
  topology_ = std::make_unique<Topology>(topology_of(setup));
  network_ = std::make_unique<Network>(
      simulation_, *topology_, setup.hosts,
      NetworkSpec{dynamo::message_names(), parameters.config.leg_delays()});
  network_->register_checks(checks_);
  const World world{.simulation = simulation_,
                    .network = *network_,
                    .checks = checks_,
                    .phases = {.warmup = {}, .measure = setup.measure, .settle = 30s},
                    .record_history = false,
                    .on_ended_operation = {},
                    .any_fault = [] { return false; }};
  cluster_ = std::make_unique<dynamo::Cluster>(world, parameters, *policy_);
  hand_ = network_->add_client("hand", SiteId{0}, [this](NodeId node) {
    return std::make_unique<Hand>(dynamo::Context(*network_, node), cluster_->services().puts);
  });
  network_->start();
}

Cluster::~Cluster() = default;

Cluster::Hand& Cluster::hand() const { return static_cast<Hand&>(*network_->process(hand_)); }

std::size_t Cluster::begin_get(std::uint64_t key, Via via) {
  return hand().get(key, via.coordinator.value_or(replicas_of(key)[0]), via);
}

std::size_t Cluster::begin_put(std::uint64_t key, std::uint64_t value, Via via) {
  return hand().put(key, value, via.coordinator.value_or(replicas_of(key)[0]), via);
}

Answer Cluster::get(std::uint64_t key, Via via) { return wait_for(begin_get(key, via)); }

Answer Cluster::put(std::uint64_t key, std::uint64_t value, Via via) {
  return wait_for(begin_put(key, value, via));
}

Answer Cluster::wait_for(std::size_t begun) {
  const Time until = simulation_.now() + 10s;
  while (!hand().answers[begun].came && simulation_.now() < until) run_for(1ms);
  return hand().answers[begun];
}

Answer Cluster::answer(std::size_t begun) const { return hand().answers[begun]; }
std::size_t Cluster::answers_to(std::size_t begun) const { return hand().counts[begun]; }

void Cluster::run_for(Duration length) { simulation_.run_until(simulation_.now() + length); }

Network::PartitionId Cluster::cut_off(const std::vector<NodeId>& side) {
  std::vector<std::uint64_t> groups(network_->storage_count(), 0b01);
  for (const NodeId node : side) groups[node.value] = 0b10;
  return network_->partition(groups, false);
}

std::vector<NodeId> Cluster::replicas_of(std::uint64_t key) const {
  return cluster_->holders_of(key);
}

NodeId Cluster::outsider_of(std::uint64_t key) const {
  const auto replicas = replicas_of(key);
  NodeId node{0};
  while (std::find(replicas.begin(), replicas.end(), node) != replicas.end()) ++node.value;
  return node;
}

std::vector<std::uint64_t> Cluster::stored_at(NodeId node, std::uint64_t key) const {
  return values_of(cluster_->store(node).find(kv::Key{key}));
}

std::size_t Cluster::hints_at(NodeId keeper) const {
  return cluster_->store(keeper).hints().size();
}

std::vector<std::uint64_t> Cluster::hinted_at(NodeId keeper, NodeId owner,
                                              std::uint64_t key) const {
  const auto* hint = cluster_->store(keeper).hints().find(owner, kv::Key{key});
  return hint ? values_of(hint->current) : std::vector<std::uint64_t>{};
}

std::vector<std::string> Cluster::clocks_at(NodeId node, std::uint64_t key) const {
  std::vector<std::string> clocks;
  for (const auto& version : cluster_->store(node).find(kv::Key{key}).all()) {
    clocks.push_back(to_string(version->clock));
  }
  return clocks;
}

std::uint64_t Cluster::sent(std::string_view message_name) const {
  const auto names = network_->message_names();
  const auto kind = std::find(names.begin(), names.end(), message_name) - names.begin();
  return network_->counts(static_cast<std::uint8_t>(kind)).sent;
}

const Check& Cluster::check(std::string_view name) const {
  for (const Check& check : checks_.all()) {
    if (check.name() == name) return check;
  }
  SIM_CHECK(false, "no check is called " + std::string(name));
}

std::string Cluster::violations() const {
  std::string text;
  for (const Check& check : checks_.all()) {
    for (const Violation& violation : check.violations()) {
      text += std::string(check.name()) + ": " + violation.key + " " + violation.what + "\n";
    }
  }
  return text;
}

void Cluster::judge() {
  cluster_->stop_load();
  run_for(30s);
  cluster_->judge();
  network_->judge();
}

void crash_in_turn(Cluster& cluster, std::uint32_t nodes) {
  for (std::uint32_t i = 0; i < nodes; ++i) {
    cluster.crash({i});
    cluster.run_for(2s);
    cluster.restart({i});
    cluster.run_for(2s);
  }
}

kv::WorkloadConfig busy_clients(std::uint32_t clients, std::uint64_t keys) {
  kv::WorkloadConfig workload;
  workload.name = "busy";
  workload.clients = clients;
  workload.arrival.kind = kv::Arrival::Kind::kClosed;
  workload.keys.count = keys;
  workload.keys.law = kv::KeyConfig::Law::kUniform;
  workload.retries = 1;
  return workload;
}

}  // namespace test
