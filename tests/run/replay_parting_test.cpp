// Where two runs part, on fingerprints made by hand.
#include <gtest/gtest.h>

#include "sim/run/replay/parting.h"

namespace sim {
namespace {

constexpr std::uint64_t kEvery = 10;

/// Fingerprints that are equal up to an event and never after it.
std::uint64_t fingerprint(std::uint64_t event, std::uint64_t differs_from) {
  return event < differs_from ? event : event + 1'000'000;
}

RecordedRun recorded(std::uint64_t events, EventSpan told = {}) {
  RecordedRun run;
  run.events = events;
  run.fingerprint = events;
  for (std::uint64_t event = kEvery; event <= events; event += kEvery)
    run.marks.push_back({event, event});
  for (std::uint64_t event = told.first; event <= std::min(told.last, events); ++event)
    run.event_log.push_back({event, kStart, event, "same"});
  return run;
}

RunResult now(std::uint64_t events, std::uint64_t differs_from, EventSpan told = {}) {
  RunResult run;
  run.events = events;
  run.fingerprint = fingerprint(events, differs_from);
  run.checkpoints.every = kEvery;
  for (std::uint64_t event = kEvery; event <= events; event += kEvery)
    run.checkpoints.fingerprints.push_back(fingerprint(event, differs_from));
  for (std::uint64_t event = told.first; event <= std::min(told.last, events); ++event)
    run.event_log.push_back({event, kStart, fingerprint(event, differs_from), "same"});
  return run;
}

TEST(Parting, LiesBetweenTheLastEqualCheckpointAndTheFirstThatDiffers) {
  for (std::uint64_t from = 1; from <= 95; ++from) {
    const EventSpan span = parting(recorded(95), now(95, from));
    EXPECT_TRUE(span.has(from)) << from;
    EXPECT_LE(span.last - span.first, kEvery - 1) << from;
    EXPECT_FALSE(behaves_alike(recorded(95), now(95, from))) << from;
  }
  EXPECT_TRUE(behaves_alike(recorded(95), now(95, 96)));
}

TEST(Parting, OfARunThatWasOverBeforeLiesBeyondItsLastCheckpoint) {
  const EventSpan shorter = parting(recorded(95), now(62, 1000));
  EXPECT_EQ(shorter.first, 61u);
  EXPECT_EQ(shorter.last, 70u);
  const EventSpan longer = parting(recorded(62), now(95, 1000));
  EXPECT_EQ(longer.first, 61u);
  EXPECT_EQ(longer.last, 95u);
}

TEST(Parting, IsTheVeryEventWhereAllWereTold) {
  for (std::uint64_t from = 1; from <= 95; ++from) {
    const RecordedRun was = recorded(95, {1, 95});
    const RunResult is = now(95, from, was.told());
    const auto pair = first_difference(was, is, parting(was, is));
    ASSERT_TRUE(pair.has_value()) << from;
    EXPECT_EQ(pair->number, from);
    EXPECT_TRUE(pair->is_first);
    EXPECT_EQ(pair->recorded->fingerprint, from);
    EXPECT_NE(pair->now->fingerprint, from);
  }
}

TEST(Parting, WhatAnEventDidTellsEarlierThanTheFingerprint) {
  const RecordedRun was = recorded(95, {1, 95});
  RunResult is = now(95, 48, was.told());
  is.event_log[20].effect = "another";
  const auto pair = first_difference(was, is, parting(was, is));
  ASSERT_TRUE(pair.has_value());
  EXPECT_EQ(pair->number, 21u);
  EXPECT_TRUE(pair->is_first);
}

TEST(Parting, OfAFewToldEventsSaysWhetherItIsTheFirst) {
  const RecordedRun was = recorded(95, {34, 37});
  const auto pair_of = [&](std::uint64_t from) {
    const RunResult is = now(95, from, was.told());
    return first_difference(was, is, parting(was, is));
  };
  EXPECT_FALSE(pair_of(50).has_value()) << "elsewhere";
  EXPECT_FALSE(pair_of(38).has_value()) << "just beyond";
  ASSERT_TRUE(pair_of(32).has_value());
  EXPECT_EQ(pair_of(32)->number, 34u);
  EXPECT_FALSE(pair_of(32)->is_first) << "it may have been one before the told ones";
  EXPECT_EQ(pair_of(36)->number, 36u);
  EXPECT_TRUE(pair_of(36)->is_first);
}

TEST(Parting, ARunThatIsOverHasNoSideToTell) {
  const RecordedRun was = recorded(62, {1, 62});
  const RunResult longer = now(95, 1000, was.told());
  const auto pair = first_difference(was, longer, parting(was, longer));
  ASSERT_TRUE(pair.has_value());
  EXPECT_EQ(pair->number, 63u);
  EXPECT_FALSE(pair->recorded.has_value());
  EXPECT_TRUE(pair->now.has_value());

  const RecordedRun whole = recorded(95, {1, 95});
  const RunResult shorter = now(62, 1000, whole.told());
  const auto other = first_difference(whole, shorter, parting(whole, shorter));
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ(other->number, 63u);
  EXPECT_FALSE(other->now.has_value());
}

}  // namespace
}  // namespace sim
