#include "sim/kernel/distribution.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "sim/kernel/check.h"
#include "sim/kernel/portable_math.h"

namespace sim {
namespace {

using Spec = DistributionSpec;
using Knots = std::array<std::int64_t, QuantileTable::kKnots>;
constexpr int kKnots = QuantileTable::kKnots, kHalf = QuantileTable::kHalf;
constexpr std::uint64_t kWhole = std::uint64_t{1} << 63;  // the share of the whole mixture

double number(Duration d) { return static_cast<double>(d.count()); }

/// A quantile in nanoseconds, moved by `shift` and into the range of a Distribution.
std::int64_t bounded(double nanoseconds, Duration shift) {
  const double moved = nanoseconds + number(shift) + 0.5;
  if (!(moved > 0)) return 0;
  if (moved >= number(Distribution::kLongest)) return Distribution::kLongest.count();
  return static_cast<std::int64_t>(moved);
}

/// The standard normal quantile at every knot. Worked out once: it takes some milliseconds.
double deviate(int knot) {
  static const auto table = [] {
    std::array<double, kHalf + 1> lower;
    for (int k = 0; k <= kHalf; ++k)
      lower[static_cast<std::size_t>(k)] = -portable::normal_deviate(QuantileTable::place(k).below);
    return lower;
  }();
  return knot <= kHalf ? table[static_cast<std::size_t>(knot)]
                       : -table[static_cast<std::size_t>(kKnots - 1 - knot)];
}

/// The logarithm of the probability above every knot. Worked out once.
double log_above(int knot) {
  static const auto table = [] {
    std::array<double, kKnots> logs;
    for (int k = 0; k < kKnots; ++k)
      logs[static_cast<std::size_t>(k)] = portable::log(QuantileTable::place(k).above);
    return logs;
  }();
  return table[static_cast<std::size_t>(knot)];
}

/// Each law as its quantile function, in nanoseconds: operator()(knot).
struct Exponential {
  double mean;
  double operator()(int knot) const { return -mean * log_above(knot); }
};

struct Lognormal {
  double median, sigma;
  double operator()(int knot) const { return median * portable::exp(sigma * deviate(knot)); }
};

struct Pareto {
  double scale, shape;
  double operator()(int knot) const { return scale * portable::exp(-log_above(knot) / shape); }
};

struct Uniform {
  double low, high;
  double operator()(int knot) const {
    return low + (high - low) * QuantileTable::place(knot).below;
  }
};

struct Empirical {
  std::vector<Duration> sorted;
  double operator()(int knot) const {
    const double rank = QuantileTable::place(knot).below * static_cast<double>(sorted.size() - 1);
    const auto before = static_cast<std::size_t>(rank);
    const double low = number(sorted[before]);
    if (before + 1 == sorted.size()) return low;
    return low + (number(sorted[before + 1]) - low) * (rank - static_cast<double>(before));
  }
};

struct Quantiles {
  struct Point {
    double deviate, value;
  };
  std::vector<Point> points;
  double operator()(int knot) const {
    const double z = deviate(knot);
    if (z <= points.front().deviate) return points.front().value;
    if (z >= points.back().deviate) return points.back().value;
    const auto right = std::upper_bound(points.begin(), points.end(), z,
                                        [](double x, const Point& p) { return x < p.deviate; });
    const Point &a = right[-1], &b = *right;
    const double share = (z - a.deviate) / (b.deviate - a.deviate);
    if (a.value <= 0) return a.value + (b.value - a.value) * share;
    return a.value * portable::exp(portable::log(b.value / a.value) * share);
  }
};

Empirical law_of(const Spec::Empirical& spec) {
  SIM_CHECK(!spec.samples.empty(), "an empirical distribution without samples");
  Empirical law{spec.samples};
  std::sort(law.sorted.begin(), law.sorted.end());
  return law;
}

Quantiles law_of(const Spec::Quantiles& spec) {
  constexpr std::int64_t kBillion = 1'000'000'000;
  SIM_CHECK(!spec.points.empty(), "a distribution without quantiles");
  Quantiles law;
  std::int64_t last_probability = -1;
  for (const auto& [per_billion, value] : spec.points) {
    SIM_CHECK(per_billion > last_probability && per_billion <= kBillion, "unordered quantiles");
    SIM_CHECK(law.points.empty() || number(value) >= law.points.back().value, "falling quantiles");
    const std::int64_t tail = std::min(per_billion, kBillion - per_billion);
    const double z =
        tail == 0 ? -deviate(0) : portable::normal_deviate(static_cast<double>(tail) / kBillion);
    law.points.push_back({2 * per_billion < kBillion ? -z : z, number(value)});
    last_probability = per_billion;
  }
  return law;
}

/// The quantiles of any law that is not constant and not made of others.
struct KnotsOf {
  Duration shift;
  Knots& knots;
  void operator()(const Spec::Exponential& spec) const { fill(Exponential{number(spec.mean)}); }
  void operator()(const Spec::Lognormal& spec) const {
    fill(Lognormal{number(spec.median), static_cast<double>(spec.sigma_millionths) / 1e6});
  }
  void operator()(const Spec::Pareto& spec) const {
    SIM_CHECK(spec.shape_millionths > 0, "a Pareto law has a shape above 0");
    fill(Pareto{number(spec.scale), static_cast<double>(spec.shape_millionths) / 1e6});
  }
  void operator()(const Spec::Uniform& spec) const {
    fill(Uniform{number(spec.low), number(spec.high)});
  }
  void operator()(const Spec::Empirical& spec) const { fill(law_of(spec)); }
  void operator()(const Spec::Quantiles& spec) const { fill(law_of(spec)); }
  void operator()(const Spec::Constant&) const { impossible(); }
  void operator()(const Spec::Mixture&) const { impossible(); }
  void operator()(const Spec::Shift&) const { impossible(); }

 private:
  template <class Law>
  void fill(const Law& law) const {
    std::int64_t previous = 0;  // the last digit of a quantile may fall where the law is flat
    for (int knot = 0; knot < kKnots; ++knot) {
      previous = std::max(previous, bounded(law(knot), shift));
      knots[static_cast<std::size_t>(knot)] = previous;
    }
  }
  [[noreturn]] static void impossible() {
    fail_check("a simple law", "constants need no table, flatten() takes others apart", __FILE__,
               __LINE__);
  }
};

/// What a law of two numbers is made of; none of other laws.
using Key = std::array<std::int64_t, 4>;
std::optional<Key> key_of(const DistributionSpec& spec, Duration shift) {
  const auto key = [&](std::int64_t a, std::int64_t b) {
    return Key{static_cast<std::int64_t>(spec.law.index()), a, b, shift.count()};
  };
  if (const auto* law = std::get_if<Spec::Exponential>(&spec.law)) return key(law->mean.count(), 0);
  if (const auto* law = std::get_if<Spec::Lognormal>(&spec.law))
    return key(law->median.count(), law->sigma_millionths);
  if (const auto* law = std::get_if<Spec::Pareto>(&spec.law))
    return key(law->scale.count(), law->shape_millionths);
  return std::nullopt;
}

std::shared_ptr<const QuantileTable> make_table(const DistributionSpec& spec, Duration shift) {
  Knots knots;
  std::visit(KnotsOf{shift, knots}, spec.law);
  return std::make_shared<const QuantileTable>(knots);
}

/// As make_table. The latest few are kept, for the next run of the thread will want the same: they
/// never change, so no run can tell.
std::shared_ptr<const QuantileTable> table_of(const DistributionSpec& spec, Duration shift) {
  struct Kept {
    Key key;
    std::shared_ptr<const QuantileTable> table;
  };
  constexpr std::size_t kMost = 16;  // of 42 KB
  thread_local std::vector<Kept> kept;
  thread_local std::size_t oldest = 0;
  const std::optional<Key> key = key_of(spec, shift);
  if (!key) return make_table(spec, shift);
  const auto found =
      std::find_if(kept.begin(), kept.end(), [&](const Kept& one) { return one.key == *key; });
  if (found != kept.end()) return found->table;
  Kept fresh{*key, make_table(spec, shift)};
  if (kept.size() < kMost) return kept.emplace_back(std::move(fresh)).table;
  return (kept[oldest++ % kMost] = std::move(fresh)).table;
}

}  // namespace

/// One simple law of a tree of mixtures and shifts, with its share of the whole.
struct Distribution::Leaf {
  const DistributionSpec* spec = nullptr;
  Duration shift{};
  std::uint64_t share = kWhole;
};

void Distribution::flatten(const DistributionSpec& spec, Leaf at, std::vector<Leaf>& leaves) {
  if (const auto* shift = std::get_if<Spec::Shift>(&spec.law)) {
    SIM_CHECK(shift->of.size() == 1, "a shift is of one distribution");
    return flatten(shift->of.front(), {nullptr, at.shift + shift->by, at.share}, leaves);
  }
  const auto* mixture = std::get_if<Spec::Mixture>(&spec.law);
  if (!mixture) return leaves.push_back({&spec, at.shift, at.share});
  Wide total = 0, sum = 0;
  for (const auto& part : mixture->parts)
    total += static_cast<std::uint64_t>(part.weight_millionths);
  SIM_CHECK(total > 0, "a mixture without weight");
  std::uint64_t given = 0;
  for (const auto& part : mixture->parts) {
    sum += static_cast<std::uint64_t>(part.weight_millionths);
    const auto up_to = static_cast<std::uint64_t>(sum * at.share / total);
    if (up_to > given) flatten(part.of, {nullptr, at.shift, up_to - given}, leaves);
    given = up_to;
  }
}

Distribution::Part Distribution::part_of(const Leaf& leaf) {
  if (const auto* constant = std::get_if<Spec::Constant>(&leaf.spec->law))
    return {leaf.share, Duration(bounded(number(constant->value), leaf.shift)), nullptr};
  auto table = table_of(*leaf.spec, leaf.shift);
  if (table->is_constant()) return {leaf.share, table->median(), nullptr};
  return {leaf.share, {}, std::move(table)};
}

Distribution Distribution::of(const DistributionSpec& spec) {
  std::vector<Leaf> leaves;
  flatten(spec, {}, leaves);
  Distribution result;
  for (const Leaf& leaf : leaves) result.mixture_.push_back(part_of(leaf));
  const Part first = result.mixture_.front();
  const auto same = [&](const Part& p) { return !p.table && p.constant == first.constant; };
  if (leaves.size() == 1 || std::all_of(result.mixture_.begin(), result.mixture_.end(), same)) {
    result = constant(first.constant);
    result.table_ = first.table;
  }
  std::uint64_t sum = 0;
  for (Part& part : result.mixture_) part.below = sum += part.below;
  return result;
}

Distribution Distribution::constant(Duration value) {
  Distribution result;
  result.constant_ = std::clamp(value, Duration::zero(), kLongest);
  return result;
}

Duration Distribution::draw_mixture(Rng& rng) const {
  const std::uint64_t choice = rng.bits() >> 1;
  const Part* part = mixture_.data();
  while (choice >= part->below) ++part;
  return part->table ? part->table->at(rng.bits()) : part->constant;
}

Duration Distribution::mean() const {
  if (mixture_.empty()) return table_ ? table_->mean() : constant_;
  Wide sum = 0;
  std::uint64_t below = 0;
  for (const Part& part : mixture_) {
    const Duration mean = part.table ? part.table->mean() : part.constant;
    sum += static_cast<Wide>(mean.count()) * (part.below - below);
    below = part.below;
  }
  return Duration(static_cast<std::int64_t>(sum / kWhole));
}

// Of a mixture: the smallest duration that at least half of all draws do not exceed, by bisection.
Duration Distribution::median() const {
  if (mixture_.empty()) return table_ ? table_->median() : constant_;
  const auto half_reached = [&](Duration limit) {
    Wide sum = 0;  // fractions of 2^62 times shares of 2^63
    std::uint64_t below = 0;
    for (const Part& part : mixture_) {
      const std::uint64_t constant = part.constant <= limit ? kWhole / 2 : 0;
      sum += static_cast<Wide>(part.table ? part.table->probability(limit) : constant) *
             (part.below - below);
      below = part.below;
    }
    return sum >= static_cast<Wide>(kWhole) * (kWhole / 4);
  };
  std::int64_t low = 0, high = kLongest.count();
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (half_reached(Duration(middle)))
      high = middle;
    else
      low = middle + 1;
  }
  return Duration(low);
}

}  // namespace sim
