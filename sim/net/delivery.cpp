// A message's way: the route's links, the partitions, the wait for a worker, the handler.
#include <algorithm>
#include <bit>

#include "sim/kernel/check.h"
#include "sim/kernel/wide.h"
#include "sim/net/network.h"
#include "sim/net/network_host.h"

namespace sim {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;

/// How long `bytes` take at that rate, rounded up.
Duration transmission(std::uint64_t bytes, std::uint64_t bytes_per_second) {
  const Wide work = static_cast<Wide>(bytes) * kSecondNs + (bytes_per_second - 1);
  return nanoseconds(work / bytes_per_second);
}

}  // namespace

struct Network::Journey {
  SiteId at;
  Time arrival{};
  std::uint32_t reordered = 0;  // times held back
  bool lost = false, duplicated = false, ended = false;
};

Network::Dispatch Network::dispatch(NodeId from, NodeId to, const Postage& postage) {
  SIM_CHECK(postage.kind < counts_.size(), "a message's kind has no name");
  MessageCounts& count = counts_[postage.kind];
  Host& sender = host(from);
  const Host& receiver = host(to);
  Flight flight{
      .from = from, .to = to, .incarnation = receiver.incarnation, .postage = postage, .way = {}};
  ++count.sent;
  count.sent_bytes += postage.bytes;
  if (from == to) {  // never leaves the host
    ++count.in_flight;
    flight.stage = Flight::Stage::kAtTheHost;
    flight.arrived = simulation_.now();
    return {.flight = flight, .copies = 1, .arrivals = {simulation_.now()}};
  }
  const std::uint64_t number = sender.messages++;
  const auto route = topology_.route(sender.site, receiver.site);
  if (blocked(from, to, route)) {
    ++count.blocked;
    return {.flight = flight,
            .fate = route.empty() ? TracedMessage::Fate::kUnroutable
                                  : TracedMessage::Fate::kPartitioned};
  }
  const Link& first = topology_.links()[route.front().value];
  if (route.size() == 1 && first.only_delays() && legs_.empty()) {  // most of them
    Rng latency(sender.keys.latency, number);
    ++count.in_flight;
    return {.flight = flight,
            .copies = 1,
            .arrivals = {later(simulation_.now(), first.latency.draw(latency))}};
  }
  flight.way.number = static_cast<std::uint32_t>(number);
  flight.way.at = sender.site;
  Luck luck(sender.keys, number);
  return set_out(flight, route, luck);
}

/// A message that has come to a link with a bandwidth goes on, by the routes as they are now.
Network::Dispatch Network::forward(Flight flight) {
  MessageCounts& count = counts_[flight.postage.kind];
  --count.in_flight;
  const auto route = topology_.route(flight.way.at, host(flight.to).site);
  if (route.empty()) {
    ++unroutable_;
    ++count.blocked;
    if (tracer_ != nullptr) tracer_->ended(flight.traced(), TracedMessage::Fate::kUnroutable);
    return {};
  }
  ++flight.stretch;
  Luck luck(host(flight.from).keys, flight);
  Dispatch sent = set_out(flight, route, luck);
  if (tracer_ != nullptr) trace(sent, flight.traced(), flight.copy == Flight::Copy::kOnly);
  return sent;
}

Network::Dispatch Network::set_out(const Flight& flight, std::span<const LinkId> route,
                                   Luck& luck) {
  MessageCounts& count = counts_[flight.postage.kind];
  Dispatch sent{.flight = flight};
  const bool duplicated = sent.add(travel(flight.way.at, route, flight.postage, luck), count);
  if (duplicated && flight.copy == Flight::Copy::kOnly) {
    ++count.sent;
    ++count.duplicated;
    count.sent_bytes += flight.postage.bytes;
    sent.flight.copy = Flight::Copy::kOriginal;
    sent.add(travel(flight.way.at, route, flight.postage, luck), count);
  }
  count.in_flight += sent.copies;
  return sent;
}

/// Whether a duplicate of it sets out, too.
bool Network::Dispatch::add(const Journey& journey, MessageCounts& count) {
  count.reordered += journey.reordered;
  if (journey.lost) {
    ++count.lost;
    fate = TracedMessage::Fate::kLost;
    return false;
  }
  flight.stage = journey.ended ? Flight::Stage::kOnTheWire : Flight::Stage::kAtALink;
  flight.way.at = journey.at;
  arrivals[copies++] = journey.arrival;
  return journey.duplicated;
}

/// Sends one copy along the route as far as its next link with a bandwidth, whose queue it joins
/// when it is there.
Network::Journey Network::travel(SiteId from, std::span<const LinkId> route, const Postage& postage,
                                 Luck& luck) {
  Journey journey{.at = from, .arrival = simulation_.now()};
  const auto links = topology_.links();
  for (std::size_t i = 0; i < route.size(); ++i) {
    const LinkId hop = route[i];
    const Link& link = links[hop.value];
    if (link.only_delays()) {
      journey.at = link.a != journey.at ? link.a : link.b;
      journey.arrival = later(journey.arrival, link.latency.draw(luck.latency));
      continue;
    }
    if (i > 0 && link.bytes_per_second != 0) return journey;
    cross(hop, journey, postage, luck);
    if (journey.lost) return journey;
  }
  journey.ended = true;
  if (!legs_.empty()) {
    SIM_CHECK(postage.leg < legs_.size(), "a message's leg is not described");
    journey.arrival = later(journey.arrival, legs_[postage.leg].draw(luck.leg));
  }
  return journey;
}

/// A link makes it wait for its turn, may lose it, delays it, may make a duplicate.
void Network::cross(LinkId hop, Journey& journey, const Postage& postage, Luck& luck) {
  const Link& link = topology_.links()[hop.value];
  const bool backwards = link.a != journey.at;
  journey.at = backwards ? link.a : link.b;
  journey.arrival = transmit(hop, link, backwards, postage.bytes, journey.arrival);
  if (luck.rare().loss.chance(link.loss)) {
    ++lost_on_[hop.value];
    journey.lost = true;
    return;
  }
  const Duration latency = scaled(link.latency.draw(luck.latency), link.latency_factor);
  journey.arrival = later(journey.arrival, latency);
  journey.duplicated |= luck.rare().duplicate.chance(link.duplicate);
  if (luck.rare().reorder.chance(link.reorder)) {
    ++journey.reordered;
    journey.arrival = later(journey.arrival, link.reorder_by);
  }
}

/// When the last byte has left onto a link that sends one message at a time in each direction.
Time Network::transmit(LinkId id, const Link& link, bool backwards, std::uint32_t bytes,
                       Time ready) {
  if (link.bytes_per_second == 0) return ready;
  Time& free_at = free_at_[id.value][backwards ? 1 : 0];
  free_at = later(std::max(free_at, ready), transmission(bytes, link.bytes_per_second));
  return free_at;
}

Flight Network::timer(NodeId self) const {
  Flight flight{.from = self,
                .to = self,
                .incarnation = host(self).incarnation,
                .stage = Flight::Stage::kLocal,
                .postage = {.bytes = in_hand_},  // for a trace: see Flight
                .way = {}};
  flight.arrived = simulation_.now();
  return flight;
}

std::pair<Flight, Time> Network::disk_write(NodeId self, Bytes bytes) {
  Host& writer = host(self);
  SIM_CHECK(!writer.is_client, "a client has no disk");
  Duration operation = disk_time_.draw(writer.disk_time);
  if (spec_.disk_bytes_per_second != 0)
    operation += std::min(transmission(bytes.count, spec_.disk_bytes_per_second),
                          Duration::max() - operation);
  Flight flight = timer(self);
  flight.stage = Flight::Stage::kOnTheDisk;
  flight.due = writer.disk.admit(simulation_.now(), scaled(operation, writer.slow));
  return {flight, std::max(simulation_.now(), writer.disk.due(flight.due))};
}

/// The next step of a message, timer or disk write whose event is due. Every stage falls through to
/// the next one until something makes it wait.
Network::Step Network::advance(Flight& flight) {
  using Stage = Flight::Stage;
  const Time now = simulation_.now();
  if (flight.stage == Stage::kAtALink) return {Next::kForward};
  Host& receiver = host(flight.to);
  if (flight.stage == Stage::kOnTheWire) {
    if (blocked(flight.from, flight.to, topology_.route(host(flight.from).site, receiver.site))) {
      MessageCounts& count = counts_[flight.postage.kind];
      ++count.blocked;
      --count.in_flight;
      if (tracer_ != nullptr) trace_blocked(flight);
      return {Next::kGone};
    }
    flight.stage = Stage::kAtTheHost;
    flight.arrived = now;
  }
  if (!receiver.up() || receiver.incarnation != flight.incarnation) return late(flight);
  if (flight.stage == Stage::kOnTheDisk) {
    if (receiver.disk.stopped()) return {Next::kHold};
    if (const Time due = receiver.disk.due(flight.due); due > now) return {Next::kWait, due};
    flight.stage = Stage::kLocal;
  }
  if (receiver.processor.stopped()) return {Next::kHold};
  const auto work = static_cast<std::size_t>(flight.postage.work);
  if (flight.stage == Stage::kAtTheHost && takes_time_[work] && !receiver.is_client) {
    const Duration draw = service_[work].draw(receiver.service);
    flight.due = receiver.processor.admit(now, scaled(draw, receiver.slow));
    flight.stage = Stage::kInService;
  }
  if (flight.stage == Stage::kInService)
    if (const Time due = receiver.processor.due(flight.due); due > now) return {Next::kWait, due};
  return {Next::kHandOver};
}

/// The process that the flight's next event hands it to; null: that one will wait first.
const Process* Network::soon_to_receive(const Flight& flight) const {
  const Host& receiver = host(flight.to);
  const auto work = static_cast<std::size_t>(flight.postage.work);
  const bool waits = flight.stage == Flight::Stage::kAtALink ||
                     (flight.stage <= Flight::Stage::kAtTheHost && takes_time_[work]);
  return waits ? nullptr : receiver.process.get();
}

Network::Step Network::late(const Flight& flight) {
  if (flight.is_message()) {
    MessageCounts& count = counts_[flight.postage.kind];
    ++count.late;
    --count.in_flight;
    ++host(flight.to).late;
    if (tracer_ != nullptr) trace_late(flight);
  }
  return {Next::kGone};
}

void Network::hand_over(const Flight& flight, const void* body) {
  if (flight.is_message()) {
    MessageCounts& count = counts_[flight.postage.kind];
    ++count.delivered;
    --count.in_flight;
    simulation_.note(std::uint64_t{flight.from.value} << 36 ^ std::uint64_t{flight.to.value} << 8 ^
                     flight.postage.kind);
  }
  if (tracer_ != nullptr) [[unlikely]]
    trace_handed_over(flight);
  in_handler_ = true;
  in_hand_arrived_ = flight.arrived;
  host(flight.to).process->receive(Envelope(flight.from, body));
  in_handler_ = false;
}

ParkedEvents& Network::held(NodeId id) { return host(id).held; }

bool Network::Partition::separates(NodeId from, NodeId to) const {
  const auto groups_of = [&](NodeId node) {
    return node.value < groups.size() ? groups[node.value] : 0;
  };
  const std::uint64_t ours = groups_of(from), theirs = groups_of(to);
  if (ours == 0 || theirs == 0 || (ours & theirs) != 0) return false;
  return !one_way || std::countr_zero(ours) < std::countr_zero(theirs);
}

/// Whether a message between them is stopped now; charges every cause that stops it.
bool Network::charge_blocked(NodeId from, NodeId to, std::span<const LinkId> route) {
  bool stopped = false;
  for (Partition& partition : partitions_) {
    if (from == to || !partition.separates(from, to)) continue;
    ++partition.blocked;
    stopped = true;
  }
  if (route.empty()) {
    ++unroutable_;
    stopped = true;
  }
  return stopped;
}

bool Network::can_talk(NodeId from, NodeId to) const {
  if (from == to) return true;
  for (const Partition& partition : partitions_)
    if (partition.separates(from, to)) return false;
  return !topology_.route(host(from).site, host(to).site).empty();
}

}  // namespace sim
