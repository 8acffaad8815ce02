// What befell every message and every host of a run, in the order it happened.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/kernel/ids.h"
#include "sim/kernel/time.h"

namespace sim {

/// What a message or a note is about, in the model's own words. A model may supply
/// `Subject subject(const Message&)`, found by ADL; only a run that is traced asks for it.
struct Subject {
  std::string key{};                    // "k12"; empty: no key
  std::string operation{};              // a client's, by a name that no other has; empty: none
  std::vector<std::string> versions{};  // "v17": those that it carries or speaks of
  std::string text{};                   // what else there is to tell
  /// It answers or goes on with what its sender had in hand: it has that one's key and operation.
  bool continues = false;
};

/// One message, from its sending to its end. Steps number everything that is traced, so those of
/// one host are in its order; a message goes from one step at its sender to one at its receiver.
/// Of both kinds together, happens-before can be rebuilt.
struct TracedMessage {
  enum class Fate : std::uint8_t {
    kInFlight,  // when the run ended
    kDelivered,
    kLost,              // by a link's loss
    kPartitioned,       // stopped by a partition when it was sent or when it arrived
    kUnroutable,        // no way led there
    kReceiverDown,      // when it arrived
    kReceiverRestarted  // it was for a life of the receiver that had ended in a crash
  };
  std::uint32_t number = 0;        // from 1, in the order of sending
  std::uint32_t cause = 0;         // the message whose handling, or a timer set in it, led to this
  std::uint32_t duplicate_of = 0;  // made by a link on the way of that one
  NodeId from, to;
  std::uint8_t purpose = 0;  // index into Trace::purposes
  Fate fate = Fate::kInFlight;
  Time sent{}, ended{};  // ended: when it was handed over or stopped
  std::uint64_t sent_step = 0, ended_step = 0;
  Subject about{};
};
std::string_view word(TracedMessage::Fate);  ///< "in-flight", "delivered", "lost", ...

/// What happened beside messages.
struct TracedEvent {
  enum class Kind : std::uint8_t { kCrash, kRestart, kFault, kFaultEnd, kNote };
  Kind kind{};
  std::uint64_t step = 0;
  Time at;
  std::uint32_t cause = 0;    // of a note: the message in hand
  std::vector<NodeId> hosts;  // where; none: in the network
  Subject about;              // of a fault: its kind and its target
};
std::string_view word(TracedEvent::Kind);  ///< "crash", "restart", "fault", "fault-end", "note"

/// A run's trace, as a value. Both lists are in the order of their first step.
struct Trace {
  std::vector<std::string> hosts;  // names, by NodeId
  std::size_t storage_count = 0;   // the first so many hosts are nodes, the others clients
  std::vector<std::string> purposes;
  std::uint64_t dropped = 0;  // older messages and events, for want of room
  std::vector<TracedMessage> messages;
  std::vector<TracedEvent> events;
};

}  // namespace sim
