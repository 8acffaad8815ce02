// Judges of membership, Dynamo 4.8 and 4.9: views converge, who is well is not taken for failed,
// and no range is without N holders.
#pragma once

#include <functional>
#include <map>

#include "models/dynamo/membership.h"
#include "models/kv/types.h"
#include "sim/observe/checks.h"

namespace dynamo {

class MembershipRecord {
 public:
  MembershipRecord(sim::Checks&, const sim::Simulation&);

  /// An administrator's command was served.
  void issued(const Change&);
  /// A member has learned of what `after` has and `before` had not.
  void learned(const View& before, const View& after);
  /// A node that is up at the end of a settled run knows this; all there is to know is `latest`.
  void judge(sim::NodeId, const View& known, const View& latest);
  /// The only node that knew of some change lost its disk: views can converge without it only.
  void forgotten() { is_forgotten_ = true; }
  /// Both were well for longer than any wrong suspicion lasts.
  void judge_trust(sim::NodeId by, sim::NodeId of, bool is_suspected);

  /// Over all changes: how long until a node learned of one, on average and at most.
  sim::Duration mean_spread() const;
  sim::Duration longest_spread() const { return longest_; }
  bool any() const { return !issued_.empty(); }

 private:
  const sim::Simulation& simulation_;
  sim::Check& converged_;
  sim::Check& trusted_;
  std::map<Change, sim::Time> issued_;
  sim::Duration longest_{}, sum_{};
  std::uint64_t learned_ = 0;
  bool is_forgotten_ = false;
};

/// Whether every key has its holders while it moves.
class TransferRecord {
 public:
  /// How many nodes, up or down, keep some version of a key, for themselves or for others; or some
  /// of them, if they are as many as wanted.
  using Holders = std::function<std::size_t(kv::Key, std::size_t wanted)>;
  TransferRecord(sim::Checks&, const sim::Simulation&, const Views&, std::uint32_t n);
  void set_holders(Holders holders) { holders_ = std::move(holders); }
  /// Whether disks have kept what was promised: what a crash destroyed is nobody's to hand over.
  void set_excuse(std::function<bool(kv::Key)> is_excused) { is_excused_ = std::move(is_excused); }

  /// An administrator sends a command; `settled`: all of those that nodes have served is known and
  /// done. The paper has one administrator and one change at a time: of several at once two nodes
  /// may learn in different orders, hand the same copy to the same node, and leave the rest to
  /// anti-entropy.
  void sent(bool settled) { overlap_ |= !settled || under_way_++ > 0; }
  void served() { --under_way_; }
  /// A copy of the key has moved, or was forgotten after its receiver confirmed.
  void moved(kv::Key);

 private:
  const sim::Simulation& simulation_;
  sim::Check& held_;
  const Views& views_;
  const std::uint32_t n_;
  Holders holders_;
  std::function<bool(kv::Key)> is_excused_;
  bool overlap_ = false;
  std::uint32_t under_way_ = 0;  // commands that no node has served: a paused one will
};

}  // namespace dynamo
