#include "models/dynamo/policy.h"

#include <algorithm>

#include "models/dynamo/merkle_tree.h"

namespace dynamo {

namespace {

Stamped stamp_by_clock(Versions& versions, Stamping put) {
  const VectorClock seen = merged_clock(put.context);
  VectorClock clock = seen;
  std::uint64_t counter = std::max(seen.counter(put.writer), put.counted);
  for (const VersionRef& version : put.held.all()) {
    const std::uint64_t own = version->clock.counter(put.writer);
    counter = std::max(counter, own);
    if (own > seen.counter(put.writer)) clock.merge(version->clock);  // the new counter tells of it
  }
  clock.advance(put.writer, counter + 1, put.now);

  Stamped stamped;
  VersionSet written;
  for (const VersionRef& version : put.held.all()) {
    if (covers(seen, version->clock) || !covers(clock, version->clock)) continue;
    Version again = *version;  // unseen by the writer, yet covered by its clock
    again.clock = clock;
    again.stamped_anew = true;
    stamped.pairs_dropped += again.clock.truncate(put.clock_truncation, put.writer);
    written.push_back(versions.make(std::move(again)));
  }
  stamped.stamped_anew = written.size();
  put.fresh.dot = {put.writer, counter + 1, put.now};
  put.fresh.clock = std::move(clock);
  stamped.pairs_dropped += put.fresh.clock.truncate(put.clock_truncation, put.writer);
  stamped.fresh = versions.make(std::move(put.fresh));
  if (written.empty()) {
    stamped.versions = Siblings(stamped.fresh);
  } else {
    written.push_back(stamped.fresh);
    stamped.versions = versions.wrap(std::move(written));
  }
  return stamped;
}

/// Whoever holds a dot has read all earlier ones of its node, for whole sets go to the replicas:
/// so one counter a node tells a reader's whole past.
Stamped stamp_by_dot(Versions& versions, Stamping put) {
  VectorClock seen = merged_clock(put.context);
  for (const VersionRef& version : put.context.all()) seen.merge(version->dot);
  std::uint64_t counter = std::max(seen.counter(put.writer), put.counted);
  for (const VersionRef& version : put.held.all()) {
    if (version->dot.writer == put.writer) counter = std::max(counter, version->dot.counter);
    counter = std::max(counter, version->clock.counter(put.writer));
  }
  Stamped stamped;
  put.fresh.dot = {put.writer, counter + 1, put.now};
  put.fresh.clock = std::move(seen);
  stamped.pairs_dropped = put.fresh.clock.truncate(put.clock_truncation, put.writer);
  stamped.fresh = versions.make(std::move(put.fresh));
  stamped.versions = reconcile(versions, put.held, Siblings(stamped.fresh));
  return stamped;
}

Stamped stamp_by_time(Versions& versions, Stamping put) {
  put.fresh.dot = {put.writer, put.counted + 1, put.now};
  Stamped stamped;
  stamped.fresh = versions.make(std::move(put.fresh));
  stamped.versions = Siblings(stamped.fresh);
  return stamped;
}

}  // namespace

Stamped stamp(Versions& versions, Stamping put) {
  switch (versions.versioning()) {
    case Versioning::kDottedVersionVector:
      return stamp_by_dot(versions, put);
    case Versioning::kLastWriteWins:
      return stamp_by_time(versions, put);
    case Versioning::kVectorClock:
      break;
  }
  return stamp_by_clock(versions, put);
}

Placement::Lists Policy::preference_lists(const Ring& ring, std::span<const sim::Placement> places,
                                          const Config& config) const {
  return Placement::make_lists(ring, places, config.spread, config.n,
                               config.list_length(ring.holder_count()));
}

bool Policy::is_enough(std::uint32_t replies, std::uint32_t wanted) const {
  return replies >= wanted;
}

Stamped Policy::stamp_put(Versions& versions, Stamping put) const { return stamp(versions, put); }

Siblings Policy::keep(Versions& versions, const Siblings& held, const Siblings& incoming,
                      Bearer) const {
  return reconcile(versions, held, incoming);
}

std::uint64_t Policy::tree_hash(kv::Key key, const Siblings& now) const {
  return hash_of(key, now);
}

Siblings Policy::merge_replies(Versions& versions, const Siblings& a, const Siblings& b) const {
  return reconcile(versions, a, b);
}

bool Policy::unites_siblings(kv::Reconcile asked) const {
  return asked == kv::Reconcile::kCartUnion;
}

bool Policy::needs_repair(const Siblings& answer, const Siblings& replied) const {
  return !(answer == replied);
}

bool Policy::acknowledges_from_disk(const Config& config) const { return config.sync; }

}  // namespace dynamo
