#include "models/dynamo/gossip.h"

#include <algorithm>

namespace dynamo {

using sim::NodeId;

Gossip::Gossip(Services& services, Store& store)
    : services_(services),
      store_(store),
      rumours_(services.config.membership.rumour_interest, services.config.membership.rumour_loss) {
}

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

std::optional<NodeId> Gossip::draw_peer(Context ctx) {
  const View& view = *store_.view();
  const std::uint32_t self = ctx.self().value;
  const bool is_contact = view.contacts().has(self);
  const std::size_t others = view.contact_count() - is_contact;
  if (others == 0) return std::nullopt;
  std::size_t i = ctx.rng().below(others);
  i += is_contact && i >= view.contacts().count_below(self);
  return NodeId{view.contacts().nth(i)};
}

void Gossip::on(Context ctx, const GossipTimer&) {
  ctx.after(services_.config.membership.gossip_interval, GossipTimer{});
  calls_ = 0;
  rumours_.begin_cycle(ctx.rng());
  call_peer(ctx);
  if (services_.buggify.fires(BuggifySite::kRepeatGossip, ctx.true_time())) call_peer(ctx);
}

void Gossip::call_peer(Context ctx) {
  const std::optional<NodeId> drawn = draw_peer(ctx);
  if (!drawn) return;
  const NodeId peer = *drawn;
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
  if (services_.buggify.fires(BuggifySite::kIgnoreGossip, ctx.true_time())) return;
  if (call.view == store_.view() || !services_.policy.answers_gossip()) return;
  ctx.send(caller, GossipView{store_.view(), true});
}

const View& Gossip::on(Context ctx, NodeId peer, const GossipView& gossip) {
  if (!services_.policy.learns_from_gossip()) return *store_.view();
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
  const bool is_stranger = !store_.view()->contacts().has(caller.value);
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
  std::vector<Change> news;
  after.each_news(before, [&](const Change& change) { news.push_back(change); });
  std::sort(news.begin(), news.end());
  for (const Change& change : news) rumours_.hear(change);
}

}  // namespace dynamo
