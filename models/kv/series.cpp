#include "models/kv/series.h"

#include <algorithm>
#include <bit>

#include "sim/kernel/check.h"

namespace kv {
namespace {

constexpr std::uint32_t kNone = ~std::uint32_t{0};

}  // namespace

std::size_t CoarseLatency::index(sim::Duration latency) {
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(latency.count(), 0));
  if (value < (1U << kSubBits)) return value;
  const int octave =
      static_cast<int>(std::bit_width(value)) - kSubBits;  // 1: the first with more than one value
  const std::size_t place = (static_cast<std::size_t>(octave) << kSubBits) +
                            ((value >> (octave - 1)) & ((1U << kSubBits) - 1));
  return std::min(place, (std::size_t{kOctaves} << kSubBits) - 1);
}

sim::Duration CoarseLatency::highest(std::size_t index) {
  const auto octave = static_cast<int>(index >> kSubBits);
  const auto within = static_cast<std::int64_t>(index & ((1U << kSubBits) - 1));
  if (octave == 0) return sim::Duration(within);
  return sim::Duration((((within + (1 << kSubBits)) + 1) << (octave - 1)) - 1);
}

void CoarseLatency::merge(const CoarseLatency& other) {
  for (std::size_t i = other.first_; i <= other.last_; ++i) add(i, other.buckets_[i]);
  sum_ += other.sum_;
}

void CoarseLatency::clear() {
  if (count_ == 0) return;
  std::fill(buckets_.begin() + static_cast<std::ptrdiff_t>(first_),
            buckets_.begin() + static_cast<std::ptrdiff_t>(last_) + 1, 0U);
  first_ = buckets_.size();
  last_ = 0;
  count_ = 0;
  sum_ = {};
}

sim::Duration CoarseLatency::quantile(std::uint32_t per_million) const {
  SIM_CHECK(count_ > 0, "a quantile of nothing");
  const std::uint64_t rank = (count_ * per_million + 999'999) / 1'000'000;
  std::uint64_t seen = 0;
  for (std::size_t i = first_; i < last_; ++i) {
    seen += buckets_[i];
    if (seen >= rank && seen > 0) return highest(i);
  }
  return highest(last_);
}

Series::Series(sim::Duration interval, std::span<const std::string> workload_names,
               std::span<const std::string> site_names)
    : interval_(interval), cell_of_(workload_names.size() * site_names.size(), kNone) {
  SIM_CHECK(interval > sim::Duration{}, "an interval without length");
  for (const std::string& name : workload_names) workload_scopes_.push_back("workload=" + name);
  for (const std::string& name : site_names) site_scopes_.push_back("site=" + name);
}

Series::Cell& Series::cell(std::uint32_t workload, sim::SiteId site) {
  std::uint32_t& index = cell_of_[workload * site_scopes_.size() + site.value];
  if (index == kNone) {
    index = static_cast<std::uint32_t>(cells_.size());
    cells_.emplace_back();
    places_.push_back({workload, site.value});
  }
  return cells_[index];
}

void Series::completed(std::uint32_t workload, sim::SiteId site, Action action, Outcome outcome,
                       sim::Duration latency, sim::Time now) {
  close_until(now);
  Cell& here = cell(workload, site);
  ++here.outcomes[static_cast<std::size_t>(outcome)];
  if (outcome == Outcome::kOk) here.latency[static_cast<std::size_t>(action)].add(latency);
}

void Series::finish(sim::Time end) {
  close_until(end);
  if (end > from_) close(end - from_);
}

void Series::close_until(sim::Time now) {
  while (now - from_ >= interval_) close(interval_);
}

void Series::close(sim::Duration length) {
  add_rows_where("all", length, [](const Place&) { return true; });
  for (std::uint32_t w = 0; w < workload_scopes_.size(); ++w)
    add_rows_where(workload_scopes_[w], length,
                   [=](const Place& place) { return place.workload == w; });
  for (std::uint32_t s = 0; s < site_scopes_.size(); ++s)
    add_rows_where(site_scopes_[s], length, [=](const Place& place) { return place.site == s; });
  for (Cell& cell : cells_) {
    cell.outcomes = {};
    for (CoarseLatency& latency : cell.latency) latency.clear();
  }
  from_ += length;
}

template <class Wanted>
void Series::add_rows_where(const std::string& scope, sim::Duration length, Wanted wanted) {
  bool any = false;
  sum_.outcomes = {};
  for (CoarseLatency& latency : sum_.latency) latency.clear();
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (!wanted(places_[i])) continue;
    any = true;
    for (std::size_t k = 0; k < 3; ++k) sum_.outcomes[k] += cells_[i].outcomes[k];
    for (std::size_t k = 0; k < 2; ++k) sum_.latency[k].merge(cells_[i].latency[k]);
  }
  if (any) add_rows(sum_, scope, length);
}

void Series::add_rows(const Cell& cell, const std::string& scope, sim::Duration length) {
  const auto [ok, fail, unknown] = cell.outcomes;
  const auto add = [&](const char* metric, sim::Decimal value, const char* unit) {
    rows_.push_back({from_, metric, scope, value, unit});
  };
  const auto length_ns = static_cast<std::uint64_t>(length.count());
  add("throughput", sim::Decimal::ratio(ok * 1'000'000'000, length_ns, 3), "per_s");
  if (ok + fail + unknown == 0) return;
  add("availability", sim::Decimal::ratio(ok, ok + fail + unknown), "ratio");
  add("ops.fail", sim::Decimal::whole(fail), "count");
  add("ops.unknown", sim::Decimal::whole(unknown), "count");
  const auto latencies = [&](const CoarseLatency& latency, const char* mean, const char* p50,
                             const char* p99) {
    if (latency.count() == 0) return;
    add(mean, sim::Decimal::milliseconds(latency.mean()), "ms");
    add(p50, sim::Decimal::milliseconds(latency.quantile(500'000)), "ms");
    add(p99, sim::Decimal::milliseconds(latency.quantile(990'000)), "ms");
  };
  latencies(cell.latency[0], "get.latency.mean", "get.latency.p50", "get.latency.p99");
  latencies(cell.latency[1], "put.latency.mean", "put.latency.p50", "put.latency.p99");
}

}  // namespace kv
