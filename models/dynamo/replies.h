// Who was asked and who has replied: counting for quorums, Dynamo 4.5. Pure.
#pragma once

#include <cstdint>
#include <span>

#include "models/dynamo/small_vector.h"
#include "sim/kernel/ids.h"

namespace dynamo {

/// The replicas of one request in preference order. A network may deliver twice: a replica counts
/// once. `Reply` is what a replica says.
template <class Reply>
class Replies {
 public:
  struct Replica {
    sim::NodeId node;
    bool replied = false;
    Reply reply{};
  };

  void ask(std::span<const sim::NodeId> nodes) {
    for (const sim::NodeId node : nodes) replicas_.push_back({node, false, Reply{}});
  }
  /// False: the node was not asked, or has replied before.
  bool add(sim::NodeId node, Reply reply) {
    for (Replica& replica : replicas_) {
      if (replica.node != node || replica.replied) continue;
      replica.replied = true;
      replica.reply = std::move(reply);
      ++count_;
      return true;
    }
    return false;
  }
  std::uint32_t count() const { return count_; }
  bool complete() const { return count_ == replicas_.size(); }
  std::span<const Replica> replicas() const { return replicas_.span(); }
  void clear() {
    replicas_.clear();
    count_ = 0;
  }

 private:
  SmallVector<Replica, 5> replicas_;
  std::uint32_t count_ = 0;
};

}  // namespace dynamo
