// What a trace says befell messages and hosts.
#include <gtest/gtest.h>

#include "sim/net/faults.h"
#include "tests/net/support.h"

namespace test {
namespace {

using Fate = TracedMessage::Fate;
using Kind = TracedEvent::Kind;

struct Traced : World {
  explicit Traced(const TopologySpec& spec = sites(2, 1), HostSpec hosts = {},
                  std::size_t most = 100)
      : World(spec, hosts), tracer(simulation, most) {
    network.be_traced_by(tracer);
  }
  Trace take() { return tracer.take(); }
  Tracer tracer;
};

/// The fate of one message from node 0 to node 1 while `disturb` is so.
template <class Disturb>
TracedMessage only_message(TopologySpec spec, Disturb disturb) {
  Traced world(std::move(spec));
  world.network.start();
  disturb(world);
  world.run_for(10ms);
  const Trace trace = world.take();
  EXPECT_EQ(trace.messages.size(), 1u);
  return trace.messages.at(0);
}

TEST(Tracing, AMessageGoesFromAStepAtItsSenderToALaterOneAtItsReceiver) {
  const TracedMessage message =
      only_message(sites(2, 1), [](World& world) { world.send(0, 1, {.number = 2}); });
  EXPECT_EQ(message.number, 1u);
  EXPECT_EQ(message.from, NodeId{0});
  EXPECT_EQ(message.to, NodeId{1});
  EXPECT_EQ(message.fate, Fate::kDelivered);
  EXPECT_EQ(message.ended - message.sent, 1ms);
  EXPECT_LT(message.sent_step, message.ended_step);
  EXPECT_EQ(message.about.key, "k2");
}

TEST(Tracing, ALostMessageIsLost) {
  TopologySpec spec = sites(2, 1);
  spec.links[0].loss = {1, 1};
  EXPECT_EQ(only_message(spec, [](World& world) { world.send(0, 1); }).fate, Fate::kLost);
}

TEST(Tracing, APartitionStopsWhatIsSentAndWhatArrives) {
  const auto part = [](World& world) { world.network.partition({1, 2}, false); };
  const auto before = [&](World& world) {
    part(world);
    world.send(0, 1);
  };
  const auto after = [&](World& world) {
    world.send(0, 1);
    part(world);
  };
  EXPECT_EQ(only_message(sites(2, 1), before).ended, kStart);
  EXPECT_EQ(only_message(sites(2, 1), before).fate, Fate::kPartitioned);
  EXPECT_EQ(only_message(sites(2, 1), after).fate, Fate::kPartitioned);
  EXPECT_EQ(only_message(sites(2, 1), after).ended, kStart + 1ms);
}

TEST(Tracing, WithoutAWayAMessageIsUnroutable) {
  TopologySpec spec = sites(2, 1);
  spec.links.clear();
  EXPECT_EQ(only_message(spec, [](World& world) { world.send(0, 1); }).fate, Fate::kUnroutable);
}

TEST(Tracing, AReceiverThatIsDownOrCameBackIsToldApart) {
  const auto down = [](World& world) {
    world.send(0, 1);
    world.network.crash({1}, Keeps::kDisk);
  };
  const auto back = [&](World& world) {
    down(world);
    world.network.restart({1});
  };
  EXPECT_EQ(only_message(sites(2, 1), down).fate, Fate::kReceiverDown);
  EXPECT_EQ(only_message(sites(2, 1), back).fate, Fate::kReceiverRestarted);
}

TEST(Tracing, WhatIsOnItsWayWhenTheRunEndsIsInFlight) {
  EXPECT_EQ(only_message(sites(2, 1, 1s), [](World& world) { world.send(0, 1); }).fate,
            Fate::kInFlight);
}

TEST(Tracing, ADuplicateIsAMessageOfItsOwn) {
  TopologySpec spec = sites(2, 1);
  spec.links[0].duplicate = {1, 1};
  Traced world(spec);
  world.network.start();
  world.send(0, 1, {.number = 4});
  world.run_for(10ms);
  const Trace trace = world.take();
  ASSERT_EQ(trace.messages.size(), 2u);
  EXPECT_EQ(trace.messages[1].duplicate_of, 1u);
  EXPECT_EQ(trace.messages[1].about.key, "k4");
  for (const TracedMessage& message : trace.messages) EXPECT_EQ(message.fate, Fate::kDelivered);
}

TEST(Tracing, AMessageKeepsItsNumberThroughLinksWorkersAndPauses) {
  TopologySpec spec = sites(3, 1);
  spec.links = {{.from = "a", .to = "b", .latency = constant(1ms)},
                {.from = "b", .to = "c", .latency = constant(1ms), .bytes_per_second = 1'000'000}};
  HostSpec hosts;
  hosts.read = constant(2ms);
  Traced world(spec, hosts);
  world.network.start();
  for (std::uint64_t i = 0; i < 3; ++i)
    world.send(0, 2, {.number = 2 * i, .work = Work::kRead, .bytes = 1000});
  world.network.pause({2}, kStart + 20ms);
  world.run_for(50ms);
  const Trace trace = world.take();
  ASSERT_EQ(world.at(2).pings.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(trace.messages[i].fate, Fate::kDelivered);
    EXPECT_EQ(trace.messages[i].ended, world.at(2).pings[i].at);
  }
}

TEST(Tracing, WhatAHandlerSendsIsCausedByWhatItHasInHand) {
  Traced world;
  world.prepare = [](Recorder& process, NodeId) {
    process.on_ping = [](Context<Message> context, NodeId from, const Ping& ping) {
      if (ping.number == 2) context.send(from, Ping{.number = 3});
    };
  };
  world.network.start();
  world.send(0, 1, {.number = 2});
  world.run_for(10ms);
  const Trace trace = world.take();
  ASSERT_EQ(trace.messages.size(), 2u);
  EXPECT_EQ(trace.messages[0].cause, 0u);
  EXPECT_EQ(trace.messages[1].cause, 1u);
  EXPECT_EQ(trace.messages[1].about.key, "k2") << "an answer is about what was asked";
  EXPECT_EQ(trace.messages[1].about.operation, "o");
}

TEST(Tracing, TimersAndDiskWritesHandTheCauseOn) {
  Traced world;
  world.prepare = [](Recorder& process, NodeId) {
    process.on_ping = [](Context<Message> context, NodeId, const Ping& ping) {
      if (ping.number == 2) context.after(1ms, Tick{1});
      if (ping.number == 4) context.write({100}, Tick{1});
    };
    process.on_tick = [](Context<Message> context, const Tick&) {
      context.send({0}, Ping{.number = 1});
    };
  };
  world.network.start();
  world.send(0, 1, {.number = 2});
  world.send(0, 1, {.number = 4});
  world.run_for(20ms);
  const Trace trace = world.take();
  ASSERT_EQ(trace.messages.size(), 4u);
  EXPECT_EQ(trace.messages[2].cause, 2u) << "the disk takes no time here";
  EXPECT_EQ(trace.messages[3].cause, 1u);
}

TEST(Tracing, CrashesRestartsFaultsAndNotesAreEventsOfTheirHosts) {
  Traced world(sites(1, 2));
  FaultInjector injector(
      world.network,
      {{.at = 1ms, .every = {}, .lasts = 2ms, .fault = Crash{{Target::Named{{"a-1"}}}}}}, {});
  world.network.start();
  injector.arm(kStart + 1s);
  world.run_for(10ms);
  Context<Message>(world.network, {0}).note([] { return Subject{.key = "k1", .text = "seen"}; });
  const Trace trace = world.take();
  std::vector<Kind> kinds;
  for (const TracedEvent& event : trace.events) kinds.push_back(event.kind);
  EXPECT_EQ(kinds, (std::vector{Kind::kCrash, Kind::kFault, Kind::kFaultEnd, Kind::kRestart,
                                Kind::kNote}));
  EXPECT_EQ(trace.events[0].hosts, std::vector{NodeId{1}});
  EXPECT_EQ(trace.events[0].about.text, "keeps its disk");
  EXPECT_EQ(trace.events[1].about.text, "crash of a-1");
  EXPECT_EQ(trace.events[3].at, kStart + 3ms);
  EXPECT_EQ(trace.events[4].hosts, std::vector{NodeId{0}});
  EXPECT_EQ(trace.events[4].about.text, "seen");
}

TEST(Tracing, OfTooManyMessagesTheNewestStayAndTheOthersAreCounted) {
  Traced world(sites(2, 1), {}, 3);
  world.network.start();
  for (std::uint64_t i = 0; i < 5; ++i) world.send(0, 1, {.number = 2 * i});
  world.run_for(10ms);
  const Trace trace = world.take();
  ASSERT_EQ(trace.messages.size(), 3u);
  EXPECT_EQ(trace.messages[0].number, 3u);
  EXPECT_EQ(trace.messages[0].about.key, "k4");
  EXPECT_EQ(trace.dropped, 2u);
  for (const TracedMessage& message : trace.messages) EXPECT_EQ(message.fate, Fate::kDelivered);
}

TEST(Tracing, ATracedRunIsTheSameRun) {
  TopologySpec spec = sites(3, 1);
  spec.links = {{.from = "a",
                 .to = "b",
                 .latency = exponential(1ms),
                 .bytes_per_second = 100'000,
                 .loss = {1, 10},
                 .duplicate = {1, 5}},
                {.from = "b", .to = "c", .latency = exponential(1ms), .bytes_per_second = 50'000}};
  const auto play = [](World& world) {
    world.prepare = [](Recorder& process, NodeId self) {
      process.on_ping = [self](Context<Message> context, NodeId, const Ping& ping) {
        if (ping.number < 40) context.send({(self.value + 1) % 3}, Ping{ping.number + 1});
        context.after(1ms, Tick{ping.number});
        context.write({50}, Tick{ping.number});
      };
    };
    world.network.start();
    for (std::uint64_t i = 0; i < 20; ++i) world.send(0, 2, {.number = i, .bytes = 100});
    world.run_for(1s);
    return world.simulation.fingerprint();
  };
  HostSpec hosts;
  hosts.disk = exponential(1ms);
  World plain(spec, hosts);
  Traced traced(spec, hosts, 10);
  EXPECT_EQ(play(plain), play(traced));
  EXPECT_GT(traced.take().dropped, 100u);
}

}  // namespace
}  // namespace test
