// Judges of anti-entropy, Dynamo 4.7: hash trees tell what replicas hold, and replicas converge.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "models/dynamo/replica_trees.h"
#include "models/dynamo/store.h"
#include "sim/kernel/simulation.h"
#include "sim/observe/checks.h"

namespace dynamo {

/// Looks once, at the end, at every two replicas of every range, version by version.
class ReplicaRecord {
 public:
  ReplicaRecord(sim::Checks&, const sim::Simulation&);

  /// A replica changed otherwise than by anti-entropy, or an exchange broke off: convergence
  /// begins anew.
  void disturbed() { undisturbed_since_ = simulation_.now(); }
  sim::Duration undisturbed() const { return simulation_.now() - undisturbed_since_; }

  struct Cluster {
    Placement& placement;
    std::span<Store* const> stores;  // by NodeId
    std::vector<bool> is_up;         // by NodeId
    std::uint32_t n;
    bool keep_trees = false;           // every store does
    bool is_settled = false;           // all go by the ring of `placement`, nothing is handed over
    bool must_have_converged = false;  // of nodes that are up
    std::function<void(kv::Key, const Siblings&)> on_agreement;  // of all, where they must
  };
  void judge(const Cluster&);
  /// Keys of which two of the first N nodes hold different versions; requires judge().
  std::uint64_t differing_keys() const { return differing_keys_; }
  /// The same at any moment, of nodes up or down. Looks at every key.
  static std::uint64_t differing_keys(const Cluster&);

 private:
  bool compare_pair(const Cluster&, kv::Key, sim::NodeId, sim::NodeId);
  void judge_homes(const Cluster&);
  void judge_trees(const Cluster&);
  void judge_roots(const Cluster&, const std::vector<bool>& differ);

  const sim::Simulation& simulation_;
  sim::Check& trees_;
  sim::Check& convergence_;
  sim::Check& homes_;
  std::uint64_t differing_keys_ = 0;
  sim::Time undisturbed_since_ = sim::kStart;
};

}  // namespace dynamo
