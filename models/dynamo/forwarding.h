// A put on its way to a coordinator, Dynamo 4.5: from a node that is not one of its key's first N.
#pragma once

#include <optional>
#include <span>

#include "models/dynamo/messages.h"
#include "models/dynamo/services.h"
#include "models/dynamo/state_machine.h"

namespace dynamo {

///   kWaiting --patience ran out--> kWaiting   the next node of the list is asked
///   kWaiting --taken-------------> kDone      that node sees to it and answers the client
///   kWaiting --its own turn------> kOwn       whoever is before it on the list is suspected (4.6)
///   kWaiting --timer-------------> kDone      nobody took it: the client waits in vain
///
/// Whom to ask: of the first N the one that replied fastest to the get before (5), else the first;
/// then the others; with a sloppy quorum, then the rest of the list. Who is suspected is passed
/// over, and asked only where all are. A node that is silent is suspected, as by any request. After
/// the first N a put moves only down the list: whoever was asked by another node asks none before
/// itself there, or two that may not stand in would send it to and fro.
class Forwarding {
 public:
  enum class State : std::uint8_t { kWaiting, kOwn, kDone };
  static constexpr std::string_view kStateNames[] = {"kWaiting", "kOwn", "kDone"};
  static constexpr Arrow<State> kArrows[] = {
      {State::kWaiting, State::kWaiting, "patience ran out"},
      {State::kWaiting, State::kDone, "taken"},
      {State::kWaiting, State::kOwn, "its own turn"},
      {State::kWaiting, State::kDone, "timer"},
  };

  /// `from_node`: another node asked, not a client. `may_stand_in`: whether there is room for a
  /// hint, and so the node may coordinate in its turn.
  void start(Context, Services&, const View&, Suspects&, RequestId, sim::Shared<Put>,
             bool from_node, bool may_stand_in);
  void on(Context, const Taken&);
  void on(Context, Services&, const ForwardTimer&, Suspects&);
  bool is_done() const { return state_ == State::kDone; }
  bool is_own() const { return state_ == State::kOwn; }  ///< for this node to coordinate
  const sim::Shared<Put>& put() const { return put_; }
  void clear();

 private:
  std::optional<sim::NodeId> next(Context, const Suspects&);
  sim::NodeId candidate(std::size_t turn) const;
  void ask(Context, Services&, sim::NodeId);
  void enter(State next) { follow(kArrows, state_, next); }

  State state_ = State::kWaiting;
  RequestId id_;
  sim::Shared<Put> put_;
  std::span<const sim::NodeId> list_;  // the key's preference list when the put came
  std::size_t top_ = 0;                // so many of it are the key's replicas
  std::size_t first_ = 0, turn_ = 0;   // of them, whose turn it was first; turns so far
  std::size_t rest_ = 0;               // where the list goes on after them
  bool may_stand_in_ = false;
  sim::NodeId asked_;
  sim::EventHandle timer_;
  sim::Duration waited_{};
};

}  // namespace dynamo
