// Judges of sloppy quorums, Dynamo 4.6: hints stand for the suspected alone, and none leaks.
#pragma once

#include <functional>
#include <vector>

#include "models/dynamo/quorum.h"
#include "models/kv/types.h"
#include "sim/kernel/simulation.h"
#include "sim/observe/checks.h"

namespace dynamo {

/// Kept beside the protocol: it looks at what coordinators do and at what nodes keep.
class HintingRecord {
 public:
  HintingRecord(sim::Checks&, const sim::Simulation&);

  /// A coordinator asks the replica in its owner's place. `was_silent`: in this very request.
  void stands_in(kv::Key, const Quorum::Replica&, const Quorum::Health&, bool was_silent);
  /// The owner of a hint said that it has what it was sent.
  void confirmed(kv::Key, sim::NodeId keeper, sim::NodeId owner, bool owner_has_it, bool forgets);
  /// A node that is well at the end of a settled run keeps so many hints for one that is well too.
  /// `moves_on`: its owner confirmed some lately.
  void judge(sim::NodeId keeper, sim::NodeId owner, std::size_t hints, bool moves_on);

  /// Whether a node ever stood in for another of the key's: quorums need not intersect then.
  bool has_stand_ins(kv::Key key) const {
    return key.value < stood_in_.size() && stood_in_[key.value];
  }

 private:
  const sim::Simulation& simulation_;
  sim::Check& suspected_;
  sim::Check& delivered_;
  std::vector<bool> stood_in_;  // by key, as long as the highest needs
};

}  // namespace dynamo
