// Quorums that overlap, Dynamo 4.5: with R + W > N, nobody stood in for and nothing failing, no
// read of a million is stale, however long messages take.
#include <string_view>

#include <gtest/gtest.h>

#include "tests/support/shipped_scenario.h"

namespace test {
namespace {

TEST(OverlappingQuorums, AreNeverStaleInAMillionReadsOnAnUnevenNetwork) {
  const ShippedRun run(
      "dynamo/healthy.json",
      {"dynamo.quorum=strict", "phases.measure=330s", R"(workloads.0.arrival={"open":"4000/s"})",
       "workloads.0.ycsb=B",
       R"(dynamo.legs={"write":{"exponential":{"mean":"20ms"}},)"
       R"("ack":{"exponential":{"mean":"2ms"}},"read":{"exponential":{"mean":"2ms"}},)"
       R"("response":{"exponential":{"mean":"2ms"}}})"});
  for (const sim::Check& check : run.result().checks.all()) {
    if (check.name() != "reads-are-fresh") continue;
    EXPECT_GE(check.evaluations(), 1'000'000u);
    EXPECT_EQ(check.failures(), 0u);
    return;
  }
  FAIL() << "nobody looked";
}

TEST(QuorumsThatDoNotOverlap, AreStaleOnTheSameNetwork) {
  const ShippedRun run("dynamo/healthy.json",
                       {"dynamo.quorum=strict", "dynamo.r=1", "dynamo.w=1",
                        R"(dynamo.legs={"write":{"exponential":{"mean":"20ms"}}})"});
  EXPECT_GT(run.metric("reads.stale"), 0);
}

}  // namespace
}  // namespace test
