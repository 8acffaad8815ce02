#include "models/dynamo/node.h"

#include <algorithm>

#include "models/dynamo/range_transfer.h"
#include "sim/kernel/check.h"

namespace dynamo {

using sim::NodeId;

Node::Node(Context ctx, Services& services, Store& store)
    : ctx_(ctx),
      services_(services),
      store_(store),
      silence_(services.config.suspicion, &services.detections),
      monitor_(make_monitor(services, store, ctx.self())),
      suspects_(monitor_ ? static_cast<Suspects&>(*monitor_) : silence_),
      admission_(services.config.admission, services.tally.admission, ctx.local_time()),
      handoff_(services, store, admission_),
      writes_(services, store, handoff_, admission_),
      gossip_(services, store),
      anti_entropy_(services, store, admission_),
      gets_(ctx.network().incarnation(ctx.self())),
      puts_(ctx.network().incarnation(ctx.self())),
      forwardings_(ctx.network().incarnation(ctx.self())) {}

void Node::start() {
  services_.detections.restarted(ctx_.self());
  store_.reopen();
  if (!services_.policy.keeps_hints_through_restarts()) store_.hints().clear();
  if (!store_.view()) store_.learn(services_.views.first(ctx_.self()));
  handoff_.start(ctx_);
  gossip_.start(ctx_);
  anti_entropy_.start(ctx_);
  if (monitor_) monitor_->start(ctx_);
}

void Node::on(NodeId client, const ClientGet& get) {
  if (services_.config.coordination == Coordination::kClient) tell_of_ring(client, get.key);
  auto [id, request] = gets_.open();
  request.start(ctx_, services_, *store_.view(), suspects_, id, get);
}

void Node::on(NodeId, const ClientPut& asked) { coordinate(asked.put, false); }

void Node::on(NodeId from, const ChosenPut& chosen) {
  if (from == chosen.put->caller.client) {
    tell_of_ring(from, chosen.put->key);
  } else {
    ctx_.send(from, Taken{chosen.forwarding});
    // By whose ring was it chosen? Two nodes of different rings could send it to and fro.
    if (!is_replica_of(chosen.put->key)) ctx_.send(from, GossipCall{store_.view()});
  }
  coordinate(chosen.put, from != chosen.put->caller.client);
}

/// A client that chose a node which is none of the key's replicas goes by another ring, or suspects
/// them all: it learns of the ring at once (6.4).
void Node::tell_of_ring(NodeId client, kv::Key key) {
  if (!is_replica_of(key)) ctx_.send(client, GossipView{store_.view(), false});
}

void Node::coordinate(const sim::Shared<Put>& put, bool from_node) {
  const bool may = services_.any_node_coordinates() || is_replica_of(put->key);
  may ? open_put(*put, false) : forward(put, from_node);
}

void Node::open_put(const Put& put, bool came_in_turn) {
  auto [id, request] = puts_.open();
  request.start(ctx_, services_, store_, suspects_, id, put, came_in_turn);
}

bool Node::is_replica_of(kv::Key key) const {
  const auto top = store_.view()->placement().top(key);
  return std::find(top.begin(), top.end(), ctx_.self()) != top.end();
}

/// A node outside the key's first N does not make its versions (6.4), unless it suspects them and
/// all before it on the list: then it is the first healthy one (4.6).
void Node::forward(const sim::Shared<Put>& put, bool from_node) {
  ++services_.nodes[ctx_.self().value].forwards;
  const bool may_stand_in = store_.hints().size() < services_.config.hints.limit;
  auto [id, forwarding] = forwardings_.open();
  forwarding.start(ctx_, services_, *store_.view(), suspects_, id, put, from_node, may_stand_in);
  go_on(id, forwarding);
}

void Node::go_on(RequestId id, Forwarding& forwarding) {
  if (forwarding.is_own()) open_put(*forwarding.put(), true);
  if (forwarding.is_own() || forwarding.is_done()) forwardings_.close(id);
}

void Node::on(NodeId coordinator, const Taken& taken) {
  suspects_.heard_from(coordinator);
  Forwarding* forwarding = forwardings_.find(taken.id);
  if (!forwarding) return;
  forwarding->on(ctx_, taken);
  go_on(taken.id, *forwarding);
}

void Node::on(NodeId, const ForwardTimer& timer) {
  Forwarding* forwarding = forwardings_.find(timer.id);
  if (!forwarding) return;
  forwarding->on(ctx_, services_, timer, suspects_);
  go_on(timer.id, *forwarding);
}

void Node::on(NodeId coordinator, const Read& read) {
  ++services_.nodes[ctx_.self().value].reads;
  admission_.observe(Admission::Resource::kProcessor, ctx_.since_arrival(), ctx_.local_time());
  drop_old_tombstone(read.key);
  ctx_.send(coordinator, ReadReply{read.id, store_.everything(services_.versions, read.key)});
}

/// Where nothing else is left of the object, and every replica should know by now that it is gone.
/// The counter in the row stays: later versions do not look older than the tombstone.
void Node::drop_old_tombstone(kv::Key key) {
  if (services_.config.tombstone_age == sim::Duration{}) return;
  Store::Row& row = store_.row(key);
  if (row.current.size() != 1 || !(row.current == row.synced)) return;
  const VersionRef only = row.current.all()[0];
  if (!only->is_tombstone()) return;
  const sim::Duration age = ctx_.local_time() - only->dot.updated;
  if (!services_.policy.drops_tombstone(age, services_.config.tombstone_age)) return;
  services_.record.tombstone_dropped(key, *only);
  ++services_.tally.tombstones_dropped;
  store_.replace(row, key, {});
  row.synced = {};
}

void Node::on(NodeId coordinator, const Write& write) {
  ++services_.nodes[ctx_.self().value].writes;
  admission_.observe(Admission::Resource::kProcessor, ctx_.since_arrival(), ctx_.local_time());
  services_.replicas.disturbed();
  store(coordinator,
        {coordinator, write.id, write.key, write.versions, write.owner, AnswerTo::kCoordinator},
        write.owner == ctx_.self() ? Bearer::kWrite : Bearer::kHint, write.is_durable);
}

void Node::on(NodeId coordinator, const Repair& repair) {
  services_.replicas.disturbed();
  store(coordinator, {ctx_.self(), {}, repair.key, repair.versions, ctx_.self(), AnswerTo::kNobody},
        Bearer::kRepair);
}

void Node::on(NodeId from, const Handoff& handoff) {
  suspects_.heard_from(from);
  if (handoff.view) adopt(services_.views.merged(*store_.view(), *handoff.view));
  services_.replicas.disturbed();
  // Its sender forgets it once this is confirmed, so it is as durable as anything can be.
  store(from, {from, handoff.id, handoff.key, handoff.versions, ctx_.self(), AnswerTo::kHandoff},
        Bearer::kHandoff, true);
}

/// What is not its own to keep, or not any more, is kept for whose it is. Its sender may know of a
/// newer ring, by which it is its own: it is asked.
void Node::store(NodeId sender, Synced write, Bearer by, bool is_durable) {
  const bool is_stray = write.owner == ctx_.self() && !is_replica_of(write.key);
  if (is_stray && services_.policy.passes_on()) {
    write.owner = successor_of(store_, write.key, ctx_.self());
    ctx_.send(sender, GossipCall{store_.view()});
  }
  writes_.store(ctx_, std::move(write), by, is_durable);
}

void Node::on(NodeId, const Synced& synced) {
  if (synced.answer_to == AnswerTo::kCoordinator) {
    admission_.observe(Admission::Resource::kDisk, ctx_.since_arrival(), ctx_.local_time());
  }
  writes_.on(ctx_, synced);
}

void Node::on(NodeId owner, const HandoffReply& reply) {
  suspects_.heard_from(owner);
  handoff_.on(ctx_, owner, reply);
}

void Node::on(NodeId, const HandoffTimer& timer) { handoff_.on(ctx_, timer, suspects_); }
void Node::on(NodeId, const GossipTimer& timer) { gossip_.on(ctx_, timer); }
void Node::on(NodeId caller, const GossipCall& call) { gossip_.on(ctx_, caller, call); }
void Node::on(NodeId peer, const GossipView& view) { adopt(gossip_.on(ctx_, peer, view)); }

void Node::on(NodeId caller, const RumourCall& call) { gossip_.on(ctx_, caller, call); }
void Node::on(NodeId teller, const Rumour& rumour) { adopt(gossip_.on(ctx_, teller, rumour)); }
void Node::on(NodeId, const RumourReply& reply) { gossip_.on(reply); }

void Node::on(NodeId, const Command& command) {
  const Change change =
      services_.views.next_change(*store_.view(), {ctx_.local_time(), command.node, command.joins,
                                                   !command.joins && command.node != ctx_.self()});
  services_.views.served(change);
  services_.membership.issued(change);
  services_.transfers.served();
  adopt(services_.views.with(*store_.view(), change));
}

/// 4.9  A new ring: keys that are not its own any more are handed over.
void Node::adopt(const View& view) {
  const View& before = *store_.view();
  if (&view == &before) return;
  services_.membership.learned(before, view);
  gossip_.learned(before, view);
  services_.replicas.disturbed();
  if (hand_over(ctx_, services_, store_, before, view)) handoff_.watch(ctx_);
  store_.learn(view);
  if (store_.trees() && services_.config.partitioning.strategy == Strategy::kTokens) {
    services_.tally.anti_entropy.keys_rehashed += store_.keys();
  }
  anti_entropy_.ring_changed(ctx_);
}

void Node::on(NodeId from, const Heartbeat& heartbeat) { monitor_->on(ctx_, from, heartbeat); }
void Node::on(NodeId from, const Ping& ping) { monitor_->on(ctx_, from, ping); }
void Node::on(NodeId from, const PingRequest& request) { monitor_->on(ctx_, from, request); }
void Node::on(NodeId from, const PingReply& reply) { monitor_->on(ctx_, from, reply); }
void Node::on(NodeId, const MonitorTimer& timer) { monitor_->on(ctx_, timer); }

void Node::on(NodeId, const HintScan& scan) { handoff_.on(ctx_, scan, suspects_); }

void Node::on(NodeId from, const TreeLevel& level) {
  suspects_.heard_from(from);
  anti_entropy_.on(ctx_, from, level);
}

void Node::on(NodeId from, const TreeReply& reply) {
  suspects_.heard_from(from);
  anti_entropy_.on(ctx_, reply);
}

void Node::on(NodeId from, const LeafVersions& leaves) {
  suspects_.heard_from(from);
  anti_entropy_.on(ctx_, from, leaves);
}

void Node::on(NodeId from, const LeafReply& reply) {
  suspects_.heard_from(from);
  anti_entropy_.on(ctx_, reply);
}

void Node::on(NodeId, const TreeTimer& timer) { anti_entropy_.on(ctx_, timer, suspects_); }

void Node::on(NodeId from, const Missed& missed) {
  suspects_.heard_from(from);
  admission_.reserve(ctx_.local_time());
  store(from, {ctx_.self(), {}, missed.key, missed.versions, ctx_.self(), AnswerTo::kNobody},
        Bearer::kAntiEntropy);
}

void Node::on(NodeId replica, const ReadReply& reply) {
  suspects_.heard_from(replica);
  GetRequest* request = gets_.find(reply.id);
  if (!request) return;
  request->on(ctx_, services_, replica, reply);
  if (request->is_done()) gets_.close(reply.id);
}

void Node::on(NodeId replica, const WriteReply& reply) {
  suspects_.heard_from(replica);
  PutRequest* request = puts_.find(reply.id);
  if (!request) return;
  request->on(ctx_, services_, replica, reply);
  if (request->is_done()) puts_.close(reply.id);
}

void Node::on(NodeId, const GetTimer& timer) {
  GetRequest* request = gets_.find(timer.id);
  if (!request) return;
  request->on(ctx_, services_, timer, suspects_);
  if (request->is_done()) gets_.close(timer.id);
}

void Node::on(NodeId, const PutTimer& timer) {
  PutRequest* request = puts_.find(timer.id);
  if (!request) return;
  request->on(ctx_, services_, timer, suspects_);
  if (request->is_done()) puts_.close(timer.id);
}

void Node::on(NodeId, const GetReply&) { SIM_CHECK(false, "a storage node got a client's reply"); }
void Node::on(NodeId, const PutReply&) { SIM_CHECK(false, "a storage node got a client's reply"); }
void Node::on(NodeId, const kv::LoadTimer&) { SIM_CHECK(false, "a storage node makes no load"); }

}  // namespace dynamo
