// What each twentieth of the measurement measured, for intervals around what a single run says.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/kv/series.h"
#include "models/kv/types.h"
#include "sim/kernel/time.h"
#include "sim/model/model.h"
#include "sim/observe/results.h"

namespace kv {

/// Of all clients together. An operation belongs to the part in which it ended, the last part takes
/// what ended later. A metric has a row if every part had enough for it: of a quantile, ten
/// operations beyond it. Allocates nothing after its construction: a part is summed up when the
/// next one begins.
class Parts {
 public:
  /// Batch means want 20 at most (Schmeiser, "Batch size effects", Operations Research 1982).
  static constexpr std::size_t kParts = 20;

  explicit Parts(const sim::Phases&);

  /// Of operations that count. `now` never goes back.
  void completed(Action, Outcome, sim::Duration latency, sim::Time now);
  /// A get that began after an acknowledged put of its key.
  void read(bool is_stale, sim::Time now);
  /// Nothing of a run that ended before its measurement did.
  std::vector<sim::PartsRow> rows(sim::Time ended) const;

 private:
  static constexpr std::size_t kQuantiles = 4;
  struct Part {
    std::array<std::array<std::uint64_t, 3>, 2> outcomes{};  // [Action][Outcome]
    std::array<sim::Duration, 2> latencies{};                // [Action], summed, of ok operations
    std::array<std::array<sim::Duration, kQuantiles>, 2> quantiles{};  // where there are enough
    std::uint64_t reads = 0, stale = 0;

    std::uint64_t ok(Action) const;
    std::uint64_t all(Action) const;
  };
  using Measure = std::function<std::optional<sim::Decimal>(const Part&)>;
  static bool has_quantile(const Part&, Action, std::size_t quantile);
  void close_until(sim::Time now);
  void close();
  void add(std::vector<sim::PartsRow>&, std::string metric, const Measure&) const;
  void add(std::vector<sim::PartsRow>&, Action, const std::string& op) const;

  const sim::Time from_, until_;
  sim::Time end_;  // of the part that is open
  Part open_;
  std::array<CoarseLatency, 2> latency_;  // [Action], of ok operations in it
  std::vector<Part> closed_;
};

}  // namespace kv
