// Writes a trace while a run goes on.
#pragma once

#include <deque>

#include "sim/kernel/simulation.h"
#include "sim/net/trace.h"

namespace sim {

/// Told by the network of every message, by faults of what they hit, by the model of what it finds
/// worth a note. Watches: nothing that a run does depends on it. The simulation must outlive it.
///
/// Holds at most `most` messages and as many events, the newest: what explains a violation is near
/// it. A message takes about 300 bytes.
class Tracer {
 public:
  static constexpr std::size_t kMost = 1'000'000;  // our choice: 300 MB
  explicit Tracer(const Simulation& simulation, std::size_t most = kMost);

  struct Sending {
    NodeId from, to;
    std::uint8_t purpose = 0;
    std::uint32_t cause = 0;  // 0: none
  };
  std::uint32_t sent(const Sending&, Subject);               ///< the message's number
  std::uint32_t duplicated(std::uint32_t message, Sending);  ///< the duplicate's number
  void ended(std::uint32_t message, TracedMessage::Fate);
  void happened(TracedEvent::Kind, std::vector<NodeId> hosts, Subject, std::uint32_t cause = 0);

  /// What is left to say: names of hosts and purposes are the caller's. Empties the tracer.
  Trace take();

 private:
  TracedMessage* find(std::uint32_t message);  // null: none, or dropped
  void inherit(Subject& about, std::uint32_t cause);
  std::uint32_t add(const Sending&, Subject, std::uint32_t duplicate_of);

  const Simulation& simulation_;
  const std::size_t most_;
  std::uint32_t last_message_ = 0;
  std::uint64_t last_step_ = 0, dropped_ = 0;
  std::deque<TracedMessage> messages_;
  std::deque<TracedEvent> events_;
};

}  // namespace sim
