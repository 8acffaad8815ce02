// A Dynamo storage node: the protocol's table of contents.
#pragma once

#include <memory>

#include "models/dynamo/admission.h"
#include "models/dynamo/anti_entropy.h"
#include "models/dynamo/forwarding.h"
#include "models/dynamo/get_request.h"
#include "models/dynamo/gossip.h"
#include "models/dynamo/hinted_handoff.h"
#include "models/dynamo/messages.h"
#include "models/dynamo/monitor.h"
#include "models/dynamo/put_request.h"
#include "models/dynamo/replica_writes.h"
#include "models/dynamo/services.h"
#include "models/dynamo/slot_table.h"
#include "models/dynamo/store.h"
#include "models/dynamo/suspects.h"
#include "sim/net/process.h"

namespace dynamo {

/// The store outlives the node: it is the host's. The services outlive both.
class Node final : public sim::Protocol<Node, Message> {
 public:
  Node(Context, Services&, Store&);
  void start() override;

  void on(sim::NodeId, const ClientGet&);     // 4.5  opens a GetRequest: any node may
  void on(sim::NodeId, const ClientPut&);     // 4.5  opens a PutRequest, or forwards
  void on(sim::NodeId, const ChosenPut&);     // 6.4  the same, and says that it sees to it
  void on(sim::NodeId, const Taken&);         // 4.5  a forwarded put has found its coordinator
  void on(sim::NodeId, const ForwardTimer&);  // 4.5  or its receiver is silent
  void on(sim::NodeId, const Read&);          // 4.5  a replica answers with all it holds
  void on(sim::NodeId, const Write&);         // 4.5  a replica stores, then acknowledges
  void on(sim::NodeId, const Synced&);        // 4.5  its disk has the write
  void on(sim::NodeId, const ReadReply&);     // 5    to the GetRequest it belongs to
  void on(sim::NodeId, const WriteReply&);    // 5    to the PutRequest it belongs to
  void on(sim::NodeId, const GetTimer&);      // 5    too few replies, or the repair window is over
  void on(sim::NodeId, const PutTimer&);      // 5    too few acknowledgements
  void on(sim::NodeId, const Repair&);        // 5    read repair: what this replica lacked
  void on(sim::NodeId, const Handoff&);       // 4.6  what it missed while it was down
  void on(sim::NodeId, const HandoffReply&);  // 4.6  the owner of a hint has it
  void on(sim::NodeId, const HandoffTimer&);  // 4.6  the owner is silent, or the next batch is due
  void on(sim::NodeId, const HintScan&);      // 4.6  whose hints can be delivered?
  void on(sim::NodeId, const GossipTimer&);   // 4.8  reconciles its history with a random peer
  void on(sim::NodeId, const GossipCall&);    // 4.8  a peer does: does it know the same?
  void on(sim::NodeId, const GossipView&);    // 4.8  what the peer knows
  void on(sim::NodeId, const RumourCall&);    // 4.8  a peer asks for news
  void on(sim::NodeId, const Rumour&);        // 4.8  some that a peer has
  void on(sim::NodeId, const RumourReply&);   // 4.8  was it any to the peer?
  void on(sim::NodeId, const Command&);       // 4.8  an administrator says who joins or leaves
  void on(sim::NodeId, const TreeLevel&);     // 4.7  which of these hashes differ from those here?
  void on(sim::NodeId, const TreeReply&);     // 4.7  their children go, or what is in the leaves
  void on(sim::NodeId, const LeafVersions&);  // 4.7  what does either side lack?
  void on(sim::NodeId, const LeafReply&);     // 4.7  the peer wants these
  void on(sim::NodeId, const Missed&);        // 4.7  what this replica lacked
  void on(sim::NodeId, const TreeTimer&);     // 4.7  an exchange is due, or its peer is silent
  void on(sim::NodeId, const Heartbeat&);     // 4.8  a peer is there (phi-accrual)
  void on(sim::NodeId, const Ping&);          // 4.8  a peer asks whether this node is (SWIM)
  void on(sim::NodeId, const PingRequest&);   // 4.8  ... or whether another is
  void on(sim::NodeId, const PingReply&);     // 4.8  it is
  void on(sim::NodeId, const MonitorTimer&);  // 4.8  time for a heartbeat or a ping
  void on(sim::NodeId, const GetReply&);      // only clients receive these three
  void on(sim::NodeId, const PutReply&);
  void on(sim::NodeId, const kv::LoadTimer&);

  // What a message will touch.
  void prefetch(const Read& read) const { store_.rows().prefetch(read.key); }
  void prefetch(const Write& write) const { store_.rows().prefetch(write.key); }
  void prefetch(const ClientPut& asked) const { store_.rows().prefetch(asked.put->key); }
  void prefetch(const ChosenPut& chosen) const { store_.rows().prefetch(chosen.put->key); }
  void prefetch(const Synced& synced) const { store_.rows().prefetch(synced.key); }

  std::size_t open_requests() const {
    return gets_.open_count() + puts_.open_count() + forwardings_.open_count();
  }
  const HintedHandoff& handoff() const { return handoff_; }
  const Admission& admission() const { return admission_; }
  bool suspects(sim::NodeId node) const { return suspects_.suspects(node, ctx_.local_time()); }

 private:
  bool is_replica_of(kv::Key) const;
  void drop_old_tombstone(kv::Key);
  void adopt(const View&);
  void tell_of_ring(sim::NodeId client, kv::Key);
  void coordinate(const sim::Shared<Put>&, bool from_node);
  void open_put(const Put&, bool came_in_turn);
  void forward(const sim::Shared<Put>&, bool from_node);
  void go_on(RequestId, Forwarding&);
  void store(sim::NodeId sender, Synced, Bearer, bool is_durable = false);

  Context ctx_;
  Services& services_;
  Store& store_;
  LocalSilence silence_;
  std::unique_ptr<Monitor> monitor_;  // null: silence tells
  Suspects& suspects_;
  Admission admission_;
  HintedHandoff handoff_;
  ReplicaWrites writes_;
  Gossip gossip_;
  AntiEntropy anti_entropy_;
  SlotTable<GetRequest> gets_;
  SlotTable<PutRequest> puts_;
  SlotTable<Forwarding> forwardings_;
};

}  // namespace dynamo
