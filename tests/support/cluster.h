// The test language: a small Dynamo cluster that does what a test says, one line at a time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/dynamo/cluster.h"
#include "models/dynamo/policy.h"
#include "sim/net/network.h"
#include "sim/observe/checks.h"

namespace test {

using namespace sim;
using dynamo::Siblings;

/// What a test wants otherwise than usual. One rack and one site, 1 ms between any two hosts.
struct Setup {
  std::uint32_t nodes = 5, n = 3, r = 2, w = 2;
  std::uint32_t sites = 1, racks = 1;  // racks of each site
  std::uint64_t seed = 1;
  Duration latency = 1ms;
  HostSpec hosts = {};
  std::vector<kv::WorkloadConfig> workloads = {};
  Duration measure = 10s;
  dynamo::QuorumKind quorum = dynamo::QuorumKind::kStrict;
  std::function<void(dynamo::Config&)> configure = {};      // what else
  std::shared_ptr<const dynamo::Policy> policy = {};        // null: Dynamo's own
  std::function<void(TopologySpec&)> change_topology = {};  // loss, duplicates, ...
};

/// An answer, as a client sees it.
struct Answer {
  bool came = false;  // false: nothing within the time
  kv::Outcome outcome = kv::Outcome::kUnknown;
  bool ok = false;
  std::vector<std::uint64_t> values;  // of a get: every sibling's, ascending; no tombstone's
  Siblings context;
  NodeId fastest;
};

class Cluster {
 public:
  explicit Cluster(Setup setup = {});
  ~Cluster();

  // Operations. Each runs the simulation until its answer is there, at most 10 s.
  struct Via {
    std::optional<NodeId> coordinator = {};  // none: the first of the key's replicas
    Siblings context = {};                   // of a put: none, a blind write
    std::uint32_t attempt = 0;
    bool deletes = false;  // the put is of a tombstone
  };
  Answer get(std::uint64_t key) { return get(key, Via{}); }
  Answer get(std::uint64_t key, Via via);
  Answer put(std::uint64_t key, std::uint64_t value) { return put(key, value, Via{}); }
  Answer put(std::uint64_t key, std::uint64_t value, Via via);
  /// Sends without waiting; the answer is read with `answer` once it is there.
  std::size_t begin_put(std::uint64_t key, std::uint64_t value, Via via);
  std::size_t begin_get(std::uint64_t key, Via via);
  Answer answer(std::size_t begun) const;
  std::size_t answers_to(std::size_t begun) const;  ///< how often it was answered

  // The world.
  void run_for(Duration);
  void crash(NodeId node, Keeps keeps = Keeps::kDisk) { network().crash(node, keeps); }
  void restart(NodeId node) { network().restart(node); }
  /// Severs `side` from all other storage nodes, not from the clients.
  Network::PartitionId cut_off(const std::vector<NodeId>& side);
  void heal(Network::PartitionId id) { network().heal(id); }

  // What is so.
  std::vector<NodeId> replicas_of(std::uint64_t key) const;
  NodeId outsider_of(std::uint64_t key) const;  ///< a node that does not hold the key
  std::vector<std::uint64_t> stored_at(NodeId, std::uint64_t key) const;  ///< values, ascending
  std::size_t hints_at(NodeId keeper) const;
  std::vector<std::uint64_t> hinted_at(NodeId keeper, NodeId owner, std::uint64_t key) const;
  std::vector<std::string> clocks_at(NodeId, std::uint64_t key) const;
  std::uint64_t sent(std::string_view message_name) const;
  const Check& check(std::string_view name) const;
  bool holds() const { return checks_.hold(); }
  std::string violations() const;  ///< all of them, for a failure's text
  void judge();  ///< ends the load, lets it settle for 30 s, and looks at everything

  Network& network() { return *network_; }
  Simulation& simulation() { return simulation_; }
  dynamo::Cluster& dynamo() { return *cluster_; }
  dynamo::Services& services() { return cluster_->services(); }

 private:
  class Hand;  // the client process behind get and put
  Hand& hand() const;
  Answer wait_for(std::size_t begun);

  Checks checks_;
  Simulation simulation_;
  std::unique_ptr<Topology> topology_;
  std::unique_ptr<Network> network_;
  std::shared_ptr<const dynamo::Policy> policy_;
  std::unique_ptr<dynamo::Cluster> cluster_;
  NodeId hand_;
};

/// One node after the other is away for two seconds and back for two.
void crash_in_turn(Cluster&, std::uint32_t nodes);

/// A workload of a closed loop, busy on few keys: what finds races soonest.
kv::WorkloadConfig busy_clients(std::uint32_t clients = 8, std::uint64_t keys = 4);

/// A distribution of one value.
inline DistributionSpec constant(Duration value) { return {DistributionSpec::Constant{value}}; }

}  // namespace test
