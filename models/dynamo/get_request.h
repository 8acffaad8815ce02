// Coordination of one get(): the read state machine of Dynamo, section 5.
#pragma once

#include "models/dynamo/messages.h"
#include "models/dynamo/quorum.h"
#include "models/dynamo/services.h"
#include "models/dynamo/state_machine.h"

namespace dynamo {

///   kWaiting   --patience ran out--------> kWaiting     others are asked for those who are silent
///   kWaiting   --R replies---------------> kRepairing   the client has its answer
///   kWaiting   --timer-------------------> kDone        too few replies: the get has failed
///   kRepairing --all replied-------------> kDone        stale replicas were sent the answer
///   kRepairing --timer-------------------> kWatching    they were, and some have not replied yet
///   kWatching  --all replied, or timer---> kDone        whoever was silent all along is suspected
///
/// (i) The first N healthy nodes of the key are asked for all they hold; (ii) R replies are
/// awaited; (iii) if too few come within the bound, the request fails; (iv) of all versions, those
/// that no other descends from are the answer; (v) the answer is the context of a later put. A
/// strict quorum has no patience: it waits for the first N to the end.
class GetRequest {
 public:
  enum class State : std::uint8_t { kWaiting, kRepairing, kWatching, kDone };
  static constexpr std::string_view kStateNames[] = {"kWaiting", "kRepairing", "kWatching",
                                                     "kDone"};
  static constexpr Arrow<State> kArrows[] = {
      {State::kWaiting, State::kWaiting, "patience ran out"},
      {State::kWaiting, State::kRepairing, "R replies"},
      {State::kWaiting, State::kDone, "timer"},
      {State::kRepairing, State::kDone, "all replied"},
      {State::kRepairing, State::kWatching, "timer"},
      {State::kWatching, State::kDone, "all replied, or timer"},
  };

  void start(Context, Services&, const View&, Suspects&, RequestId, const ClientGet&);  // (i)
  void on(Context, Services&, sim::NodeId replica, const ReadReply&);                   // (ii)
  void on(Context, Services&, const GetTimer&, Suspects&);                              // (iii)
  bool is_done() const { return state_ == State::kDone; }
  State state() const { return state_; }
  void clear();

 private:
  void ask(Context, std::size_t first);
  void wait(Context, Services&);
  void answer(Context, Services&);  // (iv), (v)
  void repair(Context, Services&);
  void fail(Context, Services&);
  void enter(State next) { follow(kArrows, state_, next); }

  State state_ = State::kWaiting;
  RequestId id_;
  Caller caller_;
  kv::Key key_;
  std::span<const sim::NodeId> list_;  // the key's preference list when the request began
  sim::NodeId fastest_;
  std::uint32_t deletes_before_ = 0;  // for the causal record alone
  sim::EventHandle timer_;
  sim::Duration waited_{};
  Quorum quorum_;
  SmallVector<Siblings, 5> replies_;  // by the quorum's replica
  Siblings answer_;
};

}  // namespace dynamo
