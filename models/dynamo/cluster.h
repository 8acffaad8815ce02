// One Dynamo cluster in one run: its nodes, its clients, and what is reported of them.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "models/dynamo/client.h"
#include "models/dynamo/keepers.h"
#include "models/dynamo/node.h"
#include "models/dynamo/services.h"
#include "models/kv/recorder.h"
#include "models/kv/workload.h"
#include "sim/model/model.h"

namespace dynamo {

/// What a scenario says of a Dynamo cluster.
struct Parameters {
  Config config;
  std::vector<kv::WorkloadConfig> workloads;
  std::vector<kv::Consistency> consistency = {};
};

class Cluster final : public sim::Cluster {
 public:
  /// The policy must outlive the cluster.
  Cluster(const sim::World&, const Parameters&, const Policy&);
  ~Cluster() override;
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  bool quiescent() const override;
  void stop_load() override;
  std::vector<sim::NodeId> holders_of(std::uint64_t key) const override;
  void set_load(std::string_view workload, sim::Ratio factor) override;
  void rot(sim::NodeId, sim::Ratio rows, sim::Rng&) override;
  void judge() override;
  void report(sim::Results&) const override;
  std::vector<sim::SeriesRow> sample() const override;
  std::vector<sim::MemoryUse> memory() const override;

  // For tests and checkers.
  Services& services() { return services_; }
  void rot(sim::NodeId, kv::Key);  ///< one row of a node
  const Store& store(sim::NodeId node) const { return *stores_[node.value]; }

 private:
  struct Pool {  // the clients of one workload at one site
    sim::NodeId host;
    std::uint32_t workload;
  };

  void add_storage();
  void crash(sim::NodeId, Store&, sim::Keeps);
  void add_clients(const std::vector<std::string>& sites);
  void preload();
  bool is_preloaded(kv::Key) const;
  void schedule_changes();
  void rot(sim::NodeId, kv::Key, Store::Row&);
  void serve(const Command&);
  bool agree_on_ring() const;
  bool is_settled() const;
  bool is_kept_by(sim::NodeId, kv::Key);
  std::size_t count_keepers(kv::Key, std::size_t wanted);
  void judge_views();
  void judge_suspicions();
  bool was_well(sim::NodeId, sim::Duration) const;
  std::uint64_t lost_messages() const;
  void keep_trees();
  void judge_carts(const Keepers&);
  void judge_hints();
  void judge_replicas(const Keepers&);
  sim::Duration convergence_max() const;
  using Shares = std::vector<std::uint64_t>;  // of the ring, by NodeId: whose lists a node heads
  void report_summary(const Shares&, sim::Results&) const;
  void report_balance(const Shares&, sim::Results&) const;
  void report_detection(sim::Results&) const;
  void report_membership(sim::Results&) const;
  void report_nodes(const Shares&, sim::Results&) const;
  ReplicaRecord::Cluster replicas() const;
  sim::Decimal up_to_date() const;
  sim::Decimal residue() const;
  Client* client(const Pool&) const;  // null: its host is down

  sim::Network& network_;
  sim::Simulation& simulation_;
  const std::vector<kv::WorkloadConfig> workloads_;
  const sim::Duration settle_;
  const bool compares_replicas_;
  mutable Services services_;  // looking up a key's nodes fills a cache
  kv::Recorder recorder_;
  std::vector<Store*> stores_;  // by NodeId; the hosts own them
  std::vector<Pool> pools_;
  std::vector<sim::Duration> backlogs_;  // by NodeId, when the load ended
  std::uint64_t lost_before_ = 0;        // messages, then
};

}  // namespace dynamo
