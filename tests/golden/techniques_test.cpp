// Every technique of the paper has a scenario that fails without it: what its `expect` says is due
// to the technique and to nothing else.
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

class GoldenTechnique : public testing::TestWithParam<Technique> {};

TEST_P(GoldenTechnique, IsWhatItsScenarioNeeds) {
  const Technique technique = GetParam();
  EXPECT_EQ(sim::verdict(ShippedRun(technique.scenario).result()), sim::RunResult::Verdict::kPass);
  const ShippedRun without(technique.scenario, {technique.without});
  EXPECT_EQ(sim::verdict(without.result()), sim::RunResult::Verdict::kFail);
}

INSTANTIATE_TEST_SUITE_P(Shipped, GoldenTechnique, testing::ValuesIn(kTechniques),
                         [](const auto& technique) {
                           std::string name = technique.param.scenario;
                           for (char& c : name) {
                             if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
                           }
                           return name;
                         });

}  // namespace
}  // namespace test
