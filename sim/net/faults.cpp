// When faults strike and end, and what is written down of them.
#include "sim/net/faults.h"

#include <algorithm>
#include <array>
#include <map>

#include "sim/kernel/check.h"
#include "sim/net/fault_identity.h"
#include "sim/net/fault_targets.h"
#include "sim/net/saturating.h"

namespace sim {

std::string_view kind(const Fault& fault) {
  // In the order of the variant.
  constexpr std::array<std::string_view, std::variant_size_v<Fault>> kNames = {
      "crash", "pause", "slow", "disk", "rot", "clock", "partition", "link", "outage", "load"};
  return kNames[fault.index()];
}

FaultInjector::FaultInjector(Network& network, std::vector<FaultSpec> specs, Hooks hooks,
                             Duration series_interval)
    : network_(network), hooks_(std::move(hooks)), series_interval_(series_interval) {
  const auto links = network.topology().links();
  links_.assign(links.begin(), links.end());
  sources_.reserve(specs.size());              // events and active faults point to them
  std::map<std::string, std::uint64_t> alike;  // faults so far, by identity
  for (FaultSpec& spec : specs) {
    const std::string name = identity(spec);
    const std::uint64_t index = alike[name]++;
    Distribution gap = spec.every ? Distribution::of(*spec.every) : Distribution();
    sources_.push_back({std::move(spec), std::move(gap),
                        network.simulation().stream("fault schedule: " + name, index),
                        network.simulation().stream("fault targets: " + name, index)});
  }
}

void FaultInjector::arm(Time end) {
  end_ = end;
  for (Source& source : sources_) schedule(source, kStart + source.spec.at);
}

/// Of a repeated fault, the first strike after `at`.
void FaultInjector::schedule(Source& source, Time at) {
  if (source.spec.every) at = later(at, std::max(source.gap.draw(source.schedule), 1ns));
  if (at < end_) network_.simulation().at(at, [this, &source] { strike(source); });
}

void FaultInjector::strike(Source& source) {
  if (healed_) return;
  const Time now = network_.simulation().now();
  const FaultSpec& spec = source.spec;
  const auto id = static_cast<std::uint32_t>(records_.size());
  recovering_.clear();
  records_.push_back({.id = id, .kind = std::string(kind(spec.fault)), .target = {}, .start = now});
  active_.push_back({.id = id, .fault = &spec.fault, .since = now});
  std::visit([&](const auto& fault) { begin(active_.back(), fault, source.targets); }, spec.fault);
  trace(active_.back(), TracedEvent::Kind::kFault);
  if (spec.lasts) network_.simulation().at(later(now, *spec.lasts), [this, id] { end(id); });
  if (spec.every) schedule(source, now);
}

void FaultInjector::end(std::uint32_t id) {
  const auto found = std::find_if(active_.begin(), active_.end(),
                                  [&](const Active& active) { return active.id == id; });
  if (found == active_.end()) return;  // healed before its time
  const Active active = std::move(*found);
  active_.erase(found);
  end(active);
}

/// Requires that it is no longer among the active ones: they say what is to remain.
void FaultInjector::end(const Active& active) {
  FaultRecord& record = records_[active.id];
  record.end = network_.simulation().now();
  record.recovery = Duration{};
  recovering_.push_back(active.id);
  record.messages_stopped = stopped_by(active) - active.stopped_before;
  trace(active, TracedEvent::Kind::kFaultEnd);
  std::visit([&](const auto& fault) { undo(active, fault); }, *active.fault);
}

/// After what it did, before what its end does.
void FaultInjector::trace(const Active& active, TracedEvent::Kind kind) {
  if (network_.tracer() == nullptr) return;
  const FaultRecord& record = records_[active.id];
  network_.tracer()->happened(kind, active.hosts, {.text = record.kind + " of " + record.target});
}

void FaultInjector::heal_all() {
  healed_ = true;
  while (!active_.empty()) end(active_.front().id);
}

void FaultInjector::operation_ended(SiteId site, bool ok) {
  if (!ok) note_failed_operation();
  for (const Active& active : active_) {
    if (active.groups_of_sites.empty()) continue;
    std::vector<SideRecord>& sides = records_[active.id].sides;
    for (std::size_t group = 0; group < sides.size(); ++group)
      if ((active.groups_of_sites[site.value] >> group & 1) != 0) count(sides[group], ok);
  }
}

/// For the side itself, and for the interval that it is now.
void FaultInjector::count(SideRecord& side, bool ok) {
  const Duration since = network_.simulation().now() - kStart;
  const Time from = kStart + since / series_interval_ * series_interval_;
  const auto is_it = [&](const SideInterval& interval) {
    return interval.from == from && interval.counted.side == side.side;
  };
  const auto recent = std::min<std::ptrdiff_t>(std::ssize(side_intervals_), kMaxGroups);
  auto found = std::find_if(side_intervals_.end() - recent, side_intervals_.end(), is_it);
  if (found == side_intervals_.end())
    found = side_intervals_.insert(side_intervals_.end(), {from, {.side = side.side}});
  for (SideRecord* record : {&side, &found->counted}) {
    ++record->operations;
    record->ok += ok ? 1 : 0;
  }
}

void FaultInjector::note_failed_operation() {
  const Time now = network_.simulation().now();
  for (const Active& active : active_) {
    FaultRecord& record = records_[active.id];
    ++record.operations_failed;
    if (!record.first_error) record.first_error = now - record.start;
  }
  for (const std::uint32_t id : recovering_) records_[id].recovery = now - records_[id].end;
}

}  // namespace sim
