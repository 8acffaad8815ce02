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
      silence_(services.config.suspicion),
      monitor_(make_monitor(services, store, ctx.self())),
      suspects_(monitor_ ? static_cast<Suspects&>(*monitor_) : silence_),
      admission_(services.config.admission, services.tally.admission),
      handoff_(services, store, admission_),
      writes_(services, store, handoff_, admission_),
      gossip_(services, store),
      anti_entropy_(services, store, admission_),
      gets_(ctx.network().incarnation(ctx.self())),
      puts_(ctx.network().incarnation(ctx.self())) {}

void Node::start() {
  store_.reopen();
  if (!store_.view()) store_.learn(services_.views.first(ctx_.self()));
  handoff_.start(ctx_);
  gossip_.start(ctx_);
  anti_entropy_.start(ctx_);
  if (monitor_) monitor_->start(ctx_);
}

void Node::on(NodeId, const ClientGet& get) {
  auto [id, request] = gets_.open();
  request.start(ctx_, services_, *store_.view(), suspects_, id, get);
}

void Node::on(NodeId, const ClientPut& put) {
  const bool may = services_.any_node_coordinates() || is_replica_of(put.key);
  may ? open_put(put) : forward(put);
}

/// Its sender chose it by a ring that may be out of date: a client learns of the new one at once.
void Node::on(NodeId from, const ChosenPut& chosen) {
  if (is_on_list_of(chosen.put.key)) return open_put(chosen.put);
  if (from == chosen.put.caller.client) ctx_.send(from, GossipView{store_.view(), false});
  forward(chosen.put);
}

void Node::open_put(const ClientPut& put) {
  auto [id, request] = puts_.open();
  request.start(ctx_, services_, store_, suspects_, id, put);
}

bool Node::is_replica_of(kv::Key key) const {
  const auto top = store_.view()->placement().top(key);
  return std::find(top.begin(), top.end(), ctx_.self()) != top.end();
}

bool Node::is_on_list_of(kv::Key key) const {
  const auto list = store_.view()->placement().preference_list(key);
  return std::find(list.begin(), list.end(), ctx_.self()) != list.end();
}

/// A node outside the key's first N does not make its versions (6.4): the first of them that it
/// does not suspect does. Where it suspects them all, the next on the list does (4.6). A forwarder
/// sees no answer, so each attempt begins one further down.
void Node::forward(const ClientPut& put) {
  ++services_.nodes[ctx_.self().value].forwards;
  const auto suspected = [&](NodeId node) { return suspects_.suspects(node, ctx_.local_time()); };
  const auto list = store_.view()->placement().preference_list(put.key);
  const auto top = store_.view()->placement().top(put.key);
  const auto turn = [&](std::size_t i) { return top[(put.caller.attempt + i) % top.size()]; };
  for (std::size_t i = 0; i < top.size(); ++i) {
    if (!suspected(turn(i))) return ctx_.send(turn(i), ChosenPut{put});
  }
  const auto spares = list.subspan(services_.is_sloppy() ? top.size() : list.size());
  const auto spare = std::find_if_not(spares.begin(), spares.end(), suspected);
  ctx_.send(spare == spares.end() ? turn(0) : *spare, ChosenPut{put});
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
  if (ctx_.local_time() - only->dot.updated < services_.config.tombstone_age) return;
  services_.record.tombstone_dropped(key, *only);
  ++services_.tally.tombstones_dropped;
  store_.replace(row, key, {});
  row.synced = {};
}

void Node::on(NodeId coordinator, const Write& write) {
  ++services_.nodes[ctx_.self().value].writes;
  admission_.observe(Admission::Resource::kProcessor, ctx_.since_arrival(), ctx_.local_time());
  services_.replicas.disturbed();
  store({coordinator, write.id, write.key, write.versions, write.owner, AnswerTo::kCoordinator},
        write.is_durable);
}

void Node::on(NodeId, const Repair& repair) {
  services_.replicas.disturbed();
  store({ctx_.self(), {}, repair.key, repair.versions, ctx_.self(), AnswerTo::kNobody});
}

void Node::on(NodeId from, const Handoff& handoff) {
  suspects_.heard_from(from);
  if (handoff.view) adopt(services_.views.merged(*store_.view(), *handoff.view));
  services_.replicas.disturbed();
  store({from, handoff.id, handoff.key, handoff.versions, ctx_.self(), AnswerTo::kHandoff});
}

/// What is not its own to keep any more goes to whoever took its place.
void Node::store(Synced write, bool is_durable) {
  if (write.owner == ctx_.self() && !is_replica_of(write.key)) {
    write.owner = successor_of(store_, write.key, ctx_.self());
  }
  writes_.store(ctx_, std::move(write), is_durable);
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

void Node::on(NodeId, const Command& command) {
  const Change change{ctx_.local_time(), command.node, command.joins};
  services_.views.served(change);
  services_.membership.issued(change);
  adopt(services_.views.with(*store_.view(), change));
}

/// 4.9  A new ring: keys that are not its own any more are handed over.
void Node::adopt(const View& view) {
  const View& before = *store_.view();
  if (&view == &before) return;
  services_.membership.learned(before, view);
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
  store({ctx_.self(), {}, missed.key, missed.versions, ctx_.self(), AnswerTo::kNobody});
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
