// SWIM failure detection: each node probes one other in every period and tells what it found.
#pragma once

#include "models/dynamo/monitor.h"
#include "models/dynamo/swim.h"

namespace dynamo {

/// In every period: a ping; without an answer within the timeout, a few others are asked to ping in
/// its place; without an answer by the end of the period, the target is suspected, and everybody
/// hears of it on the back of further pings. Who does not refute a suspicion in time has failed,
/// and only then is passed over: SWIM takes a suspect for well (4.2 of that paper).
class SwimMonitor final : public Monitor {
 public:
  SwimMonitor(Services&, const Store&, sim::NodeId self);

  void start(Context) override;
  void on(Context, const MonitorTimer&) override;
  void on(Context, sim::NodeId, const Ping&) override;
  void on(Context, sim::NodeId, const PingRequest&) override;
  void on(Context, sim::NodeId, const PingReply&) override;
  bool suspects(sim::NodeId node, sim::Time) const override {
    return swim_.standing(node) == Swim::Standing::kFailed;
  }

 private:
  void begin_period(Context);
  void end_period(Context);
  void ask_proxies(Context);
  void follow_ring();
  void take_in(Context, const SwimUpdates&);

  Services& services_;
  const Config::Swim& config_;
  const Store& store_;
  Swim swim_;
  const View* members_of_ = nullptr;  // the view that the group was taken from
  RequestId probe_;                   // slot: the target; generation: the period
  bool is_waiting_ = false;           // for the probe's answer
};

}  // namespace dynamo
