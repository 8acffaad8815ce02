#include "sim/net/network.h"

#include <algorithm>
#include <utility>

#include "sim/kernel/check.h"
#include "sim/net/network_host.h"

namespace sim {
namespace {

constexpr std::int64_t kMaxDriftPpb = 1'000'000'000;  // a clock never runs backwards

/// Racks of a site take its nodes in turn.
std::vector<Placement> places_of(const Topology& topology) {
  std::vector<Placement> places;
  const auto sites = topology.sites();
  for (SiteId site{0}; site.value < sites.size(); ++site.value) {
    const SiteSpec& spec = sites[site.value];
    for (std::uint32_t i = 0; i < spec.nodes; ++i)
      places.push_back({spec.name + "-" + std::to_string(i), site,
                        topology.rack(site, i % spec.racks), topology.region_of(site)});
  }
  return places;
}

bool takes_time(const Distribution& law) { return !law.is_constant() || law.median() > Duration{}; }

}  // namespace

Network::Network(Simulation& simulation, Topology& topology, const HostSpec& hosts,
                 NetworkSpec messages)
    : simulation_(simulation),
      topology_(topology),
      disk_time_(Distribution::of(hosts.disk)),
      spec_(hosts),
      message_names_(std::move(messages.message_names)),
      storage_places_(places_of(topology)),
      counts_(message_names_.size()),
      lost_on_(topology.links().size()),
      free_at_(topology.links().size()) {
  SIM_CHECK(hosts.workers > 0, "a storage host has at least one worker");
  SIM_CHECK(message_names_.size() <= 256, "a message's kind is one byte");
  service_[static_cast<std::size_t>(Work::kOther)] = Distribution::of(hosts.other);
  service_[static_cast<std::size_t>(Work::kRead)] = Distribution::of(hosts.read);
  service_[static_cast<std::size_t>(Work::kWrite)] = Distribution::of(hosts.write);
  for (std::size_t work = 0; work < service_.size(); ++work)
    takes_time_[work] = takes_time(service_[work]);
  for (const DistributionSpec& leg : messages.legs) legs_.push_back(Distribution::of(leg));
  if (std::none_of(legs_.begin(), legs_.end(), takes_time)) legs_.clear();
}

Network::~Network() = default;

NodeId Network::add_host(Placement place, Boot boot, Forget forget, std::uint32_t workers) {
  SIM_CHECK(!started_, "hosts are added before the network starts");
  const NodeId id{static_cast<std::uint32_t>(hosts_.size())};
  const auto stream = [&](std::string_view purpose) { return stream_of(place, purpose); };
  const SiteId site = place.site;
  hosts_.push_back(Host{
      .process = nullptr,
      .site = site,
      .processor = Station(workers),
      .own = stream("process"),
      .service = stream("service time"),
      .disk_time = stream("disk time"),
      .keys = {.latency = stream("link latency").bits(),
               .leg = stream("leg latency").bits(),
               .loss = stream("link loss").bits(),
               .duplicate = stream("link duplicates").bits(),
               .reorder = stream("link reordering").bits()},
      .disk = Station(1),
      .clock = {},
      .place = std::move(place),
      .boot = std::move(boot),
      .forget = std::move(forget),
      .durable = {},
      .held = {},
  });
  return id;
}

NodeId Network::add_storage(Boot boot, Forget forget) {
  SIM_CHECK(storage_count_ == hosts_.size(), "storage nodes are added before clients");
  SIM_CHECK(storage_count_ < storage_places_.size(), "the topology has no place left");
  const NodeId id = add_host(storage_places_[storage_count_++], std::move(boot), std::move(forget),
                             spec_.workers);
  set_clock(host(id));
  return id;
}

NodeId Network::add_client(std::string name, SiteId site, Boot boot) {
  Placement place{std::move(name), site, topology_.rack(site, 0), topology_.region_of(site)};
  const NodeId id = add_host(std::move(place), std::move(boot), nullptr, 1);
  host(id).is_client = true;
  return id;
}

/// Named after the host, not numbered: one more host changes nothing for the others.
Rng Network::stream_of(const Placement& place, std::string_view purpose) const {
  return simulation_.stream(std::string(purpose) + " of " + place.name);
}

void Network::set_clock(Host& host) {
  Rng draws = stream_of(host.place, "clock");
  const Duration offset = Distribution::of(spec_.clock_offset).draw(draws);
  host.clock.step(draws.chance({1, 2}) ? -offset : offset);
  const std::int64_t bound = spec_.clock_drift_ppb;
  SIM_CHECK(bound >= 0 && bound < kMaxDriftPpb, "a clock's drift is below one second a second");
  host.clock.drift(kStart, draws.between(Duration(-bound), Duration(bound)).count());
}

void Network::start() {
  SIM_CHECK(!started_, "a network starts once");
  started_ = true;
  for (NodeId id{0}; id.value < hosts_.size(); ++id.value) boot(id);
}

void Network::boot(NodeId id) {
  Host& host = hosts_[id.value];
  host.process = host.boot(id);
  SIM_CHECK(host.process != nullptr, "boot built no process for " + host.place.name);
  in_handler_ = true;
  in_hand_ = 0;
  host.process->start();
  in_handler_ = false;
}

void Network::shut_down() {
  for (Host& host : hosts_) {
    host.process.reset();
    host.durable.reset();
  }
}

std::size_t Network::host_count() const { return hosts_.size(); }
const Placement& Network::place(NodeId id) const { return host(id).place; }
bool Network::up(NodeId id) const { return host(id).up(); }
std::uint32_t Network::incarnation(NodeId id) const { return host(id).incarnation; }
std::any& Network::durable(NodeId id) { return host(id).durable; }
Process* Network::process(NodeId id) { return host(id).process.get(); }
Rng& Network::rng(NodeId id) { return host(id).own; }
Time Network::local_time(NodeId id) const { return host(id).clock.read(simulation_.now()); }

Duration Network::processor_backlog(NodeId id) const {
  return host(id).processor.backlog(simulation_.now());
}

Duration Network::disk_backlog(NodeId id) const { return host(id).disk.backlog(simulation_.now()); }

Duration Network::since_arrival() const {
  SIM_CHECK(in_handler_, "only a handler has a message in hand");
  return simulation_.now() - in_hand_arrived_;
}

MessageCounts Network::total() const {
  MessageCounts sum;
  for (const MessageCounts& count : counts_) {
    sum.sent += count.sent;
    sum.sent_bytes += count.sent_bytes;
    sum.delivered += count.delivered;
    sum.lost += count.lost;
    sum.blocked += count.blocked;
    sum.late += count.late;
    sum.duplicated += count.duplicated;
    sum.reordered += count.reordered;
    sum.in_flight += count.in_flight;
  }
  return sum;
}

void Network::register_checks(Checks& checks) {
  conservation_ = &checks.add("messages-are-conserved",
                              "a message sent is delivered, lost, blocked, late or in flight, and "
                              "what is in flight is among the pending events");
}

void Network::judge() {
  SIM_CHECK(conservation_ != nullptr, "register_checks comes before judge");
  const auto hold = [this](bool holds, const auto& what) {
    if (holds) return conservation_->pass();
    conservation_->fail({simulation_.now(), what(), ""});
  };
  for (std::size_t kind = 0; kind < counts_.size(); ++kind) {
    const MessageCounts& count = counts_[kind];
    const std::uint64_t found =
        count.delivered + count.lost + count.blocked + count.late + count.in_flight;
    hold(found == count.sent, [&] {
      return message_names_[kind] + ": " + std::to_string(count.sent) + " sent, " +
             std::to_string(found) + " accounted for";
    });
  }
  std::uint64_t pending = simulation_.pending();
  for (const Host& host : hosts_) pending += host.held.size();
  const std::uint64_t in_flight = total().in_flight;
  hold(in_flight <= pending, [&] {
    return std::to_string(in_flight) + " messages in flight, but only " + std::to_string(pending) +
           " events are pending";
  });
}

}  // namespace sim
