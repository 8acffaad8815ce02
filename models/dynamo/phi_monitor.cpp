#include "models/dynamo/phi_monitor.h"

namespace dynamo {

using sim::NodeId;

// The first interval is taken for half of the regular one, as in Cassandra: until a peer's rhythm
// is known, half the silence convicts it.
PhiMonitor::PhiMonitor(Services& services, const Store& store)
    : services_(services),
      config_(services.config.phi),
      store_(store),
      settings_{config_.threshold_millionths, config_.window, config_.heartbeat_interval / 2,
                2 * config_.heartbeat_interval} {}

void PhiMonitor::start(Context ctx) {
  ctx.after(ctx.rng().between({}, config_.heartbeat_interval), MonitorTimer{});
}

/// To all members, and to those of the ring before the last change: who has left still hands over.
void PhiMonitor::on(Context ctx, const MonitorTimer&) {
  ctx.after(config_.heartbeat_interval, MonitorTimer{});
  const View* const view = store_.view();
  for (const Member& member : view->ring().members()) {
    if (member.node == ctx.self()) continue;
    watch(member.node, ctx.local_time());
    if (services_.detections.is_down(member.node)) tell_if_convicted(member.node, ctx.local_time());
    ctx.send(member.node, Heartbeat{});
  }
  if (!store_.previous_view()) return;
  for (const Member& member : store_.previous_view()->ring().members()) {
    if (member.node != ctx.self() && !view->has(member.node)) ctx.send(member.node, Heartbeat{});
  }
}

/// Nobody asks for a verdict without traffic; the silence says since when there is one.
void PhiMonitor::tell_if_convicted(NodeId node, sim::Time now) {
  const PhiAccrual& peer = *peers_[node.value];
  if (peer.convicts(now)) services_.detections.suspected(node, now - peer.convicts_after());
}

void PhiMonitor::watch(NodeId node, sim::Time now) {
  if (node.value >= peers_.size()) peers_.resize(node.value + 1);
  if (!peers_[node.value]) peers_[node.value].emplace(settings_, now);
}

void PhiMonitor::on(Context ctx, NodeId peer, const Heartbeat&) {
  watch(peer, ctx.local_time());
  if (services_.policy.takes_for_alive())
    peers_[peer.value]->heartbeat(settings_, ctx.local_time());
}

bool PhiMonitor::suspects(NodeId node, sim::Time now) const {
  return node.value < peers_.size() && peers_[node.value] && peers_[node.value]->convicts(now);
}

}  // namespace dynamo
