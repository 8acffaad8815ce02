// The event that a message is while it travels. Included by network.h alone.
#pragma once

#include <type_traits>
#include <utility>

#include "sim/net/network.h"
#include "sim/net/saturating.h"

namespace sim {

/// One closure for the whole way: the wire, the wait for a worker, the handler. All that does not
/// need the message's type is compiled once, in delivery.cpp.
template <class Message>
struct Network::Carrier {
  Network* network;
  Flight flight;
  Message body;

  ParkedEvents* operator()() {
    const Step step = network->advance(flight);
    if (step.next == Next::kHold) return &network->held(flight.to);
    if (step.next == Next::kHandOver) network->hand_over(flight, &body);
    if (step.next == Next::kWait) network->simulation_.at(step.at, std::move(*this));
    if (step.next == Next::kForward) network->carry(network->forward(flight), std::move(body));
    return nullptr;
  }
};

template <class Message>
void Network::send(NodeId from, NodeId to, Message message) {
  static_assert(sizeof(Message) <= kMessageBytes, "share large bodies: see Shared");
  static_assert(sizeof(Carrier<Message>) <= EventQueue::kInlineBytes);
  carry(dispatch(from, to, postage(message)), std::move(message));
}

template <class Message>
void Network::carry(const Dispatch& sent, Message&& message) {
  if (sent.copies > 1) {
    Flight duplicate = sent.flight;
    duplicate.copy = Flight::Copy::kDuplicate;
    simulation_.at(sent.arrivals[1], Carrier<Message>{this, duplicate, message});
  }
  if (sent.copies > 0)
    simulation_.at(sent.arrivals[0], Carrier<Message>{this, sent.flight, std::move(message)});
}

template <class Message>
EventHandle Network::after(NodeId self, Duration delay, Message message) {
  static_assert(sizeof(Message) <= kMessageBytes, "share large bodies: see Shared");
  return simulation_.at(later(simulation_.now(), delay),
                        Carrier<Message>{this, timer(self), std::move(message)});
}

template <class Message>
void Network::write(NodeId self, Bytes bytes, Message done) {
  static_assert(sizeof(Message) <= kMessageBytes, "share large bodies: see Shared");
  const auto [flight, at] = disk_write(self, bytes);
  simulation_.at(at, Carrier<Message>{this, flight, std::move(done)});
}

}  // namespace sim
