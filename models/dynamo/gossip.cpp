#include "models/dynamo/gossip.h"

#include <algorithm>

namespace dynamo {

using sim::NodeId;

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
  for (const NodeId seed : services_.seeds) peers_.push_back(seed);
  std::sort(peers_.begin(), peers_.end());
  peers_.erase(std::unique(peers_.begin(), peers_.end()), peers_.end());
  std::erase(peers_, ctx.self());
}

void Gossip::on(Context ctx, const GossipTimer&) {
  ctx.after(services_.config.membership.gossip_interval, GossipTimer{});
  calls_ = 0;
  find_peers(ctx);
  if (peers_.empty()) return;
  const NodeId peer = peers_[ctx.rng().below(peers_.size())];
  ctx.send(peer, GossipCall{store_.view()});
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

}  // namespace dynamo
