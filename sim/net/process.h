// What a protocol is: an object that is started and receives messages.
#pragma once

#include <variant>

#include "sim/kernel/ids.h"

namespace sim {

/// A message at its destination. `open` requires the model's own message type.
class Envelope {
 public:
  Envelope(NodeId from, const void* body) : from_(from), body_(body) {}
  NodeId from() const { return from_; }
  template <class Message>
  const Message& open() const {
    return *static_cast<const Message*>(body_);
  }

 private:
  NodeId from_;
  const void* body_;
};

/// A crash destroys the object; a restart builds a new one. Handlers run to completion.
class Process {
 public:
  virtual ~Process() = default;
  virtual void start() = 0;
  virtual void receive(const Envelope&) = 0;
  /// A message will probably be received a few events from now: a process may ask for the memory it
  /// will touch, and must do nothing else.
  virtual void look_ahead(const Envelope&) const {}
};

/// Opens envelopes. Self must have on(from, const M&) for every M in Message, or does not compile;
/// it may have prefetch(const M&) for some.
template <class Self, class Message>
class Protocol : public Process {
  void receive(const Envelope& envelope) final {
    std::visit([&](const auto& body) { static_cast<Self&>(*this).on(envelope.from(), body); },
               envelope.open<Message>());
  }
  void look_ahead(const Envelope& envelope) const final {
    std::visit(
        [this](const auto& body) {
          const Self& self = static_cast<const Self&>(*this);
          if constexpr (requires { self.prefetch(body); }) self.prefetch(body);
        },
        envelope.open<Message>());
  }
};

}  // namespace sim
