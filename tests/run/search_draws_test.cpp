// What a search draws: laws of ranges, and trials that are valid scenarios.
#include <array>
#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/dynamo/dynamo.h"
#include "sim/run/report/run_folder.h"
#include "sim/run/scenario/quantities.h"
#include "sim/run/search/draws.h"
#include "sim/run/search/trial.h"
#include "tests/run/scenario_support.h"

namespace sim {
namespace {

using ::testing::ElementsAre;

std::map<std::string, int> drawn(const Range& range, int times) {
  std::map<std::string, int> values;
  Rng rng = stream(1, "test.draws");
  for (int i = 0; i < times; ++i) ++values[draw(range, rng)];
  return values;
}

Range span(std::string from, std::string to, Range::Law law = Range::Law::kUniform,
           Ratio zero = {0, 1}) {
  Range range;
  range.kind = Range::Kind::kSpan;
  range.from = std::move(from);
  range.to = std::move(to);
  range.law = law;
  range.zero = zero;
  return range;
}

TEST(Draws, OfASetEveryValueIsDrawnAndNothingElse) {
  Range range;
  range.values = {R"("a")", "3", "{}"};
  const auto values = drawn(range, 300);
  EXPECT_EQ(values.size(), 3u);
  for (const auto& [value, times] : values) EXPECT_GT(times, 60) << value;
}

TEST(Draws, WholeNumbersAreAllPossibleBothEndsIncluded) {
  const auto values = drawn(span("1", "5"), 500);
  ASSERT_EQ(values.size(), 5u);
  EXPECT_EQ(values.begin()->first, "1");
  EXPECT_EQ(values.rbegin()->first, "5");
  for (const auto& [value, times] : values) EXPECT_GT(times, 60) << value;
}

TEST(Draws, OfALogarithmicLawEachDoublingIsAsLikelyAsTheNext) {
  std::array<int, 10> doublings{};
  Rng rng = stream(2, "test.draws");
  const Range range = span(R"("1ms")", R"("1024ms")", Range::Law::kLog);
  for (int i = 0; i < 1000; ++i) {
    const std::string text = draw(range, rng);
    const auto ms = parse_duration(text.substr(1, text.size() - 2)).value / 1us;
    int doubling = 0;
    while (ms >= 2000 << doubling && doubling < 9) ++doubling;
    ++doublings[static_cast<std::size_t>(doubling)];
  }
  for (const int times : doublings) EXPECT_NEAR(times, 100, 50);
}

TEST(Draws, ALawMayBeZeroAsOftenAsItSays) {
  auto values = drawn(span(R"("1ms")", R"("2ms")", Range::Law::kLog, {1, 2}), 400);
  EXPECT_NEAR(values[R"("0s")"], 200, 50);
  EXPECT_EQ(drawn(span("3", "4", Range::Law::kUniform, {1, 1}), 9).at("0"), 9);
}

TEST(Draws, QuantitiesOfEveryKindKeepTheirUnit) {
  const auto only = [](const std::string& value) {
    return drawn(span(value, value), 1).begin()->first;
  };
  EXPECT_EQ(only(R"("4KiB")"), R"("4KiB")");
  EXPECT_EQ(only(R"("10Mbit/s")"), R"("10Mbit/s")");
  EXPECT_EQ(only(R"("200/s")"), R"("200/s")");
  EXPECT_EQ(only(R"("2%")"), "0.02");
  EXPECT_EQ(only(R"("50ppm")"), R"("50ppm")");
  EXPECT_EQ(only("0.5"), "0.5");
}

TEST(Draws, ASubsetKeepsTheOrderAndIsSometimesEmptyAndSometimesAll) {
  Range range;
  range.kind = Range::Kind::kSubset;
  range.values = {"1", "2"};
  const auto values = drawn(range, 200);
  std::vector<std::string> lists;
  for (const auto& entry : values) lists.push_back(entry.first);
  EXPECT_THAT(lists, ElementsAre("[1, 2]", "[1]", "[2]", "[]"));
}

TEST(Draws, OneMoreRangeChangesNoOtherDraw) {
  Range first = span("1", "1000"), second = span("1", "1000");
  first.field = "dynamo.a";
  second.field = "dynamo.b";
  const std::vector<Range> one{first}, two{second, first};
  for (std::uint64_t key = 0; key < 50; ++key) {
    const std::vector<std::string> alone = draw_fields(one, key), both = draw_fields(two, key);
    for (const std::string& field : alone) EXPECT_EQ(both.back(), field) << "key " << key;
  }
}

class Trials : public ::testing::Test {
 protected:
  Trials() : loaded_(load_scenario("scenarios/search/generic.json", models_)) {
    EXPECT_TRUE(loaded_.scenario.has_value()) << loaded_.report();
    space_ = {"scenarios/search/generic.json",
              file_content("scenarios/search/generic.json"),
              {},
              1,
              models_,
              loaded_.scenario->ranges};
  }
  const std::array<ModelInfo, 1> models_{dynamo::model()};
  LoadedScenario loaded_;
  SearchSpace space_;
};

TEST_F(Trials, AreFunctionsOfSeedAndNumber) {
  std::set<std::string> texts;
  for (std::uint64_t number = 1; number <= 40; ++number) {
    const Trial trial = draw_trial(space_, number);
    ASSERT_TRUE(trial.loaded.scenario.has_value()) << number << '\n' << trial.loaded.report();
    const Trial again = draw_trial(space_, number);
    EXPECT_EQ(trial.loaded.scenario->resolved, again.loaded.scenario->resolved);
    EXPECT_TRUE(texts.insert(trial.loaded.scenario->resolved).second) << "drawn twice";
  }
  space_.seed = 2;
  EXPECT_FALSE(texts.contains(draw_trial(space_, 1).loaded.scenario->resolved));
}

TEST_F(Trials, WriteAScenarioThatReadsBackAsItWasRun) {
  for (std::uint64_t number = 1; number <= 40; ++number) {
    const Trial trial = draw_trial(space_, number);
    const LoadedScenario again = parse_scenario(trial.loaded.scenario->resolved, "x.json", models_);
    ASSERT_TRUE(again.scenario.has_value()) << number << '\n' << again.report();
    EXPECT_EQ(again.scenario->resolved, trial.loaded.scenario->resolved);
    EXPECT_TRUE(again.scenario->ranges.empty());
  }
}

TEST_F(Trials, HaveStormsAndRandomFaultsAndSometimesNeither) {
  std::set<std::string_view> storms;
  int quiet = 0;
  for (std::uint64_t number = 1; number <= 100; ++number) {
    const Trial trial = draw_trial(space_, number);
    storms.insert(trial.storm);
    quiet += trial.loaded.scenario->faults.empty();
  }
  EXPECT_EQ(storms.size(), 8u) << "seven storms, and none";
  EXPECT_NEAR(quiet, 12, 9);
}

TEST_F(Trials, WhatAnOverrideSetsIsNotDrawn) {
  space_.overrides = {"dynamo.n=4"};
  for (std::uint64_t number = 1; number <= 20; ++number) {
    const std::string text = draw_trial(space_, number).loaded.scenario->resolved;
    EXPECT_NE(text.find("\"n\": 4,"), text.npos) << number;
  }
}

TEST_F(Trials, SettleForAsLongAsTheirModelTakesButNoLongerThanIsSane) {
  for (std::uint64_t number = 1; number <= 20; ++number) {
    const Trial trial = draw_trial(space_, number);
    const Scenario& scenario = *trial.loaded.scenario;
    const Duration wanted = scenario.model->settling_time(scenario.topology);
    const Duration most = 20 * scenario.phases.measure;
    EXPECT_EQ(scenario.phases.settle, std::max<Duration>(5s, std::min(wanted, most))) << number;
  }
}

TEST_F(Trials, ADrawThatIsNoScenarioIsDrawnAnewAndOneThatNeverIsIsTold) {
  std::uint32_t redrawn = 0;
  for (std::uint64_t number = 1; number <= 30; ++number)
    redrawn += draw_trial(space_, number).redrawn;
  EXPECT_GT(redrawn, 0u) << "r above n";
  space_.overrides = {"dynamo.n=1", "dynamo.r=3"};
  const Trial trial = draw_trial(space_, 1);
  EXPECT_FALSE(trial.loaded.scenario.has_value());
  const std::string told = trial.loaded.report();
  EXPECT_NE(told.find("/dynamo/r: a get cannot wait for 3 of 1 replicas"), told.npos) << told;
}

}  // namespace
}  // namespace sim
