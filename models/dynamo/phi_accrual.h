// Whether a peer's heartbeats have stopped: the phi accrual failure detector. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/kernel/time.h"
#include "sim/kernel/wide.h"

namespace dynamo {

/// One peer's heartbeats, after Hayashibara et al. (SRDS 2004) in Cassandra's form: intervals are
/// taken for exponential, so phi, minus the decimal logarithm of the probability that the next
/// heartbeat is still to come, is silence / (mean interval * ln 10). The peer is convicted when phi
/// passes a threshold, that is after threshold * ln 10 * mean of silence: 18.42 means at 8.
///
/// A silence that convicted was an outage and is no sample of the rhythm, unless it is no longer
/// than regular ones may be: heartbeats that come all at once, after a pause of the observer, make
/// the mean so small that every interval convicts. Times are by the
/// observer's clock; one that is stepped back makes no sample either.
class PhiAccrual {
 public:
  struct Settings {
    std::int64_t threshold_millionths = 8'000'000;  // Cassandra's default
    std::size_t window = 1000;                      // intervals in the mean: Cassandra's
    sim::Duration first_interval{};                 // stands in the window before any was measured
    sim::Duration longest_interval{};  // a sample though it convicted; Cassandra: two regular ones
  };

  /// Requires a window of at least one. The first silence begins now.
  PhiAccrual(const Settings& settings, sim::Time now) : last_(now) {
    add(settings, settings.first_interval);
  }

  void heartbeat(const Settings& settings, sim::Time now) {
    if (now >= last_ && (!convicts(now) || now - last_ <= settings.longest_interval)) {
      add(settings, now - last_);
    }
    last_ = now;
  }
  bool convicts(sim::Time now) const { return now > last_ && now - last_ > patience_; }
  sim::Time convicts_after() const { return last_ + patience_; }  ///< unless a heartbeat comes
  sim::Duration silence_to_convict() const { return patience_; }

 private:
  void add(const Settings& settings, sim::Duration interval) {
    if (intervals_.size() < settings.window) {
      intervals_.push_back(interval);
    } else {
      sum_ -= intervals_[next_];
      intervals_[next_] = interval;
      next_ = (next_ + 1) % intervals_.size();
    }
    sum_ += interval;
    patience_ = of_mean(settings.threshold_millionths);
  }

  sim::Duration of_mean(std::int64_t threshold_millionths) const {
    constexpr std::uint64_t kLn10Billionths = 2'302'585'093;
    constexpr auto kUnits = static_cast<sim::Wide>(1'000'000) * 1'000'000'000;
    const sim::Wide means = static_cast<sim::Wide>(threshold_millionths) * kLn10Billionths;
    const sim::Wide total = means * static_cast<std::uint64_t>(sum_.count());
    return sim::Duration(static_cast<std::int64_t>(total / (kUnits * intervals_.size())));
  }

  sim::Time last_;
  sim::Duration sum_{}, patience_{};
  std::size_t next_ = 0;                  // the oldest of a full window
  std::vector<sim::Duration> intervals_;  // grows up to the window
};

}  // namespace dynamo
