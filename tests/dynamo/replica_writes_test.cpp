// The object buffer and its writer, Dynamo 6.1.
#include <gtest/gtest.h>

#include "tests/support/cluster.h"

namespace test {
namespace {

using Values = std::vector<std::uint64_t>;

/// Messages take 1 ms, the disk 20 ms; all N must acknowledge.
Setup buffered(dynamo::Config::Buffer buffer = {}, bool sync = false) {
  Setup setup;
  setup.w = 3;
  setup.hosts.disk = constant(20ms);
  setup.configure = [buffer, sync](dynamo::Config& config) {
    config.sync = sync;
    config.buffer = buffer;
  };
  return setup;
}

/// How long a put of the key takes.
Duration put_time(Cluster& cluster, std::uint64_t key, std::uint64_t value) {
  const Time before = cluster.simulation().now();
  EXPECT_TRUE(cluster.put(key, value, {.context = cluster.get(key).context}).ok);
  return cluster.simulation().now() - before;
}

TEST(WriteBuffer, AcknowledgesBeforeTheDisk) {
  Cluster direct(buffered({}, true)), with_buffer(buffered());
  EXPECT_GE(put_time(direct, 7, 42), 20ms);
  EXPECT_LT(put_time(with_buffer, 7, 42), 20ms);
}

TEST(WriteBuffer, IsWhatReadsSee) {
  Cluster cluster(buffered());
  put_time(cluster, 7, 42);
  EXPECT_EQ(cluster.get(7).values, Values{42});
}

TEST(WriteBuffer, WritesAnObjectThatChangesInTheMeantimeOnce) {
  Cluster cluster(buffered());
  for (std::uint64_t value = 1; value <= 20; ++value) put_time(cluster, 7, value);
  const std::uint64_t before = cluster.sent("synced");
  cluster.run_for(1s);
  EXPECT_LE(cluster.sent("synced") - before, 2 * 3u) << "what is being written, and the rest";
  for (const NodeId node : cluster.replicas_of(7)) {
    cluster.crash(node, Keeps::kSynced);
    EXPECT_EQ(cluster.stored_at(node, 7), Values{20});
  }
}

TEST(WriteBuffer, ThatIsFullLeavesWritesToTheDisk) {
  Cluster cluster(buffered({.objects = 1}));
  EXPECT_LT(put_time(cluster, 7, 1), 20ms);
  std::uint64_t other = 8;  // with the same replicas, so that their buffers are full
  while (cluster.replicas_of(other) != cluster.replicas_of(7)) ++other;
  EXPECT_GE(put_time(cluster, other, 2), 20ms);
}

TEST(WriteBuffer, LosesWhatItHoldsInACrash) {
  Cluster cluster(buffered());
  put_time(cluster, 7, 42);
  for (std::uint32_t i = 0; i < 5; ++i) cluster.crash({i}, Keeps::kSynced);
  for (const NodeId node : cluster.replicas_of(7)) EXPECT_TRUE(cluster.stored_at(node, 7).empty());
}

TEST(DurableReplica, AcknowledgesFromTheDisk) {
  Cluster cluster(buffered({.durable_replicas = 1}));
  EXPECT_GE(put_time(cluster, 7, 42), 20ms) << "W is N here, so the durable one is waited for";
  std::size_t kept = 0;
  for (std::uint32_t i = 0; i < 5; ++i) cluster.crash({i}, Keeps::kSynced);
  for (const NodeId node : cluster.replicas_of(7)) kept += !cluster.stored_at(node, 7).empty();
  EXPECT_GE(kept, 1u);
}

TEST(DurableReplica, IsNotWaitedForWhileWOthersAnswer) {
  auto setup = buffered({.durable_replicas = 1});
  setup.w = 2;
  Cluster cluster(std::move(setup));
  EXPECT_LT(put_time(cluster, 7, 42), 20ms);
}

}  // namespace
}  // namespace test
