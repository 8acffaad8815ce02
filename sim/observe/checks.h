// Invariants: what must hold, how often it was looked at, and what was seen when it did not.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "sim/kernel/time.h"

namespace sim {

/// What went wrong, told so that a reader can act: which nodes, which values, since when.
struct Violation {
  Time at;
  std::string what;
  std::string key{};                    // empty: not about one key
  std::vector<std::string> versions{};  // of the key, as traces name them: "v17"
};

/// One invariant of a run. Cheap while it holds: a count.
class Check {
 public:
  Check(std::string name, std::string claim) : name_(std::move(name)), claim_(std::move(claim)) {}
  std::string_view name() const { return name_; }    ///< "acknowledged-writes-survive"
  std::string_view claim() const { return claim_; }  ///< one sentence, with the paper's section

  void pass(std::uint64_t times = 1) { evaluations_ += times; }
  void fail(Violation);  ///< keeps the first kKept in full, counts all
  std::uint64_t evaluations() const { return evaluations_; }
  std::uint64_t failures() const { return failures_; }
  const std::vector<Violation>& violations() const { return violations_; }
  static constexpr std::size_t kKept = 100;

 private:
  std::string name_, claim_;
  std::uint64_t evaluations_ = 0, failures_ = 0;
  std::vector<Violation> violations_;
};

/// All invariants of a run, in the order they were added. References stay valid.
class Checks {
 public:
  Check& add(std::string name, std::string claim);
  const std::deque<Check>& all() const { return checks_; }
  bool hold() const;

 private:
  std::deque<Check> checks_;
};

}  // namespace sim
