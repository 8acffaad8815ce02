#include "models/kv/parts.h"

#include <utility>

namespace kv {
namespace {

using sim::Decimal;

struct Quantile {
  const char* word;
  std::uint32_t per_million;
};
constexpr std::array<Quantile, 4> kQuantile = {
    {{"p50", 500'000}, {"p90", 900'000}, {"p99", 990'000}, {"p99.9", 999'000}}};

constexpr std::uint64_t kBeyond = 10;  // operations above a quantile; our choice

std::optional<Decimal> share(std::uint64_t part, std::uint64_t all) {
  if (all == 0) return std::nullopt;
  return Decimal::ratio(part, all);
}

}  // namespace

std::uint64_t Parts::Part::ok(Action action) const {
  return outcomes[static_cast<std::size_t>(action)][static_cast<std::size_t>(Outcome::kOk)];
}

std::uint64_t Parts::Part::all(Action action) const {
  const auto& [done, failed, unknown] = outcomes[static_cast<std::size_t>(action)];
  return done + failed + unknown;
}

bool Parts::has_quantile(const Part& part, Action action, std::size_t quantile) {
  return part.ok(action) * (1'000'000 - kQuantile[quantile].per_million) >= kBeyond * 1'000'000;
}

Parts::Parts(const sim::Phases& phases)
    : from_(phases.measure_from()),
      until_(phases.measure_until()),
      end_(from_ + phases.measure / kParts) {
  closed_.reserve(kParts);
}

void Parts::completed(Action action, Outcome outcome, sim::Duration latency, sim::Time now) {
  close_until(now);
  const auto a = static_cast<std::size_t>(action);
  ++open_.outcomes[a][static_cast<std::size_t>(outcome)];
  if (outcome != Outcome::kOk) return;
  open_.latencies[a] += latency;
  latency_[a].add(latency);
}

void Parts::read(bool is_stale, sim::Time now) {
  close_until(now);
  ++open_.reads;
  open_.stale += is_stale ? 1 : 0;
}

/// The last part stays open: what was begun in the measurement may end after it.
void Parts::close_until(sim::Time now) {
  while (now >= end_ && closed_.size() + 1 < kParts) {
    close();
    const auto next = static_cast<std::int64_t>(closed_.size()) + 1;
    end_ = from_ + (until_ - from_) * next / static_cast<std::int64_t>(kParts);
  }
}

void Parts::close() {
  for (const Action action : {Action::kGet, Action::kPut}) {
    const auto a = static_cast<std::size_t>(action);
    for (std::size_t q = 0; q < kQuantiles; ++q)
      if (has_quantile(open_, action, q))
        open_.quantiles[a][q] = latency_[a].quantile(kQuantile[q].per_million);
    latency_[a].clear();
  }
  closed_.push_back(std::exchange(open_, {}));
}

void Parts::add(std::vector<sim::PartsRow>& rows, std::string metric,
                const Measure& measure) const {
  sim::PartsRow row{std::move(metric), "all", {}};
  for (const Part& part : closed_) {
    const std::optional<Decimal> value = measure(part);
    if (!value) return;
    row.parts.push_back(*value);
  }
  rows.push_back(std::move(row));
}

void Parts::add(std::vector<sim::PartsRow>& rows, Action action, const std::string& op) const {
  const auto a = static_cast<std::size_t>(action);
  add(rows, op + ".availability",
      [=](const Part& part) { return share(part.ok(action), part.all(action)); });
  add(rows, op + ".latency.mean", [=](const Part& part) -> std::optional<Decimal> {
    if (part.ok(action) == 0) return std::nullopt;
    return Decimal::milliseconds(part.latencies[a] / static_cast<std::int64_t>(part.ok(action)));
  });
  for (std::size_t q = 0; q < kQuantiles; ++q)
    add(rows, op + ".latency." + kQuantile[q].word,
        [=](const Part& part) -> std::optional<Decimal> {
          if (!has_quantile(part, action, q)) return std::nullopt;
          return Decimal::milliseconds(part.quantiles[a][q]);
        });
}

std::vector<sim::PartsRow> Parts::rows(sim::Time ended) const {
  if (ended < until_ || until_ <= from_) return {};
  Parts whole = *this;
  whole.close_until(until_);
  whole.close();
  const auto length = static_cast<std::uint64_t>((until_ - from_).count()) / kParts;
  const auto ok = [](const Part& part) { return part.ok(Action::kGet) + part.ok(Action::kPut); };
  std::vector<sim::PartsRow> rows;
  whole.add(rows, "throughput",
            [=](const Part& part) { return Decimal::ratio(ok(part) * 1'000'000'000, length, 3); });
  whole.add(rows, "availability", [=](const Part& part) {
    return share(ok(part), part.all(Action::kGet) + part.all(Action::kPut));
  });
  whole.add(rows, Action::kGet, "get");
  whole.add(rows, Action::kPut, "put");
  whole.add(rows, "reads.stale.ratio",
            [](const Part& part) { return share(part.stale, part.reads); });
  return rows;
}

}  // namespace kv
