// Random durations by integer interpolation in a table of quantiles: no libm, no float when
// drawing.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "sim/kernel/quantile_table.h"
#include "sim/kernel/random.h"
#include "sim/kernel/time.h"

namespace sim {

/// What a scenario says of a random duration, before it becomes a table. A plain value: it can be
/// written back as it was read. Parameters keep the scenario's decimal digits as integers.
struct DistributionSpec {
  struct Constant {
    Duration value;  // no initializer: with one, `law` had no default before the class is complete
  };
  struct Exponential {
    Duration mean{};
  };
  struct Lognormal {
    Duration median{};
    std::int64_t sigma_millionths = 0;
  };
  struct Pareto {
    Duration scale{};
    std::int64_t shape_millionths = 0;
  };
  struct Uniform {
    Duration low{}, high{};
  };
  /// Linear between neighbouring samples, the smallest at probability 0 and the largest at 1.
  struct Empirical {
    std::string file;
    std::vector<Duration> samples;
  };  // one sample a line
  struct Quantile {
    std::int64_t per_billion = 0;
    Duration value{};
  };  // 500'000'000: the median
  /// Between two points the duration's logarithm is linear in the normal deviate of the
  /// probability: every piece is lognormal, and two points of a lognormal give it back. (A piece
  /// that begins at zero is linear in the duration.) Nothing is invented outside: below the first
  /// point every duration is the first, above the last the last; 0 and 1'000'000'000 name the ends.
  struct Quantiles {
    std::vector<Quantile> points;
  };
  struct Part;
  struct Mixture {
    std::vector<Part> parts;
  };
  struct Shift {
    Duration by{};
    std::vector<DistributionSpec> of;
  };  // exactly one

  std::variant<Constant, Exponential, Lognormal, Pareto, Uniform, Empirical, Quantiles, Mixture,
               Shift>
      law;
};
struct DistributionSpec::Part {
  std::int64_t weight_millionths = 0;
  DistributionSpec of;
};

/// Ready to be drawn from. Copies share their tables, which never change: copy it freely at set-up.
///
/// `of` makes durations from 0 to kLongest: what a law or a shift puts outside is moved to the
/// border. A table ends at the quantiles of 2^-42 on either side (quantile_table.h), so the mean of
/// a law without one, as Pareto's with a shape of at most 1, is that of the cut law.
class Distribution {
 public:
  static constexpr Duration kLongest{std::int64_t{1} << 62};  // 146 years: added twice, no overflow

  Distribution() = default;  ///< always zero
  static Distribution constant(Duration);
  /// Requires a valid spec: no negative parameter, weights with a sum above 0, ordered quantiles.
  static Distribution of(const DistributionSpec&);

  /// One draw of `rng` gives one duration; a mixture of laws takes a second one to choose the law.
  /// A constant draws nothing.
  Duration draw(Rng& rng) const;
  /// The duration at a place of the distribution, `random` of 2^64; requires a law, not a mixture.
  Duration at(std::uint64_t random) const { return table_ ? table_->at(random) : constant_; }
  bool is_constant() const { return !table_ && mixture_.empty(); }
  Duration median() const;  ///< for routes and explanations
  Duration mean() const;    ///< of the tables, so of what is drawn

 private:
  using Table = std::shared_ptr<const QuantileTable>;
  struct Part {
    std::uint64_t below = 0;  // chosen if the 63-bit random number is less, and no earlier one is
    Duration constant{};      // without a table
    Table table;
  };
  struct Leaf;
  static void flatten(const DistributionSpec&, Leaf, std::vector<Leaf>&);
  static Part part_of(const Leaf&);
  Duration draw_mixture(Rng& rng) const;

  Duration constant_{};
  Table table_;
  std::vector<Part> mixture_;
};

inline Duration Distribution::draw(Rng& rng) const {
  if (table_) return table_->at(rng.bits());
  return mixture_.empty() ? constant_ : draw_mixture(rng);
}

}  // namespace sim
