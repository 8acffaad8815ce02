// Who is asked in one request: the first N healthy nodes, Dynamo 4.5 and 4.6. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "models/dynamo/policy.h"
#include "models/dynamo/small_vector.h"
#include "models/dynamo/suspects.h"
#include "sim/kernel/ids.h"
#include "sim/kernel/random.h"

namespace dynamo {

/// The nodes of one request, in the order in which they were asked, and who has replied. Strict:
/// the first N of the preference list whatever befell them. Sloppy: the first N of it that are
/// healthy; a node further down stands in for one that is passed over.
class Quorum {
 public:
  enum class Standing : std::uint8_t { kAsked, kReplied, kPassedOver };
  struct Replica {
    sim::NodeId node;
    sim::NodeId owner;  // whose place it takes: itself, or the node it stands in for
    Standing standing = Standing::kAsked;
    bool stands_in() const { return node != owner; }
  };
  /// What the asking node knows of the others.
  struct Health {
    Suspects& suspects;
    const Policy& policy;
    sim::NodeId self;
    sim::Time now;  // by its own clock
    bool suspects_it(sim::NodeId node) const { return suspects.suspects(node, now); }
    bool passes_over(sim::NodeId node) const { return policy.passes_over(suspects_it(node)); }
  };

  /// Whoever heads the list and is not suspected. Where too few are left, suspects are asked too.
  void ask_strictly(std::span<const sim::NodeId> list, std::uint32_t n);
  /// So many of the first N, any of them, whatever befell them.
  void ask_some(std::span<const sim::NodeId> list, std::uint32_t n, std::uint32_t count, sim::Rng&);
  void ask_sloppily(std::span<const sim::NodeId> list, std::uint32_t n, const Health&);
  /// A coordinator whose turn came since others were silent, though it does not suspect them yet,
  /// takes the place of this one, or of whoever stands in for it. No effect if it was asked
  /// already.
  void take_place(sim::NodeId self, sim::NodeId owner);

  /// The replica's index; nothing if it was not asked, or has replied before and counts but once.
  std::optional<std::size_t> reply(sim::NodeId, const Policy&);
  /// Suspects who is still silent; says how many. The asking node does not suspect itself.
  std::uint32_t suspect_silent(const Health&);
  /// Passes over who is silent and suspected; further nodes of the list are asked in their place.
  void replace_silent(std::span<const sim::NodeId> list, const Health&);

  std::span<const Replica> replicas() const { return replicas_.span(); }
  std::uint32_t count() const { return count_; }  ///< of replies
  bool complete() const;                          ///< nobody is waited for
  /// It, or a node in its place, was asked and was silent.
  bool passed_over(sim::NodeId owner) const;
  void clear();

 private:
  bool was_asked(sim::NodeId) const;
  /// The next node down the list that is healthy and was not asked; none: the list is at its end.
  std::optional<sim::NodeId> next_healthy(std::span<const sim::NodeId> list, const Health&);

  SmallVector<Replica, 5> replicas_;
  std::uint32_t count_ = 0;
  std::size_t walked_ = 0;  // of the preference list
};

}  // namespace dynamo
