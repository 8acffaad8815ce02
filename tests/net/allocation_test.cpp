// The hot path allocates nothing once it is warm. A file of its own: it counts operator new.
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "tests/net/support.h"

namespace {
std::uint64_t allocations = 0;
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

/// Answers every ping with another and writes to its disk, and keeps no record.
class Echo final : public Protocol<Echo, Message> {
 public:
  explicit Echo(Context<Message> context) : context_(context) {}
  void start() override {
    for (std::uint64_t i = 0; i < 20; ++i)
      context_.send(NodeId{(context_.self().value + 1) % 3},
                    Ping{.number = i, .work = Work::kRead, .bytes = 100});
  }
  void on(NodeId from, const Ping& ping) {
    context_.cancel(timer_);
    timer_ = context_.after(1s, Tick{});
    context_.write(Bytes{100}, Tick{});
    context_.send(from, ping);
  }
  void on(NodeId, const Tick&) {}

 private:
  Context<Message> context_;
  EventHandle timer_;
};

/// Allocations of ten seconds after warm-up.
std::uint64_t allocations_on(const TopologySpec& spec) {
  HostSpec hosts;
  hosts.workers = 2;
  hosts.read = exponential(100us);
  hosts.disk = exponential(10us);
  Simulation simulation(1);
  Topology topology(spec);
  Network network(simulation, topology, hosts, {{"ping"}, {constant(10us)}});
  for (int i = 0; i < 3; ++i)
    network.add_storage(
        [&](NodeId id) { return std::make_unique<Echo>(Context<Message>(network, id)); }, nullptr);
  network.start();
  simulation.run_until(kStart + 5s);

  const std::uint64_t before = allocations, delivered = network.total().delivered;
  simulation.run_until(kStart + 15s);
  EXPECT_GT(network.total().delivered - delivered, 100'000u);
  return allocations - before;
}

const LinkSpec kLimited{
    .from = "*", .to = "*", .latency = exponential(500us), .bytes_per_second = 1'000'000'000};

TEST(HotPath, AllocatesNothingAfterWarmUp) {
  TopologySpec spec = sites(3, 1);
  spec.links = {kLimited};
  EXPECT_EQ(allocations_on(spec), 0u);
}

TEST(HotPath, AllocatesNothingOnRoutesOfSeveralLimitedLinks) {
  TopologySpec spec = sites(3, 1);
  spec.links = {kLimited, kLimited};
  spec.links[0].from = spec.links[1].from = "b";
  spec.links[0].to = "a";
  spec.links[1].to = "c";
  EXPECT_EQ(allocations_on(spec), 0u);
}

}  // namespace
}  // namespace test
