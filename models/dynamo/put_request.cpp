#include "models/dynamo/put_request.h"

namespace dynamo {

void PutRequest::start(Context ctx, Services& services, Store& store, RequestId id,
                       const ClientPut& put) {
  state_ = State::kWaiting;
  id_ = id;
  caller_ = put.caller;
  key_ = put.key;
  ++services.nodes[ctx.self().value].puts;
  if (repeats(services, store, put)) {
    ++services.tally.puts_repeated;
  } else {
    stamp(ctx, services, store, put);
  }
  replies_.ask(services.placement.top(key_));
  for (const auto& replica : replies_.replicas()) {
    ctx.send(replica.node, Write{id_, key_, versions_});
  }
  timer_ = ctx.after(services.config.request_timeout, PutTimer{id_});
}

/// A retry, or a request that was delivered twice: the version that the put made here goes out
/// again, and with it the siblings that share its clock. (A retry through another coordinator that
/// does not hold it makes a sibling.)
bool PutRequest::repeats(Services& services, const Store& store, const ClientPut& put) {
  const auto held = store.find(key_).all();
  for (const VersionRef& version : held) {
    if (version->value.id == put.value.id) fresh_ = version;
  }
  if (!fresh_) return false;
  VersionSet written;
  for (const VersionRef& version : held) {
    if (compare(version->clock, fresh_->clock) == Causality::kEqual) written.push_back(version);
  }
  versions_ = services.versions.wrap(std::move(written));
  return true;
}

void PutRequest::stamp(Context ctx, Services& services, Store& store, const ClientPut& put) {
  Version fresh;
  fresh.value = put.value;
  services.record.stamp(key_, put.context, fresh);
  Store::Row& row = store.row(key_);
  Siblings& held = row.current;
  Stamped stamped = services.policy.stamp_put(
      services.versions, {.held = held,
                          .context = put.context,
                          .fresh = std::move(fresh),
                          .writer = {ctx.self(), store.life()},
                          .counted = row.counted,
                          .now = ctx.local_time(),
                          .clock_truncation = services.config.clock_truncation});
  versions_ = std::move(stamped.versions);
  fresh_ = std::move(stamped.fresh);
  row.counted = fresh_->clock.counter({ctx.self(), store.life()});
  services.tally.restamped += versions_.size() - 1;
  if (stamped.pairs_dropped > 0) {
    services.tally.pairs_dropped += stamped.pairs_dropped;
    services.record.truncated(key_);
  }
  Siblings kept = services.policy.keep(services.versions, held, versions_);
  services.record.replaced(ctx.self(), key_, held, kept);
  held = std::move(kept);
}

void PutRequest::on(Context ctx, Services& services, sim::NodeId replica, const WriteReply&) {
  if (!replies_.add(replica, {})) return;
  if (services.policy.is_enough(replies_.count(), services.config.w)) {
    finish(ctx, services, kv::Outcome::kOk);
  }
}

void PutRequest::on(Context ctx, Services& services, const PutTimer&, Suspects& suspects) {
  services.tally.suspicions += suspect_silent(replies_, suspects, ctx.self(), ctx.local_time());
  ++services.tally.puts_unknown;
  finish(ctx, services, kv::Outcome::kUnknown);
}

void PutRequest::finish(Context ctx, Services& services, kv::Outcome outcome) {
  ctx.cancel(timer_);
  if (outcome == kv::Outcome::kOk) services.record.acknowledged(key_, *fresh_);
  // Beside siblings the clock tells of versions that this client has not read: no context then.
  const bool alone = versions_.size() == 1;
  ctx.send(caller_.client, PutReply{caller_, outcome, alone ? versions_ : Siblings{}});
  enter(State::kDone);
}

void PutRequest::clear() {
  replies_.clear();
  versions_ = {};
  fresh_ = {};
}

}  // namespace dynamo
