// Hinted handoff, Dynamo 4.6: who is back gets what it missed from those who stood in for it.
#pragma once

#include <map>

#include "models/dynamo/admission.h"
#include "models/dynamo/messages.h"
#include "models/dynamo/services.h"
#include "models/dynamo/state_machine.h"
#include "models/dynamo/store.h"

namespace dynamo {

/// One owner's hints on their way to it, batch after batch.
///
///   kIdle     --scan-------------> kAwaiting   the oldest hint is sent: is its owner back?
///   kAwaiting --all replied------> kResting    what the owner has now is forgotten here; the rest
///                                              pays for bandwidth and waits for slices (6.5)
///   kAwaiting --timer------------> kIdle       the owner is suspected; its hints wait for a scan
///   kResting  --timer, more------> kAwaiting   the next batch
///   kResting  --timer, none left-> kIdle
class Delivery {
 public:
  enum class State : std::uint8_t { kIdle, kAwaiting, kResting };
  static constexpr std::string_view kStateNames[] = {"kIdle", "kAwaiting", "kResting"};
  static constexpr Arrow<State> kArrows[] = {
      {State::kIdle, State::kAwaiting, "scan"},
      {State::kAwaiting, State::kResting, "all replied"},
      {State::kAwaiting, State::kIdle, "timer"},
      {State::kResting, State::kAwaiting, "timer, more"},
      {State::kResting, State::kIdle, "timer, none left"},
  };

  void scan(Context, Services&, const View&, sim::NodeId owner, HintStore::Bundle&);
  void on(Context, Services&, Store&, Admission&, const HandoffReply&);
  void on(Context, Services&, const View&, HintStore::Bundle&, const HandoffTimer&, Suspects&);
  State state() const { return state_; }
  /// When the owner last confirmed a hint, by true time, and how long the batch may rest for its
  /// bandwidth. For judges.
  sim::Time confirmed_at() const { return confirmed_at_; }
  sim::Duration pace(const Config::Hints&) const;

 private:
  void send_batch(Context, Services&, const View&, HintStore::Bundle&, std::size_t hints);
  void enter(State next) { follow(kArrows, state_, next); }

  State state_ = State::kIdle;
  RequestId batch_;
  std::size_t out_ = 0;      // of the batch, not replied yet
  std::uint64_t bytes_ = 0;  // of the batch
  sim::Duration rest_{};     // until this node and the owner have slices for the next one
  sim::EventHandle timer_;
  sim::Time confirmed_at_ = sim::kStart;
};

/// A node's part in it. Its scans begin with its first hint and end with its last.
class HintedHandoff {
 public:
  HintedHandoff(Services& services, Store& store, Admission& admission)
      : services_(services), store_(store), admission_(admission), hints_(store.hints()) {}

  void start(Context);  ///< the node starts: hints of its last life wait
  /// Where to keep what the owner misses; null: a hint, and the limit is reached.
  Held* keep(Context, sim::NodeId owner, kv::Key, Bearer);
  void on(Context, const HintScan&, const Suspects&);
  void on(Context, sim::NodeId owner, const HandoffReply&);
  void on(Context, const HandoffTimer&, Suspects&);
  void watch(Context);  ///< there are hints to scan for
  /// Whether the owner confirmed a hint since, but for what bandwidth makes the next one wait.
  bool moves_on(sim::NodeId owner, sim::Time since) const;

 private:
  void drop_expired(Context, sim::NodeId owner, HintStore::Bundle&);

  Services& services_;
  Store& store_;
  Admission& admission_;
  HintStore& hints_;
  std::map<sim::NodeId, Delivery> deliveries_;
  bool watches_ = false;
};

}  // namespace dynamo
