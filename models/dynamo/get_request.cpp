#include "models/dynamo/get_request.h"

namespace dynamo {

void GetRequest::start(Context ctx, Services& services, const View& view, Suspects& suspects,
                       RequestId id, const ClientGet& get) {
  state_ = State::kWaiting;
  id_ = id;
  caller_ = get.caller;
  key_ = get.key;
  deletes_before_ = services.record.deletes();
  ++services.nodes[ctx.self().value].gets;
  list_ = view.placement().preference_list(key_);
  const Quorum::Health health = services.health(ctx, suspects);
  const Config& config = services.config;
  if (services.is_sloppy()) {
    quorum_.ask_sloppily(list_, config.n, health);
  } else if (config.fanout == Fanout::kAll) {
    quorum_.ask_strictly(list_, config.n);
  } else {
    quorum_.ask_some(list_, config.n, config.r, ctx.rng());
  }
  ask(ctx, services, health, 0);
  wait(ctx, services);
}

void GetRequest::ask(Context ctx, Services& services, const Quorum::Health& health,
                     std::size_t first) {
  for (const Quorum::Replica& replica : quorum_.replicas().subspan(first)) {
    if (replica.stands_in()) {
      services.hinting.stands_in(key_, replica, health, quorum_.passed_over(replica.owner));
    }
    replies_.push_back({});
    ctx.send(replica.node, Read{id_, key_});
  }
}

void GetRequest::wait(Context ctx, Services& services) {
  const sim::Duration step = services.next_wait(waited_);
  waited_ += step;
  timer_ = ctx.after(step, GetTimer{id_});
}

void GetRequest::on(Context ctx, Services& services, sim::NodeId replica, const ReadReply& reply) {
  if (quorum_.count() == 0) fastest_ = replica;
  const auto index = quorum_.reply(replica, services.policy);
  if (!index) return;
  replies_[*index] = reply.versions;
  answer_ = services.policy.merge_replies(services.versions, answer_, reply.versions);
  const bool enough = services.policy.is_enough(quorum_.count(), services.config.r);
  if (state_ == State::kWaiting && enough) answer(ctx, services);
  if (!quorum_.complete() || state_ == State::kWaiting || state_ == State::kDone) return;
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
  const Quorum::Health health = services.health(ctx, suspects);
  services.tally.suspicions += quorum_.suspect_silent(health);
  if (state_ == State::kWatching) return enter(State::kDone);
  if (waited_ >= services.config.request_timeout) {
    const bool enough = services.policy.is_enough_when_late(quorum_.count());
    return enough ? answer(ctx, services) : fail(ctx, services);
  }
  enter(State::kWaiting);
  const std::size_t asked = quorum_.replicas().size();
  quorum_.replace_silent(list_, health);
  ask(ctx, services, health, asked);
  wait(ctx, services);
}

void GetRequest::answer(Context ctx, Services& services) {
  ctx.cancel(timer_);
  services.record.answered(key_, answer_, deletes_before_, services.promises_fresh_reads(key_));
  ctx.send(caller_.client, GetReply{caller_, kv::Outcome::kOk, fastest_, answer_});
  ++services.tally.gets_answered;
  enter(State::kRepairing);
  if (!quorum_.complete()) timer_ = ctx.after(services.config.repair_window, GetTimer{id_});
}

/// A node that only stands in for another is none of the key's replicas.
void GetRequest::repair(Context ctx, Services& services) {
  if (!services.config.read_repair) return;
  for (std::size_t i = 0; i < replies_.size(); ++i) {
    const Quorum::Replica& replica = quorum_.replicas()[i];
    if (replica.standing != Quorum::Standing::kReplied || replica.stands_in()) continue;
    if (!services.policy.needs_repair(answer_, replies_[i])) continue;
    if (services.buggify.fires(BuggifySite::kSkipRepair, ctx.true_time())) continue;
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
  quorum_.clear();
  replies_.clear();
  answer_ = {};
  waited_ = {};
}

}  // namespace dynamo
