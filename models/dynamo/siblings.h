// What is kept of an object, Dynamo 4.4: every version that no other one descends from.
#pragma once

#include <cstdint>
#include <span>

#include "models/dynamo/small_vector.h"
#include "models/dynamo/vector_clock.h"
#include "models/kv/types.h"
#include "sim/kernel/shared.h"

namespace dynamo {

/// Names the put that made a version: for checks and traces alone, a protocol may not look. 0:
/// preload.
using Stamp = std::uint64_t;

/// One value and its clock; immutable once written, so that N writes, N stores and every reply
/// share one body.
struct Version {
  kv::Value value;
  VectorClock clock;
  Stamp stamp = 0;
  SmallVector<Stamp, 4> ancestors;  // of those that the causal record still follows; it alone looks
};
using VersionRef = sim::Shared<Version>;
using VersionSet = SmallVector<VersionRef, 8>;

/// Versions of which none descends from another, in a canonical order: equal sets have equal
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

/// Makes versions and sets of them, in pools that are warm after the first ones.
class Versions {
 public:
  VersionRef make(Version version) { return bodies_.make(std::move(version)); }
  /// Puts the versions of `set` into canonical order and wraps them; drops exact duplicates.
  Siblings wrap(VersionSet set);
  std::size_t live() const { return bodies_.live(); }  ///< version bodies that somebody holds

 private:
  sim::Pool<Version> bodies_;
  sim::Pool<VersionSet> sets_;
};

/// Syntactic reconciliation: of both sets, the versions that no other one descends from. Versions
/// with equal clocks and different values are siblings. Allocates nothing for single versions.
Siblings reconcile(Versions&, const Siblings&, const Siblings&);

/// The clock of a context: what a writer that has read all of them has seen.
VectorClock merged_clock(const Siblings&);

}  // namespace dynamo
