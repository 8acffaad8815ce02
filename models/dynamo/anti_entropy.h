// Anti-entropy, Dynamo 4.7: replicas of a range compare hash trees and exchange what differs.
#pragma once

#include "models/dynamo/admission.h"
#include "models/dynamo/messages.h"
#include "models/dynamo/services.h"
#include "models/dynamo/state_machine.h"
#include "models/dynamo/store.h"

namespace dynamo {

/// A node's part in it: one exchange at a time that it began, and answers to those of others.
///
///   kResting   --timer----------> kComparing  the next range's root goes to its next holder
///   kComparing --nodes differ---> kComparing  their children go
///   kComparing --nothing differs> kResting    both hold the same
///   kComparing --leaves differ--> kListing    what is in them goes, by key and hash
///   kListing   --reply----------> kResting    what the peer wants goes; what it has came before
///   kComparing --silence--------> kResting    the peer is suspected
///   kListing   --silence--------> kResting    the peer is suspected
///
/// An exchange takes a time slice, as does each key that one of the two sends or gets (6.5):
/// whoever has none rests for longer.
///
/// A peer that goes by another ring, in which the range is none of its own, says that nothing
/// differs. The peer keeps nothing of an exchange: it answers each message from what it holds at
/// that moment, so that either side may crash and the other goes on. Whatever comes in is stored as
/// every write is, so what is old already when it arrives replaces nothing. Nothing is acknowledged
/// and nothing tried again: the next exchange finds what this one missed.
///
/// A node goes through its ranges in turn, and with each turn to another of a range's first N
/// nodes, beginning at random: so each two replicas meet in a time that is certain (see
/// `round_max`), and no two nodes go in step. The paper leaves the schedule open.
class AntiEntropy {
 public:
  enum class State : std::uint8_t { kResting, kComparing, kListing };
  static constexpr std::string_view kStateNames[] = {"kResting", "kComparing", "kListing"};
  static constexpr Arrow<State> kArrows[] = {
      {State::kResting, State::kComparing, "timer"},
      {State::kComparing, State::kComparing, "nodes differ"},
      {State::kComparing, State::kResting, "nothing differs"},
      {State::kComparing, State::kListing, "leaves differ"},
      {State::kListing, State::kResting, "reply"},
      {State::kComparing, State::kResting, "silence"},
      {State::kListing, State::kResting, "silence"},
  };

  AntiEntropy(Services& services, Store& store, Admission& admission)
      : services_(services), store_(store), admission_(admission) {}
  void start(Context);         ///< no effect where it is off
  void ring_changed(Context);  ///< an exchange under way is of a range that may be no more

  // Of the node that began an exchange.
  void on(Context, const TreeTimer&, Suspects&);
  void on(Context, const TreeReply&);
  void on(Context, const LeafReply&);
  // Of its peer.
  void on(Context, sim::NodeId from, const TreeLevel&);
  void on(Context, sim::NodeId from, const LeafVersions&);

  State state() const { return state_; }

  /// In so long a node that is well has begun an exchange with every other holder of each of its
  /// ranges: so many exchanges, each after the longest rest, each answer in the last moment.
  static sim::Duration round_max(const Config&, std::size_t ranges);

 private:
  bool choose(Context, const Suspects&);
  void compare(Context, TreeNodes);
  void list(Context, const TreeNodes& leaves);
  void rest(Context);
  void await(Context);
  void send_missed(Context, sim::NodeId to, const VersionNames&);
  VersionNames names_in(Position end, const TreeNodes& leaves);
  void send(Context, sim::NodeId to, Message);
  bool is_current(RequestId id) const { return id == step_ && state_ != State::kResting; }
  void enter(State next) { follow(kArrows, state_, next); }

  ReplicaRanges& ranges();

  static constexpr std::size_t kTurns = 1'000'000;  // the first is drawn from so many
  Services& services_;
  Store& store_;
  Admission& admission_;
  State state_ = State::kResting;
  RequestId step_;  // each message of an exchange is a step: replies to another find nobody
  sim::EventHandle timer_;
  std::size_t turn_ = 0;  // through pairs of a range and a peer
  PartitionId range_;
  sim::NodeId peer_;
};

}  // namespace dynamo
