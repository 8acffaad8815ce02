#include "models/dynamo/get_request.h"

namespace dynamo {

void GetRequest::start(Context ctx, Services& services, RequestId id, const ClientGet& get) {
  state_ = State::kWaiting;
  id_ = id;
  caller_ = get.caller;
  key_ = get.key;
  ++services.nodes[ctx.self().value].gets;
  replies_.ask(services.placement.top(key_));
  for (const auto& replica : replies_.replicas()) ctx.send(replica.node, Read{id_, key_});
  timer_ = ctx.after(services.config.request_timeout, GetTimer{id_});
}

void GetRequest::on(Context ctx, Services& services, sim::NodeId replica, const ReadReply& reply) {
  if (replies_.count() == 0) fastest_ = replica;
  if (!replies_.add(replica, reply.versions)) return;
  answer_ = services.policy.merge_replies(services.versions, answer_, reply.versions);
  const bool enough = services.policy.is_enough(replies_.count(), services.config.r);
  if (state_ == State::kWaiting && enough) answer(ctx, services);
  if (!replies_.complete() || state_ == State::kWaiting || state_ == State::kDone) return;
  ctx.cancel(timer_);
  if (state_ == State::kRepairing) repair(ctx, services);
  enter(State::kDone);
}

void GetRequest::on(Context ctx, Services& services, const GetTimer&, Suspects& suspects) {
  if (state_ == State::kRepairing) {
    repair(ctx, services);
    enter(State::kWatching);
    timer_ = ctx.after(services.config.request_timeout, GetTimer{id_});
    return;
  }
  services.tally.suspicions += suspect_silent(replies_, suspects, ctx.self(), ctx.local_time());
  if (state_ == State::kWaiting) return fail(ctx, services);
  enter(State::kDone);
}

void GetRequest::answer(Context ctx, Services& services) {
  ctx.cancel(timer_);
  ctx.send(caller_.client, GetReply{caller_, kv::Outcome::kOk, fastest_, answer_});
  ++services.tally.gets_answered;
  enter(State::kRepairing);
  if (!replies_.complete()) timer_ = ctx.after(services.config.repair_window, GetTimer{id_});
}

void GetRequest::repair(Context ctx, Services& services) {
  if (!services.config.read_repair) return;
  for (const auto& replica : replies_.replicas()) {
    if (!replica.replied || !services.policy.needs_repair(answer_, replica.reply)) continue;
    ctx.send(replica.node, Repair{key_, answer_});
    ++services.nodes[ctx.self().value].repairs_sent;
  }
}

void GetRequest::fail(Context ctx, Services& services) {
  ctx.send(caller_.client, GetReply{caller_, kv::Outcome::kFail, ctx.self(), {}});
  ++services.tally.gets_failed;
  enter(State::kDone);
}

void GetRequest::clear() {
  replies_.clear();
  answer_ = {};
}

}  // namespace dynamo
