// Gossip, Dynamo 4.8: every second each node reconciles its membership history with a random peer.
#pragma once

#include <vector>

#include "models/dynamo/messages.h"
#include "models/dynamo/services.h"
#include "models/dynamo/store.h"

namespace dynamo {

/// A node's part in it. A call carries the digest of the caller's history; where the callee's is
/// the same there is nothing to say. Else it answers with its own, the caller joins both, and sends
/// the union back if the callee lacks some of it. So both know both histories one round trip and a
/// half later, as the paper's reconciliation of two peers has it.
class Gossip {
 public:
  Gossip(Services& services, Store& store) : services_(services), store_(store) {}

  void start(Context);
  void on(Context, const GossipTimer&);
  void on(Context, sim::NodeId caller, const GossipCall&);
  /// What the node knows now, its own history and the peer's; the same view if that is no news.
  const View& on(Context, sim::NodeId peer, const GossipView&);

 private:
  /// Members of its own view and seeds, but not itself.
  void find_peers(Context);

  Services& services_;
  Store& store_;
  const View* peers_of_ = nullptr;  // the view that `peers_` were found in
  std::vector<sim::NodeId> peers_;
  std::uint32_t calls_ = 0;  // taken since its own last one
};

}  // namespace dynamo
