#include "models/dynamo/gossip.h"

#include <algorithm>

namespace dynamo {

using sim::NodeId;

Gossip::Gossip(Services& services, Store& store)
    : services_(services), store_(store), rumours_(services.config.membership.rumour_interest) {}

bool Gossip::is_by_rumours() const {
  return services_.config.membership.spread != NewsSpread::kReconcile;
}

/// The first call comes at a random time of the interval, or all nodes call whenever their clocks
/// show a multiple of it.
void Gossip::start(Context ctx) {
  const sim::Duration interval = services_.config.membership.gossip_interval;
  if (services_.config.membership.in_step) {
    ctx.after(interval - ctx.local_time().time_since_epoch() % interval, GossipTimer{});
  } else {
    ctx.after(ctx.rng().between({}, interval), GossipTimer{});
  }
}

void Gossip::find_peers(Context ctx) {
  if (std::exchange(peers_of_, store_.view()) == store_.view()) return;
  peers_.clear();
  for (const Member& member : store_.view()->ring().members()) peers_.push_back(member.node);
  for (const NodeId seed : services_.seeds) {
    const auto place = std::lower_bound(peers_.begin(), peers_.end(), seed);
    if (place == peers_.end() || *place != seed) peers_.insert(place, seed);
  }
  std::erase(peers_, ctx.self());
}

void Gossip::on(Context ctx, const GossipTimer&) {
  ctx.after(services_.config.membership.gossip_interval, GossipTimer{});
  calls_ = 0;
  rumours_.begin_cycle();
  find_peers(ctx);
  if (peers_.empty()) return;
  const NodeId peer = peers_[ctx.rng().below(peers_.size())];
  switch (services_.config.membership.spread) {
    case NewsSpread::kReconcile:
      return ctx.send(peer, GossipCall{store_.view()});
    case NewsSpread::kRumourPush:
      return tell(ctx, peer);
    case NewsSpread::kRumourPull:
      return ctx.send(peer, RumourCall{});
  }
}

void Gossip::on(Context ctx, NodeId caller, const GossipCall& call) {
  const std::uint32_t limit = services_.config.membership.calls_per_interval;
  if (limit > 0 && calls_++ >= limit) return;
  if (call.view == store_.view() || !services_.policy.answers_gossip()) return;
  ctx.send(caller, GossipView{store_.view(), true});
}

const View& Gossip::on(Context ctx, NodeId peer, const GossipView& gossip) {
  const View& merged = services_.views.merged(*store_.view(), *gossip.view);
  if (gossip.wants_reply && &merged != gossip.view) ctx.send(peer, GossipView{&merged, false});
  return merged;
}

void Gossip::tell(Context ctx, NodeId peer) {
  if (!services_.policy.answers_gossip()) return;
  for (const Rumours::Hot& rumour : rumours_.hot()) {
    ctx.send(peer, Rumour{rumour.change, store_.view()->bytes_of(rumour.change)});
    ++services_.tally.rumours_told;
  }
}

/// Of a newcomer only itself knows at first, and nobody asks whom he does not know: it is asked in
/// turn. One in a cycle, so that two strangers do not ask each other for ever.
void Gossip::on(Context ctx, NodeId caller, const RumourCall&) {
  find_peers(ctx);
  const bool is_stranger = !std::binary_search(peers_.begin(), peers_.end(), caller);
  if (is_stranger && calls_++ == 0) ctx.send(caller, RumourCall{});
  tell(ctx, caller);
}

const View& Gossip::on(Context ctx, NodeId teller, const Rumour& rumour) {
  const View& known = *store_.view();
  const bool is_known = known.knows(rumour.change);
  ctx.send(teller, RumourReply{rumour.change, !is_known || rumours_.is_fresh(rumour.change)});
  return is_known ? known : services_.views.with(known, rumour.change);
}

void Gossip::on(const RumourReply& reply) { rumours_.told(reply.change, reply.was_news); }

void Gossip::learned(const View& before, const View& after) {
  if (!is_by_rumours()) return;
  for (const Change& change : after.history()) {
    if (!before.knows(change)) rumours_.hear(change);
  }
}

}  // namespace dynamo
