// What `sweep` and `run --replications` share: a folder of shards, runs that go into it, tables.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/run/cli/commands.h"
#include "sim/run/sweep/stop_rule.h"
#include "sim/run/sweep/sweep.h"
#include "sim/run/sweep/sweep_tables.h"

namespace sim {

/// runs.csv and summary.csv of all rows.
void write_tables(const std::filesystem::path& folder, const SweepColumns&,
                  std::span<const SweepRow>);

/// The plan and the rows that a folder holds. Throws FileError.
struct KeptSweep {
  std::filesystem::path folder;
  SweepColumns columns;
  std::vector<SweepRow> rows;
};
KeptSweep read_sweep(const std::filesystem::path& folder);

/// What `sweep` prints in the end: points, and verdicts.
void print_sweep(const Session&, const KeptSweep&);
int status_of(std::span<const SweepRow>);

/// OUT/KIND/NAME/ID.
std::filesystem::path sweep_folder(const Session&, const Scenario&, const SweepPlan&,
                                   const std::string& kind);

/// Makes the runs that are missing of the shard, and the tables once all are there.
int make_sweep(const Session&, const Scenario&, const SweepPlan&, const std::string& kind, Shard,
               const std::optional<Precision>&);

}  // namespace sim
