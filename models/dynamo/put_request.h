// Coordination of one put(), Dynamo 4.5 and 4.6: a new version, N writes, W acknowledgements.
#pragma once

#include "models/dynamo/messages.h"
#include "models/dynamo/quorum.h"
#include "models/dynamo/services.h"
#include "models/dynamo/state_machine.h"
#include "models/dynamo/store.h"

namespace dynamo {

///   kWaiting  --patience ran out----> kWaiting    others are asked in place of who is silent
///   kWaiting  --W acknowledgements--> kWatching   the put has succeeded
///   kWaiting  --timer---------------> kDone       too few: unknown, any of them may yet happen
///   kWatching --patience ran out----> kWatching   N replicas are wanted, not only W
///   kWatching --all acknowledged----> kDone
///   kWatching --timer---------------> kDone       whoever was silent all along is suspected
///
/// The coordinator is one of the key's first N healthy nodes. It makes the version's clock and
/// holds the version in memory from that moment, for its next put of the key builds on it; its own
/// acknowledgement comes as every replica's does, when the write has had its turn at the processor
/// and the disk. (By time any node may coordinate, 6.4; one that is not asked itself keeps
/// nothing.) A strict quorum has no patience: it waits for the first N to the end.
class PutRequest {
 public:
  enum class State : std::uint8_t { kWaiting, kWatching, kDone };
  static constexpr std::string_view kStateNames[] = {"kWaiting", "kWatching", "kDone"};
  static constexpr Arrow<State> kArrows[] = {
      {State::kWaiting, State::kWaiting, "patience ran out"},
      {State::kWaiting, State::kWatching, "W acknowledgements"},
      {State::kWaiting, State::kDone, "timer"},
      {State::kWatching, State::kWatching, "patience ran out"},
      {State::kWatching, State::kDone, "all acknowledged"},
      {State::kWatching, State::kDone, "timer"},
  };

  /// By the ring as the store has it. `came_in_turn`: whoever is before this node on the list was
  /// silent or is suspected.
  void start(Context, Services&, Store&, Suspects&, RequestId, const Put&, bool came_in_turn);
  void on(Context, Services&, sim::NodeId replica, const WriteReply&);
  void on(Context, Services&, const PutTimer&, Suspects&);
  bool is_done() const { return state_ == State::kDone; }
  State state() const { return state_; }
  void clear();

 private:
  void choose_replicas(Context, Services&, Suspects&);
  Held* own_place(Context, Services&, Store&) const;
  bool repeats(Services&, const Siblings& held, const Put&);
  void stamp(Context, Services&, Store&, const Siblings& held, const Put&);
  bool is_durable(const Services&, const Quorum::Replica&) const;
  void write(Context, Services&, const Quorum::Health&, std::size_t first);
  void wait(Context, Services&);
  void acknowledge(Context, Services&);
  void give_up(Context, Services&);
  void answer(Context, kv::Outcome);
  void enter(State next) { follow(kArrows, state_, next); }

  State state_ = State::kWaiting;
  RequestId id_;
  bool came_in_turn_ = false;
  Caller caller_;
  kv::Key key_;
  std::span<const sim::NodeId> list_;  // the key's preference list when the request began
  sim::EventHandle timer_;
  sim::Duration waited_{};
  Quorum quorum_;
  Siblings versions_;  // what is written
  VersionRef fresh_;   // the one of them that this put made
};

}  // namespace dynamo
