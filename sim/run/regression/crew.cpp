#include "sim/run/regression/crew.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace sim {
namespace {
constexpr std::chrono::milliseconds kBetweenLooks{100};  // our choice: a smooth bar
}  // namespace

Crew::Crew(const RegressionPlan& plan, Runner runner, Interrupted interrupted)
    : plan_(plan),
      runner_(std::move(runner)),
      interrupted_([this, asked = std::move(interrupted)] { return stop_ || (asked && asked()); }),
      end_(plan.runs()) {
  for (const RegressionCase& of : plan.cases) {
    first_run_.push_back(runs_.size());
    const SeedRange seeds = plan.seeds_of(of);
    left_.push_back(seeds.count());
    for (std::size_t i = 0; i < seeds.count(); ++i) runs_.emplace_back().seed = seeds.first + i;
  }
  first_run_.push_back(runs_.size());
  for (std::size_t i = 0; i < std::clamp<std::size_t>(plan.jobs, 1, runs_.size()); ++i)
    threads_.emplace_back([this] { work(); });
}

Crew::~Crew() {
  stop_ = true;
  for (std::thread& thread : threads_) thread.join();
}

void Crew::wait_for(std::size_t index, const std::function<void(std::size_t)>& progress) {
  std::unique_lock lock(mutex_);
  while (!news_.wait_for(lock, kBetweenLooks,
                         [&] { return left_[index] == 0 || gone_ == threads_.size(); })) {
    const std::size_t done = done_;
    lock.unlock();
    if (progress) progress(done);
    lock.lock();
  }
}

CaseOutcome Crew::take(std::size_t index) {
  const std::lock_guard lock(mutex_);
  CaseOutcome outcome{&plan_.cases[index], {}};
  for (std::size_t run = first_run_[index]; run < first_run_[index + 1]; ++run) {
    SeedOutcome& seed = outcome.seeds.emplace_back();
    seed.seed = runs_[run].seed;
    if (run < end_) seed = std::move(runs_[run]);
  }
  for (std::size_t i = 0; i < outcome.never_reached().size(); ++i)
    count_failure(first_run_[index + 1] - 1);
  return outcome;
}

std::size_t Crew::case_of(std::size_t run) const {
  const auto after = std::upper_bound(first_run_.begin(), first_run_.end(), run);
  return static_cast<std::size_t>(after - first_run_.begin()) - 1;
}

void Crew::work() {
  for (std::size_t run = next_++; run < end_ && !interrupted_(); run = next_++) {
    const auto stop = [&] { return run >= end_ || interrupted_(); };
    keep(run, runner_(plan_.cases[case_of(run)], runs_[run].seed, stop));
  }
  const std::lock_guard lock(mutex_);
  ++gone_;
  news_.notify_one();
}

void Crew::keep(std::size_t run, SeedOutcome outcome) {
  const std::lock_guard lock(mutex_);
  runs_[run] = std::move(outcome);
  if (runs_[run].failed()) count_failure(run);
  ++done_;
  --left_[case_of(run)];
  news_.notify_one();
}

/// Runs before the end are all made, so that which failures are the first does not depend on who
/// was quick.
void Crew::count_failure(std::size_t run) {
  failures_.insert(run);
  if (plan_.most_failures == 0 || failures_.size() < plan_.most_failures) return;
  end_ = *std::next(failures_.begin(), static_cast<std::ptrdiff_t>(plan_.most_failures - 1)) + 1;
}

}  // namespace sim
