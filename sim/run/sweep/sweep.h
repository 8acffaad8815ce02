// Runs a sweep, or one shard of it.
#pragma once

#include <cstddef>
#include <functional>

#include "sim/run/sweep/sweep_columns.h"
#include "sim/run/sweep/sweep_plan.h"
#include "sim/run/sweep/sweep_record.h"

namespace sim {

struct SweepOutcome {
  SweepRow row;
  SeedOutcome run;
  bool failed() const { return run.failed(); }
};

/// What a caller sees of it; all but `interrupted` on the caller's own thread.
struct SweepWatch {
  /// Each run of the shard, in order. False ends it.
  std::function<bool(const SweepOutcome&)> done;
  std::function<void(std::size_t runs_done)> progress;  // ten times a second
  std::function<bool()> interrupted;                    // true: nothing more is begun
};

/// Makes the runs of the shard but the first so many, which were made before. What they come to
/// depends on neither the jobs nor the shards.
void run_sweep(const SweepPlan&, Shard, std::size_t made_before, std::size_t jobs,
               const SweepWatch&);

/// How the plan is told by its tables; `sweep` names it.
SweepColumns columns_of(const SweepPlan&, std::string sweep, std::string scenario);

}  // namespace sim
