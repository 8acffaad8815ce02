// What the runs of a sweep came to, kept as they end: whatever stops the sweep loses none of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "sim/observe/results.h"
#include "sim/run/sweep/shard.h"

namespace sim {

/// One run, as far as tables tell of it.
struct SweepRow {
  std::uint64_t run = 0, seed = 0;
  std::string id;       // of the run's folder, if it were run alone
  std::string verdict;  // pass, fail, error (a bug of the program)
  std::string failure;  // the first invariant or expectation that did not hold; "": all did
  std::uint64_t events = 0;
  std::string fingerprint;          // "": it was not completed
  std::vector<SummaryRow> metrics;  // of summary.csv
};

/// One line of JSON, and back. Nothing: the line is torn.
std::string line_of(const SweepRow&);
std::optional<SweepRow> row_of(const std::string& line);

/// One shard's file, FOLDER/shards/part-00002-of-00004.ndjson: a line that says whose it is, then
/// the shard's runs in order. Only whole lines count, so a shard that was killed goes on behind
/// them.
class ShardFile {
 public:
  /// Opens what is there, or begins. `sweep` names the plan. Throws FileError.
  ShardFile(const std::filesystem::path& folder, const std::string& sweep, Shard);

  void add(const SweepRow&);  ///< the shard's next; throws FileError
  const std::vector<SweepRow>& rows() const { return rows_; }

 private:
  std::filesystem::path file_;
  std::vector<SweepRow> rows_;
  std::ofstream out_;
};

/// All rows of some folders' shards, by run. Throws FileError: shards of different sweeps, a file
/// that is no shard; runs that two shards have differently.
struct Gathered {
  std::string sweep;  // "": there are no shards
  std::vector<SweepRow> rows;
};
Gathered gather(const std::vector<std::filesystem::path>& folders);

}  // namespace sim
