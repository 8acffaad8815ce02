// What a run that is traced is told of its messages and hosts. No other run comes here.
#include "sim/net/network.h"
#include "sim/net/network_host.h"

namespace sim {

using Fate = TracedMessage::Fate;

/// A message has set out on a stretch, perhaps with a duplicate, or has not.
void Network::trace(Dispatch& sent, std::uint32_t number, bool was_single) {
  if (was_single && sent.flight.copy == Flight::Copy::kOriginal)
    sent.twin = tracer_->duplicated(
        number,
        {.from = sent.flight.from, .to = sent.flight.to, .purpose = sent.flight.postage.kind});
  if (sent.copies == 0) return tracer_->ended(number, sent.fate);
  if (sent.twin != 0 && sent.copies == 1) tracer_->ended(sent.twin, Fate::kLost);
  sent.flight.trace(number);
}

void Network::trace_blocked(const Flight& flight) {
  const auto route = topology_.route(host(flight.from).site, host(flight.to).site);
  tracer_->ended(flight.traced(), route.empty() ? Fate::kUnroutable : Fate::kPartitioned);
}

void Network::trace_late(const Flight& flight) {
  tracer_->ended(flight.traced(),
                 host(flight.to).up() ? Fate::kReceiverRestarted : Fate::kReceiverDown);
}

void Network::trace_handed_over(const Flight& flight) {
  in_hand_ = flight.traced();
  if (flight.is_message()) tracer_->ended(in_hand_, Fate::kDelivered);
}

void Network::trace_crash(NodeId id, Keeps keeps) {
  Subject about;
  if (!host(id).up()) about.text = "is down already; ";
  about.text += keeps == Keeps::kDisk     ? "keeps its disk"
                : keeps == Keeps::kSynced ? "keeps what was synced"
                                          : "keeps nothing";
  tracer_->happened(TracedEvent::Kind::kCrash, {id}, std::move(about));
}

}  // namespace sim
