// The ring of Dynamo 4.2 and 4.3: which keys belong together, and which nodes hold them.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/kv/types.h"
#include "sim/kernel/ids.h"
#include "sim/kernel/random.h"

namespace dynamo {

/// A point of the ring: the output range of MD5, 128 bits, wrapped around.
struct Position {
  std::uint64_t high = 0, low = 0;
  friend constexpr auto operator<=>(const Position&, const Position&) = default;
};

/// MD5 of names, fetched from OpenSSL once. `usable()` is false where OpenSSL's configuration
/// forbids MD5 (FIPS).
class KeyHash {
 public:
  KeyHash();
  ~KeyHash();
  bool usable() const;
  Position of(std::string_view name);
  Position of(kv::Key);  ///< of its name: key 12 is "k12"

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A node's claim on the ring: a virtual node (4.2).
struct Token {
  Position position;
  sim::NodeId node;
  friend constexpr auto operator<=>(const Token&, const Token&) = default;
};

/// A node that has joined the ring. Its weight is its capacity beside the others' (4.2); with a
/// weight of 0 it has no tokens and holds no keys: it only coordinates.
struct Member {
  sim::NodeId node;
  std::uint32_t weight = 1;
  friend constexpr auto operator<=>(const Member&, const Member&) = default;
};

/// The three strategies of section 6.2.
enum class Strategy : std::uint8_t {
  kTokens,               // 1: random tokens per node; partitions end at the tokens
  kTokensAndEqualParts,  // 2: random tokens per node place Q equal partitions
  kEqualParts,           // 3: Q equal partitions, Q/S tokens per node
};

struct Partitioning {
  Strategy strategy = Strategy::kTokens;
  std::uint32_t tokens_per_node = 32;  // strategies 1 and 2, of a node of weight 1
  std::uint32_t partitions = 512;      // strategies 2 and 3: Q
};

using PartitionId = sim::Id<struct RangeTag>;

/// Adds what a node draws that joins: strategies 1 and 2.
void draw_tokens(const Partitioning&, Member, sim::Rng&, std::vector<Token>&);

/// The circle with its tokens and members, cut into partitions. A value: a join or a leave makes
/// another ring. Knows no racks and no N; its members' ids need not be dense.
class Ring {
 public:
  /// The members 0 .. nodes - 1, all of weight 1.
  static Ring make(const Partitioning&, std::uint32_t nodes, sim::Rng&);
  static Ring make(const Partitioning&, std::vector<Member>, sim::Rng&);
  /// Strategies 1 and 2, with the members' tokens drawn elsewhere, in any order.
  static Ring of(const Partitioning&, std::vector<Member>, std::vector<Token>);
  /// Strategy 1: a partition ends at each token.
  explicit Ring(std::vector<Token> tokens);
  /// Strategies 2 and 3: partitions end at `ends`, ascending; tokens only place them. For joins
  /// and leaves it is a ring of strategy 2.
  Ring(std::vector<Position> ends, std::vector<Token> tokens);

  /// The ring after a join. Strategies 1 and 2: the newcomer draws tokens and nobody else's move;
  /// with strategy 1 they also split partitions. What is drawn depends on its weight alone, so a
  /// node that brings its own stream gets the same tokens whatever joined or left before it.
  /// Strategy 3: the newcomer steals tokens at random until each member has Q/S again, rounded down
  /// or up; with equal weights nothing else moves. Requires a node that is not a member.
  Ring with(Member newcomer, sim::Rng&) const;
  /// Strategies 1 and 2: the same with tokens that were drawn elsewhere, as gossip brings them.
  Ring with(Member newcomer, std::span<const Position> tokens) const;
  /// The ring after a leave. Strategies 1 and 2: the leaver's tokens vanish and nothing is drawn;
  /// with strategy 1 their partitions merge into the next ones. Strategy 3: the leaver's tokens go
  /// to the others at random, who then have Q/S again. Requires a member that is not the last
  /// one that holds keys.
  Ring without(sim::NodeId leaver, sim::Rng&) const;

  std::span<const Member> members() const { return members_; }  ///< ascending
  std::size_t holder_count() const;                             ///< members of weight above 0
  std::span<const Token> tokens() const { return tokens_; }     ///< ascending
  std::uint32_t partitions() const { return static_cast<std::uint32_t>(ends_.size()); }
  /// The partition (previous end, end] that holds the position: the first end met clockwise.
  PartitionId partition(Position) const;
  Position end(PartitionId id) const { return ends_[id.value]; }
  /// Index of the token that owns a partition: the first met clockwise from its end.
  std::size_t owner(PartitionId) const;

 private:
  Ring(const Partitioning&, std::vector<Member>, std::vector<Position> ends, std::vector<Token>);
  Ring changed(std::vector<Member>, std::vector<Token>) const;
  Ring redealt(std::vector<Member>, sim::Rng&) const;

  Partitioning how_;
  std::vector<Member> members_;  // sorted
  std::vector<Position> ends_;   // sorted
  std::vector<Token> tokens_;    // sorted
};

}  // namespace dynamo
