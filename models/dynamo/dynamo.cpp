#include "models/dynamo/dynamo.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "models/dynamo/anti_entropy.h"
#include "models/dynamo/metrics.h"
#include "sim/net/topology.h"

namespace dynamo {
namespace {

/// No node holds more ranges than the ring has, whoever joins or leaves.
std::size_t most_ranges(const Config& config, const sim::TopologySpec& topology) {
  if (config.partitioning.strategy != Strategy::kTokens) return config.partitioning.partitions;
  std::size_t tokens = 0;
  for (const std::string& node : sim::names_of(topology).nodes)
    tokens += std::size_t{config.weight_of(node)} * config.partitioning.tokens_per_node;
  return tokens;
}

/// What the judges of `cluster.cpp` wait for, one after the other: all know of every change, hints
/// and what changed hands are delivered, and replicas have met.
sim::Duration settling_time_of(const Config& config, const sim::TopologySpec& topology) {
  const std::size_t nodes = sim::names_of(topology).nodes.size();
  const sim::Duration forgiven = config.forgiveness_max(nodes) + 2 * config.request_timeout;
  const auto rounds = 20 + static_cast<std::int64_t>(std::bit_width(nodes));
  sim::Duration time = forgiven + 3 * config.hints.scan_interval;
  if (config.admission.enabled) time += config.admission.window;
  if (!config.membership.changes.empty()) time += rounds * config.membership.gossip_interval;
  if (config.anti_entropy.enabled)
    time += forgiven + 2 * AntiEntropy::round_max(config, most_ranges(config, topology));
  return time;
}

class DynamoModel final : public sim::Model {
 public:
  DynamoModel(std::unique_ptr<const Policy> policy, Parameters parameters)
      : policy_(std::move(policy)), parameters_(std::move(parameters)) {}

  void describe(sim::Fields& fields) override {
    fields.group("dynamo", [&](sim::Fields& inner) { parameters_.config.describe(inner); },
                 {"Dynamo's parameters, sections 4 to 6"});
    fields.list("workloads", parameters_.workloads,
                [](sim::Fields& inner, kv::WorkloadConfig& workload) { workload.describe(inner); },
                {.doc = "what clients ask for", .required = true});
    kv::describe_consistency(parameters_.consistency, fields);
  }

  void validate(const sim::TopologySpec& topology, sim::Problems& problems) const override {
    parameters_.config.validate(topology, problems);
    kv::validate(parameters_.workloads, "/workloads", problems);
  }

  sim::NetworkSpec network() const override {
    return {message_names(), parameters_.config.leg_delays()};
  }

  std::vector<std::string> workload_names() const override {
    std::vector<std::string> names;
    for (const kv::WorkloadConfig& workload : parameters_.workloads) names.push_back(workload.name);
    return names;
  }

  sim::Duration settling_time(const sim::TopologySpec& topology) const override {
    return settling_time_of(parameters_.config, topology);
  }

  std::unique_ptr<sim::Cluster> build(const sim::World& world) const override {
    return std::make_unique<Cluster>(world, parameters_, *policy_);
  }

 private:
  std::unique_ptr<const Policy> policy_;
  Parameters parameters_;
};

}  // namespace

std::unique_ptr<sim::Model> make_model(std::unique_ptr<const Policy> policy,
                                       Parameters parameters) {
  return std::make_unique<DynamoModel>(std::move(policy), std::move(parameters));
}

sim::ModelInfo model() {
  return {"dynamo", "a highly available key-value store of one-hop, eventually consistent replicas",
          "DeCandia et al., \"Dynamo: Amazon's Highly Available Key-value Store\", SOSP 2007; "
          "sections 4.1 to 4.7, 5, 6.2 and 6.4",
          [] { return make_model(std::make_unique<Policy>()); }, metrics};
}

}  // namespace dynamo
