// The scenarios of scale/, each small enough for a test: what they promise does not depend on their
// size. What they cost at their own stands in models/dynamo/README.md.
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/support/shipped_scenario.h"

namespace test {
namespace {

using Verdict = sim::RunResult::Verdict;

/// As many sites, and so many nodes at each.
std::vector<std::string> with_nodes(int nodes, std::vector<std::string> overrides) {
  for (int site = 0; site < 3; ++site) {
    const std::string at = "topology.sites[" + std::to_string(site) + "]";
    overrides.push_back(at + ".nodes=" + std::to_string(nodes));
    overrides.push_back(at + ".racks=2");
  }
  return overrides;
}

std::vector<std::string> small_super_bowl() {
  return with_nodes(2, {"workloads[0].arrival.open=500/s", "workloads[0].clients=300",
                        "workloads[0].keys.count=5000"});
}

std::uint64_t looked_at(const sim::RunResult& run, std::string_view check) {
  for (const sim::Check& each : run.checks.all()) {
    if (each.name() == check) return each.evaluations();
  }
  ADD_FAILURE() << "no check " << check;
  return 0;
}

TEST(Scale, PrimeDayHoldsWithAHundredthOfItsNodesAndLoad) {
  const ShippedRun run(
      "scale/prime-day.json",
      with_nodes(10, {"phases.measure=20ms", "workloads[0].arrival.open=892000/s",
                      "workloads[0].clients=1500", "workloads[0].keys.count=3000"}));
  EXPECT_EQ(sim::verdict(run.result()), Verdict::kPass);
  EXPECT_GT(run.metric("get.count"), 15'000);
}

TEST(Scale, SuperBowlHoldsWithATwentiethOfItsNodesAndLoad) {
  const ShippedRun run("scale/super-bowl.json", small_super_bowl());
  EXPECT_EQ(sim::verdict(run.result()), Verdict::kPass);
}

TEST(Scale, SuperBowlIsLostByNodesThatCannotFollowItsPeak) {
  std::vector<std::string> overrides = small_super_bowl();
  overrides.push_back("hosts.workers=1");
  const ShippedRun run("scale/super-bowl.json", overrides);
  EXPECT_EQ(sim::verdict(run.result()), Verdict::kFail);
}

TEST(Scale, GossipHoldsWithAHundredthOfItsNodes) {
  const ShippedRun run(
      "scale/gossip.json",
      with_nodes(33, {"dynamo.membership.changes[0].join=1a-32", "workloads[0].keys.count=500"}));
  EXPECT_EQ(sim::verdict(run.result()), Verdict::kPass);
  EXPECT_EQ(looked_at(run.result(), "ring-views-converge"), 99u);
}

TEST(Scale, ARunWithoutAnAuditIsTheSameRun) {
  for (const std::string name : {"vector-clocks", "tombstones", "last-write-wins", "cart",
                                 "dotted-version-vector", "anti-entropy"}) {
    const ShippedRun with("dynamo/" + name + ".json", {"phases.measure=20s"});
    const ShippedRun without("dynamo/" + name + ".json",
                             {"phases.measure=20s", "dynamo.audit=false"});
    EXPECT_EQ(with.result().fingerprint, without.result().fingerprint) << name;
  }
}

TEST(Scale, WhatIsNotAuditedIsNotSaidToHold) {
  const ShippedRun run("dynamo/healthy.json", {"dynamo.audit=false", "phases.measure=5s"});
  for (const std::string check :
       {"acknowledged-writes-survive", "versions-overwrite-only-ancestors", "clocks-do-not-regress",
        "siblings-are-concurrent", "deleted-values-stay-deleted", "replicas-hold-maximal-versions",
        "reads-are-fresh", "read-your-writes", "monotonic-reads", "monotonic-writes",
        "writes-follow-reads", "cart-adds-are-not-lost"}) {
    EXPECT_EQ(looked_at(run.result(), check), 0u) << check;
  }
  const auto& summary = run.result().results.summary;
  const bool tells = std::any_of(summary.begin(), summary.end(), [](const sim::SummaryRow& row) {
    return row.metric.starts_with("reads.stale") || row.metric.starts_with("sessions.") ||
           row.metric == "reads.after_write" || row.metric.starts_with("reads.versions_behind");
  });
  EXPECT_FALSE(tells);
  EXPECT_GT(looked_at(run.result(), "every-invocation-completes-once"), 0u);
}

TEST(Scale, WithoutAnAuditNoPutIsRemembered) {
  const auto remembered = [](const char* measure) {
    const ShippedRun run("dynamo/healthy.json", {"dynamo.audit=false", measure});
    for (const sim::MemoryUse& use : run.result().memory) {
      if (use.what == "remembered put") return use.bytes;
    }
    ADD_FAILURE() << "the run does not tell of remembered puts";
    return std::uint64_t{0};
  };
  EXPECT_EQ(remembered("phases.measure=1s"), remembered("phases.measure=8s"));
}

}  // namespace
}  // namespace test
