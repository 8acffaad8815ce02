// The load: what is asked, how often it is tried again, and how it ends.
#include "models/kv/driver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/kv/bench.h"

namespace test {

using kv::Action, kv::Outcome;
using testing::ElementsAre;

std::vector<std::int64_t> call_times_ms(const Bench& bench) {
  std::vector<std::int64_t> times;
  for (const Call& call : bench.calls) times.push_back((call.at - sim::kStart) / 1ms);
  return times;
}

TEST(ClosedLoop, AsksAgainItsThinkTimeAfterTheAnswer) {
  Bench bench({closed()});
  bench.on_call = [&](const Call& call) { bench.answer_after(5ms, call, Outcome::kOk); };
  bench.run(60ms);
  EXPECT_THAT(call_times_ms(bench), ElementsAre(10, 25, 40, 55));
}

TEST(ClosedLoop, KeepsEveryClientAtOneOperation) {
  Bench bench({closed(7)});
  bench.on_call = [&](const Call&) { EXPECT_LE(bench.driver().open_operations(), 7u); };
  bench.run(1s);
  EXPECT_GT(bench.calls.size(), 7u);
}

TEST(ClosedLoop, RunsAShareOfItsClientsUnderAReducedLoad) {
  Bench bench({closed(10)});
  bench.start();
  bench.simulation.run_until(sim::kStart + 100ms);
  bench.driver().set_load({3, 10}, bench.simulation.now());
  bench.simulation.run_until(sim::kStart + 200ms);
  bench.calls.clear();
  bench.simulation.run_until(sim::kStart + 200ms + 110ms);  // ten rounds of 11 ms
  EXPECT_EQ(bench.calls.size(), 30u);
  for (const Call& call : bench.calls) EXPECT_LT(call.client.value, 3u);

  bench.driver().set_load({1, 1}, bench.simulation.now());
  bench.simulation.run_until(sim::kStart + 400ms);
  bench.calls.clear();
  bench.simulation.run_until(sim::kStart + 400ms + 110ms);
  EXPECT_EQ(bench.calls.size(), 100u);
}

TEST(OpenLoop, KeepsItsRateWhileTheStoreStalls) {
  Bench bench({open(1000, 10)}, 10s);
  bench.on_call = [&](const Call& call) {  // nothing is answered from 2 s to 4 s
    const bool stalled = call.at >= sim::kStart + 2s && call.at < sim::kStart + 4s;
    if (!stalled) bench.answer_after(1ms, call, Outcome::kOk);
  };
  bench.run(10s);
  const double operations = bench.metric("get.count") + bench.metric("put.count");
  EXPECT_NEAR(operations, 10'000, 500);  // five sigma
}

TEST(OpenLoop, IsUnavailableToArrivalsThatNeverFindAClient) {
  // Three clients that wait 100 ms for each answer do 30 of 2000 operations a second.
  kv::WorkloadConfig config = open(2000, 3);
  config.timeout = 1s;
  Bench bench({config}, 10s);
  bench.on_call = [&](const Call& call) { bench.answer_after(100ms, call, Outcome::kOk); };
  bench.run(10s);
  EXPECT_NEAR(bench.metric("availability"), 0.015, 0.002);
  EXPECT_NEAR(bench.metric("availability", "site=east"), 0.015, 0.002);
  EXPECT_NEAR(bench.metric("get.availability"), 0.015, 0.005);
  EXPECT_EQ(bench.metric("arrivals.abandoned"),
            bench.metric("get.fail") + bench.metric("put.fail"));
}

TEST(OpenLoop, CountsTheWaitOfEveryArrivalDuringAStall) {
  // One client at 100/s; the store answers at once but for the second from 2 s to 3 s. A client
  // that waited for its answer before it sent the next would see one slow operation.
  kv::WorkloadConfig config = only(open(100, 1), kGets);
  config.timeout = 5s;
  Bench bench({config}, 10s);
  bench.on_call = [&](const Call& call) {
    const bool stalled = call.at >= sim::kStart + 2s && call.at < sim::kStart + 3s;
    bench.answer_after(stalled ? sim::kStart + 3s - call.at : 1us, call, Outcome::kOk);
  };
  bench.run(10s);
  sim::Results results;
  bench.recorder.report(results);
  ASSERT_EQ(results.latencies.size(), 1u);
  // About 100 of 1000 arrive in the stall and wait half a second on average.
  const sim::Histogram& latency = results.latencies[0].histogram;
  EXPECT_GT(latency.quantile(920'000), 100ms);
  EXPECT_GT(latency.max(), 900ms);
  EXPECT_NEAR(static_cast<double>(latency.mean() / 1us), 50'000, 15'000);
}

TEST(OpenLoop, HasExponentialGaps) {
  Bench bench({open(1000, 100)}, 60s);
  bench.run(60s);
  double sum = 0, squares = 0, beyond = 0;
  const auto gaps = static_cast<double>(bench.calls.size() - 1);
  for (std::size_t i = 1; i < bench.calls.size(); ++i) {
    const double gap = static_cast<double>((bench.calls[i].at - bench.calls[i - 1].at).count());
    sum += gap / 1e6;
    squares += gap / 1e6 * gap / 1e6;
    beyond += gap > 3e6;
  }
  EXPECT_NEAR(sum / gaps, 1, 0.02);
  EXPECT_NEAR(squares / gaps, 2, 0.1);
  EXPECT_NEAR(beyond / gaps, 0.0498, 0.005);  // e^-3
}

TEST(OpenLoop, FollowsItsLoadFactor) {
  Bench bench({open(1000, 100)}, 60s);
  bench.start();
  const auto asked_in_ten_seconds = [&](sim::Ratio factor) {
    bench.driver().set_load(factor, bench.simulation.now());
    bench.calls.clear();
    bench.simulation.run_until(bench.simulation.now() + 10s);
    return static_cast<double>(bench.calls.size());
  };
  EXPECT_NEAR(asked_in_ten_seconds({2, 1}), 20'000, 700);
  EXPECT_NEAR(asked_in_ten_seconds({1, 10}), 1'000, 160);
  EXPECT_EQ(asked_in_ten_seconds({0, 1}), 0);
  EXPECT_NEAR(asked_in_ten_seconds({1, 1}), 10'000, 500);
}

TEST(OpenLoop, SplitsItsRateOverTheSitesByTheirClients) {
  kv::WorkloadConfig config = open(3000, 3);
  config.sites = {"west", "east"};  // two clients in the west, one in the east
  config.timeout = 1ms;
  Bench bench({config}, 10s);
  bench.on_call = [&](const Call& call) { bench.answer(call, Outcome::kFail); };
  bench.run(10s);
  EXPECT_NEAR(bench.metric("get.count", "site=west") + bench.metric("put.count", "site=west"),
              20'000, 700);
  EXPECT_NEAR(bench.metric("get.count", "site=east") + bench.metric("put.count", "site=east"),
              10'000, 500);
}

TEST(OpenLoop, BeginsNoMoreOperationsThanItMayWhateverTheLoad) {
  kv::WorkloadConfig config = open(1000, 10);
  config.operations = 7;
  Bench bench({config});
  bench.on_call = [&](const Call& call) { bench.answer_after(1ms, call, Outcome::kOk); };
  bench.start();
  bench.simulation.run_until(sim::kStart + 1s);
  bench.driver().set_load({2, 1}, bench.simulation.now());
  bench.simulation.run_until(sim::kStart + 2s);
  EXPECT_EQ(bench.calls.size(), 7u);
}

TEST(ClosedLoop, BeginsNoMoreOperationsThanItMayWhateverTheLoad) {
  kv::WorkloadConfig config = closed(3);
  config.operations = 7;
  Bench bench({config});
  bench.on_call = [&](const Call& call) { bench.answer_after(1ms, call, Outcome::kOk); };
  bench.start();
  bench.simulation.run_until(sim::kStart + 1s);
  bench.driver().set_load({1, 1}, bench.simulation.now());
  bench.simulation.run_until(sim::kStart + 2s);
  EXPECT_EQ(bench.calls.size(), 7u);
}

TEST(OpenLoop, BeginsTheSameOperationsUnderABoundAndWithoutUntilItIsReached) {
  const auto calls = [](std::optional<std::uint64_t> most) {
    kv::WorkloadConfig config = open(1000, 10);
    config.operations = most;
    Bench bench({config});
    bench.on_call = [&](const Call& call) { bench.answer_after(1ms, call, Outcome::kOk); };
    bench.run(1s);
    std::vector<std::pair<sim::Time, std::uint64_t>> found;
    for (const Call& call : bench.calls) found.emplace_back(call.at, call.key.value);
    return found;
  };
  std::vector<std::pair<sim::Time, std::uint64_t>> all = calls(std::nullopt);
  ASSERT_GT(all.size(), 20u);
  all.resize(20);
  EXPECT_EQ(calls(20), all);
}

TEST(Driver, GivesEachAttemptItsTimeout) {
  kv::WorkloadConfig config = only(closed(), kGets);
  config.retries = 2;
  Bench bench({config});
  bench.on_call = [](const Call&) {};
  bench.run(310ms);  // thinks 10 ms, then three attempts of 100 ms
  EXPECT_THAT(call_times_ms(bench), ElementsAre(10, 110, 210));
  EXPECT_EQ(bench.calls[2].attempt, 2u);
  EXPECT_EQ(bench.metric("get.fail"), 1);
}

TEST(Driver, WaitsItsBackoffBeforeItTriesAgain) {
  kv::WorkloadConfig config = only(closed(), kGets);
  config.retries = 1;
  config.retry_backoff = {sim::DistributionSpec::Constant{40ms}};
  Bench bench({config});
  bench.on_call = [](const Call&) {};
  bench.run(200ms);
  EXPECT_THAT(call_times_ms(bench), ElementsAre(10, 150));
}

TEST(Driver, RetriesAPutWithItsValue) {
  kv::WorkloadConfig config = only(closed(), kPuts);
  config.retries = 1;
  Bench bench({config});
  bench.on_call = [](const Call&) {};
  bench.run(215ms);
  ASSERT_EQ(bench.calls.size(), 2u);
  EXPECT_EQ(bench.calls[0].value, bench.calls[1].value);
  EXPECT_NE(bench.calls[0].value.id, 0u);
  EXPECT_EQ(bench.calls[0].id, bench.calls[1].id);
}

TEST(Driver, CallsAnUnansweredGetFailed) {
  Bench bench({only(closed(), kGets)});
  bench.on_call = [](const Call&) {};
  bench.run(20ms);
  EXPECT_EQ(bench.metric("get.fail"), 1);
  EXPECT_EQ(bench.metric("get.unknown"), 0);
  EXPECT_EQ(bench.failed, 1u);
}

TEST(Driver, CallsAnUnansweredPutUnknown) {
  Bench bench({only(closed(), kPuts)});
  bench.on_call = [](const Call&) {};
  bench.run(20ms);
  EXPECT_EQ(bench.metric("put.unknown"), 1);
  EXPECT_EQ(bench.metric("put.fail"), 0);
}

TEST(Driver, CallsAPutFailedThatTimedOutBeforeItWasSent) {
  Bench bench({only(closed(), kPuts)});
  bench.on_call = [](const Call&) {};
  bench.may_have_written = false;
  bench.run(20ms);
  EXPECT_EQ(bench.metric("put.fail"), 1);
  EXPECT_EQ(bench.metric("put.unknown"), 0);
}

TEST(Driver, TellsTheLibraryOfATimeoutBeforeItTriesAgain) {
  kv::WorkloadConfig config = only(closed(), kGets);
  config.retries = 1;
  Bench bench({config});
  std::vector<std::size_t> told;
  bench.on_call = [&](const Call&) { told.push_back(bench.timed_out.size()); };
  bench.run(20ms);
  EXPECT_THAT(told, ElementsAre(0, 1));
  EXPECT_THAT(bench.timed_out, ElementsAre(0, 1));
}

TEST(Driver, CallsARefusedPutFailed) {
  Bench bench({only(closed(), kPuts)});
  bench.on_call = [&](const Call& call) { bench.answer_after(1ms, call, Outcome::kFail); };
  bench.run(20ms);
  EXPECT_EQ(bench.metric("put.fail"), 1);
  EXPECT_EQ(bench.metric("put.unknown"), 0);
}

TEST(Driver, CallsAPutUnknownThatWasRefusedAfterATimeout) {
  kv::WorkloadConfig config = only(closed(), kPuts);
  config.retries = 1;
  Bench bench({config});
  bench.on_call = [&](const Call& call) {
    if (call.attempt == 1) bench.answer_after(1ms, call, Outcome::kFail);
  };
  bench.run(115ms);
  EXPECT_EQ(bench.metric("put.unknown"), 1);
}

TEST(Driver, IgnoresAnAnswerToAnOperationThatIsOver) {
  Bench bench({only(closed(), kGets)});
  bench.on_call = [&](const Call& call) { bench.answer_after(150ms, call, Outcome::kOk); };
  bench.run(1s);
  EXPECT_EQ(bench.metric("get.ok"), 0);
  EXPECT_GT(bench.metric("get.fail"), 5);
  EXPECT_EQ(bench.check("every-invocation-completes-once").failures(), 0u);
}

TEST(Driver, TakesALateGoodAnswerToAnEarlierAttempt) {
  kv::WorkloadConfig config = only(closed(), kGets);
  config.retries = 1;
  Bench bench({config});
  bench.on_call = [&](const Call& call) {
    if (call.attempt == 0) bench.answer_after(150ms, call, Outcome::kOk);
  };
  bench.run(20ms);
  EXPECT_EQ(bench.metric("get.ok"), 1);
  EXPECT_EQ(bench.metric("get.latency.max"), 150);
}

TEST(Driver, IgnoresALateBadAnswerToAnEarlierAttempt) {
  kv::WorkloadConfig config = only(closed(), kGets);
  config.retries = 1;
  Bench bench({config});
  bench.on_call = [&](const Call& call) {
    const bool first = call.attempt == 0;
    bench.answer_after(first ? 120ms : 50ms, call, first ? Outcome::kFail : Outcome::kOk);
  };
  bench.run(20ms);
  EXPECT_EQ(bench.metric("get.ok"), 1);
  EXPECT_EQ(bench.calls.size(), 2u);
}

TEST(Driver, IgnoresADeadlineOfAnEarlierAttempt) {
  kv::WorkloadConfig config = only(closed(), kGets);
  config.retries = 1;
  Bench bench({config});
  bench.on_call = [&](const Call& call) {
    if (call.attempt == 0) return bench.answer_after(1ms, call, Outcome::kFail);
    bench.driver().on({kv::LoadTimer::Kind::kDeadline, call.id, {}, 0}, bench.simulation.now());
    bench.answer_after(1ms, call, Outcome::kOk);
  };
  bench.run(15ms);
  EXPECT_EQ(bench.metric("get.ok"), 1);
  EXPECT_EQ(bench.metric("get.fail"), 0);
}

TEST(Driver, ReadsThenWritesTheSameKeyInAReadModifyWrite) {
  Bench bench({only(closed(), {.read_modify_write = 1})});
  bench.run(15ms);
  ASSERT_EQ(bench.calls.size(), 2u);
  EXPECT_EQ(bench.calls[0].action, Action::kGet);
  EXPECT_EQ(bench.calls[1].action, Action::kPut);
  EXPECT_EQ(bench.calls[0].key, bench.calls[1].key);
  EXPECT_EQ(bench.calls[0].client, bench.calls[1].client);
  EXPECT_EQ(bench.metric("put.latency.max"), 1);
  EXPECT_EQ(bench.metric("read_modify_write.latency.max"), 2);
}

TEST(Driver, DoesNotWriteAfterAFailedReadOfAReadModifyWrite) {
  Bench bench({only(closed(), {.read_modify_write = 1})});
  bench.on_call = [&](const Call& call) { bench.answer_after(1ms, call, Outcome::kFail); };
  bench.run(15ms);
  EXPECT_EQ(bench.calls.size(), 1u);
}

kv::WorkloadConfig reading_back(sim::Duration after) {
  kv::WorkloadConfig config = only(closed(), {.put_then_get = 1});
  config.read_after = {sim::DistributionSpec::Constant{after}};
  return config;
}

TEST(Driver, ReadsAKeyBackItsTimeAfterThePutWasAnswered) {
  Bench bench({reading_back(5ms)});  // asked at 10 ms, answered in 1 ms
  bench.run(20ms);
  ASSERT_EQ(bench.calls.size(), 2u);
  EXPECT_EQ(bench.calls[0].action, Action::kPut);
  EXPECT_EQ(bench.calls[1].action, Action::kGet);
  EXPECT_EQ(bench.calls[0].key, bench.calls[1].key);
  EXPECT_THAT(call_times_ms(bench), ElementsAre(10, 16));
  EXPECT_EQ(bench.metric("get.latency.max"), 1);
}

TEST(Driver, ReadsAKeyBackAtOnceIfSoTold) {
  Bench bench({reading_back({})});
  bench.run(15ms);
  EXPECT_THAT(call_times_ms(bench), ElementsAre(10, 11));
}

TEST(Driver, GoesOnAfterAReadBack) {
  Bench bench({reading_back(5ms)});
  bench.run(50ms);
  EXPECT_THAT(call_times_ms(bench), ElementsAre(10, 16, 27, 33, 44, 50));
}

TEST(Driver, DoesNotReadBackWhatWasNotAcknowledged) {
  Bench bench({reading_back(5ms)});
  bench.on_call = [&](const Call& call) { bench.answer_after(1ms, call, Outcome::kFail); };
  bench.run(20ms);
  EXPECT_EQ(bench.calls.size(), 1u);
}

TEST(Driver, DoesNotReadBackOnceItIsStopped) {
  Bench bench({reading_back(5ms)});
  bench.run(14ms);
  EXPECT_EQ(bench.calls.size(), 1u);
  EXPECT_EQ(bench.driver().open_operations(), 0u);
}

TEST(Driver, SeesByReadingBackHowFarAWriteHasCome) {
  Bench bench({reading_back(5ms)});
  bench.on_call = [&](const Call& call) {  // a store that shows nothing of what it acknowledges
    bench.answer_after(1ms, call, Outcome::kOk);
  };
  bench.run(20ms);
  EXPECT_EQ(bench.metric("reads.after_write"), 1);
  EXPECT_EQ(bench.metric("reads.stale"), 1);
}

TEST(Driver, InsertsTheKeysAfterTheLast) {
  kv::WorkloadConfig config = only(closed(), {.insert = 1});
  config.keys = {.count = 50, .first = 100};
  Bench bench({config});
  bench.run(40ms);
  ASSERT_EQ(bench.calls.size(), 3u);
  EXPECT_EQ(bench.calls[0].key.value, 150u);
  EXPECT_EQ(bench.calls[2].key.value, 152u);
}

TEST(Driver, BeginsNothingOnceItIsStopped) {
  Bench bench({only(open(1000, 2), kGets)});
  bench.on_call = [](const Call&) {};
  bench.start();
  bench.simulation.run_until(sim::kStart + 50ms);
  ASSERT_EQ(bench.calls.size(), 2u);  // both clients wait, and so do some 48 arrivals
  bench.driver().stop();
  bench.simulation.run_until(sim::kStart + 10s);
  EXPECT_EQ(bench.calls.size(), 2u);
  EXPECT_EQ(bench.driver().open_operations(), 0u);
  EXPECT_GT(bench.metric("arrivals.abandoned"), 10);
}

}  // namespace test
