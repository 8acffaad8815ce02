#include "models/dynamo/node.h"

#include <algorithm>

#include "sim/kernel/check.h"

namespace dynamo {

using sim::NodeId;

Node::Node(Context ctx, Services& services, Store& store)
    : ctx_(ctx),
      services_(services),
      store_(store),
      suspects_(services.config.suspicion),
      gets_(ctx.network().incarnation(ctx.self())),
      puts_(ctx.network().incarnation(ctx.self())) {}

void Node::on(NodeId, const ClientGet& get) {
  auto [id, request] = gets_.open();
  request.start(ctx_, services_, id, get);
}

void Node::on(NodeId, const ClientPut& put) {
  if (!is_replica_of(put.key)) return forward(put);
  auto [id, request] = puts_.open();
  request.start(ctx_, services_, store_, id, put);
}

bool Node::is_replica_of(kv::Key key) const {
  const auto top = services_.placement.top(key);
  return std::find(top.begin(), top.end(), ctx_.self()) != top.end();
}

/// A node outside the key's first N may not make its versions (6.4): the first of them that it
/// does not suspect does. A forwarder sees no answer, so each attempt begins one further down.
void Node::forward(const ClientPut& put) {
  const auto top = services_.placement.top(put.key);
  const auto turn = [&](std::size_t i) { return top[(put.caller.attempt + i) % top.size()]; };
  NodeId to = turn(0);
  for (std::size_t i = 0; i < top.size() && suspects_.suspects(to, ctx_.local_time()); ++i) {
    to = turn(i + 1);
  }
  ++services_.nodes[ctx_.self().value].forwards;
  ctx_.send(to, put);
}

void Node::on(NodeId coordinator, const Read& read) {
  ++services_.nodes[ctx_.self().value].reads;
  ctx_.send(coordinator, ReadReply{read.id, store_.find(read.key)});
}

void Node::on(NodeId coordinator, const Write& write) {
  ++services_.nodes[ctx_.self().value].writes;
  store({coordinator, write.id, write.key, write.versions, true});
}

void Node::on(NodeId, const Repair& repair) {
  store({ctx_.self(), {}, repair.key, repair.versions, false});
}

/// Into memory at once, onto the disk in its turn; acknowledged from there.
void Node::store(Synced write) {
  Store::Row& row = store_.row(write.key);
  Siblings kept = services_.policy.keep(services_.versions, row.current, write.versions);
  if (!(kept == row.current)) {
    services_.record.replaced(ctx_.self(), write.key, row.current, kept);
    row.current = std::move(kept);
  }
  write.versions = row.current;
  const bool is_on_disk = row.current == row.synced;
  const bool waits_for_disk = services_.policy.acknowledges_from_disk(services_.config);
  if (is_on_disk || !waits_for_disk) acknowledge(write);
  if (!is_on_disk) ctx_.write({bytes_of(row.current)}, std::move(write));
}

void Node::acknowledge(Synced& write) {
  if (!std::exchange(write.acknowledge, false)) return;
  services_.record.stored(write.key, write.versions, ctx_.self());
  ctx_.send(write.coordinator, WriteReply{write.id});
}

void Node::on(NodeId, const Synced& synced) {
  Synced write = synced;
  store_.row(write.key).synced = write.versions;
  acknowledge(write);
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
