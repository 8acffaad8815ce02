// What the nodes and clients of one cluster share: parameters, the ring, pools, and what watches.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "models/dynamo/admission.h"
#include "models/dynamo/buggify.h"
#include "models/dynamo/causal_record.h"
#include "models/dynamo/config.h"
#include "models/dynamo/detections.h"
#include "models/dynamo/hinting_record.h"
#include "models/dynamo/membership.h"
#include "models/dynamo/membership_record.h"
#include "models/dynamo/messages.h"
#include "models/dynamo/policy.h"
#include "models/dynamo/quorum.h"
#include "models/dynamo/replica_record.h"
#include "models/dynamo/siblings.h"

namespace dynamo {

/// What one storage node did, across its restarts. For reports alone.
struct NodeTally {
  std::uint64_t gets = 0, puts = 0;     // coordinated
  std::uint64_t reads = 0, writes = 0;  // as a replica
  std::uint64_t forwards = 0, repairs_sent = 0;
};

/// What the protocol did in all. For reports alone.
struct Tally {
  std::uint64_t gets_failed = 0, puts_unknown = 0;  // at their coordinators: too few in time
  std::uint64_t gets_answered = 0;
  std::uint64_t restamped = 0, puts_repeated = 0, pairs_dropped = 0;
  std::uint64_t suspicions = 0, tombstones_dropped = 0;
  std::uint64_t hints_stored = 0, hints_delivered = 0, hints_expired = 0, hints_refused = 0;
  std::uint64_t transfers_delivered = 0;
  std::uint64_t rumours_told = 0;
  std::uint64_t keys_scanned = 0, keys_handed_over = 0;  // when rings changed
  std::uint64_t keys_to_old_members = 0;                 // of those handed over
  struct AntiEntropy {
    std::uint64_t begun = 0, finished = 0;
    std::uint64_t nodes_compared = 0;   // hashes that went to a peer
    std::uint64_t nodes_differing = 0;  // of them: the paths that were gone down
    std::uint64_t keys_listed = 0;      // in the leaves at the ends of those paths
    std::uint64_t keys_sent = 0;        // with the versions that one side lacked
    std::uint64_t bytes = 0;            // of all messages
    std::uint64_t keys_rehashed = 0;    // when tokens came or went and ranges with them
  } anti_entropy;
  AdmissionTally admission;
  std::uint64_t rows_rotted = 0;
};

struct Services {
  Config config;
  const Policy& policy;
  Views views;
  std::vector<sim::NodeId> seeds;
  Versions versions;
  CausalRecord record;
  HintingRecord hinting;
  MembershipRecord membership;
  Detections detections;
  TransferRecord transfers;
  ReplicaRecord replicas;
  sim::Pool<Put> puts;              // bodies of messages: what clients ask for
  sim::Pool<TreeNodes> tree_nodes;  // of anti-entropy
  sim::Pool<LeafContents> leaf_contents;
  std::vector<NodeTally> nodes;  // by NodeId
  Tally tally;
  Buggify buggify;

  /// 4.5: where R + W > N, every R replicas of a get hold what any W acknowledged, through crashes
  /// and partitions, as long as no replica of the key loses what it acknowledged of it, none is
  /// stood in for, and all go by one ring.
  bool promises_fresh_reads(kv::Key key) const {
    return config.r + config.w > config.n && record.promises_newest(key) &&
           !hinting.has_stand_ins(key) && views.latest().changes() == 0;
  }
  /// 4.4: where what a put has read is all that was acknowledged before it began, it replaces that,
  /// unless some of it was stamped anew, has a twin, or comes back for want of a tombstone.
  bool promises_replacing_puts(kv::Key key) const {
    return promises_fresh_reads(key) && tally.restamped == 0 && !record.has_twins() &&
           tally.tombstones_dropped == 0;
  }
  /// 6.4: any node may coordinate a put whose version is told by physical time.
  bool any_node_coordinates() const { return config.versioning == Versioning::kLastWriteWins; }
  bool is_sloppy() const { return config.quorum == QuorumKind::kSloppy; }
  /// What a request that has waited for so long waits on: until patience runs out, or its time.
  sim::Duration next_wait(sim::Duration waited) const {
    const sim::Duration left = config.request_timeout - waited;
    return is_sloppy() ? std::min(config.patience, left) : left;
  }
  Quorum::Health health(Context ctx, Suspects& suspects) const {
    return {suspects, policy, ctx.self(), ctx.local_time()};
  }
};

}  // namespace dynamo
