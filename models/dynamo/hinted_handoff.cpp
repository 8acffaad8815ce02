#include "models/dynamo/hinted_handoff.h"

#include <algorithm>
#include <utility>

#include "sim/net/saturating.h"

namespace dynamo {

using sim::NodeId;

namespace {

/// What so many bytes take at least. No bandwidth: no limit.
sim::Duration pace(std::uint64_t bytes, std::uint64_t bytes_per_second) {
  if (bytes_per_second == 0) return {};
  return sim::nanoseconds(sim::Wide{bytes} * 1'000'000'000 / bytes_per_second);
}

void note_end_of_hint(Context ctx, NodeId owner, const HintStore::Hint& hint, const char* why) {
  ctx.note([&] {
    const std::string whose = "its hint for node " + std::to_string(owner.value);
    return subject_of(hint.key, hint.current,
                      whose + " is " + why + " and forgotten: " + told(hint.current));
  });
}

}  // namespace

// -- one owner

sim::Duration Delivery::pace(const Config::Hints& hints) const {
  return dynamo::pace(bytes_, hints.bandwidth);
}

void Delivery::scan(Context ctx, Services& services, const View& view, NodeId owner,
                    HintStore::Bundle& bundle) {
  if (state_ != State::kIdle || bundle.size() == 0) return;
  batch_.slot = owner.value;
  batch_.incarnation = ctx.network().incarnation(ctx.self());
  enter(State::kAwaiting);
  send_batch(ctx, services, view, bundle, 1);
  timer_ = ctx.after(services.config.request_timeout, HandoffTimer{batch_});
}

/// The first of a batch tells of the ring that makes the receiver the owner.
void Delivery::send_batch(Context ctx, Services& services, const View& view,
                          HintStore::Bundle& bundle, std::size_t hints) {
  ++batch_.generation;
  out_ = 0;
  bytes_ = 0;
  rest_ = {};
  bundle.each([&](HintStore::Hint& hint) {
    hint.sent = hint.current;
    hint.is_out = true;
    bytes_ += bytes_of(hint.sent);
    Handoff handoff{batch_, hint.key, hint.sent, out_ == 0 ? &view : nullptr};
    if (services.buggify.fires(BuggifySite::kRepeatHandoff, ctx.true_time())) {
      ctx.send({batch_.slot}, Handoff(handoff));
    }
    ctx.send({batch_.slot}, std::move(handoff));
    return ++out_ < hints;
  });
}

void Delivery::on(Context ctx, Services& services, Store& store, Admission& admission,
                  const HandoffReply& reply) {
  if (!(reply.id == batch_)) return;
  const NodeId owner{batch_.slot};
  HintStore::Hint* hint = store.hints().find(owner, reply.key);
  if (!hint || hint->sent.empty()) return;  // delivered twice
  hint->is_out = false;
  confirmed_at_ = ctx.true_time();
  ++(hint->is_transfer ? services.tally.transfers_delivered : services.tally.hints_delivered);
  const sim::Duration slice = std::max(reply.rest, admission.reserve(ctx.local_time()));
  rest_ = std::max(rest_, services.policy.wait_for_slice(slice));
  const bool owner_has_it = std::exchange(hint->sent, {}) == hint->current;  // or it has grown
  const bool forgets = services.policy.forgets_hint(owner_has_it);
  services.hinting.confirmed(reply.key, ctx.self(), owner, owner_has_it, forgets);
  const bool is_transfer = hint->is_transfer;
  if (forgets) {
    note_end_of_hint(ctx, owner, *hint, "delivered");
    store.forget_hint(owner, reply.key);
  }
  if (owner_has_it) {
    services.record.delivered(ctx.self(), reply.key,
                              store.everything(services.versions, reply.key));
  }
  if (forgets && is_transfer) services.transfers.moved(reply.key);
  if (state_ != State::kAwaiting || --out_ > 0) return;  // late: it counted all the same
  ctx.cancel(timer_);
  enter(State::kResting);
  timer_ = ctx.after(std::max(rest_, pace(services.config.hints)), HandoffTimer{batch_});
}

void Delivery::on(Context ctx, Services& services, const View& view, HintStore::Bundle& bundle,
                  const HandoffTimer& timer, Suspects& suspects) {
  if (!(timer.id == batch_)) return;
  if (state_ == State::kAwaiting) {
    suspects.suspect({batch_.slot}, ctx.local_time());
    const bool forgets = services.policy.forgets_unconfirmed_hint();
    bundle.each([&](HintStore::Hint& hint) {
      const bool was_out = std::exchange(hint.is_out, false);
      if (was_out && forgets) bundle.erase(hint.key);
      return true;
    });
    return enter(State::kIdle);
  }
  if (bundle.size() == 0) return enter(State::kIdle);
  enter(State::kAwaiting);
  send_batch(ctx, services, view, bundle, services.config.hints_at_once());
  timer_ = ctx.after(services.config.request_timeout, HandoffTimer{batch_});
}

// -- one node

void HintedHandoff::start(Context ctx) {
  if (hints_.size() > 0) watch(ctx);
}

void HintedHandoff::watch(Context ctx) {
  if (std::exchange(watches_, true)) return;
  ctx.after(services_.config.hints.scan_interval, HintScan{});
}

/// What is not its own moves on to its replicas whatever the limit: its sender waits to forget it.
Held* HintedHandoff::keep(Context ctx, NodeId owner, kv::Key key, Bearer by) {
  watch(ctx);
  if (HintStore::Hint* hint = hints_.find(owner, key)) {
    hint->grown = ctx.local_time();
    return hint;
  }
  const bool is_full = hints_.size() >= services_.config.hints.limit;
  if (by == Bearer::kHint &&
      (is_full || services_.buggify.fires(BuggifySite::kRefuseHint, ctx.true_time()))) {
    ++services_.tally.hints_refused;
    return nullptr;
  }
  ++services_.tally.hints_stored;
  return &hints_.of(owner, key, ctx.local_time());
}

/// Who has left hears no heartbeats any more, so it suspects everybody, and has hints to deliver
/// all the same.
void HintedHandoff::on(Context ctx, const HintScan&, const Suspects& suspects) {
  watches_ = false;
  const bool is_member = store_.view()->has(ctx.self());
  for (auto& [owner, bundle] : hints_.bundles()) {
    drop_expired(ctx, owner, bundle);
    if (is_member && suspects.suspects(owner, ctx.local_time())) continue;
    if (services_.buggify.fires(BuggifySite::kSkipHintScan, ctx.true_time())) continue;
    deliveries_[owner].scan(ctx, services_, *store_.view(), owner, bundle);
  }
  if (hints_.size() > 0) watch(ctx);
}

void HintedHandoff::drop_expired(Context ctx, NodeId owner, HintStore::Bundle& bundle) {
  bundle.each([&](const HintStore::Hint& hint) {
    const sim::Duration max_age = services_.config.hints.max_age;
    if (ctx.local_time() - hint.since < max_age) return false;
    const bool is_fresh = ctx.local_time() - hint.grown < max_age;
    if (is_fresh || hint.is_out || hint.is_transfer) return true;
    const kv::Key key = hint.key;
    note_end_of_hint(ctx, owner, hint, "expired");
    store_.forget_hint(owner, key);
    services_.record.dropped(ctx.self(), key, store_.everything(services_.versions, key));
    ++services_.tally.hints_expired;
    return true;
  });
}

void HintedHandoff::on(Context ctx, NodeId owner, const HandoffReply& reply) {
  if (reply.id.incarnation != ctx.network().incarnation(ctx.self())) return;
  const auto delivery = deliveries_.find(owner);
  if (delivery != deliveries_.end()) {
    delivery->second.on(ctx, services_, store_, admission_, reply);
  }
}

void HintedHandoff::on(Context ctx, const HandoffTimer& timer, Suspects& suspects) {
  const NodeId owner{timer.id.slot};
  deliveries_[owner].on(ctx, services_, *store_.view(), hints_.of(owner), timer, suspects);
}

bool HintedHandoff::moves_on(NodeId owner, sim::Time since) const {
  const auto delivery = deliveries_.find(owner);
  return delivery != deliveries_.end() &&
         delivery->second.confirmed_at() + delivery->second.pace(services_.config.hints) >= since;
}

}  // namespace dynamo
