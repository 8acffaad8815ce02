// What led to a violation: Dynamo broken on purpose, and its own trace.
#include <array>
#include <set>

#include <gtest/gtest.h>

#include "models/dynamo/dynamo.h"
#include "models/dynamo/policy.h"
#include "sim/run/experiment/experiment.h"
#include "sim/run/export/ladder.h"
#include "sim/run/export/selection.h"
#include "sim/run/scenario/scenario.h"
#include "tests/run/export_fixture.h"

namespace sim {
namespace {

/// Acknowledges what is not on disk yet, whatever `sync` says.
struct AcknowledgesFromMemory : dynamo::Policy {
  bool acknowledges_from_disk(const dynamo::Config&) const override { return false; }
};

constexpr const char* kPowerCut = R"({
  "name": "power-cut", "title": "All nodes lose power", "why": "6.1", "model": "broken",
  "phases": {"warmup": "0s", "measure": "2s", "settle": "5s"},
  "topology": {"sites": [{"name": "a", "nodes": 4}],
               "links": [{"within": "*", "latency": "500us"}]},
  "hosts": {"disk": "20ms"},
  "dynamo": {"partitioning": {"partitions": 8}},
  "workloads": [{"name": "w", "clients": 2, "arrival": {"open": "100/s"},
                 "mix": {"get": 0.5, "put": 0.5}, "keys": {"count": 3}}],
  "faults": [{"at": "1s", "for": "500ms", "outage": {"site": "a", "keeps": "synced"}}]})";

ModelInfo broken() {
  return {"broken", "", "",
          [] { return dynamo::make_model(std::make_unique<AcknowledgesFromMemory>(), {}); }};
}

struct Broken : ::testing::Test {
  Broken() {
    const std::array models{broken()};
    LoadedScenario loaded = parse_scenario(kPowerCut, "power-cut", models);
    EXPECT_TRUE(loaded.scenario) << loaded.report();
    RunOptions options;
    options.trace_messages = 1'000'000;
    run = run_experiment(*loaded.scenario, options);
    for (const Check& check : run.checks.all())
      if (check.name() == "acknowledged-writes-survive" && check.failures() > 0)
        violation = check.violations().front();
    if (run.trace) chain = past_of(violation, *run.trace);
  }
  RunResult run;
  Violation violation{};
  Trace chain;
};

TEST_F(Broken, AViolationNamesTheVersionThatItSpeaksOf) {
  ASSERT_EQ(violation.versions.size(), 1u);
  EXPECT_NE(violation.what.find(violation.versions[0] + " "), std::string::npos) << violation.what;
}

TEST_F(Broken, TheChainHasThePutItsCopiesItsAcknowledgementAndTheCrashes) {
  std::set<std::string> purposes, events;
  for (const TracedMessage& message : chain.messages) {
    EXPECT_EQ(message.about.key, violation.key);
    EXPECT_LE(message.sent, violation.at);
    purposes.insert(chain.purposes[message.purpose]);
  }
  for (const TracedEvent& event : chain.events) events.insert(std::string(word(event.kind)));
  for (const char* purpose : {"write", "write-reply", "put-reply"})
    EXPECT_TRUE(purposes.contains(purpose)) << purpose;
  EXPECT_TRUE(events.contains("crash"));
  EXPECT_TRUE(events.contains("note"));
}

TEST_F(Broken, TheChainIsASmallPartOfTheTrace) {
  EXPECT_GT(run.trace->messages.size(), 1000u);
  EXPECT_LT(chain.messages.size(), 40u);
}

TEST_F(Broken, TheChainEndsWithNoCauseOutsideOfIt) {
  std::set<std::uint32_t> chosen;
  for (const TracedMessage& message : chain.messages) chosen.insert(message.number);
  for (const TracedMessage& message : chain.messages) {
    const bool begins = message.from.value >= chain.storage_count;
    EXPECT_TRUE(begins || chosen.contains(message.cause)) << message.number;
  }
}

TEST_F(Broken, ItsLadderSaysWhichVersionDiedWhere) {
  const std::string text = ladder(*run.trace, "acknowledged-writes-survive", violation);
  EXPECT_NE(text.find("holds " + violation.versions[0]), std::string::npos) << text;
  EXPECT_NE(text.find("crash: keeps what was synced"), std::string::npos) << text;
  EXPECT_NE(text.find("the crash leaves "), std::string::npos) << text;
  EXPECT_NE(text.find("put-reply " + violation.key + " " + violation.versions[0] + " (ok)"),
            std::string::npos)
      << text;
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 60) << text;
}

TEST(Selection, OfAKeyHasItsMessagesAndWhatBefellTheirHosts) {
  Trace trace = small_trace();
  trace.messages.push_back(trace.messages.back());
  trace.messages.back().number = 4;
  trace.messages.back().about.key = "k3";
  const Trace some = within(trace, {.key = "k2"});
  EXPECT_EQ(some.messages.size(), 3u);
  EXPECT_EQ(some.events.size(), 3u) << "the note, the crash, the partition that was there before";
}

TEST(Selection, OfAWindowHasWhatTouchesIt) {
  const Trace some = within(small_trace(), {.from = kStart + 1600us, .until = kStart + 2600us});
  ASSERT_EQ(some.messages.size(), 1u);
  EXPECT_EQ(some.messages[0].number, 3u);
}

TEST(Selection, LeavesOutAReadThatChangedNothing) {
  Trace trace = small_trace();
  TracedMessage read = trace.messages[2];
  read.number = 4;
  read.from = kClient;
  read.to = kFirst;
  read.purpose = 3;
  read.about = {.key = "k2", .operation = "2/0.2", .text = "read"};
  trace.messages.push_back(read);
  read.number = 5;
  read.cause = 4;
  std::swap(read.from, read.to);
  read.about.versions = {"v7"};
  trace.messages.push_back(read);
  const auto chosen = [&](Time at) {
    return past_of({at, "", "k2", {"v7"}}, trace).messages.size();
  };
  EXPECT_EQ(chosen(kStart + 10ms), 3u);
  EXPECT_EQ(chosen(read.ended), 5u) << "but not if it was just answered";
}

TEST(Selection, OfAViolationGoesOnToItsMoment) {
  Trace trace = small_trace();
  TracedEvent crash = trace.events.back();
  crash.step = 1000;
  crash.at = kStart + 5s;
  crash.hosts = {kFirst};
  trace.events.push_back(crash);
  const auto last = [&](Time at) {
    return past_of({at, "", "k2", {"v7"}}, trace).events.back().at;
  };
  EXPECT_EQ(last(kStart + 6s), kStart + 5s) << "the crash may be why";
  EXPECT_LT(last(kStart + 4s), kStart + 4s);
}

TEST(Selection, WithoutVersionsHasTheLastOperationsOfTheKey) {
  Trace trace = small_trace();
  trace.messages.clear();
  for (std::uint32_t i = 0; i < 10; ++i) {
    TracedMessage message = small_trace().messages[0];
    message.number = i + 1;
    message.about.operation = "2/0." + std::to_string(i);
    trace.messages.push_back(message);
  }
  const Trace some = past_of({kStart + 10ms, "", "k2"}, trace);
  ASSERT_EQ(some.messages.size(), 4u);
  EXPECT_EQ(some.messages[0].number, 7u);
}

}  // namespace
}  // namespace sim
