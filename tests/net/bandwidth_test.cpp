// Routes of several links that send one message at a time: who waits for whom, and where.
#include <map>

#include <gtest/gtest.h>

#include "tests/net/support.h"

namespace test {
namespace {

constexpr std::uint64_t kMegabyte = 1'000'000;  // a second: a thousand bytes take 1 ms

/// Far a and near b lead to c, whence a narrow link leads to d.
TopologySpec funnel() {
  TopologySpec spec = sites(4, 1);
  spec.links = {{.from = "a", .to = "c", .latency = constant(10ms)},
                {.from = "b", .to = "c", .latency = constant(1ms)},
                {.from = "c", .to = "d", .latency = constant(1ms), .bytes_per_second = kMegabyte}};
  return spec;
}
constexpr std::uint32_t kA = 0, kB = 1, kC = 2, kD = 3;

/// Links a-b, b-c, ... that are all like `link`.
TopologySpec line(std::uint32_t count, LinkSpec link) {
  TopologySpec spec = sites(count, 1);
  spec.links.clear();
  for (std::uint32_t i = 0; i + 1 < count; ++i) {
    link.from = spec.sites[i].name;
    link.to = spec.sites[i + 1].name;
    spec.links.push_back(link);
  }
  return spec;
}

void cut(World& world, std::uint32_t a, std::uint32_t b) {
  const LinkId id = world.topology.between(SiteId{a}, SiteId{b}).value();
  Link link = world.topology.links()[id.value];
  link.up = false;
  world.network.set_link(id, link);
}

TEST(Bandwidth, AMessageThatIsStillFarFromALinkHoldsUpNone) {
  World world(funnel());
  world.network.start();
  world.send(kA, kD, {.number = 1, .bytes = 1000});  // at c after 10 ms
  world.run_for(1ms);
  world.send(kB, kD, {.number = 2, .bytes = 1000});  // at c after 2 ms
  world.run_for(50ms);
  const auto& pings = world.at(kD).pings;
  ASSERT_EQ(pings.size(), 2u);
  EXPECT_EQ(pings[0].number, 2u);
  EXPECT_EQ(pings[0].at, kStart + 4ms);
  EXPECT_EQ(pings[1].number, 1u);
  EXPECT_EQ(pings[1].at, kStart + 12ms);
}

TEST(Bandwidth, MessagesOfSeveralOriginsTakeTurnsInTheOrderTheyComeToALink) {
  World world(funnel());
  world.network.start();
  world.send(kA, kD, {.number = 1, .bytes = 1000});  // at c after 10 ms
  world.run_for(8ms);
  world.send(kB, kD, {.number = 2, .bytes = 5000});  // at c after 9 ms, gone after 14
  world.run_for(3ms);
  world.send(kB, kD, {.number = 3, .bytes = 1000});  // at c after 12 ms
  world.run_for(50ms);
  const auto& pings = world.at(kD).pings;
  ASSERT_EQ(pings.size(), 3u);
  EXPECT_EQ(pings[0].number, 2u);
  EXPECT_EQ(pings[0].at, kStart + 15ms);
  EXPECT_EQ(pings[1].number, 1u);
  EXPECT_EQ(pings[1].at, kStart + 16ms);
  EXPECT_EQ(pings[2].number, 3u);
  EXPECT_EQ(pings[2].at, kStart + 17ms);
}

TEST(Bandwidth, EveryLimitedLinkDelaysAMessageByItsBytes) {
  World world(
      line(4, {.from = {}, .to = {}, .latency = constant(1ms), .bytes_per_second = kMegabyte}), {},
      1, {constant(5ms)});
  world.network.start();
  world.send(0, 3, {.bytes = 2000});
  world.run_for(50ms);
  EXPECT_EQ(world.at(3).pings.at(0).at, kStart + 3 * (2ms + 1ms) + 5ms);  // the leg once
}

std::uint64_t events_of_a_message(const TopologySpec& spec, std::uint32_t to) {
  World world(spec);
  world.network.start();
  world.send(0, to, {.bytes = 1000});
  world.run_for(50ms);
  EXPECT_EQ(world.at(to).pings.size(), 1u);
  return world.simulation.events();
}

TEST(Bandwidth, CostsAnEventForEachLimitedLinkAfterTheFirst) {
  LinkSpec link{.from = {}, .to = {}, .latency = constant(1ms)};
  EXPECT_EQ(events_of_a_message(line(4, link), 3), 1u);
  EXPECT_EQ(events_of_a_message(funnel(), kC), 1u);
  EXPECT_EQ(events_of_a_message(funnel(), kD), 2u);
  link.bytes_per_second = kMegabyte;
  EXPECT_EQ(events_of_a_message(line(4, link), 1), 1u);
  EXPECT_EQ(events_of_a_message(line(4, link), 3), 3u);
}

TEST(Bandwidth, AMessageWhoseNextLinkIsCutGoesRoundIt) {
  TopologySpec spec = funnel();
  spec.links.push_back({.from = "c", .to = "b", .latency = constant(1ms)});
  spec.links.push_back({.from = "b", .to = "d", .latency = constant(7ms)});
  World world(spec);
  world.network.start();
  world.send(kA, kD, {.bytes = 1000});
  world.run_for(5ms);
  cut(world, kC, kD);
  world.run_for(50ms);
  EXPECT_EQ(world.at(kD).pings.at(0).at, kStart + 18ms);
}

TEST(Bandwidth, AMessageWithoutAWayOnIsBlockedWhereItIs) {
  World world(funnel());
  world.network.start();
  world.send(kA, kD, {.bytes = 1000});
  world.run_for(5ms);
  EXPECT_EQ(world.network.total().in_flight, 1u);
  cut(world, kC, kD);
  world.run_for(5ms);  // it is at c
  EXPECT_EQ(world.network.total().blocked, 1u);
  EXPECT_EQ(world.network.total().in_flight, 0u);
  EXPECT_EQ(world.network.unroutable(), 1u);
  EXPECT_TRUE(world.conserved());
}

TEST(Bandwidth, AMessageIsDuplicatedOnceHoweverManyLinksWould) {
  World world(line(4, {.from = {},
                       .to = {},
                       .latency = constant(1ms),
                       .bytes_per_second = kMegabyte,
                       .duplicate = {1, 1}}));
  world.network.start();
  world.send(0, 3, {.bytes = 1000});
  world.run_for(50ms);
  EXPECT_EQ(world.network.total().sent, 2u);
  EXPECT_EQ(world.network.total().duplicated, 1u);
  ASSERT_EQ(world.at(3).pings.size(), 2u);
  EXPECT_EQ(world.at(3).pings[1].at - world.at(3).pings[0].at, 1ms);  // one after the other
}

TEST(Bandwidth, NoMessageVanishesBetweenLinksWhateverHappens) {
  World world(line(4, {.from = {},
                       .to = {},
                       .latency = exponential(1ms),
                       .bytes_per_second = 10 * kMegabyte,
                       .loss = {1, 20},
                       .duplicate = {1, 10}}));
  Checks checks;
  world.network.register_checks(checks);
  world.network.start();
  Rng rng = world.simulation.stream("test");
  for (int step = 0; step < 5000; ++step) {
    if (step % 50 == 0) {
      const LinkId id{static_cast<std::uint32_t>(4 + rng.below(3))};  // after those inside sites
      Link link = world.topology.links()[id.value];
      link.up = !link.up;
      world.network.set_link(id, link);
    }
    world.send(static_cast<std::uint32_t>(rng.below(4)), static_cast<std::uint32_t>(rng.below(4)),
               {.bytes = 1000});
    world.run_for(rng.between(0ms, 1ms));
    world.network.judge();
  }
  world.run_for(1s);
  EXPECT_TRUE(checks.hold());
  const MessageCounts sum = world.network.total();
  EXPECT_EQ(sum.in_flight, 0u);
  for (const std::uint64_t count : {sum.delivered, sum.lost, sum.blocked, sum.duplicated})
    EXPECT_GT(count, 50u);
}

/// When each message of a reached d, which takes luck on both links.
std::map<std::uint64_t, Time> arrivals_from_a(bool b_sends, Ratio loss) {
  TopologySpec spec = funnel();
  for (LinkSpec& link : spec.links) {
    link.latency = exponential(1ms);
    link.loss = loss;
  }
  World world(spec);
  world.network.start();
  for (std::uint64_t i = 0; i < 300; ++i) {
    if (b_sends) world.send(kB, kD);
    world.send(kA, kD, {.number = i});
    world.run_for(100us);
  }
  world.run_for(1s);
  std::map<std::uint64_t, Time> found;
  for (const auto& ping : world.at(kD).pings)
    if (ping.from == NodeId{kA}) found.emplace(ping.number, ping.at);
  return found;
}

TEST(Bandwidth, WhomAMessageMeetsShiftsNoneOfItsDraws) {
  EXPECT_EQ(arrivals_from_a(false, {1, 10}), arrivals_from_a(true, {1, 10}));
  const auto all = arrivals_from_a(false, {0, 1}), lossy = arrivals_from_a(false, {1, 10});
  EXPECT_EQ(all.size(), 300u);
  EXPECT_NEAR(static_cast<double>(lossy.size()), 300 * 0.81, 25);
  for (const auto& [number, at] : lossy) EXPECT_EQ(at, all.at(number)) << number;
}

}  // namespace
}  // namespace test
