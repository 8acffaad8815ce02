// The run loop: why it stops, where the clock stands, and what the fingerprint tells apart.
#include "sim/kernel/simulation.h"

#include <csignal>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace sim {
namespace {

using Stop = Simulation::Stop;

/// Schedules itself for ever, once a microsecond.
struct Tick {
  Simulation* simulation;
  void operator()() const { simulation->after(1us, *this); }
};

TEST(Simulation, RunsEventsUpToAndIncludingTheDeadline) {
  Simulation simulation(1);
  std::string ran;
  simulation.at(kStart + 2ms, [&] { ran += 'b'; });
  simulation.at(kStart + 1ms, [&] { ran += 'a'; });
  simulation.at(kStart + 2ms, [&] { ran += 'c'; });
  simulation.at(kStart + 2ms + 1ns, [&] { ran += 'd'; });
  EXPECT_EQ(simulation.run_until(kStart + 2ms), Stop::kDeadline);
  EXPECT_EQ(ran, "abc");
  EXPECT_EQ(simulation.now(), kStart + 2ms);
  EXPECT_EQ(simulation.events(), 3u);
}

TEST(Simulation, IsIdleWhenNothingIsPendingAndStandsAtTheDeadline) {
  Simulation simulation(1);
  simulation.cancel(simulation.after(1ms, [] { FAIL(); }));
  EXPECT_EQ(simulation.run_until(kStart + 1s), Stop::kIdle);
  EXPECT_EQ(simulation.now(), kStart + 1s);
}

TEST(Simulation, TheEventLimitStopsTheClockWhereItIs) {
  Simulation simulation(1);
  simulation.after(1us, Tick{&simulation});
  EXPECT_EQ(simulation.run_until(kStart + 1s, 5), Stop::kEventLimit);
  EXPECT_EQ(simulation.now(), kStart + 5us);
  EXPECT_EQ(simulation.run_until(kStart + 7us, 2), Stop::kDeadline);  // counted anew
}

TEST(Simulation, ARequestStopsItBetweenEvents) {
  volatile std::sig_atomic_t request = 0;
  Simulation simulation(1);
  simulation.stop_on(&request);
  simulation.after(1us, Tick{&simulation});
  simulation.at(kStart + 100us, [&] { request = 1; });
  EXPECT_EQ(simulation.run_until(kStart + 1h), Stop::kRequested);
  EXPECT_LE(simulation.events(), 100 + Simulation::kRequestEvery);
  EXPECT_EQ(simulation.run_until(kStart + 1h), Stop::kRequested);  // as long as it stands
}

TEST(Simulation, RefusesAnEventInThePast) {
  Simulation simulation(1);
  simulation.run_until(kStart + 1ms);
  EXPECT_THROW(simulation.at(kStart, [] {}), InternalError);
}

TEST(Simulation, DropAllForgetsEverything) {
  Simulation simulation(1);
  simulation.after(1ms, [] { FAIL(); });
  simulation.drop_all();
  EXPECT_EQ(simulation.pending(), 0u);
  EXPECT_EQ(simulation.run_until(kStart + 1s), Stop::kIdle);
}

std::uint64_t fingerprint_of(Duration first, Duration second, std::uint64_t fact) {
  Simulation simulation(1);
  simulation.after(first, [&] { simulation.note(fact); });
  simulation.after(second, [] {});
  simulation.run_until(kStart + 1s);
  return simulation.fingerprint();
}

TEST(Fingerprint, TellsTimesOrderAndFactsApart) {
  const std::set<std::uint64_t> distinct{fingerprint_of(1ms, 2ms, 0), fingerprint_of(1ms, 3ms, 0),
                                         fingerprint_of(2ms, 1ms, 0), fingerprint_of(1ms, 2ms, 1),
                                         fingerprint_of(1ms, 1ms, 0)};
  EXPECT_EQ(distinct.size(), 5u);
  EXPECT_EQ(fingerprint_of(1ms, 2ms, 7), fingerprint_of(1ms, 2ms, 7));
}

TEST(Fingerprint, DependsOnTheOrderOfFacts) {
  Simulation one(1), other(1);
  for (const std::uint64_t fact : {1, 2}) one.note(fact);
  for (const std::uint64_t fact : {2, 1}) other.note(fact);
  EXPECT_NE(one.fingerprint(), other.fingerprint());
}

/// In which order `letters` ran that were all scheduled for one moment.
std::string order_of_ties(std::uint64_t seed, std::string_view letters, bool drawn) {
  Simulation simulation(seed);
  if (drawn) simulation.draw_ties();
  std::string ran;
  for (const char letter : letters) simulation.at(kStart + 1ms, [&ran, letter] { ran += letter; });
  simulation.run_until(kStart + 1ms);
  return ran;
}

TEST(Ties, RunAsScheduledUnlessTheyAreDrawn) {
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    EXPECT_EQ(order_of_ties(seed, "abcd", false), "abcd");
}

TEST(Ties, AreDrawnEachOrderAsOftenAsAnother) {
  constexpr int kRuns = 6000;
  std::map<std::string, int> counts;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) ++counts[order_of_ties(seed, "abc", true)];
  ASSERT_EQ(counts.size(), 6u);
  for (const auto& [order, count] : counts) EXPECT_NEAR(count, kRuns / 6, 150) << order;
}

TEST(Ties, AreDrawnTheSameForTheSameSeed) {
  const std::string many = "abcdefghijklmnopqrstuvwxyz";
  EXPECT_EQ(order_of_ties(3, many, true), order_of_ties(3, many, true));
  EXPECT_NE(order_of_ties(3, many, true), order_of_ties(4, many, true));
}

// Long ties go through buckets, and what is scheduled for now joins those that are left.
TEST(Ties, ThatAreDrawnKeepTimeAndLoseNothing) {
  Simulation simulation(5);
  simulation.draw_ties();
  Rng rng = stream(5, "moments");
  std::size_t ran = 0;
  Time last = kStart;
  const auto look = [&] {
    EXPECT_GE(simulation.now(), last);
    last = simulation.now();
    ++ran;
  };
  constexpr std::size_t kEvents = 5000;
  for (std::size_t i = 0; i < kEvents; ++i)
    simulation.at(kStart + rng.below(10) * 1ms, [&, i] {
      look();
      if (i % 2 == 0) simulation.after(0ns, look);
    });
  simulation.run_until(kStart + 1s);
  EXPECT_EQ(ran, kEvents + kEvents / 2);
}

// One bit of a fact changes about half of the fingerprint, whichever bit, one note later.
TEST(Fingerprint, EveryBitOfAFactSpreads) {
  for (int bit = 0; bit < 64; ++bit) {
    Simulation one(1), other(1);
    one.note(0);
    other.note(std::uint64_t{1} << bit);
    one.note(0);
    other.note(0);
    const int changed = std::popcount(one.fingerprint() ^ other.fingerprint());
    EXPECT_GT(changed, 12) << bit;
    EXPECT_LT(changed, 52) << bit;
  }
}

TEST(Checkpoints, AreTheFingerprintAfterEverySoManyEvents) {
  Simulation simulation(1);
  simulation.keep_checkpoints(3);
  simulation.after(1us, Tick{&simulation});
  simulation.run_until(kStart + 9us);
  ASSERT_EQ(simulation.checkpoints().size(), 3u);
  EXPECT_EQ(simulation.checkpoints().back(), simulation.fingerprint());
}

TEST(Checkpoints, StandAtTheSameEventsHoweverTheRunIsCutIntoCalls) {
  Simulation simulation(1);
  simulation.keep_checkpoints(3);
  simulation.after(1us, Tick{&simulation});
  for (int i = 0; i < 9; ++i) simulation.run_until(kStart + 9us, 1);
  EXPECT_EQ(simulation.checkpoints().size(), 3u);
  simulation.keep_checkpoints(0);
  simulation.run_until(kStart + 20us);
  EXPECT_EQ(simulation.checkpoints().size(), 3u) << "0: none";
}

}  // namespace
}  // namespace sim
