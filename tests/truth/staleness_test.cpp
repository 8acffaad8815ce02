// Staleness truth: how often a read that begins when its write is acknowledged sees it, and what
// redundant requests do for the slowest reads, against PBS (Bailis et al., VLDB 2012, section 5,
// with the latencies it fitted) and the table of redundant requests in its author's blog
// (2012-09-20). Both by Monte Carlo of the same rules where those are more precise.
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/shipped_scenario.h"

namespace test {
namespace {

/// One of PBS's fits: a Pareto law of most messages and an exponential one of the others.
struct Fit {
  const char *pareto_weight, *scale, *shape, *exponential_weight, *mean;

  std::string json() const {
    return std::string(R"({"mixture":[{"weight":)") + pareto_weight +
           R"(,"of":{"pareto":{"scale":")" + scale + R"(","shape":)" + shape + R"(}}},{"weight":)" +
           exponential_weight + R"(,"of":{"exponential":{"mean":")" + mean + R"("}}}]})";
  }
};

/// Of writes, and of everything else. The scenario's own legs are LinkedIn's disks.
struct Legs {
  Fit write, other;

  std::string json() const {
    return R"({"write":)" + write.json() + R"(,"ack":)" + other.json() + R"(,"read":)" +
           other.json() + R"(,"response":)" + other.json() + "}";
  }
};

constexpr Fit kSsd{"0.9122", "235us", "10", "0.0878", "602.41us"};
constexpr Fit kDisk{"0.38", "1.05ms", "1.51", "0.62", "5.464481ms"};
constexpr Fit kYammerWrite{"0.939", "3ms", "3.5", "0.061", "357.142857ms"};
constexpr Fit kYammerOther{"0.982", "1.5ms", "3.8", "0.018", "46.082949ms"};
constexpr Legs kSsdLegs{kSsd, kSsd}, kDiskLegs{kDisk, kSsd}, kYammer{kYammerWrite, kYammerOther};

/// The shipped scenario with one workload of so many operations, 500 a second on 5000 keys, so that
/// one in some thousands meets another of its key.
ShippedRun run(const Legs& legs, const std::string& mix, std::uint64_t operations,
               std::vector<std::string> more) {
  more.push_back("dynamo.legs=" + legs.json());
  more.push_back(R"(expect={"invariants":"all"})");
  more.push_back("phases.measure=" + std::to_string(operations / 500) + "s");
  more.push_back(R"(workloads=[{"name":"one","sites":["proxy"],"clients":500,)"
                 R"("arrival":{"open":"500/s"},"keys":{"count":5000},"context":"none",)"
                 R"("timeout":"61s","mix":{)" +
                 mix + "}}]");
  return ShippedRun("dynamo/staleness.json", std::move(more));
}

struct Visible {
  const char* name;
  const Legs& legs;
  int n;
  double consistent;  // of reads that begin at the acknowledgement, with R = W = 1
};

/// As many trials as put three standard errors within the tolerance.
void expect_as_published(const Visible& expected) {
  constexpr double kTolerance = 0.003;
  const double variance = expected.consistent * (1 - expected.consistent);
  const auto trials = static_cast<std::uint64_t>(std::ceil(9 * variance / kTolerance / kTolerance));
  const ShippedRun it =
      run(expected.legs, R"("put_then_get":1)", trials, {"dynamo.n=" + std::to_string(expected.n)});
  EXPECT_TRUE(it.result().checks.hold());
  EXPECT_GT(it.metric("reads.after_write"), 0.95 * static_cast<double>(trials));
  const double consistent = 1 - it.metric("reads.stale.ratio");
  testing::Test::RecordProperty(expected.name, std::to_string(consistent));
  EXPECT_NEAR(consistent, expected.consistent, kTolerance) << expected.name;
}

TEST(Staleness, OfReadsAtTheMomentOfAcknowledgementIsAsPbsMeasuredIt) {
  expect_as_published({"ssd_3", kSsdLegs, 3, 0.9736});
  expect_as_published({"disk_3", kDiskLegs, 3, 0.4367});
}

TEST(StalenessSlow, IsAsPbsMeasuredItForOtherLatenciesAndReplicas) {
  expect_as_published({"ymmr_3", kYammer, 3, 0.8930});
  expect_as_published({"disk_2", kDiskLegs, 2, 0.5758});
  expect_as_published({"disk_5", kDiskLegs, 5, 0.3203});
  expect_as_published({"disk_10", kDiskLegs, 10, 0.2102});
}

TEST(Staleness, EndsWhereQuorumsOverlap) {
  const ShippedRun it = run(kDiskLegs, R"("put_then_get":1)", 10'000, {"dynamo.r=2", "dynamo.w=2"});
  EXPECT_GT(it.metric("reads.after_write"), 9'000);
  EXPECT_EQ(it.metric("reads.stale"), 0);
}

struct Redundancy {
  int awaited, sent;
  double p999_ms;
  std::uint64_t reads;
};

void expect_as_published(const Redundancy& expected) {
  const ShippedRun it = run(kYammer, R"("get":1)", expected.reads,
                            {"dynamo.n=" + std::to_string(expected.sent),
                             "dynamo.r=" + std::to_string(expected.awaited)});
  const std::string name =
      "ymmr_" + std::to_string(expected.awaited) + "_of_" + std::to_string(expected.sent);
  const double measured = it.metric("get.latency.p99.9");
  testing::Test::RecordProperty(name, std::to_string(measured));
  EXPECT_NEAR(measured, expected.p999_ms, 0.05 * expected.p999_ms) << name;
}

TEST(RedundantRequests, CutTheSlowestReadsAsPublished) {
  expect_as_published(Redundancy{1, 1, 168.1, 300'000});
  expect_as_published(Redundancy{1, 3, 5.6, 60'000});
  expect_as_published(Redundancy{2, 4, 6.5, 60'000});
  expect_as_published(Redundancy{3, 5, 7.4, 60'000});
}

}  // namespace
}  // namespace test
