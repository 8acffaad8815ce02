// What one member of a SWIM group believes of the others, and what it tells them. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/kernel/ids.h"
#include "sim/kernel/random.h"
#include "sim/kernel/time.h"

namespace dynamo {

/// What SWIM members tell each other of a third: its standing, as of the incarnation that the
/// member itself had announced.
struct SwimUpdate {
  enum class Standing : std::uint8_t { kAlive, kSuspected, kFailed };
  sim::NodeId node;
  std::uint32_t incarnation = 0;
  Standing standing = Standing::kAlive;
  friend constexpr bool operator==(const SwimUpdate&, const SwimUpdate&) = default;
};

/// Updates on the back of a message: our choice, three fit into a small one.
class SwimUpdates {
 public:
  bool add(const SwimUpdate& update) {  ///< false: no room
    if (count_ == updates_.size()) return false;
    updates_[count_++] = update;
    return true;
  }
  std::span<const SwimUpdate> all() const { return std::span(updates_).first(count_); }

 private:
  std::array<SwimUpdate, 3> updates_;
  std::uint8_t count_ = 0;
};

/// A member's side of SWIM (Das, Gupta and Motivala, DSN 2002), without time and messages: whom to
/// probe, what to believe, what to pass on.
///
///   kAlive     --a probe failed, or so it is told------> kSuspected  of its incarnation or a later
///   kSuspected --it announced a later incarnation------> kAlive      refuted
///   kSuspected --nobody refuted it in time-------------> kFailed
///   kFailed    --it announced a later incarnation------> kAlive      it is back
///
/// The last arrow is not in SWIM, where a failed member has left the group: here membership is
/// Dynamo's, explicit, and a failure is temporary (4.8). A failed member goes on being probed, and
/// whoever probes it tells it first that it is taken for failed, so that it can refute that.
class Swim {
 public:
  using Standing = SwimUpdate::Standing;
  enum class Targets : std::uint8_t { kRandom, kRoundRobin };
  struct Settings {
    Targets targets = Targets::kRoundRobin;
    std::uint32_t transmissions = 1;  // of an update, as multiples of log2 of the group's size
  };

  Swim(sim::NodeId self, Settings settings) : self_(self), settings_(settings) {}

  /// Who is in the group, ascending, itself or not.
  void set_members(std::span<const sim::NodeId>);
  std::span<const sim::NodeId> others() const { return others_; }
  /// log2 of the group's size, rounded up: how spreading and suspecting scale.
  std::uint32_t log_size() const;

  /// Whom to probe in the next period: anyone, or one after the other in an order that is drawn
  /// anew for each round, so that every member is probed within 2n - 1 periods. Requires others.
  sim::NodeId next_target(sim::Rng&);
  /// Members that are to probe the target in its place, at most `count`.
  std::vector<sim::NodeId> proxies(sim::Rng&, sim::NodeId target, std::uint32_t count) const;

  /// The target did not answer, directly or to a proxy. True: that is news.
  bool probe_failed(sim::NodeId target, sim::Time now);
  /// Those that were suspected at `before` or earlier and did not refute it have failed.
  void fail_suspects(sim::Time before);
  void heard(const SwimUpdate&, sim::Time now);

  Standing standing(sim::NodeId node) const {
    return node.value < beliefs_.size() ? beliefs_[node.value].update.standing : Standing::kAlive;
  }
  /// What to tell this member: what is believed of itself if that is bad, then the news that were
  /// told least often.
  SwimUpdates updates_for(sim::NodeId);

 private:
  struct Belief {
    SwimUpdate update;
    sim::Time since{};
  };
  struct News {
    SwimUpdate update;
    std::uint32_t told = 0;
  };

  Belief& belief(sim::NodeId);
  void believe(const SwimUpdate&, sim::Time now);
  void tell(const SwimUpdate&);
  void refute(const SwimUpdate&);

  const sim::NodeId self_;
  const Settings settings_;
  std::uint32_t incarnation_ = 0;
  std::vector<sim::NodeId> others_;
  std::vector<sim::NodeId> round_;  // still to be probed, the next at the end
  std::vector<Belief> beliefs_;     // by NodeId; as long as the highest that was spoken of
  std::vector<News> news_;          // told least often first
};

}  // namespace dynamo
