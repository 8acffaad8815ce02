// Gossip truth: how many cycles a change of the membership takes to reach every node, against the
// push-pull epidemics of Demers et al. (PODC 1987, Tables 4 and 5: 7.8 and 5.3 cycles at about 300
// sites, 11.0 and 7.0 where a site takes one call a cycle) and their values for other sizes.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/cluster.h"

namespace test {
namespace {

struct Epidemic {
  std::uint32_t nodes;
  std::uint32_t calls_per_interval;  // 0: no limit
  double last, average;              // cycles until every node knows, and until a node does
};

/// The model's own gossip, in cycles: all nodes call at once, and every exchange of a cycle is over
/// before the next. Latencies differ a little so that simultaneous calls come in random order.
Setup in_cycles(const Epidemic& epidemic) {
  Setup setup{.nodes = epidemic.nodes, .n = 1, .r = 1, .w = 1};
  setup.configure = [epidemic](dynamo::Config& config) {
    config.membership.in_step = true;
    config.membership.calls_per_interval = epidemic.calls_per_interval;
    config.partitioning.tokens_per_node = 1;  // a ring that is soon made: gossip does not ask it
  };
  setup.change_topology = [](TopologySpec& spec) {
    for (LinkSpec& link : spec.links) link.latency = {DistributionSpec::Uniform{1ms, 1100us}};
  };
  return setup;
}

struct Spread {
  double last = 0, average = 0;
};

std::uint32_t ignorant(Cluster& cluster, std::uint32_t nodes) {
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < nodes; ++i) {
    count += cluster.dynamo().store({i}).view() != &cluster.services().views.latest();
  }
  return count;
}

/// One change, told to one node between two cycles. It is a join of a member, which leaves the ring
/// as it is: all nodes call each other before and after.
Spread spread_of_one_change(Cluster& cluster, std::uint32_t nodes, NodeId first) {
  cluster.network().send<dynamo::Message>(first, first, dynamo::Command{first, true});
  cluster.run_for(1ms);
  Spread spread;
  for (std::uint32_t left = ignorant(cluster, nodes); left > 0; left = ignorant(cluster, nodes)) {
    spread.average += static_cast<double>(left) / nodes;
    spread.last += 1;
    cluster.run_for(1s);
  }
  return spread;
}

/// The mean over so many changes, of which the standard error of `last` is about 0.6 / sqrt.
Spread measure(const Epidemic& epidemic, int changes) {
  Cluster cluster(in_cycles(epidemic));
  cluster.run_for(500ms);
  Spread mean;
  for (int i = 0; i < changes; ++i) {
    const NodeId first{static_cast<std::uint32_t>(i) % epidemic.nodes};
    const Spread one = spread_of_one_change(cluster, epidemic.nodes, first);
    mean.last += one.last / changes;
    mean.average += one.average / changes;
  }
  return mean;
}

void expect_as_published(const Epidemic& epidemic, int changes) {
  constexpr double kTolerance = 0.15;
  const Spread spread = measure(epidemic, changes);
  const std::string name = std::to_string(epidemic.nodes) + "_nodes_" +
                           std::to_string(epidemic.calls_per_interval) + "_calls";
  testing::Test::RecordProperty(name + "_last", std::to_string(spread.last));
  testing::Test::RecordProperty(name + "_average", std::to_string(spread.average));
  EXPECT_NEAR(spread.last, epidemic.last, kTolerance) << name;
  EXPECT_NEAR(spread.average, epidemic.average, kTolerance) << name;
}

TEST(Gossip, ReachesEveryNodeInAsManyCyclesAsPushPullEpidemicsDo) {
  expect_as_published({30, 0, 5.02, 3.15}, 400);
  expect_as_published({100, 0, 6.54, 4.29}, 200);
  expect_as_published({300, 0, 7.82, 5.31}, 100);
  expect_as_published({1000, 0, 9.12, 6.39}, 60);
}

TEST(Gossip, IsSlowerWhereANodeTakesOneCallACycle) {
  expect_as_published({300, 1, 11.07, 7.03}, 100);
}

}  // namespace
}  // namespace test
