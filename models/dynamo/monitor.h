// Failure detectors that ask by themselves instead of waiting for requests to fail.
#pragma once

#include <memory>

#include "models/dynamo/messages.h"
#include "models/dynamo/services.h"
#include "models/dynamo/store.h"
#include "models/dynamo/suspects.h"

namespace dynamo {

/// A node's failure detector with its timer and its messages. What requests tell, silence included,
/// is nothing to it: it has a rhythm of its own, whose statistics other traffic would blur. It gets
/// no message of another detector's, since all nodes of a cluster use the same.
class Monitor : public Suspects {
 public:
  void suspect(sim::NodeId, sim::Time) final {}
  void heard_from(sim::NodeId) final {}

  virtual void start(Context) = 0;
  virtual void on(Context, const MonitorTimer&) = 0;
  virtual void on(Context, sim::NodeId, const Heartbeat&) {}
  virtual void on(Context, sim::NodeId, const Ping&) {}
  virtual void on(Context, sim::NodeId, const PingRequest&) {}
  virtual void on(Context, sim::NodeId, const PingReply&) {}
};

/// The one that the scenario asks for; null: none, local silence is to do. Both outlive it.
std::unique_ptr<Monitor> make_monitor(Services&, const Store&, sim::NodeId self);

}  // namespace dynamo
