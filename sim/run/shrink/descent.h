// The way down: the smallest scenario so far, and what is tried next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/net/faults.h"
#include "sim/run/scenario/json_document.h"
#include "sim/run/shrink/failure.h"

namespace sim {

/// A scenario that breaks what it should, and what its run told.
struct Witness {
  JsonValue root;        // the scenario, its seed in it
  std::string resolved;  // every default filled in
  Failure failure;
  std::vector<FaultRecord> struck;
  std::uint64_t seed = 0, events = 0, operations = 0, nodes = 0;
};

/// A scenario that may break it, too.
struct Candidate {
  JsonValue root;
  /// What it leaves out may have a default that is larger: then it is none.
  bool must_not_grow = false;
};

/// What became of a candidate.
struct Attempt {
  std::uint64_t runs = 0;
  std::shared_ptr<const Witness> witness{};  // of one that breaks the same; else null
  bool interrupted = false;
  bool failed() const { return witness != nullptr; }  ///< as a Crew counts
};

/// Tries a candidate against the best so far. Called on any thread; the outcome is a function of
/// both, unless told to stop.
using Try = std::function<Attempt(const Witness& best, const Candidate&,
                                  const std::function<bool()>& stop)>;

struct DescentLimits {
  std::size_t jobs = 1;
  std::uint64_t most_runs = UINT64_MAX;
  std::function<bool()> over = {};                        // true: nothing more is tried
  std::function<void(std::uint64_t runs)> progress = {};  // ten times a second
};

class Descent {
 public:
  Descent(std::shared_ptr<const Witness> first, Try attempt, DescentLimits limits);

  const Witness& best() const { return *best_; }
  /// Tries the candidates and goes on from the first, by their order, that breaks the same: its
  /// index. What was tried before in vain is not tried again.
  std::optional<std::size_t> first_of(std::vector<Candidate> candidates);

  std::uint64_t runs() const { return runs_; }  ///< that counted: the same whatever the jobs
  std::uint64_t accepted() const { return accepted_; }
  bool is_over() const { return over_; }  ///< a limit was met

 private:
  std::vector<Candidate> new_ones(std::vector<Candidate>, std::vector<std::size_t>& indices) const;

  std::shared_ptr<const Witness> best_;
  const Try attempt_;
  const DescentLimits limits_;
  std::set<std::string> refused_;  // candidates, as JSON on a line
  std::uint64_t runs_ = 0, accepted_ = 0;
  bool over_ = false;
};

}  // namespace sim
