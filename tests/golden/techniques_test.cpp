// Every technique of the paper has a scenario that fails without it: what its `expect` says is due
// to the technique and to nothing else.
#include <cctype>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/shipped_scenario.h"

namespace test {
namespace {

struct Technique {
  const char *scenario, *without;  // a --set that switches it off
};

constexpr Technique kTechniques[] = {
    {"dynamo/sloppy-quorum.json", "dynamo.quorum=strict"},
    {"dynamo/hinted-handoff.json", "dynamo.quorum=strict"},
    {"dynamo/last-write-wins.json", "dynamo.versioning=vector-clock"},
    {"dynamo/dotted-version-vector.json", "dynamo.versioning=vector-clock"},
    {"dynamo/read-engine.json", "dynamo.w=1"},
    {"dynamo/tombstones.json", "dynamo.tombstone_age=1s"},
    {"dynamo/gossip.json", "dynamo.membership.gossip_interval=1h"},
    {"dynamo/rumours.json", "dynamo.membership.spread=reconcile"},
    {"dynamo/seeds.json", "dynamo.membership.seeds=[]"},
    {"dynamo/join.json", "dynamo.membership.changes=[]"},
    {"dynamo/leave.json", "dynamo.membership.changes=[]"},
    {"dynamo/partitioning.json", "dynamo.partitioning.strategy=tokens"},
    {"dynamo/vector-clocks.json", "dynamo.versioning=last-write-wins"},
    {"dynamo/cart.json", "workloads[0].reconcile=none"},
    {"dynamo/staleness.json", "dynamo.r=3"},
    {"dynamo/read-repair.json", "dynamo.read_repair=false"},
    {"dynamo/client-coordination.json", "dynamo.coordination=load-balancer"},
    {"dynamo/durable-replica.json", "dynamo.buffer.durable_replicas=0"},
    {"dynamo/buffered-writes.json", "dynamo.sync=true"},
    {"dynamo/failure-detector-phi.json", "dynamo.failure_detector=silence"},
    {"dynamo/failure-detector-swim.json", "dynamo.failure_detector=silence"},
    {"dynamo/anti-entropy.json", "dynamo.anti_entropy.enabled=false"},
    {"faults/bit-rot.json", "dynamo.anti_entropy.enabled=false"},
    {"dynamo/admission-control.json", "dynamo.admission.enabled=false"},
};

/// As a test may be called.
std::string plain(std::string name) {
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}

class GoldenTechnique : public testing::TestWithParam<Technique> {};

TEST_P(GoldenTechnique, IsWhatItsScenarioNeeds) {
  const Technique technique = GetParam();
  EXPECT_EQ(sim::verdict(ShippedRun(technique.scenario).result()), sim::RunResult::Verdict::kPass);
  const ShippedRun without(technique.scenario, {technique.without});
  EXPECT_EQ(sim::verdict(without.result()), sim::RunResult::Verdict::kFail);
  EXPECT_EQ(without.unmet_wishes().empty(), without.result().sometimes.empty())
      << "its `sometimes` is not about the technique";
}

INSTANTIATE_TEST_SUITE_P(Shipped, GoldenTechnique, testing::ValuesIn(kTechniques),
                         [](const auto& technique) { return plain(technique.param.scenario); });

/// What a scenario of faults is about does not come to pass without them.
class GoldenFault : public testing::TestWithParam<const char*> {};

TEST_P(GoldenFault, IsWhatItsScenarioComesTo) {
  const ShippedRun without(GetParam(), {"faults=[]"});
  EXPECT_NE(without.unmet_wishes(), "");
}

INSTANTIATE_TEST_SUITE_P(Shipped, GoldenFault,
                         testing::Values("faults/crash.json", "faults/crash-amnesia.json",
                                         "faults/pause.json", "faults/slow.json",
                                         "faults/disk-stall.json", "faults/link-loss.json",
                                         "faults/link-duplicate.json", "faults/outage-site.json",
                                         "faults/partition.json", "faults/partition-bridge.json",
                                         "regressions/stand-in-counts-on.json",
                                         "regressions/own-hint-waits.json",
                                         "regressions/backlog-is-not-well.json"),
                         [](const auto& scenario) { return plain(scenario.param); });

}  // namespace
}  // namespace test
