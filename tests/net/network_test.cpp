// Messages between hosts: delays, losses, who gets what, and the law that none vanishes.
#include <map>

#include <gtest/gtest.h>

#include "tests/net/support.h"

namespace test {
namespace {

constexpr std::uint64_t kMany = 20'000;  // messages, for rates

/// Two sites of one node each, `link` between them.
TopologySpec two_sites(LinkSpec link) {
  TopologySpec spec = sites(2, 1);
  link.from = "a";
  link.to = "b";
  spec.links = {link};
  return spec;
}

TEST(Network, AMessageTakesTheLatencyOfItsRoute) {
  World world(sites(2, 1, 3ms));
  world.network.start();
  world.send(0, 1, {.number = 7});
  world.run_for(10ms);
  ASSERT_EQ(world.at(1).pings.size(), 1u);
  EXPECT_EQ(world.at(1).pings[0].number, 7u);
  EXPECT_EQ(world.at(1).pings[0].from, NodeId{0});
  EXPECT_EQ(world.at(1).pings[0].at, kStart + 3ms);
}

TEST(Network, EveryLinkOfARouteAddsItsLatency) {
  TopologySpec spec = sites(3, 1);
  spec.links = {{.from = "a", .to = "b", .latency = constant(3ms)},
                {.from = "b", .to = "c", .latency = constant(4ms)}};
  World world(spec);
  world.network.start();
  world.send(0, 2);
  world.run_for(10ms);
  ASSERT_EQ(world.at(2).pings.size(), 1u);
  EXPECT_EQ(world.at(2).pings[0].at, kStart + 7ms);
}

TEST(Network, AMessagesLegIsAddedToItsRoute) {
  World world(sites(2, 1, 3ms), {}, 1, {constant(2ms)});
  world.network.start();
  world.send(0, 1);
  world.run_for(10ms);
  EXPECT_EQ(world.at(1).pings.at(0).at, kStart + 5ms);
}

TEST(Network, AMessageToOneselfArrivesAtOnce) {
  World world(sites(2, 1, 3ms), {}, 1, {constant(2ms)});
  world.network.start();
  world.send(0, 0);
  world.run_for(0ms);
  EXPECT_EQ(world.at(0).pings.size(), 1u);
}

TEST(Network, ALinkSendsOneMessageAfterTheOtherInEachDirection) {
  World world(
      two_sites({.from = {}, .to = {}, .latency = constant(1ms), .bytes_per_second = 1'000'000}));
  world.network.start();
  for (std::uint64_t i = 0; i < 3; ++i) world.send(0, 1, {.number = i, .bytes = 1000});
  world.send(1, 0, {.bytes = 1000});
  world.run_for(10ms);
  ASSERT_EQ(world.at(1).pings.size(), 3u);
  for (std::uint64_t i = 0; i < 3; ++i)
    EXPECT_EQ(world.at(1).pings[i].at, kStart + 1ms + 1ms * (i + 1));
  EXPECT_EQ(world.at(0).pings.at(0).at, kStart + 2ms);
}

TEST(Network, LosesAndDuplicatesAtTheLinksRates) {
  World world(two_sites(
      {.from = {}, .to = {}, .latency = constant(1ms), .loss = {1, 10}, .duplicate = {1, 20}}));
  world.network.start();
  for (std::uint64_t i = 0; i < kMany; ++i) world.send(0, 1);
  world.run_for(10ms);
  const MessageCounts sum = world.network.total();
  EXPECT_NEAR(static_cast<double>(sum.lost), 0.1 * static_cast<double>(sum.sent), 200);
  EXPECT_NEAR(static_cast<double>(sum.duplicated), 0.05 * 0.9 * kMany, 150);
  EXPECT_EQ(sum.sent, kMany + sum.duplicated);
  EXPECT_EQ(sum.delivered, world.at(1).pings.size());
  EXPECT_TRUE(world.conserved());
}

TEST(Network, AReorderedMessageIsOvertaken) {
  World world(two_sites(
      {.from = {}, .to = {}, .latency = constant(1ms), .reorder = {1, 4}, .reorder_by = 5ms}));
  world.network.start();
  for (std::uint64_t i = 0; i < kMany; ++i) world.send(0, 1, {.number = i});
  world.run_for(10ms);
  std::uint64_t waited = 0;
  for (const auto& ping : world.at(1).pings) waited += ping.at == kStart + 6ms;
  EXPECT_EQ(waited, world.network.total().reordered);
  EXPECT_NEAR(static_cast<double>(waited), kMany / 4.0, 300);
}

TEST(Network, WithoutARouteMessagesAreBlocked) {
  TopologySpec spec = sites(2, 1);
  spec.links.clear();
  World world(spec);
  world.network.start();
  EXPECT_FALSE(world.network.can_talk(NodeId{0}, NodeId{1}));
  world.send(0, 1);
  world.run_for(10ms);
  EXPECT_EQ(world.network.total().blocked, 1u);
  EXPECT_EQ(world.network.unroutable(), 1u);
}

TEST(Network, APartitionBlocksWhatIsInFlight) {
  World world(sites(2, 1, 3ms));
  world.network.start();
  world.send(0, 1);
  world.run_for(1ms);
  const auto partition = world.network.partition({1, 2}, false);
  world.run_for(10ms);
  EXPECT_TRUE(world.at(1).pings.empty());
  EXPECT_EQ(world.network.total().blocked, 1u);
  EXPECT_EQ(world.network.blocked_by(partition), 1u);
  EXPECT_TRUE(world.conserved());
}

TEST(Network, AOneWayPartitionBlocksOnlyTowardsTheHigherGroup) {
  World world(sites(2, 1));
  world.network.start();
  world.network.partition({1, 2}, true);
  EXPECT_FALSE(world.network.can_talk(NodeId{0}, NodeId{1}));
  EXPECT_TRUE(world.network.can_talk(NodeId{1}, NodeId{0}));
}

TEST(Network, ABridgeTalksToBothSidesAndTheUngroupedToAll) {
  World world(sites(4, 1));
  world.network.start();
  const auto id = world.network.partition({1, 3, 2, 0}, false);
  const auto talk = [&](std::uint32_t a, std::uint32_t b) {
    return world.network.can_talk(NodeId{a}, NodeId{b});
  };
  EXPECT_TRUE(talk(0, 1) && talk(1, 2) && talk(0, 3) && talk(3, 2));
  EXPECT_FALSE(talk(0, 2));
  world.network.heal(id);
  EXPECT_TRUE(talk(0, 2));
}

TEST(Network, MessagesAndTimersOfAnEarlierIncarnationAreDropped) {
  World world(sites(2, 1, 3ms));
  world.prepare = [](Recorder& process, NodeId) {
    process.on_ping = [](Context<Message> context, NodeId, const Ping&) {
      context.after(20ms, Tick{1});
    };
  };
  world.network.start();
  world.send(0, 1);
  world.run_for(5ms);  // the timer of node 1 runs
  world.send(0, 1);
  world.run_for(1ms);
  world.network.crash(NodeId{1}, Keeps::kDisk);
  world.network.restart(NodeId{1});
  world.run_for(50ms);
  EXPECT_TRUE(world.at(1).pings.empty());
  EXPECT_TRUE(world.at(1).ticks.empty());
  EXPECT_EQ(world.network.total().late, 1u);
  EXPECT_EQ(world.network.late_at(NodeId{1}), 1u);
  EXPECT_EQ(world.network.incarnation(NodeId{1}), 1u);
  EXPECT_TRUE(world.conserved());
}

TEST(Network, ACancelledTimerDoesNotRing) {
  World world(sites(1, 1));
  world.network.start();
  Context<Message> context(world.network, NodeId{0});
  const EventHandle first = context.after(1ms, Tick{1});
  context.after(2ms, Tick{2});
  context.cancel(first);
  world.run_for(5ms);
  ASSERT_EQ(world.at(0).ticks.size(), 1u);
  EXPECT_EQ(world.at(0).ticks[0].number, 2u);
}

TEST(Network, ConservationHoldsThroughEveryKindOfTrouble) {
  HostSpec hosts;
  hosts.other = exponential(2ms);
  TopologySpec spec = sites(3, 2);
  spec.links[0].latency = exponential(3ms);
  spec.links[0].loss = {1, 20};
  spec.links[0].duplicate = {1, 10};
  World world(spec, hosts);
  Checks checks;
  world.network.register_checks(checks);
  world.network.start();
  Rng rng = world.simulation.stream("test");
  std::optional<Network::PartitionId> partition;
  for (int step = 0; step < 2000; ++step) {
    const NodeId node{static_cast<std::uint32_t>(rng.below(6))};
    switch (rng.below(12)) {
      case 0:
        world.network.crash(node, Keeps::kDisk);
        break;
      case 1:
        world.network.restart(node);
        break;
      case 2:
        world.network.pause(node, world.simulation.now() + 5ms);
        break;
      case 3:
        if (partition) world.network.heal(*partition);
        partition = world.network.partition({1, 1, 2, 2, 3, 0}, rng.chance({1, 2}));
        break;
      default:
        world.send(static_cast<std::uint32_t>(rng.below(6)), node.value, {.work = Work::kOther});
    }
    world.run_for(rng.between(0ms, 1ms));
    world.network.judge();
  }
  EXPECT_TRUE(checks.hold());
  EXPECT_EQ(checks.all()[0].name(), "messages-are-conserved");
  const MessageCounts sum = world.network.total();
  for (const std::uint64_t count : {sum.delivered, sum.lost, sum.blocked, sum.late, sum.duplicated})
    EXPECT_GT(count, 10u);
}

// The mutant: a queue that forgets its events, and the messages among them.
TEST(Network, MessagesThatVanishAreCaught) {
  World world(sites(1, 2));
  world.network.start();
  Checks checks;
  world.network.register_checks(checks);
  for (int i = 0; i < 10; ++i) world.send(0, 1);
  world.network.judge();
  EXPECT_TRUE(checks.hold());
  world.simulation.drop_all();
  world.network.judge();
  EXPECT_FALSE(checks.hold());
}

TEST(Network, AFaultInsideAHandlerIsABug) {
  World world(sites(1, 2));
  world.prepare = [](Recorder& process, NodeId) {
    process.on_ping = [](Context<Message> context, NodeId, const Ping&) {
      context.network().crash(context.self(), Keeps::kDisk);
    };
  };
  world.network.start();
  world.send(0, 1);
  EXPECT_THROW(world.run_for(10ms), InternalError);
}

/// A run full of chance, told by its fingerprint.
std::uint64_t fingerprint_of(std::uint64_t seed) {
  TopologySpec spec = sites(2, 2);
  spec.links[0].latency = exponential(2ms);
  spec.links[0].loss = {1, 10};
  World world(spec, {}, seed);
  world.prepare = [](Recorder& process, NodeId) {
    process.on_ping = [](Context<Message> context, NodeId from, const Ping& ping) {
      if (ping.number < 50) context.send(from, Ping{.number = ping.number + 1});
    };
  };
  world.network.start();
  for (std::uint32_t i = 0; i < 10; ++i) world.send(i % 2, 2 + i % 2);
  world.run_for(1s);
  return world.simulation.fingerprint();
}

TEST(Network, ASeedGivesOneRun) {
  EXPECT_EQ(fingerprint_of(1), fingerprint_of(1));
  EXPECT_NE(fingerprint_of(1), fingerprint_of(2));
}

TEST(Network, TimesBeyondTheEndOfTimeArePutThere) {
  const DistributionSpec heavy{DistributionSpec::Pareto{1ms, 100'000}};  // a shape of 0.1
  TopologySpec spec = sites(3, 1);
  spec.links = {{.from = "a", .to = "b", .latency = heavy, .bytes_per_second = 1},
                {.from = "b", .to = "c", .latency = heavy, .reorder = {1, 2}}};
  HostSpec hosts;
  hosts.other = heavy;
  hosts.disk = heavy;
  hosts.disk_bytes_per_second = 1;
  World world(spec, hosts, 1, {heavy});
  for (std::uint32_t i = 0; i < 2; ++i) {
    const LinkId id = world.topology.between(SiteId{i}, SiteId{i + 1}).value();
    Link link = world.topology.links()[id.value];
    link.latency_factor = {10, 1};
    world.topology.set(id, link);
  }
  world.network.start();
  world.network.slow(NodeId{2}, {10, 1});
  Context<Message> context(world.network, NodeId{2});
  for (int i = 0; i < 2000; ++i) {
    world.send(0, 2, {.work = Work::kOther, .bytes = 4'000'000'000});
    context.write(Bytes{~std::uint64_t{0}}, Tick{});
    context.after(Duration::max(), Tick{});
    world.run_for(1s);
  }
  EXPECT_TRUE(world.conserved());
  EXPECT_EQ(world.at(2).ticks.size(), 0u);
}

/// When each message arrived that did, by its number; `trouble` is done to the world before.
std::map<std::uint64_t, Time> arrivals(Ratio loss, std::function<void(World&, int)> trouble) {
  World world(two_sites({.from = {}, .to = {}, .latency = exponential(1ms), .loss = loss}), {}, 1,
              {exponential(1ms)});
  world.network.start();
  for (int i = 0; i < 300; ++i) {
    if (trouble) trouble(world, i);
    world.send(0, 1, {.number = static_cast<std::uint64_t>(i)});
    world.run_for(100ms);
  }
  std::map<std::uint64_t, Time> found;
  for (const auto& ping : world.at(1).pings) found.emplace(ping.number, ping.at);
  return found;
}

TEST(Network, WhatBefallsAMessageShiftsNoOther) {
  const auto all = arrivals({0, 1}, nullptr);
  const auto lossy = arrivals({1, 3}, nullptr);
  Network::PartitionId id;
  const auto parted = arrivals({0, 1}, [&](World& world, int i) {
    if (i == 100) id = world.network.partition({1, 2}, false);
    if (i == 200) world.network.heal(id);
  });
  const auto cut = arrivals({0, 1}, [](World& world, int i) {
    if (i != 100 && i != 200) return;
    const LinkId between = world.topology.between(SiteId{0}, SiteId{1}).value();
    Link link = world.topology.links()[between.value];
    link.up = i == 200;
    world.topology.set(between, link);
  });
  EXPECT_EQ(all.size(), 300u);
  EXPECT_NEAR(static_cast<double>(lossy.size()), 200, 30);
  EXPECT_EQ(parted.size(), 200u);
  EXPECT_EQ(cut.size(), 200u);
  for (const auto* some : {&lossy, &parted, &cut})
    for (const auto& [number, at] : *some) EXPECT_EQ(at, all.at(number)) << number;
}

TEST(Network, StorageNodesAreNamedAfterTheirSitesAndShareRacksInTurn) {
  TopologySpec spec = sites(1, 3);
  spec.sites[0].racks = 2;
  World world(spec);
  const auto places = world.network.storage_places();
  EXPECT_EQ(places[2].name, "a-2");
  EXPECT_EQ(places[0].rack, places[2].rack);
  EXPECT_NE(places[0].rack, places[1].rack);
  EXPECT_EQ(world.topology.racks()[places[1].rack.value], "a/r1");
}

}  // namespace
}  // namespace test
