// Whom a process takes for failed, Dynamo 4.8, and the paper's way to tell: who did not answer me.
#pragma once

#include <algorithm>
#include <vector>

#include "models/dynamo/detections.h"
#include "models/dynamo/number_set.h"
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
  /// Whoever is suspected is told to `detections`, unless it is null: it must outlive this.
  explicit LocalSilence(sim::Duration period, Detections* detections = nullptr)
      : period_(period), detections_(detections) {}

  void suspect(sim::NodeId node, sim::Time now) override {
    if (!is_suspected_.has(node.value)) {
      is_suspected_.add(node.value);
      since_.insert(place(node), {node, now});
    }
    place(node)->since = now;
    if (detections_) detections_->suspected(node);
  }
  void heard_from(sim::NodeId node) override {
    if (!is_suspected_.has(node.value)) return;
    is_suspected_.remove(node.value);
    since_.erase(place(node));
  }
  /// A clock that was stepped back, or far ahead, ends a suspicion early.
  bool suspects(sim::NodeId node, sim::Time now) const override {
    if (!is_suspected_.has(node.value)) return false;
    const sim::Time since = place(node)->since;
    return now >= since && now - since < period_;
  }

 private:
  struct Suspect {
    sim::NodeId node;
    sim::Time since;
  };
  static bool is_before(const Suspect& suspect, sim::NodeId node) { return suspect.node < node; }
  std::vector<Suspect>::iterator place(sim::NodeId node) {
    return std::lower_bound(since_.begin(), since_.end(), node, is_before);
  }
  std::vector<Suspect>::const_iterator place(sim::NodeId node) const {
    return std::lower_bound(since_.begin(), since_.end(), node, is_before);
  }

  sim::Duration period_;
  Detections* detections_;
  NumberSet is_suspected_;      // by NodeId: asked with every message
  std::vector<Suspect> since_;  // by node; only of those: of 10,000 nodes each suspects a few
};

}  // namespace dynamo
