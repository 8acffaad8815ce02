// How often intervals cover a truth that is known.
#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "models/kv/parts.h"
#include "sim/kernel/distribution.h"
#include "sim/run/report/csv.h"
#include "sim/run/statistics/intervals.h"
#include "sim/run/statistics/one_long_run.h"

namespace sim {
namespace {

constexpr int kRepetitions = 1000;

/// Customers of a queue with one server, one after the other: how long each waits to be served
/// (Lindley, 1952). Interarrival and service times are exponential, the server 70 % busy.
class Queue {
 public:
  explicit Queue(std::uint64_t seed)
      : arrivals_(stream(seed, "arrivals")), services_(stream(seed, "services")) {}

  double next() {  // in mean service times
    static const Distribution kBetween = Distribution::of({DistributionSpec::Exponential{10ms}});
    static const Distribution kService = Distribution::of({DistributionSpec::Exponential{7ms}});
    const double waits = static_cast<double>(wait_.count()) / 7e6;
    wait_ += kService.draw(services_) - kBetween.draw(arrivals_);
    wait_ = std::max(wait_, Duration{});
    return waits;
  }
  std::vector<double> some(std::size_t count) {
    std::vector<double> waits;
    for (std::size_t i = 0; i < count; ++i) waits.push_back(next());
    return waits;
  }

 private:
  Rng arrivals_, services_;
  Duration wait_{};
};

constexpr double kBusy = 0.7;
constexpr double kMeanWait = kBusy / (1 - kBusy);  // Erlang: rho / (mu - lambda), mu = 1
/// P(wait > t) = rho exp(-(1 - rho) t).
double wait_quantile(double q) { return std::log(kBusy / (1 - q)) / (1 - kBusy); }

/// Of a thousand repetitions, how many cover the truth.
template <class Repeat>
int covering(double truth, Repeat repeat) {
  int covered = 0;
  for (int i = 0; i < kRepetitions; ++i) {
    const std::optional<Interval> interval = repeat(static_cast<std::uint64_t>(i));
    covered += interval && interval->low <= truth && truth <= interval->high;
  }
  return covered;
}

void expect_95_percent(int covered) {
  ::testing::Test::RecordProperty("covered", covered);
  EXPECT_GE(covered, 930);
  EXPECT_LE(covered, 970);
}

TEST(CoverageSlow, OfTheMeanOverReplications) {
  expect_95_percent(covering(kMeanWait, [](std::uint64_t repetition) {
    std::vector<double> means;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      Queue queue(repetition * 100 + seed);
      queue.some(500);
      means.push_back(mean_of(queue.some(4000)));
    }
    return mean_interval(means);
  }));
}

// Stopping where the interval happens to be narrow must not make it lie: five replications at
// least.
TEST(CoverageSlow, OfTheMeanWhereReplicationsStopOnceItIsPrecise) {
  expect_95_percent(covering(kMeanWait, [](std::uint64_t repetition) {
    constexpr std::uint64_t kFewest = 5, kMost = 100;
    std::vector<double> means;
    std::optional<Interval> interval;
    while (means.size() < kFewest || (means.size() < kMost && !is_precise(*interval, 0.1))) {
      Queue queue(5'000'000 + repetition * 1000 + means.size());
      queue.some(500);
      means.push_back(mean_of(queue.some(4000)));
      interval = mean_interval(means);
    }
    return interval;
  }));
}

TEST(CoverageSlow, OfTheMeanOverOneLongRunWithoutItsWarmUp) {
  expect_95_percent(covering(kMeanWait, [](std::uint64_t repetition) {
    const std::vector<double> waits = Queue(1'000'000 + repetition).some(100'000);
    const std::size_t first = warm_up(waits).value_or(waits.size());
    return batch_means_interval(std::span(waits).subspan(first));
  }));
}

// What summary.csv has: a value of the whole run, and around it what its twentieths say.
TEST(CoverageSlow, OfTheMeanAndAQuantileOfASingleRun) {
  constexpr std::int64_t kCustomers = 100'000;
  constexpr Phases kPhases{.warmup = 10s, .measure = kCustomers * 10ms, .settle = {}};
  constexpr double kService = 7;  // ms
  const auto interval_of = [&](std::uint64_t repetition, std::string_view metric, auto value_of) {
    Queue queue(6'000'000 + repetition);
    queue.some(1000);
    kv::Parts parts(kPhases);
    std::vector<double> waits;
    for (std::int64_t i = 0; i < kCustomers; ++i) {
      waits.push_back(queue.next() * kService);
      const Duration wait(static_cast<std::int64_t>(waits.back() * 1e6));
      parts.completed(kv::Action::kGet, kv::Outcome::kOk, wait, kStart + 10s + i * 10ms);
    }
    std::optional<Interval> interval;
    for (const PartsRow& row : parts.rows(kPhases.end())) {
      if (row.metric != metric) continue;
      std::vector<double> values;
      for (const Decimal& part : row.parts) values.push_back(number_of(part));
      interval = interval_around(value_of(waits), values);
    }
    return interval;
  };
  expect_95_percent(covering(kMeanWait * kService, [&](std::uint64_t repetition) {
    return interval_of(repetition, "get.latency.mean",
                       [](const std::vector<double>& waits) { return mean_of(waits); });
  }));
  expect_95_percent(covering(wait_quantile(0.9) * kService, [&](std::uint64_t repetition) {
    return interval_of(repetition, "get.latency.p90", [](std::vector<double>& waits) {
      const auto place = waits.begin() + kCustomers * 9 / 10;
      std::nth_element(waits.begin(), place, waits.end());
      return *place;
    });
  }));
}

TEST(CoverageSlow, OfAQuantileOverReplications) {
  expect_95_percent(covering(wait_quantile(0.9), [](std::uint64_t repetition) {
    std::vector<double> waits;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      Queue queue(2'000'000 + repetition * 100 + seed);
      queue.some(300);
      waits.push_back(queue.next());
    }
    return quantile_interval(waits, 0.9);
  }));
}

TEST(CoverageSlow, OfAnAvailability) {
  for (const std::uint32_t failures_in_10000 : {10U, 100U, 2000U}) {
    const Ratio failing{failures_in_10000, 10'000};
    const double truth = 1 - failures_in_10000 / 10'000.0;
    expect_95_percent(covering(truth, [&](std::uint64_t repetition) {
      Rng rng = stream(repetition, "operations", failures_in_10000);
      constexpr std::uint64_t kOperations = 20'000;
      std::uint64_t ok = 0;
      for (std::uint64_t i = 0; i < kOperations; ++i) ok += !rng.chance(failing);
      return ratio_interval(ok, kOperations);
    }));
  }
}

TEST(CoverageSlow, OfAPairedDifference) {
  expect_95_percent(covering(0, [](std::uint64_t repetition) {
    std::vector<double> one, other;  // the same queue, and once the other half of its customers
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      Queue queue(3'000'000 + repetition * 100 + seed);
      queue.some(500);
      one.push_back(mean_of(queue.some(1000)));
      other.push_back(mean_of(queue.some(1000)));
    }
    return paired_interval(one, other);
  }));
}

}  // namespace
}  // namespace sim
