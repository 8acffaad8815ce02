#include "models/dynamo/siblings.h"

#include <algorithm>
#include <tuple>

namespace dynamo {
namespace {

bool same_dot(const Version& a, const Version& b) {
  return a.dot.writer == b.dot.writer && a.dot.counter == b.dot.counter;
}

/// A put is superseded by whoever had seen it: one look at one counter, whatever else was seen.
Causality compare_dots(const Version& a, const Version& b) {
  if (same_dot(a, b)) return Causality::kEqual;
  if (b.clock.counter(a.dot.writer) >= a.dot.counter) return Causality::kBefore;
  if (a.clock.counter(b.dot.writer) >= b.dot.counter) return Causality::kAfter;
  return Causality::kConcurrent;
}

Causality compare_times(const Version& a, const Version& b) {
  if (wins(a.dot, b.dot)) return Causality::kAfter;
  return wins(b.dot, a.dot) ? Causality::kBefore : Causality::kEqual;
}

/// A total order without meaning: by value, clock and dot. Never an address, never a stamp.
bool canonically_before(const VersionRef& a, const VersionRef& b) {
  if (a->value.id != b->value.id) return a->value.id < b->value.id;
  const auto name = [](const ClockEntry& entry) { return std::tuple(entry.writer, entry.counter); };
  const auto left = a->clock.entries(), right = b->clock.entries();
  const auto before = [&](const ClockEntry& x, const ClockEntry& y) { return name(x) < name(y); };
  if (std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(), before)) {
    return true;
  }
  if (std::lexicographical_compare(right.begin(), right.end(), left.begin(), left.end(), before)) {
    return false;
  }
  return name(a->dot) < name(b->dot);
}

bool same_version(Versioning versioning, const VersionRef& a, const VersionRef& b) {
  return a == b || (a->value == b->value && compare(versioning, *a, *b) == Causality::kEqual);
}

bool outdated(Versioning versioning, const VersionRef& version,
              std::span<const VersionRef> others) {
  return std::any_of(others.begin(), others.end(), [&](const VersionRef& other) {
    return compare(versioning, *version, *other) == Causality::kBefore;
  });
}

}  // namespace

bool wins(const ClockEntry& a, const ClockEntry& b) {
  const auto age = [](const ClockEntry& dot) {
    return std::tuple(dot.counter > 0, dot.updated, dot.writer, dot.counter);
  };
  return age(a) > age(b);
}

Causality compare(Versioning versioning, const Version& a, const Version& b) {
  switch (versioning) {
    case Versioning::kDottedVersionVector:
      return compare_dots(a, b);
    case Versioning::kLastWriteWins:
      return compare_times(a, b);
    case Versioning::kVectorClock:
      break;
  }
  return compare(a.clock, b.clock);
}

Siblings Versions::wrap(VersionSet set) {
  std::sort(set.begin(), set.end(), canonically_before);  // no ties but exact duplicates
  for (std::size_t i = set.size(); i-- > 1;) {
    if (same_version(versioning_, set[i], set[i - 1])) set.erase_at(i);
  }
  Siblings siblings;
  if (set.size() == 1) siblings.one_ = std::move(set[0]);
  if (set.size() > 1) siblings.many_ = sets_.make(std::move(set));
  return siblings;
}

Siblings reconcile(Versions& versions, const Siblings& a, const Siblings& b) {
  if (b.empty() || a == b) return a;
  if (a.empty()) return b;
  const Versioning versioning = versions.versioning();
  const auto left = a.all(), right = b.all();
  if (left.size() == 1 && right.size() == 1) {
    const Causality order = compare(versioning, *left[0], *right[0]);
    if (order == Causality::kBefore) return b;
    if (order == Causality::kAfter || same_version(versioning, left[0], right[0])) return a;
  }
  VersionSet kept;
  for (const VersionRef& version : left) {
    if (!outdated(versioning, version, right)) kept.push_back(version);
  }
  for (const VersionRef& version : right) {
    if (!outdated(versioning, version, left)) kept.push_back(version);
  }
  return versions.wrap(std::move(kept));
}

VectorClock merged_clock(const Siblings& siblings) {
  VectorClock clock;
  for (const VersionRef& version : siblings.all()) clock.merge(version->clock);
  return clock;
}

}  // namespace dynamo
