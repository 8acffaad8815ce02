// What a search has found so far, in a folder: it goes on from there after whatever ended it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "sim/run/search/coverage.h"
#include "sim/run/search/search.h"

namespace sim {

/// One row of trials.csv.
struct TrialRow {
  std::uint64_t trial = 0, seed = 0;
  std::string verdict;    // pass, fail, error (a bug of the program), unknown (out of time)
  std::string invariant;  // that broke first; "": none
  std::string storm;
  std::uint64_t events = 0;
  std::string fingerprint;  // "": it was not completed
  std::uint64_t redrawn = 0, new_situations = 0;
  friend bool operator==(const TrialRow&, const TrialRow&) = default;
};

/// All failures of one kind.
struct FailureClass {
  std::string what;  // the invariant
  std::uint64_t trials = 0;
  TrialRow smallest;  // of the fewest events; of several the first
};

/// A folder of one search:
///
///     trials.csv    a row a trial, appended as they are done, in order
///     coverage.csv  what those trials came to, as of the last time it was kept
///     CLASS.json    of each class of failures the smallest trial: a scenario, and beside it
///     CLASS.txt     what went wrong there
///
/// coverage.csv says how many trials count: rows beyond them are dropped when a search goes on, and
/// those trials, which are the same whenever they are run, are run again.
class SearchRecord {
 public:
  /// Opens what is there, or begins. Throws FileError.
  explicit SearchRecord(std::filesystem::path folder);

  /// The next trial. Writes its row, and the files of a failure that is the smallest of its class.
  /// Throws FileError.
  void add(const TrialOutcome&);
  void keep();  ///< writes coverage.csv; throws FileError

  const std::filesystem::path& folder() const { return folder_; }
  std::uint64_t trials() const { return coverage_.trials(); }
  const Coverage& coverage() const { return coverage_; }
  const std::vector<FailureClass>& failures() const { return failures_; }  ///< as they were met
  std::uint64_t count(std::string_view verdict) const;
  std::uint64_t redrawn() const { return redrawn_; }
  std::uint64_t newest() const { return newest_; }  ///< the last trial that met a new situation

  std::filesystem::path scenario_file(const FailureClass&) const;
  std::string evidence(const FailureClass&) const;  ///< what its smallest trial's run said

 private:
  void begin();
  bool go_on();
  void note(const TrialRow&);
  void append(const TrialRow&);

  std::filesystem::path folder_;
  Coverage coverage_;
  std::vector<FailureClass> failures_;
  std::vector<std::pair<std::string, std::uint64_t>> verdicts_;
  std::uint64_t redrawn_ = 0, newest_ = 0;
  std::ofstream trials_;
};

}  // namespace sim
