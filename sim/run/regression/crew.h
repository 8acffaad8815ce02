// Threads that take run after run of a regression, scenario by scenario.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "sim/run/regression/regression.h"

namespace sim {

/// They begin at once and are gone when it is. The plan, which outlives it, is shared: nobody
/// writes it. A run's outcome is a value in a place of its own.
class Crew {
 public:
  using Interrupted = std::function<bool()>;
  /// Makes one run; called on any thread, and ends early once it is told to.
  using Runner = std::function<SeedOutcome(const RegressionCase&, std::uint64_t seed,
                                           const Interrupted& stop)>;

  Crew(const RegressionPlan&, Runner, Interrupted);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// Waits until the case is done or nobody works on any more, looking up ten times a second.
  void wait_for(std::size_t index, const std::function<void(std::size_t)>& progress);

  /// The case without what was run beyond the last failure that is wanted. Requires that it was
  /// waited for, and its predecessors taken.
  CaseOutcome take(std::size_t index);

 private:
  std::size_t case_of(std::size_t run) const;
  void work();
  void keep(std::size_t run, SeedOutcome);
  void count_failure(std::size_t run);

  const RegressionPlan& plan_;
  const Runner runner_;
  const Interrupted interrupted_;
  std::vector<std::size_t> first_run_;  // of each case, and past the last
  std::vector<SeedOutcome> runs_;       // by case, then seed; each written by one thread
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::size_t> end_;  // no run from here on counts
  std::atomic<bool> stop_ = false;

  std::mutex mutex_;  // of all that follows
  std::condition_variable news_;
  std::vector<std::size_t> left_;  // runs, by case
  std::multiset<std::size_t> failures_;
  std::size_t done_ = 0, gone_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace sim
