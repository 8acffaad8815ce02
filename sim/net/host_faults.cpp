// What faults do to hosts, and partitions to all of them.
#include <algorithm>

#include "sim/kernel/check.h"
#include "sim/net/network.h"
#include "sim/net/network_host.h"
#include "sim/net/saturating.h"

namespace sim {

Network::Host& Network::host_for_fault(NodeId id) {
  SIM_CHECK(!in_handler_, "a fault is an event of its own, never inside a handler");
  SIM_CHECK(id.value < storage_count_, "a fault hits a host that is no storage node");
  return host(id);
}

void Network::crash(NodeId id, Keeps keeps) {
  Host& host = host_for_fault(id);
  if (tracer_ != nullptr) trace_crash(id, keeps);
  if (host.up()) {
    host.process.reset();
    ++host.incarnation;
    host.processor.clear();
    host.disk.clear();
    if (host.processor.stopped()) host.processor.go_on(simulation_.now());
    release(host);
  }
  if (host.forget)
    host.forget(host.durable, keeps);
  else if (keeps == Keeps::kNothing)
    host.durable.reset();
}

void Network::restart(NodeId id) {
  if (host_for_fault(id).up()) return;
  if (tracer_ != nullptr) tracer_->happened(TracedEvent::Kind::kRestart, {id}, {});
  boot(id);
}

void Network::pause(NodeId id, Time until) {
  Host& host = host_for_fault(id);
  if (!host.up()) return;
  const bool is_first = !host.processor.stopped();
  if (is_first) host.processor.stop(simulation_.now());
  host.paused_until = is_first ? until : std::max(host.paused_until, until);
  if (until == kNever || until != host.paused_until) return;
  simulation_.at(until, [this, id, until, incarnation = host.incarnation] {
    const Host& paused = hosts_[id.value];
    if (paused.incarnation == incarnation && paused.paused_until == until) resume(id);
  });
}

void Network::resume(NodeId id) {
  Host& host = host_for_fault(id);
  if (!host.processor.stopped()) return;
  host.processor.go_on(simulation_.now());
  release(host);
}

void Network::slow(NodeId id, Ratio factor) {
  SIM_CHECK(factor.denominator > 0, "a factor has a denominator");
  host_for_fault(id).slow = factor;
}

void Network::stall_disk(NodeId id, Time until) {
  Host& host = host_for_fault(id);
  const Time now = simulation_.now();
  host.stalled_until = until;
  if (until <= now) {
    if (!host.disk.stopped()) return;
    host.disk.go_on(now);
    release(host);
    return;
  }
  if (!host.disk.stopped()) host.disk.stop(now);
  if (until == kNever) return;
  simulation_.at(until, [this, id, until] {
    if (hosts_[id.value].stalled_until == until) stall_disk(id, until);
  });
}

/// Lets everything that waited at the host look again at how things stand, in order.
void Network::release(Host& host) { simulation_.run_parked(host.held); }

void Network::step_clock(NodeId id, Duration by) { host_for_fault(id).clock.step(by); }

void Network::drift_clock(NodeId id, std::int64_t by_parts_per_billion) {
  host_for_fault(id).clock.drift(simulation_.now(), by_parts_per_billion);
}

Network::PartitionId Network::partition(std::vector<std::uint64_t> groups, bool one_way) {
  SIM_CHECK(!in_handler_, "a fault is an event of its own, never inside a handler");
  const PartitionId id{next_partition_++};
  partitions_.push_back({.id = id, .groups = std::move(groups), .one_way = one_way});
  return id;
}

void Network::heal(PartitionId id) {
  SIM_CHECK(!in_handler_, "a fault is an event of its own, never inside a handler");
  std::erase_if(partitions_, [&](const Partition& partition) { return partition.id == id; });
}

void Network::set_link(LinkId id, const Link& state) {
  SIM_CHECK(!in_handler_, "a fault is an event of its own, never inside a handler");
  const std::uint64_t before = topology_.links()[id.value].bytes_per_second;
  const std::uint64_t rate = state.bytes_per_second;
  const Time now = simulation_.now();
  for (Time& free_at : free_at_[id.value]) {
    if (rate == before || free_at <= now) continue;
    const auto backlog = static_cast<Wide>((free_at - now).count());
    free_at = rate == 0 ? now : later(now, nanoseconds(backlog * before / rate));
  }
  topology_.set(id, state);
}

std::uint64_t Network::late_at(NodeId id) const { return host(id).late; }
std::uint64_t Network::lost_on(LinkId id) const { return lost_on_[id.value]; }

std::uint64_t Network::blocked_by(PartitionId id) const {
  for (const Partition& partition : partitions_)
    if (partition.id == id) return partition.blocked;
  SIM_CHECK(false, "a partition that is healed blocks nothing");
}

}  // namespace sim
