// Coordination of one put(), Dynamo 4.5: a new version, N writes, W acknowledgements.
#pragma once

#include "models/dynamo/messages.h"
#include "models/dynamo/replies.h"
#include "models/dynamo/services.h"
#include "models/dynamo/state_machine.h"
#include "models/dynamo/store.h"
#include "models/dynamo/suspects.h"

namespace dynamo {

///   kWaiting --W acknowledgements--> kDone   the put has succeeded
///   kWaiting --timer---------------> kDone   too few: unknown, since any of them may yet happen
///
/// The coordinator is one of the key's N nodes. It makes the version's clock and holds the version
/// in memory from that moment, for its next put of the key builds on it; its own acknowledgement
/// comes as every replica's does, when the write has had its turn at the processor and the disk.
class PutRequest {
 public:
  enum class State : std::uint8_t { kWaiting, kDone };
  static constexpr std::string_view kStateNames[] = {"kWaiting", "kDone"};
  static constexpr Arrow<State> kArrows[] = {
      {State::kWaiting, State::kDone, "W acknowledgements"},
      {State::kWaiting, State::kDone, "timer"},
  };

  void start(Context, Services&, Store&, RequestId, const ClientPut&);
  void on(Context, Services&, sim::NodeId replica, const WriteReply&);
  void on(Context, Services&, const PutTimer&, Suspects&);
  bool is_done() const { return state_ == State::kDone; }
  State state() const { return state_; }
  void clear();

 private:
  struct Acknowledged {};
  void stamp(Context, Services&, Store&, const ClientPut&);
  bool repeats(Services&, const Store&, const ClientPut&);
  void finish(Context, Services&, kv::Outcome);
  void enter(State next) { follow(kArrows, state_, next); }

  State state_ = State::kWaiting;
  RequestId id_;
  Caller caller_;
  kv::Key key_;
  sim::EventHandle timer_;
  Replies<Acknowledged> replies_;
  Siblings versions_;  // what is written
  VersionRef fresh_;   // the one of them that this put made
};

}  // namespace dynamo
