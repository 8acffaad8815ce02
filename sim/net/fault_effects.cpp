// What each kind of fault does, and what its end undoes.
#include <algorithm>

#include "sim/net/fault_targets.h"
#include "sim/net/faults.h"

namespace sim {
namespace {

constexpr Ratio kUnchanged{1, 1};

bool larger(Ratio a, Ratio b) {
  return std::uint64_t{a.numerator} * b.denominator > std::uint64_t{b.numerator} * a.denominator;
}

bool contains(const std::vector<NodeId>& hosts, NodeId host) {
  return std::find(hosts.begin(), hosts.end(), host) != hosts.end();
}

}  // namespace

std::vector<NodeId> FaultInjector::hosts_of(const Target& target, Rng& rng) const {
  return resolve(target, network_, rng, hooks_.holders_of);
}

template <class... Kinds>
bool FaultInjector::holds(NodeId host) const {
  return std::any_of(active_.begin(), active_.end(), [&](const Active& active) {
    return (std::holds_alternative<Kinds>(*active.fault) || ...) && contains(active.hosts, host);
  });
}

/// Sums the network's counters that this fault drives up.
std::uint64_t FaultInjector::stopped_by(const Active& active) const {
  std::uint64_t sum = 0;
  const Fault& fault = *active.fault;
  if (std::holds_alternative<Crash>(fault) || std::holds_alternative<Outage>(fault))
    for (const NodeId id : active.hosts) sum += network_.late_at(id);
  for (const LinkId id : active.links) sum += network_.lost_on(id);
  if (const auto* link = std::get_if<LinkFault>(&fault); link && link->cut)
    sum += network_.unroutable();
  if (active.partition) sum += network_.blocked_by(*active.partition);
  return sum;
}

// Crashes and outages

void FaultInjector::begin(Active& active, const Crash& crash, Rng& rng) {
  active.hosts = hosts_of(crash.target, rng);
  records_[active.id].target = target_text(active.hosts, network_);
  active.stopped_before = stopped_by(active);
  for (const NodeId id : active.hosts) network_.crash(id, crash.keeps);
}

void FaultInjector::undo(const Active& active, const Crash&) { restart_unheld(active.hosts); }

void FaultInjector::begin(Active& active, const Outage& outage, Rng& rng) {
  active.hosts = hosts_of(outage.target, rng);
  records_[active.id].target = target_text(active.hosts, network_);
  active.stopped_before = stopped_by(active);
  for (const NodeId id : active.hosts) network_.crash(id, outage.keeps);
  if (auto groups = cut_off_clients(outage.target, network_); !groups.empty())
    active.partition = network_.partition(std::move(groups), false);
}

void FaultInjector::undo(const Active& active, const Outage&) {
  if (active.partition) network_.heal(*active.partition);
  restart_unheld(active.hosts);
}

void FaultInjector::restart_unheld(const std::vector<NodeId>& hosts) {
  for (const NodeId id : hosts)
    if (!holds<Crash, Outage>(id)) network_.restart(id);
}

// Pauses, slowness, disks, clocks

void FaultInjector::begin(Active& active, const Pause& pause, Rng& rng) {
  active.hosts = hosts_of(pause.target, rng);
  records_[active.id].target = target_text(active.hosts, network_);
  for (const NodeId id : active.hosts) network_.pause(id, kNever);
}

void FaultInjector::undo(const Active& active, const Pause&) {
  for (const NodeId id : active.hosts)
    if (!holds<Pause>(id)) network_.resume(id);
}

void FaultInjector::begin(Active& active, const Slow& slow, Rng& rng) {
  active.hosts = hosts_of(slow.target, rng);
  records_[active.id].target = target_text(active.hosts, network_);
  for (const NodeId id : active.hosts) set_slowness(id);
}

void FaultInjector::undo(const Active& active, const Slow&) {
  for (const NodeId id : active.hosts) set_slowness(id);
}

void FaultInjector::set_slowness(NodeId host) {
  std::optional<Ratio> largest;
  for (const Active& active : active_) {
    const auto* slow = std::get_if<Slow>(active.fault);
    if (!slow || !contains(active.hosts, host)) continue;
    if (!largest || larger(slow->factor, *largest)) largest = slow->factor;
  }
  network_.slow(host, largest.value_or(kUnchanged));
}

void FaultInjector::begin(Active& active, const DiskStall& stall, Rng& rng) {
  active.hosts = hosts_of(stall.target, rng);
  records_[active.id].target = target_text(active.hosts, network_);
  for (const NodeId id : active.hosts) network_.stall_disk(id, kNever);
}

void FaultInjector::undo(const Active& active, const DiskStall&) {
  for (const NodeId id : active.hosts)
    if (!holds<DiskStall>(id)) network_.stall_disk(id, network_.simulation().now());
}

/// One draw a strike and a stream for each host: more rows, or more of them damaged, move neither
/// the targets of the next strike nor what is damaged elsewhere.
void FaultInjector::begin(Active& active, const BitRot& rot, Rng& rng) {
  active.hosts = hosts_of(rot.target, rng);
  records_[active.id].target = target_text(active.hosts, network_);
  const std::uint64_t key = rng.bits();
  for (const NodeId id : active.hosts) {
    Rng damage(key, id.value);
    if (hooks_.rot) hooks_.rot(id, rot.rows, damage);
  }
}

void FaultInjector::begin(Active& active, const ClockFault& clock, Rng& rng) {
  active.hosts = hosts_of(clock.target, rng);
  records_[active.id].target = target_text(active.hosts, network_);
  for (const NodeId id : active.hosts) {
    network_.step_clock(id, clock.step);
    network_.drift_clock(id, clock.drift_ppb);
  }
}

void FaultInjector::undo(const Active& active, const ClockFault& clock) {
  const Duration lasted = network_.simulation().now() - active.since;
  for (const NodeId id : active.hosts) {
    network_.drift_clock(id, -clock.drift_ppb);
    network_.step_clock(id, -(clock.step + gained(lasted, clock.drift_ppb)));
  }
}

// Partitions, links, load

void FaultInjector::begin(Active& active, const Partition& partition, Rng&) {
  records_[active.id].target = target_text(partition);
  const std::vector<std::uint64_t> groups = resolve(partition, network_);
  active.partition = network_.partition(groups, partition.one_way);
  active.groups_of_sites = groups_of_clients(groups, network_);
  for (const std::vector<std::string>& names : partition.groups)
    records_[active.id].sides.push_back({.side = joined(names)});
}

void FaultInjector::undo(const Active& active, const Partition&) {
  network_.heal(*active.partition);
}

void FaultInjector::begin(Active& active, const LinkFault& fault, Rng&) {
  active.links = resolve(fault, network_.topology());
  records_[active.id].target = active.links.empty() ? "none" : target_text(fault);
  active.stopped_before = stopped_by(active);
  for (const LinkId id : active.links) set_link(id);
}

void FaultInjector::undo(const Active& active, const LinkFault&) {
  for (const LinkId id : active.links) set_link(id);
}

/// The link as it is without faults, changed by those that hold it, in the order they struck.
void FaultInjector::set_link(LinkId id) {
  Link link = links_[id.value];
  for (const Active& active : active_) {
    const auto* fault = std::get_if<LinkFault>(active.fault);
    if (!fault || std::find(active.links.begin(), active.links.end(), id) == active.links.end())
      continue;
    link.loss = fault->loss.value_or(link.loss);
    link.duplicate = fault->duplicate.value_or(link.duplicate);
    link.reorder = fault->reorder.value_or(link.reorder);
    link.latency_factor = fault->latency_factor.value_or(link.latency_factor);
    link.bytes_per_second = fault->bytes_per_second.value_or(link.bytes_per_second);
    link.up = link.up && !fault->cut;
  }
  network_.set_link(id, link);
}

void FaultInjector::begin(Active& active, const Load& load, Rng&) {
  records_[active.id].target = load.workload;
  set_load(load.workload);
}

void FaultInjector::undo(const Active&, const Load& load) { set_load(load.workload); }

void FaultInjector::set_load(const std::string& workload) {
  Ratio factor = kUnchanged;
  for (const Active& active : active_)
    if (const auto* load = std::get_if<Load>(active.fault); load && load->workload == workload)
      factor = load->factor;
  if (hooks_.set_load) hooks_.set_load(workload, factor);
}

}  // namespace sim
