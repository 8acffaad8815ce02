// A machine: its processor's queue, its disk, its clock, and what stops them.
#include "sim/net/host.h"

#include <gtest/gtest.h>

#include "sim/net/station.h"
#include "tests/net/support.h"

namespace test {
namespace {

constexpr std::int64_t kBillion = 1'000'000'000;

HostSpec serving(DistributionSpec time, std::uint32_t workers = 1) {
  HostSpec hosts;
  hosts.workers = workers;
  hosts.other = std::move(time);
  return hosts;
}

constexpr Ping kWorkPing{.number = 0, .work = Work::kOther, .bytes = 0};

/// Mean time from arrival to handler of `messages` Poisson arrivals, in microseconds.
double mean_response_us(std::uint32_t workers, Duration service, Duration between,
                        std::uint64_t messages) {
  World world(sites(1, 1), serving(exponential(service), workers));
  world.network.start();
  const Distribution gap = Distribution::of(exponential(between));
  Rng rng = world.simulation.stream("arrivals");
  Duration sum{};
  std::vector<Time> sent;
  sent.reserve(messages);
  world.at(0).on_ping = [&](Context<Message> context, NodeId, const Ping& ping) {
    sum += context.true_time() - sent[ping.number];
  };
  world.at(0).on_tick = [&](Context<Message> context, const Tick& tick) {
    sent.push_back(context.true_time());
    context.send(context.self(), Ping{.number = tick.number, .work = Work::kOther});
    if (tick.number + 1 < messages) context.after(gap.draw(rng), Tick{tick.number + 1});
  };
  world.at(0).pings.reserve(messages);
  world.at(0).ticks.reserve(messages);
  Context<Message>(world.network, NodeId{0}).after(0ns, Tick{0});
  world.run_for(1'000'000s);
  EXPECT_EQ(world.network.total().delivered, messages);
  return static_cast<double>(sum.count()) / static_cast<double>(messages) / 1000.0;
}

// Kleinrock, Queueing Systems I, 3.2: T = 1 / (mu - lambda), here 1 / (1/600 - 1/1000) us.
TEST(Processor, OneWorkerAnswersLikeMM1) {
  const double expected_us = 1500;
  EXPECT_NEAR(mean_response_us(1, 600us, 1000us, 1'000'000) / expected_us, 1.0, 0.02);
}

// The same, 3.5: Erlang's C for four workers at a load of 0.75 is 0.5094; T = S + C S / (4 - 3).
TEST(Processor, FourWorkersAnswerLikeMMc) {
  const double service_us = 900, expected_us = service_us * (1 + 0.50943);
  EXPECT_NEAR(mean_response_us(4, 900us, 300us, 1'000'000) / expected_us, 1.0, 0.02);
}

TEST(Processor, MessagesWithoutWorkDoNotWaitForAWorker) {
  World world(sites(1, 2, 0ms), serving(constant(10ms)));
  world.network.start();
  world.send(0, 1, {.number = 1, .work = Work::kOther});
  world.send(0, 1, {.number = 2});
  world.run_for(0ms);
  EXPECT_EQ(world.network.processor_backlog(NodeId{1}), 10ms);
  world.run_for(20ms);
  ASSERT_EQ(world.at(1).pings.size(), 2u);
  EXPECT_EQ(world.at(1).pings[0].number, 2u);
  EXPECT_EQ(world.at(1).pings[0].at, kStart);
  EXPECT_EQ(world.at(1).pings[1].at, kStart + 10ms);
}

TEST(Processor, SlownessStretchesServiceTimesUntilItEnds) {
  World world(sites(1, 2, 0ms), serving(constant(10ms)));
  world.network.start();
  world.network.slow(NodeId{1}, {5, 2});
  world.send(0, 1, kWorkPing);
  world.run_for(100ms);
  EXPECT_EQ(world.at(1).pings[0].at, kStart + 25ms);
  world.network.slow(NodeId{1}, {1, 1});
  world.send(0, 1, kWorkPing);
  world.run_for(100ms);
  EXPECT_EQ(world.at(1).pings[1].at, kStart + 110ms);
}

TEST(Processor, ClientsHaveNone) {
  World world(sites(1, 1, 0ms), serving(constant(10ms)));
  const NodeId client = world.add_client("client", 0);
  world.network.start();
  world.send(0, client.value, kWorkPing);
  world.run_for(0ms);
  EXPECT_EQ(world.at(client.value).pings.size(), 1u);
}

TEST(Pause, ShiftsWhatIsBeingServedByItsLength) {
  World world(sites(1, 2, 0ms), serving(constant(10ms)));
  world.network.start();
  world.send(0, 1, {.number = 1, .work = Work::kOther});
  world.send(0, 1, {.number = 2, .work = Work::kOther});
  world.run_for(4ms);
  world.network.pause(NodeId{1}, world.simulation.now() + 7ms);
  world.run_for(100ms);
  ASSERT_EQ(world.at(1).pings.size(), 2u);
  EXPECT_EQ(world.at(1).pings[0].at, kStart + 17ms);
  EXPECT_EQ(world.at(1).pings[1].at, kStart + 27ms);
}

TEST(Pause, HoldsArrivalsAndTimersUntilItEndsAndKeepsTheirOrder) {
  World world(sites(1, 2, 0ms), serving(constant(1ms)));
  world.network.start();
  Context<Message>(world.network, NodeId{1}).after(2ms, Tick{5});
  world.network.pause(NodeId{1}, kNever);
  for (std::uint64_t i = 0; i < 3; ++i) world.send(0, 1, {.number = i, .work = Work::kOther});
  world.send(0, 1, {.number = 3});
  world.run_for(50ms);
  EXPECT_TRUE(world.at(1).pings.empty() && world.at(1).ticks.empty());
  EXPECT_EQ(world.network.total().in_flight, 4u);
  world.network.resume(NodeId{1});
  world.run_for(50ms);
  EXPECT_EQ(world.at(1).ticks.at(0).at, kStart + 50ms);
  ASSERT_EQ(world.at(1).pings.size(), 4u);
  EXPECT_EQ(world.at(1).pings[0].number, 3u);  // needs no worker
  for (std::uint64_t i = 0; i < 3; ++i) {
    EXPECT_EQ(world.at(1).pings[i + 1].number, i);
    EXPECT_EQ(world.at(1).pings[i + 1].at, kStart + 51ms + 1ms * i);
  }
  EXPECT_TRUE(world.conserved());
}

TEST(Pause, ATimerThatFellDueMeanwhileCanBeCancelledBeforeItsTurn) {
  World world(sites(1, 2, 0ms));
  EventHandle first, last;
  world.prepare = [&](Recorder& process, NodeId) {
    process.on_ping = [&](Context<Message> context, NodeId, const Ping&) {
      context.cancel(first);
      context.cancel(last);
    };
  };
  world.network.start();
  Context<Message> context(world.network, NodeId{1});
  first = context.after(1ms, Tick{1});
  last = context.after(3ms, Tick{2});
  world.network.pause(NodeId{1}, kStart + 9ms);
  world.run_for(2ms);
  world.send(0, 1);  // held between the two
  world.run_for(50ms);
  ASSERT_EQ(world.at(1).ticks.size(), 1u);
  EXPECT_EQ(world.at(1).ticks[0].number, 1u);
}

TEST(Pause, OfTwoTheLaterEndCounts) {
  World world(sites(1, 2, 0ms));
  world.network.start();
  world.network.pause(NodeId{1}, kStart + 9ms);
  world.network.pause(NodeId{1}, kStart + 5ms);
  world.send(0, 1);
  world.run_for(20ms);
  EXPECT_EQ(world.at(1).pings.at(0).at, kStart + 9ms);
}

TEST(Pause, ACrashEndsItAndDropsWhatItHeld) {
  World world(sites(1, 2, 0ms));
  world.network.start();
  world.network.pause(NodeId{1}, kStart + 9ms);
  world.send(0, 1);
  world.run_for(1ms);
  world.network.crash(NodeId{1}, Keeps::kDisk);
  world.network.restart(NodeId{1});
  world.send(0, 1);
  world.run_for(0ms);
  EXPECT_EQ(world.at(1).pings.size(), 1u);
  EXPECT_EQ(world.network.total().late, 1u);
}

TEST(Disk, ServesOneOperationAtATimeByTheBytes) {
  HostSpec hosts;
  hosts.disk = constant(2ms);
  hosts.disk_bytes_per_second = 1'000'000;
  World world(sites(1, 1), hosts);
  world.network.start();
  Context<Message> context(world.network, NodeId{0});
  context.write(Bytes{1000}, Tick{1});
  context.write(Bytes{3000}, Tick{2});
  EXPECT_EQ(world.network.disk_backlog(NodeId{0}), 8ms);
  world.run_for(50ms);
  ASSERT_EQ(world.at(0).ticks.size(), 2u);
  EXPECT_EQ(world.at(0).ticks[0].at, kStart + 3ms);
  EXPECT_EQ(world.at(0).ticks[1].at, kStart + 8ms);
}

TEST(Processor, KnowsHowLongTheMessageInHandHasWaitedAndBeenServed) {
  HostSpec hosts;
  hosts.read = constant(2ms);
  World world(sites(2, 1, 3ms), hosts);
  std::vector<Duration> spent;
  world.prepare = [&](Recorder& node, NodeId) {
    node.on_ping = [&](Context<Message> context, NodeId, const Ping&) {
      spent.push_back(context.since_arrival());
    };
  };
  world.network.start();
  for (int i = 0; i < 3; ++i) world.send(0, 1, {.work = Work::kRead});
  world.send(1, 1, {.work = Work::kRead});
  world.send(0, 1, {.work = Work::kNone});
  world.run_for(20ms);
  EXPECT_EQ(spent, (std::vector<Duration>{2ms, 0ms, 2ms, 4ms, 6ms}));
}

TEST(Disk, KnowsHowLongAWriteThatIsDoneHasTaken) {
  HostSpec hosts;
  hosts.disk = constant(2ms);
  World world(sites(1, 1), hosts);
  std::vector<Duration> spent;
  world.prepare = [&](Recorder& node, NodeId) {
    node.on_tick = [&](Context<Message> context, const Tick&) {
      spent.push_back(context.since_arrival());
    };
  };
  world.network.start();
  Context<Message> context(world.network, NodeId{0});
  context.write(Bytes{}, Tick{1});
  context.write(Bytes{}, Tick{2});
  world.network.stall_disk(NodeId{0}, kStart + 10ms);
  world.run_for(50ms);
  EXPECT_EQ(spent, (std::vector<Duration>{12ms, 14ms}));
}

TEST(Disk, AStallPutsOffWhatIsBeingWritten) {
  HostSpec hosts;
  hosts.disk = constant(4ms);
  World world(sites(1, 1), hosts);
  world.network.start();
  Context<Message> context(world.network, NodeId{0});
  context.write(Bytes{}, Tick{1});
  world.run_for(1ms);
  world.network.stall_disk(NodeId{0}, kStart + 10ms);
  context.write(Bytes{}, Tick{2});
  world.run_for(50ms);
  ASSERT_EQ(world.at(0).ticks.size(), 2u);
  EXPECT_EQ(world.at(0).ticks[0].at, kStart + 13ms);
  EXPECT_EQ(world.at(0).ticks[1].at, kStart + 17ms);
}

TEST(Disk, ACrashDropsWhatIsNotDone) {
  HostSpec hosts;
  hosts.disk = constant(4ms);
  World world(sites(1, 1), hosts);
  world.network.start();
  Context<Message>(world.network, NodeId{0}).write(Bytes{}, Tick{1});
  world.network.crash(NodeId{0}, Keeps::kDisk);
  world.network.restart(NodeId{0});
  Context<Message>(world.network, NodeId{0}).write(Bytes{}, Tick{2});
  world.run_for(50ms);
  ASSERT_EQ(world.at(0).ticks.size(), 1u);
  EXPECT_EQ(world.at(0).ticks[0].number, 2u);
  EXPECT_EQ(world.at(0).ticks[0].at, kStart + 4ms);
}

TEST(LocalClock, StepsAndDriftsExactly) {
  LocalClock clock;
  EXPECT_EQ(clock.read(kStart + 5s), kStart + 5s);
  clock.step(-2s);
  EXPECT_EQ(clock.read(kStart + 5s), kStart + 3s);
  clock.drift(kStart + 5s, 1000);  // a microsecond a second
  EXPECT_EQ(clock.read(kStart + 15s), kStart + 13s + 10us);
  clock.drift(kStart + 15s, -1000);
  EXPECT_EQ(clock.read(kStart + 99s), kStart + 97s + 10us);
}

TEST(LocalClock, NeverRunsBackwardsWhileItDriftsBack) {
  LocalClock clock;
  clock.drift(kStart, -kBillion / 3);
  Time last = clock.read(kStart);
  for (int i = 1; i < 100; ++i) {
    const Time read = clock.read(kStart + Duration(i));
    EXPECT_GE(read, last);
    last = read;
  }
  EXPECT_EQ(clock.read(kStart + 3s), kStart + 2s + 1ns);  // 333 333 333 ppb, rounded down
}

TEST(LocalClock, HostsDrawTheirOffsetsWithinTheBounds) {
  HostSpec hosts;
  hosts.clock_offset = constant(5ms);
  hosts.clock_drift_ppb = 1000;
  World world(sites(1, 20), hosts);
  world.network.start();
  world.run_for(1s);
  int ahead = 0;
  for (std::uint32_t i = 0; i < 20; ++i) {
    const Duration error = world.network.local_time(NodeId{i}) - world.simulation.now();
    EXPECT_LE(std::chrono::abs(std::chrono::abs(error) - 5ms), 1us);
    ahead += error > 0ns;
  }
  EXPECT_TRUE(ahead > 0 && ahead < 20);
}

TEST(Host, DrawsTheSameWhateverStandsBesideIt) {
  HostSpec hosts;
  hosts.clock_offset = exponential(5ms);
  TopologySpec larger = sites(2, 2);
  ++larger.sites[0].nodes;
  World before(sites(2, 2), hosts), after(larger, hosts);
  before.network.start();
  after.network.start();
  const NodeId b0{2}, b0_after{3};
  ASSERT_EQ(before.network.place(b0).name, after.network.place(b0_after).name);
  EXPECT_EQ(before.network.local_time(b0), after.network.local_time(b0_after));
  EXPECT_EQ(before.network.rng(b0).bits(), after.network.rng(b0_after).bits());
  EXPECT_NE(before.network.rng(b0).bits(), after.network.rng(b0).bits());
}

TEST(Station, ScalesExactly) {
  EXPECT_EQ(scaled(10ms, {5, 2}), 25ms);
  EXPECT_EQ(scaled(Duration(INT64_MAX), {4'000'000'000, 4'000'000'000}), Duration(INT64_MAX));
  EXPECT_EQ(scaled(7ns, {1, 2}), 3ns);
  EXPECT_EQ(scaled(Distribution::kLongest, {10, 1}), Duration::max());
}

}  // namespace
}  // namespace test
