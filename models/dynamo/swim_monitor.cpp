#include "models/dynamo/swim_monitor.h"

#include <utility>

namespace dynamo {

using sim::NodeId;

SwimMonitor::SwimMonitor(Services& services, const Store& store, NodeId self)
    : services_(services),
      config_(services.config.swim),
      store_(store),
      swim_(self, {config_.targets, config_.transmissions}) {}

void SwimMonitor::start(Context ctx) {
  probe_.incarnation = ctx.network().incarnation(ctx.self());
  const sim::Duration begun = ctx.local_time().time_since_epoch() % config_.period;
  const sim::Duration wait =
      config_.in_step ? config_.period - begun : ctx.rng().between({}, config_.period);
  ctx.after(wait, MonitorTimer{probe_, true});
}

void SwimMonitor::on(Context ctx, const MonitorTimer& timer) {
  if (timer.begins_period) {
    end_period(ctx);
    begin_period(ctx);
  } else if (is_waiting_ && timer.probe == probe_) {
    ask_proxies(ctx);
  }
}

void SwimMonitor::end_period(Context ctx) {
  const sim::Time now = ctx.local_time();
  if (std::exchange(is_waiting_, false) && swim_.probe_failed({probe_.slot}, now)) {
    ++services_.tally.suspicions;
    services_.detections.suspected({probe_.slot});
  }
  const std::uint32_t periods = config_.suspicion * swim_.log_size();
  swim_.fail_suspects(now - periods * config_.period);
}

void SwimMonitor::begin_period(Context ctx) {
  ctx.after(config_.period, MonitorTimer{probe_, true});
  follow_ring();
  if (swim_.others().empty()) return;
  const NodeId target = swim_.next_target(ctx.rng());
  probe_.slot = target.value;
  ++probe_.generation;
  is_waiting_ = true;
  ctx.send(target, Ping{ctx.self(), probe_, swim_.updates_for(target)});
  ctx.after(config_.timeout, MonitorTimer{probe_, false});
}

void SwimMonitor::ask_proxies(Context ctx) {
  for (const NodeId proxy : swim_.proxies(ctx.rng(), {probe_.slot}, config_.proxies)) {
    ctx.send(proxy, PingRequest{probe_, swim_.updates_for(proxy)});
  }
}

void SwimMonitor::follow_ring() {
  if (std::exchange(members_of_, store_.view()) == store_.view()) return;
  std::vector<NodeId> members;
  for (const Member& member : store_.view()->ring().members()) members.push_back(member.node);
  swim_.set_members(members);
}

void SwimMonitor::take_in(Context ctx, const SwimUpdates& updates) {
  for (const SwimUpdate& update : updates.all()) {
    const bool is_good = update.standing == Swim::Standing::kAlive;
    if (!is_good || services_.policy.takes_for_alive()) swim_.heard(update, ctx.local_time());
  }
}

void SwimMonitor::on(Context ctx, NodeId from, const Ping& ping) {
  take_in(ctx, ping.updates);
  ctx.send(from, PingReply{ping.origin, ping.probe, swim_.updates_for(from)});
}

void SwimMonitor::on(Context ctx, NodeId from, const PingRequest& request) {
  take_in(ctx, request.updates);
  const NodeId target{request.probe.slot};
  ctx.send(target, Ping{from, request.probe, swim_.updates_for(target)});
}

/// To a ping of its own, or to one that it sent in another's place.
void SwimMonitor::on(Context ctx, NodeId, const PingReply& reply) {
  take_in(ctx, reply.updates);
  if (reply.origin != ctx.self()) {
    return ctx.send(reply.origin,
                    PingReply{reply.origin, reply.probe, swim_.updates_for(reply.origin)});
  }
  if (reply.probe == probe_) is_waiting_ = false;
}

}  // namespace dynamo
