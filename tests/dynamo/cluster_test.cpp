// A whole cluster under load: invariants through faults, both coordinations, no allocation.
#include "tests/support/cluster.h"

#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

namespace {
std::size_t allocations = 0;  // a test program's own count; nothing of the simulator reads it
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace test {
namespace {

Setup busy(dynamo::Coordination coordination, kv::ContextFrom context, std::uint64_t seed = 1) {
  Setup setup{.nodes = 6, .sites = 3, .seed = seed, .workloads = {busy_clients(12, 20)}};
  setup.workloads[0].context = context;
  setup.configure = [coordination](dynamo::Config& config) { config.coordination = coordination; };
  return setup;
}

std::uint64_t operations(const Cluster& cluster) {
  return cluster.check("every-invocation-completes-once").evaluations();
}

TEST(ClusterUnderLoad, HoldsEveryInvariantWithoutFaults) {
  for (const auto coordination :
       {dynamo::Coordination::kLoadBalancer, dynamo::Coordination::kClient}) {
    for (const auto context :
         {kv::ContextFrom::kLastSeen, kv::ContextFrom::kNone, kv::ContextFrom::kReadFirst}) {
      Cluster cluster(busy(coordination, context));
      cluster.run_for(context == kv::ContextFrom::kNone ? 100ms : 2s);  // siblings pile up
      cluster.judge();
      EXPECT_TRUE(cluster.holds()) << cluster.violations();
      EXPECT_GT(operations(cluster), 100u);
      EXPECT_TRUE(cluster.dynamo().quiescent());
    }
  }
}

TEST(ClusterUnderLoad, HoldsEveryInvariantThroughCrashesAndPartitions) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    auto setup = busy(dynamo::Coordination::kClient, kv::ContextFrom::kLastSeen, seed);
    setup.n = 3, setup.r = 1, setup.w = 2;
    setup.hosts.disk = constant(1ms);
    setup.change_topology = [](TopologySpec& spec) {
      for (LinkSpec& link : spec.links) link.loss = link.duplicate = {1, 100};
    };
    Cluster cluster(std::move(setup));
    Rng rng = stream(seed, "test faults");
    for (int i = 0; i < 20; ++i) {
      cluster.run_for(rng.between(10ms, 300ms));
      const NodeId node{static_cast<std::uint32_t>(rng.below(6))};
      constexpr Keeps kKeeps[] = {Keeps::kDisk, Keeps::kSynced, Keeps::kNothing};
      const auto cut = cluster.cut_off({NodeId{static_cast<std::uint32_t>(rng.below(6))}});
      cluster.crash(node, kKeeps[rng.below(3)]);
      cluster.run_for(rng.between(10ms, 300ms));
      cluster.restart(node);
      cluster.heal(cut);
    }
    cluster.judge();
    for (const std::string_view name :
         {"acknowledged-writes-survive", "versions-overwrite-only-ancestors",
          "messages-are-conserved", "every-invocation-completes-once"}) {
      EXPECT_EQ(cluster.check(name).failures(), 0u) << "seed " << seed << "\n"
                                                    << cluster.violations();
    }
  }
}

TEST(ClusterUnderLoad, IsTheSameTwice) {
  const auto fingerprint = [](std::uint64_t seed) {
    Cluster cluster(busy(dynamo::Coordination::kLoadBalancer, kv::ContextFrom::kLastSeen, seed));
    cluster.run_for(2s);
    return cluster.simulation().fingerprint();
  };
  EXPECT_EQ(fingerprint(1), fingerprint(1));
  EXPECT_NE(fingerprint(1), fingerprint(2));
}

TEST(ClusterUnderLoad, ForwardsOnlyBehindALoadBalancer) {
  const auto forwards = [](dynamo::Coordination coordination) {
    Cluster cluster(busy(coordination, kv::ContextFrom::kLastSeen));
    cluster.run_for(1s);
    std::uint64_t sum = 0;
    for (const dynamo::NodeTally& node : cluster.services().nodes) sum += node.forwards;
    return sum;
  };
  EXPECT_GT(forwards(dynamo::Coordination::kLoadBalancer), 0u);
  EXPECT_EQ(forwards(dynamo::Coordination::kClient), 0u);
}

// Writers read first, so that siblings are few: a set of more than eight takes memory of its own.
// Time series open a row every second and the judges' tables double; no operation allocates.
TEST(ClusterUnderLoad, AllocatesNothingOnceItIsWarm) {
  auto setup = busy(dynamo::Coordination::kClient, kv::ContextFrom::kReadFirst);
  setup.workloads[0].keys.count = 1000;
  setup.configure = [](dynamo::Config& config) {
    config.coordination = dynamo::Coordination::kClient;
    config.anti_entropy.enabled = true;
  };
  setup.measure = 100s;
  Cluster cluster(std::move(setup));
  cluster.run_for(20s);
  const std::size_t before = allocations;
  const std::uint64_t operations_before = operations(cluster);
  cluster.run_for(20s);
  const std::uint64_t done = operations(cluster) - operations_before;
  EXPECT_GT(done, 10'000u);
  EXPECT_LT(allocations - before, done / 1000) << "in " << done << " operations";
}

}  // namespace
}  // namespace test
