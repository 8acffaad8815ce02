// Versions (4.4), told apart wrongly.
#pragma once

#include "models/dynamo/policy.h"

namespace test {

using dynamo::Bearer;
using dynamo::Policy;
using dynamo::Siblings;
using dynamo::Stamped;
using dynamo::Stamping;
using dynamo::VersionRef;
using dynamo::Versions;
using dynamo::VersionSet;

/// 4.4 without siblings: what came last stays.
struct LastArrivalWins : Policy {
  Siblings keep(Versions&, const Siblings&, const Siblings& incoming, Bearer) const override {
    return incoming;
  }
};

/// 4.4 with the coordinator's counter alone: the clock covers versions that the writer never saw.
struct CoversTheUnseen : Policy {
  Stamped stamp_put(Versions& versions, Stamping put) const override {
    const Siblings context = put.held.empty() ? put.context : put.held;
    return dynamo::stamp(versions, {.held = put.held,
                                    .context = context,
                                    .fresh = put.fresh,
                                    .writer = put.writer,
                                    .now = put.now,
                                    .clock_truncation = put.clock_truncation});
  }
};

/// 4.4: the clock keeps the newest pairs alone, and forgets who else has written.
struct TruncatesToTheNewest : Policy {
  Stamped stamp_put(Versions& versions, Stamping put) const override {
    put.clock_truncation = 2;
    Stamped stamped = dynamo::stamp(versions, put);
    stamped.pairs_dropped = 0;
    return stamped;
  }
};

/// 4.4: the coordinator counts from the writer's context, not from what it gave the object before.
struct ForgetsItsCounter : Policy {
  Stamped stamp_put(Versions& versions, Stamping put) const override {
    return dynamo::stamp(versions, {.held = {},
                                    .context = put.context,
                                    .fresh = put.fresh,
                                    .writer = put.writer,
                                    .now = put.now,
                                    .clock_truncation = put.clock_truncation});
  }
};

/// The resurrected counter (riak_kv issue 679): a node without a past counts on under its old name.
struct CountsUnderItsOldName : Policy {
  Stamped stamp_put(Versions& versions, Stamping put) const override {
    put.writer.life = 0;
    return dynamo::stamp(versions, put);
  }
};

/// 4.4: what the writer had read is not superseded by what it writes.
struct IgnoresTheContext : Policy {
  Stamped stamp_put(Versions& versions, Stamping put) const override {
    return dynamo::stamp(versions, {.held = put.held,
                                    .context = {},
                                    .fresh = put.fresh,
                                    .writer = put.writer,
                                    .counted = put.counted,
                                    .now = put.now,
                                    .clock_truncation = put.clock_truncation});
  }
};

/// 4.4 and 4.7: replicas keep everything that ever was.
struct KeepsAncestors : Policy {
  Siblings keep(Versions& versions, const Siblings& held, const Siblings& incoming,
                Bearer) const override {
    VersionSet all;
    for (const auto& version : held.all()) all.push_back(version);
    for (const auto& version : incoming.all()) {
      if (std::find(all.begin(), all.end(), version) == all.end()) all.push_back(version);
    }
    return versions.wrap(std::move(all));
  }
};

/// 4.4: a replica takes whatever comes, be it older than what it has.
struct TakesWhatComesLate : Policy {
  Siblings keep(Versions& versions, const Siblings& held, const Siblings& late,
                Bearer) const override {
    const Siblings both = reconcile(versions, held, late);
    return both == held ? late : both;
  }
};

/// 4.4: of siblings, a replica keeps the one that was written last.
struct KeepsTheYoungestSibling : Policy {
  Siblings keep(Versions& versions, const Siblings& held, const Siblings& incoming,
                Bearer) const override {
    const Siblings both = reconcile(versions, held, incoming);
    if (both.size() < 2) return both;
    VersionRef youngest = both.all()[0];
    for (const VersionRef& version : both.all()) {
      if (dynamo::wins(version->dot, youngest->dot)) youngest = version;
    }
    return Siblings(youngest);
  }
};

/// 4.4: all that was found is answered, whether it is outdated or not.
struct AnswersWithAncestors : Policy {
  Siblings merge_replies(Versions& versions, const Siblings& a, const Siblings& b) const override {
    VersionSet all;
    for (const auto& version : a.all()) all.push_back(version);
    for (const auto& version : b.all()) all.push_back(version);
    return versions.wrap(std::move(all));
  }
};

/// 4.4: a replica that has something of the key, for which a delete changes nothing.
struct IgnoresTombstones : Policy {
  Siblings keep(Versions& versions, const Siblings& held, const Siblings& incoming,
                Bearer) const override {
    for (const auto& version : incoming.all()) {
      if (version->is_tombstone() && !held.empty()) return held;
    }
    return reconcile(versions, held, incoming);
  }
};

/// 4.4: a get that finds a value beside its tombstone answers the value.
struct AnswersTheDeleted : Policy {
  Siblings merge_replies(Versions& versions, const Siblings& a, const Siblings& b) const override {
    const auto is_deleted = [](const Siblings& reply) {
      return reply.size() == 1 && reply.all()[0]->is_tombstone();
    };
    if (is_deleted(a) && !b.empty() && !is_deleted(b)) return b;
    if (is_deleted(b) && !a.empty() && !is_deleted(a)) return a;
    return reconcile(versions, a, b);
  }
};

/// 4.4: tombstones are dropped while a replica may still hold what they deleted.
struct DropsTombstonesAtOnce : Policy {
  bool drops_tombstone(sim::Duration, sim::Duration) const override { return true; }
};

/// 4.4, 6: a client library that takes one sibling for all, with the contexts of all.
struct TakesOneSibling : Policy {
  bool unites_siblings(kv::Reconcile) const override { return false; }
};

}  // namespace test
