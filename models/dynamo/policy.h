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

class Policy {
 public:
  virtual ~Policy() = default;
  /// 4.3. Which nodes hold which partition. Default: distinct nodes, spread over sites and racks.
  virtual Placement::Lists preference_lists(const Ring&, std::span<const sim::Placement>,
                                            const Config&) const;
  /// 4.5. Whether these replies are enough to answer. Default: as many as R or W asks for.
  virtual bool is_enough(std::uint32_t replies, std::uint32_t wanted) const;
  /// 4.6. Whether a node is passed over in favour of one further down. Default: if suspected.
  virtual bool passes_over(bool is_suspected) const { return is_suspected; }
  /// 4.6. Whether a hint is forgotten where it was kept. Default: once its owner has it.
  virtual bool forgets_hint(bool owner_has_it) const { return owner_has_it; }
  /// 6.5. How long a delivery waits for a slice that is there so soon. Default: so long.
  virtual sim::Duration wait_for_slice(sim::Duration due) const { return due; }
  /// 4.8. Whether a node tells a peer what that one does not know. Default: always.
  virtual bool answers_gossip() const { return true; }
  /// 4.8. Whether who sent a heartbeat, or is told of as alive, is cleared. Default: always.
  virtual bool takes_for_alive() const { return true; }
  /// 4.9. Whether what comes to a node that is no replica of its key is kept for one. Default: yes.
  virtual bool passes_on() const { return true; }
  /// 4.9. Whether a node keeps a key that changes hands until its receiver confirms. Default: yes.
  virtual bool keeps_until_confirmed() const { return true; }
  /// 4.7. Whether a change of a replica reaches its hash tree. Default: every change.
  virtual bool tree_follows(kv::Key) const { return true; }
  /// 4.7. Whether an exchange goes into this node of a hash tree. Default: if the peer's differs.
  virtual bool descends_into(std::uint32_t /*node*/, bool differs) const { return differs; }
  /// 4.4. The version that a put makes. Default: see `stamp`.
  virtual Stamped stamp_put(Versions&, Stamping) const;
  /// 4.4. What a replica keeps when versions come in, and what a get answers of two replies.
  /// Default: syntactic reconciliation.
  virtual Siblings keep(Versions&, const Siblings& held, const Siblings& incoming) const;
  virtual Siblings merge_replies(Versions&, const Siblings&, const Siblings&) const;
  /// 4.4, 6. Whether a client library unites all siblings that it read, where values are carts.
  /// Default: if the workload says so.
  virtual bool unites_siblings(kv::Reconcile asked) const;
  /// 5. Whether a replica that replied so needs the answer. Default: it lacks some of it.
  virtual bool needs_repair(const Siblings& answer, const Siblings& replied) const;
  /// 5, 6.1. Whether a write is acknowledged only from the disk. Default: the parameter `sync`.
  virtual bool acknowledges_from_disk(const Config&) const;
};

}  // namespace dynamo
