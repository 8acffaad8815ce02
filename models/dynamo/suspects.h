// Local failure detection, Dynamo 4.8: whoever did not answer me is passed over for a while.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/kernel/ids.h"
#include "sim/kernel/time.h"

namespace dynamo {

/// One process's own view; no other process shares or hears of it. After the period the node is
/// tried again.
class Suspects {
 public:
  explicit Suspects(sim::Duration period) : period_(period) {}

  void suspect(sim::NodeId node, sim::Time now) {
    if (node.value >= since_.size()) since_.resize(node.value + 1, kNotSuspected);
    since_[node.value] = now;
  }
  void heard_from(sim::NodeId node) {
    if (node.value < since_.size()) since_[node.value] = kNotSuspected;
  }
  /// A clock that was stepped back, or far ahead, ends a suspicion early.
  bool suspects(sim::NodeId node, sim::Time now) const {
    if (node.value >= since_.size() || since_[node.value] == kNotSuspected) return false;
    return now >= since_[node.value] && now - since_[node.value] < period_;
  }

 private:
  static constexpr sim::Time kNotSuspected = sim::Time::min();
  sim::Duration period_;
  std::vector<sim::Time> since_;  // by NodeId; as long as the highest suspect needs
};

}  // namespace dynamo
