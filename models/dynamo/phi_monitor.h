// Phi-accrual failure detection: each node tells all others now and then that it is there.
#pragma once

#include <optional>
#include <vector>

#include "models/dynamo/monitor.h"
#include "models/dynamo/phi_accrual.h"

namespace dynamo {

/// Heartbeats go to every member directly, as in the original: the paper's gossip calls one random
/// peer, so a given node would be heard of once in as many intervals as there are nodes, and
/// conviction would take 18 times that. Costs n - 1 messages a node and interval.
class PhiMonitor final : public Monitor {
 public:
  PhiMonitor(Services&, const Store&);

  void start(Context) override;
  void on(Context, const MonitorTimer&) override;
  void on(Context, sim::NodeId, const Heartbeat&) override;
  bool suspects(sim::NodeId, sim::Time now) const override;

 private:
  void watch(sim::NodeId, sim::Time now);
  void tell_if_convicted(sim::NodeId, sim::Time now);

  Services& services_;
  const Config::Phi& config_;
  const Store& store_;
  const PhiAccrual::Settings settings_;
  std::vector<std::optional<PhiAccrual>> peers_;  // by NodeId; none: it was never a member here
};

}  // namespace dynamo
