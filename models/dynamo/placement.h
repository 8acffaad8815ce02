// Replication, Dynamo 4.3: the preference list of every partition, and the partition of every key.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "models/dynamo/ring.h"
#include "sim/kernel/pages.h"
#include "sim/kernel/prefetch.h"
#include "sim/net/host.h"

namespace dynamo {

/// Over what a preference list spreads its first N nodes before it repeats itself.
enum class Spread : std::uint8_t { kSites, kRacks, kNodes };

/// Distinct physical nodes clockwise from a partition, by NodeId: the paper skips further tokens of
/// a node that is listed already. The first `n` prefer, in this order, nodes of a site not listed
/// yet, of a rack not listed yet, any node; nodes skipped on the way follow in the ring's order, up
/// to `length` nodes. Requires as many nodes with tokens. `places` is indexed by NodeId; nodes
/// without tokens, that is who has not joined, may be among them.
std::vector<sim::NodeId> preference_list(const Ring&, PartitionId,
                                         std::span<const sim::Placement> places, Spread,
                                         std::uint32_t n, std::uint32_t length);

/// Where keys lie on the ring, whatever its tokens are: MD5 is asked once per key of a run.
class KeyPositions {
 public:
  Position of(kv::Key);

 private:
  KeyHash hash_;
  sim::PagedVector<Position> positions_;  // by key; all zero: MD5 was not asked
};

/// All preference lists of a ring, and the partition of each key, both found once.
class Placement {
 public:
  struct Lists {
    std::uint32_t n = 0, length = 0;
    std::vector<sim::NodeId> nodes;  // partition after partition
  };
  Placement(Ring, Lists, std::shared_ptr<KeyPositions> = std::make_shared<KeyPositions>());
  /// All lists, `length` long each; requires as many nodes with tokens. Each list costs a walk to
  /// the token that fills it and grants its last wish for another site or rack, if any can.
  static Lists make_lists(const Ring&, std::span<const sim::Placement> places, Spread,
                          std::uint32_t n, std::uint32_t length);
  /// Lists are longer than N to allow for failures (4.3): by default with up to N spare nodes.
  static Lists make_lists(const Ring&, std::span<const sim::Placement> places, Spread,
                          std::uint32_t n);

  const Ring& ring() const { return ring_; }
  PartitionId partition(kv::Key);
  void prefetch(kv::Key key) const {
    if (key.value < partition_of_key_.size()) sim::prefetch(&partition_of_key_[key.value]);
  }
  Position position(kv::Key key) { return positions_->of(key); }
  std::span<const sim::NodeId> preference_list(PartitionId id) const {
    return {lists_.nodes.data() + std::size_t{id.value} * lists_.length, lists_.length};
  }
  std::span<const sim::NodeId> preference_list(kv::Key key) {
    return preference_list(partition(key));
  }
  /// The N nodes that hold a key while all are well; fewer where the lists are shorter.
  std::span<const sim::NodeId> top(PartitionId id) const {
    return preference_list(id).first(std::min(lists_.n, lists_.length));
  }
  std::span<const sim::NodeId> top(kv::Key key) { return top(partition(key)); }

 private:
  static constexpr std::uint32_t kUnknown = ~0u;
  Ring ring_;
  Lists lists_;
  std::shared_ptr<KeyPositions> positions_;
  sim::PagedVector<std::uint32_t> partition_of_key_;  // by key
};

/// A placement that is made when it is first looked at: while many nodes find each other, most of
/// what one of them knows for a moment is never asked for a key.
class LazyPlacement {
 public:
  using Make = std::function<std::unique_ptr<Placement>()>;
  explicit LazyPlacement(Make make) : make_(std::move(make)) {}

  const Placement* made() const { return made_.get(); }  ///< null: nobody has looked
  Placement& get() {
    if (!made_) made_ = make_();
    return *made_;
  }

 private:
  Make make_;
  std::unique_ptr<Placement> made_;
};

}  // namespace dynamo
