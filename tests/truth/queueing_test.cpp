// Queueing truth: what the simulator measures against what theory says of the same system.
// The scenarios are the shipped ones, so whoever reads them reads what was tested.
#include <cmath>
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/shipped_scenario.h"

namespace test {
namespace {

constexpr double kTolerance = 0.02;  // the bound; the runs are long enough for half of it

void expect_near(const char* what, double measured_ms, double theory_ms) {
  EXPECT_NEAR(measured_ms / theory_ms, 1.0, kTolerance)
      << what << ": measured " << measured_ms << " ms, theory " << theory_ms << " ms";
}

/// The quantile of a distribution function on [0 ms, 1000 ms], by bisection.
double quantile(const std::function<double(double)>& cdf, double q) {
  double low = 0, high = 1000;
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (cdf(middle) < q ? low : high) = middle;
  }
  return low;
}

/// The mean of a distribution on [0 ms, 100 ms]: the area above its distribution function.
double mean(const std::function<double(double)>& cdf) {
  constexpr int kSteps = 1'000'000;
  constexpr double kWidth = 100.0 / kSteps;
  double area = 0;
  for (int i = 0; i < kSteps; ++i) area += 1 - cdf((i + 0.5) * kWidth);
  return area * kWidth;
}

void expect_distribution(const ShippedRun& run, const std::string& op,
                         const std::function<double(double)>& cdf) {
  expect_near((op + " mean").c_str(), run.metric(op + ".latency.mean"), mean(cdf));
  expect_near((op + " p50").c_str(), run.metric(op + ".latency.p50"), quantile(cdf, 0.5));
  expect_near((op + " p99").c_str(), run.metric(op + ".latency.p99"), quantile(cdf, 0.99));
}

/// Erlang's C: the probability that an arrival waits, for c servers and offered load a < c.
double erlang_c(int c, double a) {
  double term = 1, sum = 0;
  for (int k = 0; k < c; ++k) {
    sum += term;
    term *= a / (k + 1);
  }
  const double waiting = term / (1 - a / c);
  return waiting / (sum + waiting);
}

double exponential_cdf(double t_ms) { return t_ms <= 0 ? 0 : 1 - std::exp(-t_ms); }

}  // namespace

TEST(QueueingTruth, OneWorkerIsAnMM1Queue) {
  const ShippedRun run("queueing/mm1.json");
  const auto cdf = [](double t) { return 1 - std::exp(-0.5 * t); };  // mu - lambda = 0.5 / ms
  expect_distribution(run, "get", cdf);
  expect_distribution(run, "put", cdf);
}

TEST(QueueingTruth, FourWorkersAreAnMM4Queue) {
  const ShippedRun run("queueing/mmc.json");
  const double waits = erlang_c(4, 2.8), drain = 4 - 2.8;  // per ms: c mu - lambda
  const auto cdf = [=](double t) {  // an exponential service after a wait that is zero or drains
    return 1 - (1 - waits) * std::exp(-t) -
           waits * (drain * std::exp(-t) - std::exp(-drain * t)) / (drain - 1);
  };
  expect_distribution(run, "get", cdf);
  expect_distribution(run, "put", cdf);
}

// R = 2 and W = 3 of three replicas with service Exp(1 ms): the coordinator's own answers after X0,
// the others after a round trip of 0.5 ms and X1, X2. The client is 0.25 ms from the coordinator.
TEST(QueueingTruth, AQuorumIsAsFastAsItsKthReplica) {
  const ShippedRun run("queueing/order-statistics.json");
  const auto second_of_three = [](double t) {
    const double own = exponential_cdf(t - 0.5), other = exponential_cdf(t - 1.0);
    return own * (1 - (1 - other) * (1 - other)) + (1 - own) * other * other;
  };
  const auto last_of_three = [](double t) {
    const double other = exponential_cdf(t - 1.0);
    return exponential_cdf(t - 0.5) * other * other;
  };
  expect_distribution(run, "get", second_of_three);
  expect_distribution(run, "put", last_of_three);
}

}  // namespace test
