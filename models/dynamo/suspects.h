// Local failure detection, Dynamo 4.8: whoever did not answer me is passed over for a while.
#pragma once

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
    if (node.value >= until_.size()) until_.resize(node.value + 1);
    until_[node.value] = now + period_;
  }
  void heard_from(sim::NodeId node) {
    if (node.value < until_.size()) until_[node.value] = sim::Time{};
  }
  bool suspects(sim::NodeId node, sim::Time now) const {
    return node.value < until_.size() && now < until_[node.value];
  }

 private:
  sim::Duration period_;
  std::vector<sim::Time> until_;  // by NodeId; as long as the highest suspect needs
};

}  // namespace dynamo
