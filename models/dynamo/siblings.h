// What is kept of an object, Dynamo 4.4: every version that no other one supersedes.
#pragma once

#include <cstdint>
#include <span>

#include "models/dynamo/small_vector.h"
#include "models/dynamo/vector_clock.h"
#include "models/dynamo/versioning.h"
#include "models/kv/types.h"
#include "sim/kernel/shared.h"

namespace dynamo {

/// Names the put that made a version: for checks and traces alone, a protocol may not look. 0:
/// preload.
using Stamp = std::uint64_t;

/// One value and what tells its age; immutable once written, so that N writes, N stores and every
/// reply share one body. The dot is the put itself: its coordinator, which of that one's puts of
/// the object it was, and when. The clock is what it supersedes: with vector clocks the dot is in
/// it, with dotted version vectors it is what the writer had read, by time it is empty.
///
/// What every comparison reads comes first, in one cache line with the count of holders.
struct Version {
  kv::Value value;
  ClockEntry dot{};  // counter 0: preload, older than all
  Stamp stamp = 0;
  std::uint32_t pairs = 0;    // of clock and dot, as they are sent; set when it is made
  bool stamped_anew = false;  // its clock is a later put's; the causal record alone looks
  VectorClock clock;
  SmallVector<Stamp, 4> ancestors;  // of those that the causal record still follows; it alone looks

  bool is_tombstone() const { return value.is_tombstone; }
};
using VersionRef = sim::Shared<Version>;
using VersionSet = SmallVector<VersionRef, 8>;

/// How `a` stands to `b`: kBefore, `b` supersedes it. The one place that knows how versions are
/// told apart; everything else asks here.
Causality compare(Versioning, const Version& a, const Version& b);

/// Last write wins (6): whether the put of `a` is later by physical time. Preloads come before all;
/// of equal times the larger writer wins, then its later put.
bool wins(const ClockEntry& a, const ClockEntry& b);

/// Versions of which none supersedes another, in a canonical order: equal sets have equal
/// sequences. Nothing, one version (by far the most frequent case), or a shared list. Two words.
class Siblings {
 public:
  Siblings() = default;
  explicit Siblings(VersionRef only) : one_(std::move(only)) {}

  std::span<const VersionRef> all() const {
    if (many_) return many_->span();
    return {&one_, one_ ? std::size_t{1} : 0};
  }
  std::size_t size() const { return all().size(); }
  bool empty() const { return !one_ && !many_; }
  /// Same versions; exact, since versions are shared and sets are in canonical order.
  friend bool operator==(const Siblings& a, const Siblings& b) {
    if (a.one_ == b.one_ && a.many_ == b.many_) return true;
    const auto left = a.all(), right = b.all();
    if (left.size() != right.size()) return false;
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (!(left[i] == right[i])) return false;
    }
    return true;
  }

 private:
  friend class Versions;
  VersionRef one_;
  sim::Shared<VersionSet> many_;  // at least two
};

/// Makes versions and sets of them, in pools that are warm after the first ones. Knows how the
/// cluster tells versions apart, so that whoever has it can reconcile.
class Versions {
 public:
  explicit Versions(Versioning versioning = Versioning::kVectorClock) : versioning_(versioning) {}

  Versioning versioning() const { return versioning_; }
  VersionRef make(Version&& version);
  /// Puts the versions of `set` into canonical order and wraps them; drops exact duplicates.
  Siblings wrap(VersionSet set);
  std::size_t live() const { return bodies_.live(); }  ///< version bodies that somebody holds

 private:
  const Versioning versioning_;
  sim::Pool<Version> bodies_;
  sim::Pool<VersionSet> sets_;
};

inline VersionRef Versions::make(Version&& version) {
  const bool is_beside = version.clock.counter(version.dot.writer) < version.dot.counter;
  version.pairs = static_cast<std::uint32_t>(version.clock.entries().size() + is_beside);
  return bodies_.make(std::move(version));
}

/// Syntactic reconciliation: of both sets, the versions that no other one supersedes. Versions
/// with equal clocks and different values are siblings. Allocates nothing for single versions.
Siblings reconcile(Versions&, const Siblings&, const Siblings&);

/// What a writer that has read all of them has seen; with dotted version vectors, beside their
/// dots.
VectorClock merged_clock(const Siblings&);

}  // namespace dynamo
