// What really happened to every write, kept beside the protocol and trusted by no part of it: the
// judge of "no acknowledged write is lost" and "versions overwrite only their ancestors".
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/dynamo/config.h"
#include "models/dynamo/siblings.h"
#include "models/kv/types.h"
#include "sim/kernel/inline_vector.h"
#include "sim/kernel/simulation.h"
#include "sim/observe/checks.h"

namespace dynamo {

/// True causality, by what each writer had read and not by clocks. A write is followed from its
/// stamping until an acknowledged descendant covers it: from then on the descendant's survival is
/// what matters. So the record of a key holds its open and uncovered writes only, usually one.
/// Truncated clocks may lie (4.4 admits it): keys whose clocks were truncated are not judged.
class CausalRecord {
 public:
  /// All versions that a node keeps of a key, for itself and for others, in memory or, while it is
  /// down, on its disk.
  using Holdings = std::function<Siblings(sim::NodeId, kv::Key)>;
  CausalRecord(sim::Checks&, const sim::Simulation&, std::uint32_t nodes, std::uint64_t keys);

  /// Names a version that a coordinator is about to make by its put, and notes its ancestors in it.
  /// A put that is tried at two coordinators makes two versions: one write, with one context.
  void stamp(kv::Key, const Siblings& context, Version& fresh);
  void truncated(kv::Key);  ///< its clocks no longer tell everything
  /// The replica acknowledges a write, and holds these as safely as it ever will.
  void stored(kv::Key, const Siblings&, sim::NodeId);
  void acknowledged(kv::Key, const Version&);  ///< the client is told so
  void replaced(sim::NodeId, kv::Key, const Siblings& before, const Siblings& after);
  /// A node that kept these for another gave up on delivering them (4.6): it keeps them no more.
  void dropped(sim::NodeId, kv::Key, const Siblings&);
  void broke_promises(sim::NodeId);  ///< it lost writes that it had acknowledged
  /// Looks for every acknowledged write among all replicas that may hold it.
  void judge(const Holdings&);

  std::uint64_t truncated_keys() const { return truncated_keys_; }
  /// No node has lost what it acknowledged and no clock was truncated: quorums must intersect.
  bool promises_hold() const { return promises_hold_ && truncated_keys_ == 0; }

 private:
  static constexpr std::uint32_t kNone = ~0u;
  struct Keeper {  // a replica that acknowledged, and how often it had broken promises by then
    sim::NodeId node;
    std::uint32_t breaks = 0;
  };
  struct Entry {
    Stamp stamp = 0;
    std::uint32_t next = kNone;
    bool acknowledged = false;
    sim::InlineVector<Keeper, Config::kReplicasMax> keepers;
  };
  struct KeyState {
    std::uint32_t first = kNone;
    bool truncated = false;
  };

  KeyState& state(kv::Key);
  Entry* find(kv::Key, Stamp);
  void remove(kv::Key, Stamp);
  bool stamped_before(Stamp);
  bool survives(kv::Key, const Entry&, const Holdings&) const;
  bool has_keeper(const Entry&) const;

  const sim::Simulation& simulation_;
  sim::Check& survival_;
  sim::Check& overwriting_;
  std::vector<KeyState> keys_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> breaks_;  // by node
  std::vector<bool> stamped_;          // by Stamp: whether it was ever followed
  std::uint64_t truncated_keys_ = 0;
  bool promises_hold_ = true;
};

}  // namespace dynamo
