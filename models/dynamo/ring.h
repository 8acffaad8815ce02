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

/// The three strategies of section 6.2.
enum class Strategy : std::uint8_t {
  kTokens,               // 1: random tokens per node; partitions end at the tokens
  kTokensAndEqualParts,  // 2: random tokens per node place Q equal partitions
  kEqualParts,           // 3: Q equal partitions, Q/S tokens per node
};

struct Partitioning {
  Strategy strategy = Strategy::kTokens;
  std::uint32_t tokens_per_node = 32;  // strategies 1 and 2
  std::uint32_t partitions = 512;      // strategies 2 and 3: Q
};

using PartitionId = sim::Id<struct RangeTag>;

/// The circle with its tokens, cut into partitions. A value; knows no racks and no N.
class Ring {
 public:
  /// Strategy 1: a partition ends at each token.
  explicit Ring(std::vector<Token> tokens);
  /// Strategies 2 and 3: partitions end at `ends`, ascending; tokens only place them.
  Ring(std::vector<Position> ends, std::vector<Token> tokens);
  static Ring make(const Partitioning&, std::uint32_t nodes, sim::Rng& rng);

  std::uint32_t partitions() const { return static_cast<std::uint32_t>(ends_.size()); }
  /// The partition (previous end, end] that holds the position: the first end met clockwise.
  PartitionId partition(Position) const;
  Position end(PartitionId id) const { return ends_[id.value]; }
  std::span<const Token> tokens() const { return tokens_; }
  /// Index of the token that owns a partition: the first met clockwise from its end.
  std::size_t owner(PartitionId) const;

 private:
  std::vector<Position> ends_;
  std::vector<Token> tokens_;  // sorted
};

}  // namespace dynamo
