// Threads that take run after run, by number.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>
#include <vector>

namespace sim {

/// They begin at once and are gone when it is. A run's outcome is a value that the caller takes;
/// what runs share, nobody writes. An outcome knows whether it `failed()`.
template <class Outcome>
class Crew {
 public:
  using Interrupted = std::function<bool()>;
  /// Makes one run; called on any thread, and ends early once it is told to. Nothing may throw.
  using Runner = std::function<Outcome(std::size_t run, const Interrupted& stop)>;
  struct Work {
    std::size_t first = 0, end = 0, jobs = 1;  // runs first .. end - 1, on so many threads
    std::size_t most_failures = 0;             // nothing is run after so many; 0: everything is
  };

  Crew(Work work, Runner runner, Interrupted interrupted)
      : runner_(std::move(runner)),
        interrupted_(
            [this, asked = std::move(interrupted)] { return stop_ || (asked && asked()); }),
        next_(work.first),
        end_(work.end),
        most_failures_(work.most_failures) {
    const std::size_t runs = work.end - std::min(work.first, work.end);
    const std::size_t threads = std::min(std::max<std::size_t>(work.jobs, 1), runs);
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { go(); });
  }
  ~Crew() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
  }
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// No run from here on counts: none is begun, and those under way are told to end.
  void end_before(std::size_t run) {
    const std::lock_guard lock(mutex_);
    end_ = std::min<std::size_t>(end_, run);
  }
  std::size_t end() const { return end_; }
  /// One more failure than the outcomes tell.
  void count_failure(std::size_t run) {
    const std::lock_guard lock(mutex_);
    note_failure(run);
  }

  /// Waits until the run is done or nobody works on any more, calling `look` with the number of
  /// runs that are done ten times a second. Nothing: it was not made. Each run is taken once.
  std::optional<Outcome> take(std::size_t run, const std::function<void(std::size_t)>& look) {
    constexpr std::chrono::milliseconds kBetweenLooks{100};  // our choice: a smooth bar
    std::unique_lock lock(mutex_);
    const auto is_over = [&] { return done_.contains(run) || gone_ == threads_.size(); };
    while (!news_.wait_for(lock, kBetweenLooks, is_over)) {
      const std::size_t count = count_;
      lock.unlock();
      if (look) look(count);
      lock.lock();
    }
    auto found = done_.extract(run);
    if (found.empty()) return std::nullopt;
    return std::move(found.mapped());
  }

 private:
  void go() {
    for (std::size_t run = next_++; run < end_ && !interrupted_(); run = next_++)
      keep(run, runner_(run, [this, run] { return run >= end_ || interrupted_(); }));
    const std::lock_guard lock(mutex_);
    ++gone_;
    news_.notify_one();
  }

  void keep(std::size_t run, Outcome outcome) {
    const std::lock_guard lock(mutex_);
    if (outcome.failed()) note_failure(run);
    done_.emplace(run, std::move(outcome));
    ++count_;
    news_.notify_one();
  }

  /// Runs before the end are all made, so that which failures are the first does not depend on who
  /// was quick.
  void note_failure(std::size_t run) {
    failures_.insert(run);
    if (most_failures_ == 0 || failures_.size() < most_failures_) return;
    const auto last = std::next(failures_.begin(), static_cast<std::ptrdiff_t>(most_failures_ - 1));
    end_ = std::min<std::size_t>(end_, *last + 1);
  }

  const Runner runner_;
  const Interrupted interrupted_;
  std::atomic<std::size_t> next_;
  std::atomic<std::size_t> end_;  // no run from here on counts
  std::atomic<bool> stop_ = false;
  const std::size_t most_failures_;

  std::mutex mutex_;  // of all that follows
  std::condition_variable news_;
  std::map<std::size_t, Outcome> done_;  // and not taken
  std::multiset<std::size_t> failures_;
  std::size_t count_ = 0, gone_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace sim
