#include "models/dynamo/put_request.h"

#include <algorithm>

namespace dynamo {

void PutRequest::start(Context ctx, Services& services, Store& store, Suspects& suspects,
                       RequestId id, const Put& put, bool came_in_turn) {
  state_ = State::kWaiting;
  came_in_turn_ = came_in_turn;
  id_ = id;
  caller_ = put.caller;
  key_ = put.key;
  ++services.nodes[ctx.self().value].puts;
  list_ = store.view()->placement().preference_list(key_);
  choose_replicas(ctx, services, suspects);
  const Siblings held = store.everything(services.versions, key_);
  if (repeats(services, held, put)) {
    ++services.tally.puts_repeated;
  } else {
    stamp(ctx, services, store, held, put);
  }
  write(ctx, services, services.health(ctx, suspects), 0);
  wait(ctx, services);
}

/// The coordinator is one of the first N healthy nodes itself, so it is always among them: its next
/// version's clock must build on this one's. Time needs no such thing.
void PutRequest::choose_replicas(Context ctx, Services& services, Suspects& suspects) {
  const Config& config = services.config;
  if (config.fanout == Fanout::kQuorum) {
    return quorum_.ask_some(list_, config.n, config.w, ctx.rng());
  }
  if (!services.is_sloppy()) return quorum_.ask_strictly(list_, config.n);
  quorum_.ask_sloppily(list_, config.n, services.health(ctx, suspects));
  if (!services.any_node_coordinates()) quorum_.take_place(ctx.self(), list_[0]);
}

/// Where the coordinator itself keeps the version: its own row, or a hint, or, by time, nowhere.
Held* PutRequest::own_place(Context ctx, Services& services, Store& store) const {
  for (const Quorum::Replica& replica : quorum_.replicas()) {
    if (replica.node != ctx.self()) continue;
    if (!replica.stands_in()) return &store.row(key_);
    services.tally.hints_stored += store.hints().find(replica.owner, key_) == nullptr;
    return &store.hints().of(replica.owner, key_, ctx.local_time());
  }
  return nullptr;
}

/// A retry, or a request that was delivered twice: the version that the put made here goes out
/// again, and with it the siblings that went with it. (A retry through another coordinator that
/// does not hold it makes a sibling.)
bool PutRequest::repeats(Services& services, const Siblings& held, const Put& put) {
  for (const VersionRef& version : held.all()) {
    if (version->value.id == put.value.id) fresh_ = version;
  }
  if (!fresh_) return false;
  if (services.config.versioning == Versioning::kDottedVersionVector) {
    versions_ = held;
    return true;
  }
  VersionSet written;
  for (const VersionRef& version : held.all()) {
    if (compare(version->clock, fresh_->clock) == Causality::kEqual) written.push_back(version);
  }
  versions_ = services.versions.wrap(std::move(written));
  return true;
}

void PutRequest::stamp(Context ctx, Services& services, Store& store, const Siblings& held,
                       const Put& put) {
  Version fresh;
  fresh.value = put.value;
  services.record.stamp(key_, put.context, fresh);
  const Writer writer = store.writer(ctx.self(), key_);
  std::uint64_t& counted = store.row(key_).counted;
  Stamped stamped = services.policy.stamp_put(
      services.versions, {.held = held,
                          .context = put.context,
                          .fresh = fresh,
                          .writer = writer,
                          .counted = counted,
                          .now = ctx.local_time(),
                          .clock_truncation = services.config.clock_truncation});
  versions_ = std::move(stamped.versions);
  fresh_ = std::move(stamped.fresh);
  counted = fresh_->dot.counter;
  services.record.numbered(key_, *fresh_);
  services.tally.restamped += stamped.stamped_anew;
  if (stamped.pairs_dropped > 0) {
    services.tally.pairs_dropped += stamped.pairs_dropped;
    services.record.truncated(key_);
  }
  Held* own = own_place(ctx, services, store);
  if (!own) return;
  Siblings kept = services.policy.keep(services.versions, own->current, versions_, Bearer::kWrite);
  services.record.replaced(ctx.self(), key_, own->current, kept);
  ctx.note([&] { return change_of(key_, own->current, kept); });
  store.replace(*own, key_, std::move(kept));
}

/// 6.1: so many of the N write durably; which ones changes from put to put, and a node that stands
/// in for one does what that one would.
bool PutRequest::is_durable(const Services& services, const Quorum::Replica& replica) const {
  const std::size_t n = std::min<std::size_t>(services.config.n, list_.size());
  const auto owner = std::find(list_.begin(), list_.end(), replica.owner);
  const auto place = static_cast<std::size_t>(owner - list_.begin());
  return (place + id_.generation) % n < services.config.buffer.durable_replicas;
}

void PutRequest::write(Context ctx, Services& services, const Quorum::Health& health,
                       std::size_t first) {
  const auto replicas = quorum_.replicas();
  for (std::size_t i = first; i < replicas.size(); ++i) {
    const Quorum::Replica& replica = replicas[i];
    if (replica.stands_in()) {
      const bool came_in_turn = came_in_turn_ && replica.node == ctx.self();
      services.hinting.stands_in(key_, replica, health,
                                 came_in_turn || quorum_.passed_over(replica.owner));
    }
    Write write{id_, key_, versions_, replica.owner, is_durable(services, replica)};
    if (services.buggify.fires(BuggifySite::kRepeatWrite, ctx.true_time())) {
      ctx.send(replica.node, Write(write));
    }
    ctx.send(replica.node, std::move(write));
  }
}

void PutRequest::wait(Context ctx, Services& services) {
  const sim::Duration step = services.next_wait(waited_);
  waited_ += step;
  timer_ = ctx.after(step, PutTimer{id_});
}

void PutRequest::on(Context ctx, Services& services, sim::NodeId replica, const WriteReply&) {
  if (!quorum_.reply(replica, services.policy)) return;
  if (state_ == State::kWaiting && services.policy.is_enough(quorum_.count(), services.config.w)) {
    acknowledge(ctx, services);
    enter(State::kWatching);
  }
  if (state_ != State::kWatching || !quorum_.complete()) return;
  ctx.cancel(timer_);
  enter(State::kDone);
}

void PutRequest::on(Context ctx, Services& services, const PutTimer&, Suspects& suspects) {
  const Quorum::Health health = services.health(ctx, suspects);
  services.tally.suspicions += quorum_.suspect_silent(health);
  if (waited_ >= services.config.request_timeout) {
    if (state_ == State::kWaiting) give_up(ctx, services);
    return enter(State::kDone);
  }
  enter(state_);
  const std::size_t asked = quorum_.replicas().size();
  quorum_.replace_silent(list_, health);
  write(ctx, services, health, asked);
  wait(ctx, services);
}

void PutRequest::acknowledge(Context ctx, Services& services) {
  services.record.acknowledged(key_, *fresh_);
  answer(ctx, kv::Outcome::kOk);
}

void PutRequest::give_up(Context ctx, Services& services) {
  if (services.policy.is_enough_when_late(quorum_.count())) return acknowledge(ctx, services);
  ++services.tally.puts_unknown;
  answer(ctx, kv::Outcome::kUnknown);
}

void PutRequest::answer(Context ctx, kv::Outcome outcome) {
  // Beside siblings the clock tells of versions that this client has not read: no context then.
  const bool alone = versions_.size() == 1;
  ctx.send(caller_.client, PutReply{caller_, outcome, alone ? versions_ : Siblings{}});
}

void PutRequest::clear() {
  quorum_.clear();
  versions_ = {};
  fresh_ = {};
  waited_ = {};
}

}  // namespace dynamo
