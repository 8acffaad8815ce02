// Gossip, Dynamo 4.8: every second each node reconciles its membership history with a random peer,
// or passes rumours of what has changed.
#pragma once

#include <optional>

#include "models/dynamo/messages.h"
#include "models/dynamo/rumours.h"
#include "models/dynamo/services.h"
#include "models/dynamo/store.h"

namespace dynamo {

/// A node's part in it. A call carries the digest of the caller's history; where the callee's is
/// the same there is nothing to say. Else it answers with its own, the caller joins both, and sends
/// the union back if the callee lacks some of it. So both know both histories one round trip and a
/// half later, as the paper's reconciliation of two peers has it.
///
/// Rumours are the alternative: a node tells its peer what is news to itself (push), or asks the
/// peer for what is news there (pull), one change a message, until it loses interest. What costs
/// less in quiet times may end before everybody knows: nobody is told again.
class Gossip {
 public:
  Gossip(Services&, Store&);

  void start(Context);
  void on(Context, const GossipTimer&);
  void on(Context, sim::NodeId caller, const GossipCall&);
  /// What the node knows now, its own history and the peer's; the same view if that is no news.
  const View& on(Context, sim::NodeId peer, const GossipView&);

  void on(Context, sim::NodeId caller, const RumourCall&);
  const View& on(Context, sim::NodeId teller, const Rumour&);  ///< what the node knows now
  void on(const RumourReply&);
  /// However it heard of it: what is news to the node is a rumour here.
  void learned(const View& before, const View& after);

 private:
  bool is_by_rumours() const;
  void tell(Context, sim::NodeId peer);
  /// One of the members of its own view and the seeds, but not itself.
  void call_peer(Context);
  std::optional<sim::NodeId> draw_peer(Context);

  Services& services_;
  Store& store_;
  Rumours rumours_;
  std::uint32_t calls_ = 0;  // taken since its own last one
};

}  // namespace dynamo
