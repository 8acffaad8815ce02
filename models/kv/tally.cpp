#include "models/kv/tally.h"

#include <algorithm>

namespace kv {
namespace {

constexpr std::size_t index(Action action) { return static_cast<std::size_t>(action); }
constexpr std::size_t index(Outcome outcome) { return static_cast<std::size_t>(outcome); }

/// The preferred numbers R10 of ISO 3, in tenths: ten nearly equal ratios to a decade.
constexpr std::array<std::int64_t, 10> kSteps = {100, 125, 160, 200, 250, 315, 400, 500, 630, 800};

constexpr std::array<std::int64_t, Visibility::kBuckets> make_bounds() {
  std::array<std::int64_t, Visibility::kBuckets> bounds{};  // ns; the first is 0
  std::int64_t scale = 1'000;                               // 100 * 1000 ns = 0.1 ms
  for (std::size_t i = 1; i < bounds.size(); ++i) {
    bounds[i] = kSteps[(i - 1) % kSteps.size()] * scale;
    if (i % kSteps.size() == 0) scale *= 10;
  }
  return bounds;
}
constexpr auto kBounds = make_bounds();
static_assert(kBounds.back() == 100'000'000'000);

}  // namespace

std::uint64_t Tally::total(Outcome outcome) const {
  return count[0][index(outcome)] + count[1][index(outcome)];
}
std::uint64_t Tally::total(Action action) const {
  const auto [ok, fail, unknown] = count[index(action)];
  return ok + fail + unknown;
}
std::uint64_t Tally::at(Action action, Outcome outcome) const {
  return count[index(action)][index(outcome)];
}

void Tally::add_read(std::uint64_t values_read, bool stale, std::uint32_t behind) {
  ++returned[std::min<std::uint64_t>(values_read, returned.size() - 1)];
  values += values_read;
  values_max = std::max(values_max, values_read);
  stale_reads += stale;
  versions_behind += behind;
  versions_behind_max = std::max<std::uint64_t>(versions_behind_max, behind);
  for (std::size_t i = 0; i < kVersions.size(); ++i) older_than[i] += behind >= kVersions[i];
}

void Tally::merge(const Tally& other) {
  for (std::size_t a = 0; a < 2; ++a) {
    for (std::size_t o = 0; o < 3; ++o) count[a][o] += other.count[a][o];
    latency[a].merge(other.latency[a]);
  }
  for (std::size_t i = 0; i < returned.size(); ++i) returned[i] += other.returned[i];
  reads_after_write += other.reads_after_write;
  stale_reads += other.stale_reads;
  versions_behind += other.versions_behind;
  versions_behind_max = std::max(versions_behind_max, other.versions_behind_max);
  for (std::size_t i = 0; i < kVersions.size(); ++i) older_than[i] += other.older_than[i];
  values += other.values;
  values_max = std::max(values_max, other.values_max);
  deletes += other.deletes;
  for (std::size_t i = 0; i < kGuarantees; ++i) broken[i] += other.broken[i];
}

void Visibility::add(sim::Duration since_write, bool fresh) {
  const auto next = std::upper_bound(kBounds.begin(), kBounds.end(), since_write.count());
  const auto i = static_cast<std::size_t>(next - kBounds.begin());
  Bucket& bucket = buckets_[i == 0 ? 0 : i - 1];
  ++bucket.reads;
  bucket.fresh += fresh;
}

sim::Duration Visibility::begin_of(std::size_t i) { return sim::Duration(kBounds[i]); }

}  // namespace kv
