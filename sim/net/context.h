// A process's only way to the world.
#pragma once

#include "sim/net/network.h"

namespace sim {

/// Message is the model's std::variant, at most 64 bytes, so send(to, Read{id, key}) just works.
/// A handle of two words: copy it.
template <class Message>
class Context {
 public:
  Context(Network& network, NodeId self) : network_(&network), self_(self) {}

  NodeId self() const { return self_; }
  Time local_time() const { return network_->local_time(self_); }  ///< skewed, may step
  /// True time: for measuring what is reported, never for deciding what a protocol does.
  Time true_time() const { return network_->simulation().now(); }
  Duration since_arrival() const { return network_->since_arrival(); }  ///< of the message in hand
  Rng& rng() { return network_->rng(self_); }

  /// Body: an alternative of Message, or a Message.
  template <class Body>
  void send(NodeId to, Body&& body) {  ///< may be lost, late, twice; to oneself: at once
    network_->send<Message>(self_, to, std::forward<Body>(body));
  }
  template <class Body>
  EventHandle after(Duration delay, Body&& timer) {  ///< a message to oneself; dies in a crash
    return network_->after<Message>(self_, delay, std::forward<Body>(timer));
  }
  void cancel(EventHandle handle) { network_->cancel(handle); }
  template <class Body>
  void write(Bytes bytes, Body&& done) {  ///< durable once `done` arrives; a crash drops it
    network_->write<Message>(self_, bytes, std::forward<Body>(done));
  }
  /// Where the run is traced: what is worth a word here. `tell()` makes the Subject; it is not
  /// called in other runs.
  template <class Tell>
  void note(Tell&& tell) {
    if (Tracer* tracer = network_->tracer(); tracer != nullptr) [[unlikely]]
      tracer->happened(TracedEvent::Kind::kNote, {self_}, tell(), network_->in_hand());
  }
  Network& network() { return *network_; }

 private:
  Network* network_;
  NodeId self_;
};

}  // namespace sim
