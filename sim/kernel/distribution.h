// Random durations by integer interpolation in a table of quantiles: no libm, no float when
// drawing.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

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
  struct Empirical {
    std::string file;
    std::vector<Duration> samples;
  };  // one sample a line
  struct Quantile {
    std::int64_t per_billion = 0;
    Duration value{};
  };  // 500'000'000: the median
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

/// A ready table. Copies share nothing; make one per use at set-up, draw from it in the run.
class Distribution {
 public:
  Distribution() = default;  ///< always zero
  static Distribution constant(Duration);
  static Distribution of(const DistributionSpec&);  ///< requires a valid spec

  /// One draw of `rng` gives one duration >= 0 (a mixture takes two); a constant draws nothing.
  Duration draw(Rng& rng) const;
  bool is_constant() const;
  Duration median() const;  ///< for routes and explanations
  Duration mean() const;    ///< of the table itself, rounded down

 private:
  struct Table;
  Duration constant_{};
  std::vector<Table> tables_;  // more than one: a mixture
};

}  // namespace sim
