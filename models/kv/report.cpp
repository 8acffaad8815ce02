#include "models/kv/report.h"

#include <string_view>
#include <utility>

namespace kv {
namespace {

using sim::Decimal;

constexpr std::array<std::pair<Action, std::string_view>, 2> kActions = {
    {{Action::kGet, "get"}, {Action::kPut, "put"}}};
constexpr std::array<std::pair<Outcome, std::string_view>, 3> kOutcomes = {
    {{Outcome::kOk, "ok"}, {Outcome::kFail, "fail"}, {Outcome::kUnknown, "unknown"}}};
constexpr std::array<std::pair<std::uint32_t, std::string_view>, 4> kQuantiles = {
    {{500'000, "p50"}, {900'000, "p90"}, {990'000, "p99"}, {999'000, "p99.9"}}};

constexpr std::array<std::string_view, kGuarantees> kGuaranteeWords = {
    "read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads"};

/// Writes the rows of one scope.
class Scope {
 public:
  Scope(sim::Results& results, std::string name, sim::Duration measure, bool is_audited)
      : results_(results), name_(std::move(name)), measure_(measure), is_audited_(is_audited) {}

  void write(const Tally& tally);
  void without_answer(std::uint64_t abandoned, std::uint64_t open_at_end) {
    count("arrivals.abandoned", abandoned);
    count("operations.open_at_end", open_at_end);
  }
  void latency(const std::string& op, const sim::Histogram&);

 private:
  void availability(const Tally&);
  void operations(const Tally&, Action, const std::string& op);
  void reads(const Tally&);
  void ages(const Tally&);
  void add(std::string metric, Decimal value, std::string_view unit) {
    results_.summary.push_back({std::move(metric), name_, value, std::string(unit)});
  }
  void count(std::string metric, std::uint64_t value) {
    add(std::move(metric), Decimal::whole(value), "count");
  }

  sim::Results& results_;
  std::string name_;
  sim::Duration measure_;
  bool is_audited_;
};

void Scope::write(const Tally& tally) {
  availability(tally);
  for (const auto& [action, op] : kActions) operations(tally, action, std::string(op));
  reads(tally);
  if (tally.deletes > 0) count("put.deletes", tally.deletes);
}

void Scope::availability(const Tally& tally) {
  const std::uint64_t ok = tally.total(Outcome::kOk);
  const std::uint64_t all = tally.total(Action::kGet) + tally.total(Action::kPut);
  // A ratio of nothing has no value; expecting one should fail loudly, so there is no row.
  if (all > 0) add("availability", Decimal::ratio(ok, all), "ratio");
  if (measure_ <= sim::Duration{}) return;
  const auto measure_ns = static_cast<std::uint64_t>(measure_.count());
  add("throughput", Decimal::ratio(ok * 1'000'000'000, measure_ns, 3), "per_s");
}

void Scope::operations(const Tally& tally, Action action, const std::string& op) {
  count(op + ".count", tally.total(action));
  for (const auto& [outcome, word] : kOutcomes)
    count(op + '.' + std::string(word), tally.at(action, outcome));
  if (tally.total(action) > 0)
    add(op + ".availability", Decimal::ratio(tally.at(action, Outcome::kOk), tally.total(action)),
        "ratio");
  latency(op, tally.latency[static_cast<std::size_t>(action)]);
}

void Scope::latency(const std::string& op, const sim::Histogram& histogram) {
  if (histogram.empty()) return;
  const std::string path = op + ".latency.";
  add(path + "mean", Decimal::milliseconds(histogram.mean()), "ms");
  for (const auto& [per_million, word] : kQuantiles)
    add(path + std::string(word), Decimal::milliseconds(histogram.quantile(per_million)), "ms");
  add(path + "max", Decimal::milliseconds(histogram.max()), "ms");
}

void Scope::reads(const Tally& tally) {
  const std::uint64_t reads = tally.at(Action::kGet, Outcome::kOk);
  if (is_audited_) count("reads.stale", tally.stale_reads);
  count("reads.empty", tally.returned[0]);
  if (is_audited_) ages(tally);
  count("siblings.max", tally.values_max);
  if (const std::uint64_t found = reads - tally.returned[0]; found > 0)
    add("siblings.mean", Decimal::ratio(tally.values, found), "count");
  constexpr std::array<const char*, 5> kReturned = {"", "siblings.1", "siblings.2", "siblings.3",
                                                    "siblings.4+"};
  for (std::size_t i = 1; i < kReturned.size(); ++i) count(kReturned[i], tally.returned[i]);
  for (std::size_t i = 0; i < kGuarantees && is_audited_; ++i)
    count("sessions." + std::string(kGuaranteeWords[i]) + ".violated", tally.broken[i]);
}

void Scope::ages(const Tally& tally) {
  count("reads.after_write", tally.reads_after_write);
  if (tally.reads_after_write > 0)
    add("reads.stale.ratio", Decimal::ratio(tally.stale_reads, tally.reads_after_write), "ratio");
  if (tally.stale_reads > 0)
    add("reads.versions_behind.mean", Decimal::ratio(tally.versions_behind, tally.stale_reads),
        "count");
  count("reads.versions_behind.max", tally.versions_behind_max);
  if (tally.reads_after_write == 0) return;
  for (std::size_t i = 0; i < Tally::kVersions.size(); ++i)
    add("reads.within_versions." + std::to_string(Tally::kVersions[i]) + ".ratio",
        Decimal::ratio(tally.reads_after_write - tally.older_than[i], tally.reads_after_write),
        "ratio");
}

void fill_latencies(sim::Results& results, const Sums& sums, std::size_t workload) {
  const auto add = [&](std::string_view op, std::string_view status, const sim::Histogram& of) {
    if (!of.empty())
      results.latencies.push_back(
          {sums.workload_names[workload], std::string(op), std::string(status), of});
  };
  for (const auto& [action, op] : kActions) {
    const auto a = static_cast<std::size_t>(action);
    add(op, "ok", sums.workloads[workload].latency[a]);
    add(op, "fail", sums.bad_latency[workload][a][0]);
    add(op, "unknown", sums.bad_latency[workload][a][1]);
  }
  add("read_modify_write", "ok", sums.modify_latency[workload]);
}

}  // namespace

Sums::Sums(std::vector<std::string> of_workloads, std::vector<std::string> of_sites, bool audited)
    : workload_names(std::move(of_workloads)),
      site_names(std::move(of_sites)),
      workloads(workload_names.size()),
      sites(site_names.size()),
      bad_latency(workload_names.size()),
      modify_latency(workload_names.size()),
      abandoned(workload_names.size()),
      open_at_end(workload_names.size()),
      is_audited(audited) {}

void fill(sim::Results& results, const Sums& sums, sim::Duration measure) {
  Tally all;
  sim::Histogram modify;
  std::uint64_t abandoned = 0, open_at_end = 0;
  for (std::size_t w = 0; w < sums.workloads.size(); ++w) {
    all.merge(sums.workloads[w]);
    modify.merge(sums.modify_latency[w]);
    abandoned += sums.abandoned[w];
    open_at_end += sums.open_at_end[w];
  }
  Scope scope(results, "all", measure, sums.is_audited);
  scope.write(all);
  scope.without_answer(abandoned, open_at_end);
  scope.latency("read_modify_write", modify);
  for (std::size_t w = 0; w < sums.workloads.size(); ++w) {
    Scope one(results, "workload=" + sums.workload_names[w], measure, sums.is_audited);
    one.write(sums.workloads[w]);
    one.without_answer(sums.abandoned[w], sums.open_at_end[w]);
    one.latency("read_modify_write", sums.modify_latency[w]);
    fill_latencies(results, sums, w);
  }
  for (std::size_t s = 0; s < sums.sites.size(); ++s)
    if (sums.sites[s].total(Action::kGet) + sums.sites[s].total(Action::kPut) > 0)
      Scope(results, "site=" + sums.site_names[s], measure, sums.is_audited).write(sums.sites[s]);
  for (std::size_t i = 0; i < Visibility::kBuckets; ++i)
    if (const auto& [reads, fresh] = sums.visibility.bucket(i); reads > 0)
      results.staleness.push_back({Visibility::begin_of(i), reads, fresh});
}

void fill(sim::Results& results, const CartRecord::Tally& carts, std::uint64_t merges) {
  const auto add = [&](std::string_view metric, std::uint64_t count) {
    results.summary.push_back(
        {"cart." + std::string(metric), "all", Decimal::whole(count), "count"});
  };
  add("adds", carts.adds);
  add("adds.lost", carts.adds_lost);
  add("removals", carts.removals);
  add("merges", merges);
  add("items.max", carts.items_max);
  add("items.resurfaced", carts.items_resurfaced);
}

}  // namespace kv
