// The event that a message is while it travels. Included by network.h alone.
#pragma once

#include <type_traits>
#include <utility>

#include "sim/net/network.h"
#include "sim/net/saturating.h"

namespace sim {

/// One closure for the whole way: the wire, the wait for a worker, the handler. All that does not
/// need the message's type is compiled once, in delivery.cpp.
///
/// A message is built once, where it waits: `Body` is one of its alternatives, or Message itself.
template <class Message>
struct Network::Carrier {
  Network* network;
  Flight flight;
  Message body;

  template <class Body>
  Carrier(Network* carrier, const Flight& at, Body&& message)
      : network(carrier), flight(at), body(std::forward<Body>(message)) {
    static_assert(sizeof(Message) <= kMessageBytes, "share large bodies: see Shared");
  }

  void look_ahead() const {
    const Process* const receiver = network->soon_to_receive(flight);
    if (receiver != nullptr) receiver->look_ahead(Envelope(flight.from, &body));
  }

  Unfinished operator()() {
    const Step step = network->advance(flight);
    switch (step.next) {
      case Next::kHandOver:
        network->hand_over(flight, &body);
        return {};
      case Next::kWait:
        return {.again = step.at};
      case Next::kHold:
        return {.waits_in = &network->held(flight.to)};
      case Next::kForward:
        network->carry<Message>(network->forward(flight), std::move(body));
        return {};
      case Next::kGone:
        return {};
    }
    return {};
  }
};

template <class Message, class Body>
void Network::send(NodeId from, NodeId to, Body&& body) {
  const Postage price = postage(body);
  if (tracer_ != nullptr) [[unlikely]]
    return send_traced<Message>(from, to, price, std::forward<Body>(body));
  carry<Message>(dispatch(from, to, price), std::forward<Body>(body));
}

template <class Message, class Body>
[[gnu::cold, gnu::noinline]] void Network::send_traced(NodeId from, NodeId to, const Postage& price,
                                                       Body&& body) {
  Subject about;
  if constexpr (requires { subject(body); }) about = subject(body);
  const std::uint32_t number = tracer_->sent(
      {.from = from, .to = to, .purpose = price.kind, .cause = in_hand()}, std::move(about));
  Dispatch sent = dispatch(from, to, price);
  trace(sent, number, true);
  carry<Message>(sent, std::forward<Body>(body));
}

template <class Message, class Body>
[[gnu::cold, gnu::noinline]] void Network::carry_duplicate(const Dispatch& sent, const Body& body) {
  Flight duplicate = sent.flight;
  duplicate.copy = Flight::Copy::kDuplicate;
  if (sent.twin != 0) duplicate.trace(sent.twin);
  simulation_.emplace<Carrier<Message>>(sent.arrivals[1], this, duplicate, body);
}

template <class Message, class Body>
void Network::carry(const Dispatch& sent, Body&& body) {
  if (sent.copies > 1) [[unlikely]]
    carry_duplicate<Message>(sent, body);
  if (sent.copies > 0)
    simulation_.emplace<Carrier<Message>>(sent.arrivals[0], this, sent.flight,
                                          std::forward<Body>(body));
}

template <class Message, class Body>
EventHandle Network::after(NodeId self, Duration delay, Body&& body) {
  return simulation_.emplace<Carrier<Message>>(later(simulation_.now(), delay), this, timer(self),
                                               std::forward<Body>(body));
}

template <class Message, class Body>
void Network::write(NodeId self, Bytes bytes, Body&& done) {
  const auto [flight, at] = disk_write(self, bytes);
  simulation_.emplace<Carrier<Message>>(at, this, flight, std::forward<Body>(done));
}

}  // namespace sim
