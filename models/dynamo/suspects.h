// Whom a process takes for failed, Dynamo 4.8, and the paper's way to tell: who did not answer me.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/kernel/ids.h"
#include "sim/kernel/time.h"

namespace dynamo {

/// One process's own opinion. Times are by its own clock.
class Suspects {
 public:
  virtual ~Suspects() = default;
  /// Whether the node is passed over now.
  virtual bool suspects(sim::NodeId, sim::Time now) const = 0;
  /// What requests tell: the node did not answer in time, or it did.
  virtual void suspect(sim::NodeId, sim::Time now) = 0;
  virtual void heard_from(sim::NodeId) = 0;
};

/// Local failure detection as in the paper: whoever did not answer me is passed over for a while,
/// and tried again after it. No other process shares or hears of it.
class LocalSilence final : public Suspects {
 public:
  explicit LocalSilence(sim::Duration period) : period_(period) {}

  void suspect(sim::NodeId node, sim::Time now) override {
    if (node.value >= since_.size()) since_.resize(node.value + 1, kNotSuspected);
    since_[node.value] = now;
  }
  void heard_from(sim::NodeId node) override {
    if (node.value < since_.size()) since_[node.value] = kNotSuspected;
  }
  /// A clock that was stepped back, or far ahead, ends a suspicion early.
  bool suspects(sim::NodeId node, sim::Time now) const override {
    if (node.value >= since_.size() || since_[node.value] == kNotSuspected) return false;
    return now >= since_[node.value] && now - since_[node.value] < period_;
  }

 private:
  static constexpr sim::Time kNotSuspected = sim::Time::min();
  sim::Duration period_;
  std::vector<sim::Time> since_;  // by NodeId; as long as the highest suspect needs
};

}  // namespace dynamo
