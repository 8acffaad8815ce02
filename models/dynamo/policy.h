// The decisions of Dynamo that a variant may take differently, one function each.
#pragma once

#include <span>

#include "models/dynamo/config.h"
#include "models/dynamo/placement.h"
#include "models/dynamo/siblings.h"
#include "models/kv/workload.h"

namespace dynamo {

/// A put on its way to becoming a version.
struct Stamping {
  const Siblings& held;     // by the coordinator
  const Siblings& context;  // what the writer had read
  Version& fresh;           // without its clock; moved from
  Writer writer;
  std::uint64_t counted = 0;  // the writer's counter in the latest clock it gave this object
  sim::Time now;              // by the coordinator's clock
  std::size_t clock_truncation;
};
struct Stamped {
  Siblings versions;  // what goes to the replicas: the fresh one, and those that must go with it
  VersionRef fresh;
  std::size_t stamped_anew = 0;
  std::size_t pairs_dropped = 0;  // by truncation
};

/// The version that a put makes, by the cluster's versioning.
///
/// Vector clocks, 4.4: all the writer had seen, and one more of the coordinator's own counter,
/// above any that the coordinator has given this object. That counter tells of the coordinator's
/// earlier versions too, and of what they had seen. Those of them that the writer had not seen are
/// stamped anew with the same clock and stay as siblings: whoever holds a clock has read all that
/// it tells of, so no write is lost, at the price of siblings (README).
///
/// Dotted version vectors: what the writer had seen, and beside it the coordinator's next dot. The
/// versions that it holds and the writer had not seen go along as they are, for the same reason.
///
/// Last write wins, 6: the coordinator's time, and nothing else.
Stamped stamp(Versions&, Stamping);

/// How versions come to a replica.
enum class Bearer : std::uint8_t {
  kWrite,        // a put's coordinator, 4.5
  kHint,         // the same, for another that the node stands in for, 4.6
  kHandoff,      // whoever stood in for it, 4.6
  kRepair,       // a get's coordinator, 5
  kAntiEntropy,  // another replica, 4.7
  kTransfer,     // a new ring, 4.9
};

class Policy {
 public:
  virtual ~Policy() = default;
  /// 4.3. Which nodes hold which partition. Default: distinct nodes, spread over sites and racks.
  virtual Placement::Lists preference_lists(const Ring&, std::span<const sim::Placement>,
                                            const Config&) const;
  /// 4.5. Whether these replies are enough to answer. Default: as many as R or W asks for.
  virtual bool is_enough(std::uint32_t replies, std::uint32_t wanted) const;
  /// 4.5. Whether they are when time is up. Default: never; the put is unknown, the get failed.
  virtual bool is_enough_when_late(std::uint32_t /*replies*/) const { return false; }
  /// 4.5. Whether a reply that is delivered twice counts twice. Default: once.
  virtual bool counts_again() const { return false; }
  /// 4.6. Whether a node is passed over in favour of one further down. Default: if suspected.
  virtual bool passes_over(bool is_suspected) const { return is_suspected; }
  /// 4.6. Whether a hint is forgotten where it was kept. Default: once its owner has it.
  virtual bool forgets_hint(bool owner_has_it) const { return owner_has_it; }
  /// 4.6. Whether one is forgotten that its owner never confirmed. Default: it is sent again.
  virtual bool forgets_unconfirmed_hint() const { return false; }
  /// 4.6. Whether hints outlive the process that keeps them. Default: they are on its disk.
  virtual bool keeps_hints_through_restarts() const { return true; }
  /// 6.5. How long a delivery waits for a slice that is there so soon. Default: so long.
  virtual sim::Duration wait_for_slice(sim::Duration due) const { return due; }
  /// 4.8. Whether a node tells a peer what that one does not know. Default: always.
  virtual bool answers_gossip() const { return true; }
  /// 4.8. Whether a node takes over what a peer knows and it does not. Default: always.
  virtual bool learns_from_gossip() const { return true; }
  /// 4.8. Whether who sent a heartbeat, or is told of as alive, is cleared. Default: always.
  virtual bool takes_for_alive() const { return true; }
  /// 4.9. Whether what comes to a node that is no replica of its key is kept for one. Default: yes.
  virtual bool passes_on() const { return true; }
  /// 4.9. Whether a node keeps a key that changes hands until its receiver confirms. Default: yes.
  virtual bool keeps_until_confirmed() const { return true; }
  /// 4.9. Whether it hands this key over at all. Default: every key.
  virtual bool hands_over(kv::Key) const { return true; }
  /// 4.7. Whether a change of a replica reaches its hash tree. Default: every change.
  virtual bool tree_follows(kv::Key) const { return true; }
  /// 4.7. Whether the trees are made anew when a crash has lost some of what they tell of.
  /// Default: they are.
  virtual bool rebuilds_trees_after_a_loss() const { return true; }
  /// 4.7. What a tree tells of a key's versions. Default: all of them.
  virtual std::uint64_t tree_hash(kv::Key, const Siblings&) const;
  /// 4.7. Whether an exchange goes into this node of a hash tree. Default: if the peer's differs.
  virtual bool descends_into(std::uint32_t /*node*/, bool differs) const { return differs; }
  /// 4.4. The version that a put makes. Default: see `stamp`.
  virtual Stamped stamp_put(Versions&, Stamping) const;
  /// 4.4. What a replica keeps when versions come in, and what a get answers of two replies.
  /// Default: syntactic reconciliation.
  virtual Siblings keep(Versions&, const Siblings& held, const Siblings& incoming, Bearer) const;
  virtual Siblings merge_replies(Versions&, const Siblings&, const Siblings&) const;
  /// 4.4. Whether a tombstone of this age may be dropped. Default: from `tombstone_age` on.
  virtual bool drops_tombstone(sim::Duration age, sim::Duration tombstone_age) const {
    return age >= tombstone_age;
  }
  /// 4.4, 6. Whether a client library unites all siblings that it read, where values are carts.
  /// Default: if the workload says so.
  virtual bool unites_siblings(kv::Reconcile asked) const;
  /// 5. Whether a replica that replied so needs the answer. Default: it lacks some of it.
  virtual bool needs_repair(const Siblings& answer, const Siblings& replied) const;
  /// 5, 6.1. Whether a write is acknowledged only from the disk. Default: the parameter `sync`.
  virtual bool acknowledges_from_disk(const Config&) const;
};

}  // namespace dynamo
