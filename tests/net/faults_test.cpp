// Each kind of fault does what it says, ends, nests with others, and is written down.
#include "sim/net/faults.h"

#include <gtest/gtest.h>

#include "tests/net/support.h"

namespace test {
namespace {

Target named(std::vector<std::string> names) { return {Target::Named{std::move(names)}}; }
Target in_site(std::string site) { return {Target::InSite{std::move(site)}}; }

FaultSpec fault(Duration at, std::optional<Duration> lasts, Fault what) {
  return {.at = at, .every = {}, .lasts = lasts, .fault = std::move(what)};
}

/// Two sites of two nodes, a client at each, and the faults of one scenario.
constexpr SiteId kAt{0};  // where clients are

struct Faulty : World {
  explicit Faulty(std::vector<FaultSpec> specs, HostSpec hosts = {})
      : World(sites(2, 2, 3ms), std::move(hosts)),
        client_a(add_client("client@a", 0)),
        client_b(add_client("client@b", 1)),
        injector(network, std::move(specs),
                 {.holders_of =
                      [](std::uint64_t key) {
                        return std::vector{NodeId{static_cast<std::uint32_t>(key)}};
                      },
                  .set_load = [this](std::string_view, Ratio factor) { load = factor; },
                  .rot =
                      [this](NodeId node, Ratio rows, Rng& rng) {
                        rotted.push_back({node, rows.numerator, rng.bits()});
                      }}) {
    network.start();
    injector.arm(kStart + 1s);
  }
  bool up(std::uint32_t node) const { return network.up(NodeId{node}); }
  bool talk(NodeId a, NodeId b) const { return network.can_talk(a, b); }
  const FaultRecord& record(std::size_t i) const { return injector.records().at(i); }

  NodeId client_a, client_b;
  Ratio load{1, 1};
  struct Rotted {
    NodeId node;
    std::uint32_t numerator;
    std::uint64_t draw;
    bool operator==(const Rotted&) const = default;
  };
  std::vector<Rotted> rotted;
  FaultInjector injector;
};

TEST(Faults, ACrashedHostRestartsAtTheEnd) {
  Faulty world({fault(10ms, 20ms, Crash{named({"a-1"})})});
  world.run_for(9ms);
  EXPECT_TRUE(world.up(1));
  world.run_for(2ms);
  EXPECT_FALSE(world.up(1));
  world.run_for(20ms);
  EXPECT_TRUE(world.up(1));
  EXPECT_EQ(world.network.incarnation(NodeId{1}), 1u);
}

TEST(Faults, WithoutALengthOneLastsUntilTheRunSettles) {
  Faulty world({fault(10ms, {}, Crash{named({"a-1"})})});
  world.run_for(900ms);
  EXPECT_FALSE(world.up(1));
  EXPECT_EQ(world.record(0).end, kNever);
  world.injector.heal_all();
  EXPECT_TRUE(world.up(1));
  EXPECT_EQ(world.record(0).end, kStart + 900ms);
}

TEST(Faults, AHostThatTwoCrashesHoldRestartsWithTheLast) {
  Faulty world({fault(10ms, 50ms, Crash{named({"a-1"})}), fault(20ms, 10ms, Outage{in_site("a")})});
  world.run_for(25ms);
  EXPECT_FALSE(world.up(0) || world.up(1));
  world.run_for(15ms);
  EXPECT_TRUE(world.up(0));
  EXPECT_FALSE(world.up(1));
  world.run_for(25ms);
  EXPECT_TRUE(world.up(1));
}

TEST(Faults, ACrashForgetsWhatItSays) {
  World world(sites(1, 0));
  for (const Keeps keeps : {Keeps::kDisk, Keeps::kSynced, Keeps::kNothing}) {
    Simulation simulation(1);
    Topology topology(sites(1, 1));
    Network network(simulation, topology, {}, {{"ping"}, {}});
    std::vector<Keeps> forgotten;
    network.add_storage(
        [&](NodeId id) { return std::make_unique<Recorder>(Context<Message>(network, id)); },
        [&](std::any&, Keeps kept) { forgotten.push_back(kept); });
    network.start();
    network.crash(NodeId{0}, keeps);
    EXPECT_EQ(forgotten, std::vector{keeps});
  }
}

TEST(Faults, AnOutageCutsOffTheClientsOfItsSite) {
  Faulty world({fault(10ms, 20ms, Outage{in_site("a")})});
  world.run_for(15ms);
  EXPECT_TRUE(!world.up(0) && !world.up(1) && world.up(2));
  EXPECT_FALSE(world.talk(world.client_a, NodeId{2}));
  EXPECT_TRUE(world.talk(world.client_b, NodeId{2}));
  world.run_for(20ms);
  EXPECT_TRUE(world.talk(world.client_a, NodeId{2}));
}

TEST(Faults, APausedHostGoesOnWhenTheLastPauseEnds) {
  Faulty world(
      {fault(10ms, 20ms, Pause{named({"b-0"})}), fault(15ms, 40ms, Pause{named({"b-0"})})});
  world.run_for(12ms);
  world.send(0, 2);
  world.run_for(80ms);
  EXPECT_EQ(world.at(2).pings.at(0).at, kStart + 55ms);
}

TEST(Faults, OfTwoSlownessesTheLargerCounts) {
  HostSpec hosts;
  hosts.other = {DistributionSpec::Constant{1ms}};
  Faulty world({fault(10ms, 50ms, Slow{named({"a-0"}), {4, 1}}),
                fault(20ms, 10ms, Slow{named({"a-0"}), {2, 1}})},
               hosts);
  const auto response = [&] {
    const Time sent = world.simulation.now();
    world.send(0, 0, {.work = Work::kOther});
    world.run_for(10ms);
    return world.at(0).pings.back().at - sent;
  };
  EXPECT_EQ(response(), 1ms);
  world.run_for(15ms);
  EXPECT_EQ(response(), 4ms);
  world.run_for(40ms);
  EXPECT_EQ(response(), 1ms);
}

TEST(Faults, AStalledDiskWritesAtTheEnd) {
  Faulty world({fault(10ms, 20ms, DiskStall{named({"a-0"})})});
  world.run_for(15ms);
  Context<Message>(world.network, NodeId{0}).write(Bytes{100}, Tick{});
  world.run_for(50ms);
  EXPECT_EQ(world.at(0).ticks.at(0).at, kStart + 30ms);
}

TEST(Faults, RotStrikesOnceWithAStreamForEachNode) {
  Faulty world({fault(10ms, 20ms, BitRot{named({"a-0", "b-1"}), {7, 100}})});
  world.run_for(100ms);
  ASSERT_EQ(world.rotted.size(), 2u);
  EXPECT_EQ(world.rotted[0].node, NodeId{0});
  EXPECT_EQ(world.rotted[1].node, NodeId{3});
  EXPECT_EQ(world.rotted[0].numerator, 7u);
  EXPECT_NE(world.rotted[0].draw, world.rotted[1].draw);
  EXPECT_EQ(world.record(0).target, "a-0 b-1");
}

TEST(Faults, MoreRotStrikesTheSameNodes) {
  const auto nodes = [](Ratio rows) {
    FaultSpec spec = fault(0ms, 1ms, BitRot{{Target::Any{1}}, rows});
    spec.every = constant(20ms);
    Faulty world({spec});
    world.run_for(900ms);
    EXPECT_GT(world.rotted.size(), 40u);
    for (auto& it : world.rotted) it.numerator = 0;
    return world.rotted;
  };
  EXPECT_EQ(nodes({1, 100}), nodes({50, 100}));
}

TEST(Faults, AClockIsSetRightAtTheEnd) {
  Faulty world({fault(10ms, 20ms, ClockFault{named({"a-0"}), 5s, 1'000'000})});
  world.run_for(20ms);
  EXPECT_EQ(world.network.local_time(NodeId{0}), kStart + 20ms + 5s + 10us);
  world.run_for(20ms);
  EXPECT_EQ(world.network.local_time(NodeId{0}), kStart + 40ms);
}

TEST(Faults, APartitionSeparatesItsGroupsWithTheirClients) {
  Faulty world({fault(10ms, 20ms, Partition{{{"a"}, {"b-0"}}})});
  world.run_for(11ms);
  EXPECT_FALSE(world.talk(NodeId{0}, NodeId{2}));
  EXPECT_FALSE(world.talk(world.client_a, NodeId{2}));
  EXPECT_TRUE(world.talk(NodeId{0}, NodeId{3}));
  EXPECT_TRUE(world.talk(world.client_b, NodeId{2}));
  world.send(0, 2);
  world.run_for(30ms);
  EXPECT_TRUE(world.talk(NodeId{0}, NodeId{2}));
  EXPECT_EQ(world.record(0).kind, "partition");
  EXPECT_EQ(world.record(0).target, "a | b-0");
  EXPECT_EQ(world.record(0).messages_stopped, 1u);
}

TEST(Faults, ALinkIsAsSpecifiedOnceEveryFaultOnItHasEnded) {
  Faulty world(
      {fault(10ms, 50ms, LinkFault{.from = "a", .to = "b", .loss = Ratio{1, 2}}),
       fault(20ms, 10ms,
             LinkFault{.from = "*", .to = "*", .loss = Ratio{1, 1}, .latency_factor = Ratio{3, 1}}),
       fault(70ms, 10ms, LinkFault{.from = "b", .to = "a", .cut = true})});
  const LinkId id = world.topology.between(SiteId{0}, SiteId{1}).value();
  const auto link = [&]() -> const Link& { return world.topology.links()[id.value]; };
  world.run_for(25ms);
  EXPECT_EQ(link().loss.denominator, 1u);
  EXPECT_EQ(link().latency_factor.numerator, 3u);
  world.send(0, 2);
  world.run_for(10ms);
  EXPECT_EQ(link().loss.denominator, 2u);
  EXPECT_EQ(link().latency_factor.numerator, 1u);
  world.run_for(30ms);
  EXPECT_EQ(link().loss.numerator, 0u);
  EXPECT_TRUE(world.talk(NodeId{0}, NodeId{2}));
  world.run_for(10ms);
  EXPECT_FALSE(world.talk(NodeId{0}, NodeId{2}));
  world.run_for(10ms);
  EXPECT_TRUE(world.talk(NodeId{0}, NodeId{2}));
  EXPECT_EQ(world.record(1).messages_stopped, 1u);
}

TEST(Faults, ABacklogOfANarrowLinkGoesOnAtItsOwnBandwidthAfterwards) {
  Faulty world({});
  const LinkId id = world.topology.between(SiteId{0}, SiteId{1}).value();
  Link link = world.topology.links()[id.value];
  link.bytes_per_second = 1'000'000;
  world.network.set_link(id, link);
  world.run_for(10ms);
  link.bytes_per_second = 1000;
  world.network.set_link(id, link);
  world.send(0, 2, {.number = 1, .bytes = 100});  // its last byte has left after 100 ms
  world.run_for(20ms);
  link.bytes_per_second = 1'000'000;
  world.network.set_link(id, link);  // 80 bytes are left: 80 us
  world.send(0, 2, {.number = 2, .bytes = 20});
  world.run_for(10ms);
  ASSERT_EQ(world.at(2).pings.size(), 1u);
  EXPECT_EQ(world.at(2).pings[0].number, 2u);
  EXPECT_EQ(world.at(2).pings[0].at, kStart + 30ms + 100us + 3ms);
}

TEST(Faults, LoadIsMultipliedWhileOneLasts) {
  Faulty world({fault(10ms, 20ms, Load{"cart", {3, 1}})});
  world.run_for(15ms);
  EXPECT_EQ(world.load.numerator, 3u);
  world.run_for(20ms);
  EXPECT_EQ(world.load.numerator, 1u);
}

TEST(Faults, ARepeatedOneStrikesAtEveryGapBeforeTheEnd) {
  FaultSpec spec = fault(50ms, 30ms, Crash{{Target::Any{2}}});
  spec.every = constant(100ms);
  Faulty world({spec});
  world.run_for(2s);
  ASSERT_EQ(world.injector.records().size(), 9u);  // at 150, 250 ... 950 ms
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_EQ(world.record(i).start, kStart + 150ms + 100ms * i);
    EXPECT_EQ(world.record(i).end, world.record(i).start + 30ms);
    EXPECT_EQ(world.record(i).target.size(), std::string("a-0 b-1").size());
  }
}

TEST(Faults, AnyHitsOnlyNodesThatAreUp) {
  Faulty world(
      {fault(10ms, {}, Crash{named({"a-0", "b-1"})}), fault(20ms, {}, Crash{{Target::Any{3}}})});
  world.run_for(30ms);
  EXPECT_EQ(world.record(1).target, "a-1 b-0");
}

TEST(Faults, AClientIsNoTarget) {
  Faulty world({fault(10ms, 20ms, Crash{named({"client@a"})})});
  EXPECT_THROW(world.run_for(20ms), InternalError);
  EXPECT_THROW(world.network.pause(world.client_a, kNever), InternalError);
}

TEST(Faults, RacksRegionsAndHoldersOfKeysAreTargets) {
  Faulty world({fault(10ms, {}, Pause{{Target::InRack{"b/r0"}}}),
                fault(10ms, {}, Pause{{Target::InRegion{"a"}}}),
                fault(10ms, {}, Pause{{Target::HolderOf{3}}})});
  world.run_for(20ms);
  EXPECT_EQ(world.record(0).target, "b-0 b-1");
  EXPECT_EQ(world.record(1).target, "a-0 a-1");
  EXPECT_EQ(world.record(2).target, "b-1");
}

TEST(Faults, AreChargedWithWhatTheyStopped) {
  Faulty world({fault(10ms, 20ms, Crash{named({"b-0"})})});
  world.run_for(15ms);
  world.send(0, 2);
  world.injector.operation_ended(kAt, false);
  world.run_for(30ms);
  world.injector.operation_ended(kAt, false);
  EXPECT_EQ(world.record(0).messages_stopped, 1u);
  EXPECT_EQ(world.record(0).operations_failed, 1u);
}

TEST(Faults, AreFollowedFromTheFirstErrorToTheLastOfTheRecovery) {
  Faulty world({fault(10ms, 20ms, Crash{named({"b-0"})}), fault(60ms, {}, Crash{named({"b-1"})})});
  world.run_for(14ms);
  world.injector.operation_ended(kAt, false);
  world.run_for(10ms);
  world.injector.operation_ended(kAt, false);
  EXPECT_EQ(world.record(0).first_error, 4ms);
  EXPECT_EQ(world.record(0).recovery, std::nullopt);
  world.run_for(10ms);
  EXPECT_EQ(world.record(0).recovery, 0ms);
  world.injector.operation_ended(kAt, false);
  world.run_for(8ms);
  world.injector.operation_ended(kAt, false);
  EXPECT_EQ(world.record(0).recovery, 12ms);
  world.run_for(20ms);
  world.injector.operation_ended(kAt, false);  // the other crash's
  EXPECT_EQ(world.record(0).recovery, 12ms);
  EXPECT_EQ(world.record(1).first_error, 2ms);
}

TEST(Faults, OperationsAreCountedForTheSideOfAPartitionThatTheirClientIsOn) {
  Faulty world({fault(600ms, 1s, Partition{{{"a", "b-0"}, {"b", "a-1"}}})});
  constexpr SiteId kA{0}, kB{1};
  world.run_for(500ms);
  world.injector.operation_ended(kA, true);  // before it
  world.run_for(400ms);
  world.injector.operation_ended(kA, true);
  world.injector.operation_ended(kA, false);
  world.injector.operation_ended(kB, true);
  world.run_for(500ms);
  world.injector.operation_ended(kA, false);
  world.run_for(500ms);
  world.injector.operation_ended(kB, false);  // after it
  const std::vector<SideRecord>& sides = world.record(0).sides;
  ASSERT_EQ(sides.size(), 2u);
  EXPECT_EQ(sides[0].side, "a b-0");
  EXPECT_EQ(std::tie(sides[0].operations, sides[0].ok), std::tuple(3u, 1u));
  EXPECT_EQ(sides[1].side, "b a-1");
  EXPECT_EQ(std::tie(sides[1].operations, sides[1].ok), std::tuple(1u, 1u));
  const std::vector<SideInterval>& intervals = world.injector.side_intervals();
  ASSERT_EQ(intervals.size(), 3u);
  EXPECT_EQ(intervals[0].from, kStart);
  EXPECT_EQ(std::tie(intervals[0].counted.operations, intervals[0].counted.ok), std::tuple(2u, 1u));
  EXPECT_EQ(intervals[1].counted.side, "b a-1");
  EXPECT_EQ(intervals[2].from, kStart + 1s);
}

TEST(Faults, ASiteOnABridgeIsOnBothSidesAndOneInNoGroupOnNone) {
  Faulty world({fault(10ms, {}, Partition{{{"a"}, {"a", "b-0"}}})});
  world.run_for(20ms);
  world.injector.operation_ended(SiteId{0}, true);
  world.injector.operation_ended(SiteId{1}, true);
  EXPECT_EQ(world.record(0).sides[0].operations, 1u);
  EXPECT_EQ(world.record(0).sides[1].operations, 1u);
}

TEST(Faults, HealingEndsEverythingAndNothingStrikesAfterwards) {
  Faulty world({fault(10ms, {}, Outage{in_site("a")}), fault(10ms, {}, Partition{{{"a"}, {"b"}}}),
                fault(10ms, {}, Pause{named({"b-0"})}), fault(60ms, {}, Crash{named({"a-0"})})});
  world.run_for(50ms);
  world.injector.heal_all();
  world.run_for(50ms);
  EXPECT_TRUE(world.up(0) && world.up(1) && world.talk(NodeId{0}, NodeId{2}));
  EXPECT_EQ(world.injector.records().size(), 3u);
}

/// The fingerprint of a run of chatter under these faults.
std::uint64_t fingerprint_of(std::vector<FaultSpec> specs) {
  Faulty world(std::move(specs));
  Rng rng = world.simulation.stream("chatter");
  for (int i = 0; i < 500; ++i) {
    world.send(static_cast<std::uint32_t>(rng.below(4)), static_cast<std::uint32_t>(rng.below(4)));
    world.run_for(rng.between(0ms, 2ms));
  }
  return world.simulation.fingerprint();
}

TEST(Faults, OneThatNeverStrikesChangesNothing) {
  FaultSpec crashes = fault(0ms, 5ms, Crash{{Target::Any{1}}});
  crashes.every = exponential(20ms);
  const FaultSpec never = fault(1h, 5ms, Crash{{Target::Any{1}}});
  EXPECT_EQ(fingerprint_of({crashes}), fingerprint_of({crashes}));
  EXPECT_EQ(fingerprint_of({crashes}), fingerprint_of({crashes, never}));
  EXPECT_NE(fingerprint_of({crashes}), fingerprint_of({}));
}

TEST(Faults, OneMoreInTheListMovesNoOther) {
  FaultSpec crashes = fault(0ms, 5ms, Crash{{Target::Any{1}}});
  crashes.every = exponential(100ms);
  const auto struck = [](std::vector<FaultSpec> specs) {
    Faulty world(std::move(specs));
    world.run_for(1s);
    std::vector<std::string> found;
    for (const FaultRecord& record : world.injector.records())
      if (record.kind == "crash")
        found.push_back(record.target + std::to_string(record.start.time_since_epoch().count()));
    return found;
  };
  FaultSpec pauses = fault(0ms, 5ms, Pause{{Target::Any{1}}});
  pauses.every = exponential(100ms);
  FaultSpec longer = crashes;
  longer.lasts = 6ms;
  EXPECT_GT(struck({crashes}).size(), 3u);
  EXPECT_EQ(struck({crashes}), struck({pauses, crashes}));
  EXPECT_EQ(struck({crashes}), struck({longer}));
  EXPECT_EQ(struck({crashes, crashes}).size(), struck({pauses, crashes, crashes}).size());
}

TEST(Faults, TwoAlikeStrikeAtTheirOwnTimes) {
  FaultSpec loads = fault(0ms, 5ms, Load{"cart", {3, 1}});
  loads.every = exponential(100ms);
  Faulty world({loads, loads});
  world.run_for(1s);
  ASSERT_GT(world.injector.records().size(), 2u);
  for (std::size_t i = 1; i < world.injector.records().size(); ++i)
    EXPECT_NE(world.record(i).start, world.record(i - 1).start);
}

}  // namespace
}  // namespace test
