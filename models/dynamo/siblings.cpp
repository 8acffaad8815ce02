#include "models/dynamo/siblings.h"

#include <algorithm>

namespace dynamo {
namespace {

/// A total order without meaning: by value, then by clock. Never an address, never a stamp.
bool canonically_before(const VersionRef& a, const VersionRef& b) {
  if (a->value.id != b->value.id) return a->value.id < b->value.id;
  const auto left = a->clock.entries(), right = b->clock.entries();
  return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                      [](const ClockEntry& x, const ClockEntry& y) {
                                        return x.writer != y.writer ? x.writer < y.writer
                                                                    : x.counter < y.counter;
                                      });
}

bool same_version(const VersionRef& a, const VersionRef& b) {
  return a == b || (a->value == b->value && compare(a->clock, b->clock) == Causality::kEqual);
}

bool outdated(const VersionRef& version, std::span<const VersionRef> others) {
  return std::any_of(others.begin(), others.end(), [&](const VersionRef& other) {
    return compare(version->clock, other->clock) == Causality::kBefore;
  });
}

}  // namespace

Siblings Versions::wrap(VersionSet set) {
  std::sort(set.begin(), set.end(), canonically_before);  // no ties but exact duplicates
  for (std::size_t i = set.size(); i-- > 1;) {
    if (same_version(set[i], set[i - 1])) set.erase_at(i);
  }
  Siblings siblings;
  if (set.size() == 1) siblings.one_ = std::move(set[0]);
  if (set.size() > 1) siblings.many_ = sets_.make(std::move(set));
  return siblings;
}

Siblings reconcile(Versions& versions, const Siblings& a, const Siblings& b) {
  if (b.empty() || a == b) return a;
  if (a.empty()) return b;
  const auto left = a.all(), right = b.all();
  if (left.size() == 1 && right.size() == 1) {
    const Causality order = compare(left[0]->clock, right[0]->clock);
    if (order == Causality::kBefore) return b;
    if (order == Causality::kAfter || same_version(left[0], right[0])) return a;
  }
  VersionSet kept;
  for (const VersionRef& version : left) {
    if (!outdated(version, right)) kept.push_back(version);
  }
  for (const VersionRef& version : right) {
    if (!outdated(version, left)) kept.push_back(version);
  }
  return versions.wrap(std::move(kept));
}

VectorClock merged_clock(const Siblings& siblings) {
  VectorClock clock;
  for (const VersionRef& version : siblings.all()) clock.merge(version->clock);
  return clock;
}

}  // namespace dynamo
