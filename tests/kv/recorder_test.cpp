// What is counted, over which operations, and what the two checks of the clients' side catch.
#include "models/kv/recorder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/kv/bench.h"

namespace test {

using kv::Action, kv::Outcome, kv::Recorder;
using testing::Contains, testing::ElementsAre, testing::IsEmpty;

constexpr kv::Key kKey{12};

/// A recorder that is fed by hand: warm-up to 1 s, measurement to 3 s.
struct Fed {
  explicit Fed(bool promise_fresh = false, std::vector<kv::WorkloadConfig> of = {closed(4)})
      : workloads(std::move(of)),
        recorder(workloads,
                 {.phases = {.warmup = 1s, .measure = 2s, .settle = 1s},
                  .site_names = {"east", "west"},
                  .series_interval = 500ms,
                  .record_history = true,
                  .on_ended_operation = [this](sim::SiteId, bool ok) { failed += ok ? 0 : 1; },
                  .reads_must_be_fresh = [promise_fresh](kv::Key) { return promise_fresh; }},
                 checks) {}

  Recorder::Ticket get(sim::Duration at, std::uint32_t client = 0, std::uint32_t workload = 0) {
    return begin(Action::kGet, {}, at, client, workload);
  }
  Recorder::Ticket put(sim::Duration at, std::uint32_t client = 0) {
    last = recorder.next_value({100});
    return begin(Action::kPut, last, at, client, 0);
  }
  Recorder::Ticket begin(Action action, kv::Value value, sim::Duration at, std::uint32_t client,
                         std::uint32_t workload) {
    const sim::Time now = sim::kStart + at;
    return recorder.invoked({workload, sim::SiteId{client % 2}, {client}, action, kKey, value, now},
                            now);
  }
  void end(Recorder::Ticket ticket, Outcome outcome, sim::Duration at,
           std::vector<kv::Value> read = {}) {
    recorder.completed(ticket, outcome, read, sim::kStart + at);
  }
  std::string metric(const std::string& name, const std::string& scope = "all") const {
    sim::Results results;
    recorder.report(results);
    for (const sim::SummaryRow& row : results.summary)
      if (row.metric == name && row.scope == scope) return row.value.text() + ' ' + row.unit;
    return "absent";
  }
  std::vector<std::string> history() const {
    sim::Results results;
    recorder.report(results);
    std::vector<std::string> lines;
    for (const sim::HistoryLine& line : results.history) lines.push_back(line.json);
    return lines;
  }
  const sim::Check& check(std::string_view name) const {
    for (const sim::Check& each : checks.all())
      if (each.name() == name) return each;
    throw std::out_of_range("no such check");
  }

  std::vector<kv::WorkloadConfig> workloads;
  sim::Checks checks;
  std::uint64_t failed = 0;
  kv::Value last;
  Recorder recorder;
};

TEST(Recorder, CountsOperationsIntendedInTheMeasurement) {
  Fed fed;
  fed.end(fed.get(999ms), Outcome::kOk, 1500ms);   // warm-up
  fed.end(fed.get(1s), Outcome::kOk, 1500ms);      // the first that counts
  fed.end(fed.get(2999ms), Outcome::kOk, 3500ms);  // counts, though it ends later
  fed.end(fed.get(3s), Outcome::kOk, 3500ms);      // too late
  EXPECT_EQ(fed.metric("get.count"), "2 count");
  EXPECT_EQ(fed.metric("throughput"), "1 per_s");
}

TEST(Recorder, ThroughputIsOverTheTimeThatWasMeasured) {
  Fed fed;
  fed.end(fed.get(1s), Outcome::kOk, 1100ms);
  sim::Results warming, halfway;
  fed.recorder.report(warming, sim::kStart + 1s);
  fed.recorder.report(halfway, sim::kStart + 1500ms);
  const auto throughput = [](const sim::Results& results) {
    for (const sim::SummaryRow& row : results.summary)
      if (row.metric == "throughput") return row.value.text();
    return std::string("absent");
  };
  EXPECT_EQ(throughput(warming), "absent");
  EXPECT_EQ(throughput(halfway), "2");
  EXPECT_EQ(fed.metric("throughput"), "0.5 per_s");
}

TEST(Recorder, AvailabilityIsTheShareOfOkAmongTheCompleted) {
  Fed fed;
  fed.end(fed.get(1s), Outcome::kOk, 2s);
  fed.end(fed.get(1s), Outcome::kFail, 2s);
  fed.end(fed.put(1s), Outcome::kUnknown, 2s);
  fed.end(fed.put(1s), Outcome::kOk, 2s);
  fed.get(1s);  // still open
  EXPECT_EQ(fed.metric("availability"), "0.5 ratio");
  EXPECT_EQ(fed.metric("get.ok"), "1 count");
  EXPECT_EQ(fed.metric("get.fail"), "1 count");
  EXPECT_EQ(fed.metric("put.unknown"), "1 count");
  EXPECT_EQ(fed.failed, 2u);
}

TEST(Recorder, HasNoAvailabilityWithoutOperations) {
  EXPECT_EQ(Fed().metric("availability"), "absent");
}

TEST(Recorder, AnAbandonedArrivalOfTheMeasurementFailed) {
  Fed fed;
  fed.end(fed.get(1s), Outcome::kOk, 1010ms);
  for (const sim::Duration intended : {900ms, 1200ms})  // the first lies in the warm-up
    fed.recorder.abandoned({.workload = 0,
                            .site = sim::SiteId{1},
                            .client = {},
                            .action = Action::kGet,
                            .key = kKey,
                            .value = {},
                            .intended = sim::kStart + intended},
                           sim::kStart + 3s);
  EXPECT_EQ(fed.metric("arrivals.abandoned"), "1 count");
  EXPECT_EQ(fed.metric("availability"), "0.5 ratio");
  EXPECT_EQ(fed.metric("availability", "site=west"), "0 ratio");
  EXPECT_EQ(fed.history().size(), 2u);
  sim::Results results;
  fed.recorder.report(results);
  ASSERT_EQ(results.latencies.size(), 2u);
  EXPECT_EQ(results.latencies[1].status, "fail");
  EXPECT_EQ(results.latencies[1].histogram.max(), 1800ms);
}

TEST(Recorder, LatencyIsOfOkOperationsInMilliseconds) {
  Fed fed;
  fed.end(fed.get(1s), Outcome::kOk, 1010ms);
  fed.end(fed.get(1s), Outcome::kOk, 1030ms);
  fed.end(fed.get(1s), Outcome::kFail, 1300ms);
  EXPECT_EQ(fed.metric("get.latency.mean"), "20 ms");
  EXPECT_EQ(fed.metric("get.latency.max"), "30 ms");
  EXPECT_NE(fed.metric("get.latency.p99.9"), "absent");
  EXPECT_EQ(fed.metric("put.latency.mean"), "absent");
}

TEST(Recorder, ScopesAreTheWorkloadsAndTheSitesOfTheClients) {
  kv::WorkloadConfig one = closed(4), two = closed(4);
  one.name = "cart";
  two.name = "audit";
  Fed fed(false, {one, two});
  fed.end(fed.get(1s, 0, 0), Outcome::kOk, 2s);
  fed.end(fed.get(1s, 5, 1), Outcome::kFail, 2s);
  EXPECT_EQ(fed.metric("availability", "workload=cart"), "1 ratio");
  EXPECT_EQ(fed.metric("availability", "workload=audit"), "0 ratio");
  EXPECT_EQ(fed.metric("availability", "site=east"), "1 ratio");
  EXPECT_EQ(fed.metric("availability", "site=west"), "0 ratio");
}

TEST(Recorder, HasOneLatencyRowPerWorkloadOperationAndStatus) {
  Fed fed;
  fed.end(fed.get(1s), Outcome::kOk, 2s);
  fed.end(fed.get(1s), Outcome::kFail, 2s);
  fed.end(fed.put(1s), Outcome::kUnknown, 2s);
  sim::Results results;
  fed.recorder.report(results);
  std::vector<std::string> rows;
  for (const sim::LatencyRow& row : results.latencies)
    rows.push_back(row.workload + ' ' + row.op + ' ' + row.status);
  EXPECT_THAT(rows, ElementsAre("clients get ok", "clients get fail", "clients put unknown"));
}

TEST(Recorder, CountsStaleReadsAndSiblings) {
  Fed fed;
  fed.end(fed.put(1s), Outcome::kOk, 1100ms);
  const kv::Value old = fed.last;
  fed.end(fed.put(1200ms), Outcome::kOk, 1300ms);
  fed.end(fed.get(1400ms), Outcome::kOk, 1500ms, {old});
  fed.end(fed.get(1400ms), Outcome::kOk, 1500ms, {old, fed.last});
  EXPECT_EQ(fed.metric("reads.stale"), "1 count");
  EXPECT_EQ(fed.metric("reads.stale.ratio"), "0.5 ratio");
  EXPECT_EQ(fed.metric("reads.versions_behind.max"), "1 count");
  EXPECT_EQ(fed.metric("reads.within_versions.2.ratio"), "1 ratio");
  EXPECT_EQ(fed.metric("keys.hottest.put_ratio"), "1 ratio");
  EXPECT_EQ(fed.metric("siblings.max"), "2 count");
  EXPECT_EQ(fed.metric("siblings.mean"), "1.5 count");
  EXPECT_EQ(fed.metric("siblings.2"), "1 count");
}

TEST(Recorder, TellsHowManyVersionsOldAnswersAre) {
  Fed fed;
  std::vector<kv::Value> values;
  for (int i = 0; i < 6; ++i) {
    fed.end(fed.put(1s + i * 10ms), Outcome::kOk, 1005ms + i * 10ms);
    values.push_back(fed.last);
  }
  for (const kv::Value& value : values) fed.end(fed.get(2s), Outcome::kOk, 2100ms, {value});
  EXPECT_EQ(fed.metric("reads.within_versions.2.ratio"), "0.333333333 ratio");
  EXPECT_EQ(fed.metric("reads.within_versions.3.ratio"), "0.5 ratio");
  EXPECT_EQ(fed.metric("reads.within_versions.5.ratio"), "0.833333333 ratio");
  EXPECT_EQ(fed.metric("reads.within_versions.10.ratio"), "1 ratio");
}

TEST(Recorder, TheStaleRatioIsOfTheReadsOfTheStalenessCurve) {
  Fed fed;
  fed.end(fed.get(1s), Outcome::kOk, 1100ms);  // of a key without a put: cannot be stale
  fed.end(fed.put(1s), Outcome::kOk, 1100ms);
  fed.end(fed.get(1200ms), Outcome::kOk, 1300ms, {});
  fed.end(fed.get(1200ms), Outcome::kOk, 1300ms, {fed.last});
  EXPECT_EQ(fed.metric("reads.after_write"), "2 count");
  EXPECT_EQ(fed.metric("reads.stale.ratio"), "0.5 ratio");
  sim::Results results;
  fed.recorder.report(results);
  ASSERT_EQ(results.staleness.size(), 1u);
  EXPECT_EQ(results.staleness[0].reads, 2u);
  EXPECT_EQ(results.staleness[0].consistent, 1u);
}

TEST(Recorder, SortsReadsByTheTimeSinceTheLatestAcknowledgedPut) {
  Fed fed;
  fed.end(fed.put(1s), Outcome::kOk, 1100ms);
  const kv::Value old = fed.last;
  fed.end(fed.put(1200ms), Outcome::kOk, 1300ms);
  fed.end(fed.get(1302ms), Outcome::kOk, 1500ms, {old});       // 2 ms after
  fed.end(fed.get(1302ms), Outcome::kOk, 1500ms, {fed.last});  // 2 ms after
  fed.end(fed.get(1300ms), Outcome::kOk, 1500ms, {fed.last});  // at once
  sim::Results results;
  fed.recorder.report(results);
  ASSERT_EQ(results.staleness.size(), 2u);
  EXPECT_EQ(results.staleness[0].t_after_write, 0ms);
  EXPECT_EQ(results.staleness[0].consistent, 1u);
  EXPECT_EQ(results.staleness[1].t_after_write, 2ms);
  EXPECT_EQ(results.staleness[1].reads, 2u);
  EXPECT_EQ(results.staleness[1].consistent, 1u);
}

TEST(Recorder, ReportsEveryIntervalOfTheRun) {
  Fed fed;
  fed.end(fed.get(100ms), Outcome::kOk, 110ms);
  fed.end(fed.get(600ms), Outcome::kFail, 1600ms);
  fed.recorder.judge();
  sim::Results results;
  fed.recorder.report(results);
  std::vector<std::string> rows;
  for (const sim::SeriesRow& row : results.series)
    if (row.scope == "all" && (row.metric == "availability" || row.metric == "throughput"))
      rows.push_back(std::to_string((row.at - sim::kStart) / 1ms) + ' ' + std::string(row.metric) +
                     ' ' + row.value.text());
  EXPECT_THAT(rows, ElementsAre("0 throughput 2", "0 availability 1", "500 throughput 0",
                                "1000 throughput 0", "1500 throughput 0", "1500 availability 0",
                                "2000 throughput 0", "2500 throughput 0", "3000 throughput 0",
                                "3500 throughput 0"));
}

TEST(Recorder, ReportsTheIntervalThatTheEndCutsShort) {
  Fed fed;
  fed.end(fed.get(600ms), Outcome::kOk, 650ms);
  sim::Results results;
  fed.recorder.report(results, sim::kStart + 700ms);
  std::vector<std::string> rows;
  for (const sim::SeriesRow& row : results.series)
    if (row.scope == "all" && row.metric == "throughput")
      rows.push_back(std::to_string((row.at - sim::kStart) / 1ms) + ' ' + row.value.text());
  EXPECT_THAT(rows, ElementsAre("500 5"));  // one operation in 200 ms; nothing before the first
}

TEST(CompletesOnce, HoldsWhenEveryInvocationDoes) {
  Fed fed;
  fed.end(fed.get(1s), Outcome::kOk, 2s);
  fed.end(fed.put(1s), Outcome::kUnknown, 2s);
  fed.recorder.judge();
  EXPECT_EQ(fed.check("every-invocation-completes-once").failures(), 0u);
  EXPECT_EQ(fed.check("every-invocation-completes-once").evaluations(), 2u);
}

TEST(CompletesOnce, CatchesASecondCompletion) {
  Fed fed;
  const Recorder::Ticket ticket = fed.get(1s);
  fed.end(ticket, Outcome::kOk, 2s);
  fed.end(ticket, Outcome::kOk, 2s);
  EXPECT_EQ(fed.check("every-invocation-completes-once").failures(), 1u);
}

TEST(CompletesOnce, CatchesASecondCompletionAfterItsSlotIsTakenAgain) {
  Fed fed;
  const Recorder::Ticket ticket = fed.get(1s);
  fed.end(ticket, Outcome::kOk, 2s);
  fed.get(2s);
  fed.end(ticket, Outcome::kOk, 2s);
  EXPECT_EQ(fed.check("every-invocation-completes-once").failures(), 1u);
}

TEST(CompletesOnce, CatchesAnInvocationThatNeverCompletes) {
  Fed fed;
  fed.get(1s);
  fed.recorder.judge();
  const sim::Check& check = fed.check("every-invocation-completes-once");
  ASSERT_EQ(check.failures(), 1u);
  EXPECT_EQ(check.violations()[0].key, "k12");
}

TEST(CompletesOnce, LeavesTimeForTheLongestOperationAfterTheLoad) {
  kv::WorkloadConfig config = closed(4);  // attempts of 100 ms
  config.retries = 2;
  config.retry_backoff = {sim::DistributionSpec::Constant{50ms}};
  for (const bool lost : {false, true}) {
    Fed fed(false, {config});
    fed.get(2900ms);
    fed.recorder.judge(sim::kStart + 3400ms + (lost ? 1ns : 0ns));
    EXPECT_EQ(fed.check("every-invocation-completes-once").failures(), lost ? 1u : 0u);
    EXPECT_EQ(fed.metric("operations.open_at_end"), "1 count");
  }
}

TEST(CompletesOnce, SaysNothingOfOpenOperationsInARunThatIsCutShort) {
  Fed fed;
  fed.get(1s);
  fed.recorder.judge(sim::kStart + 2s);
  EXPECT_EQ(fed.check("every-invocation-completes-once").failures(), 0u);
}

TEST(ReadsAreFresh, CatchesAStaleReadWhereFreshnessIsPromised) {
  for (const bool promised : {true, false}) {
    Fed fed(promised);
    fed.end(fed.put(1s), Outcome::kOk, 1100ms);
    fed.end(fed.get(1200ms), Outcome::kOk, 1300ms, {fed.last});
    fed.end(fed.get(1200ms), Outcome::kOk, 1300ms, {});
    EXPECT_EQ(fed.check("reads-are-fresh").failures(), promised ? 1u : 0u);
    EXPECT_EQ(fed.check("reads-are-fresh").evaluations(), promised ? 2u : 0u);
  }
}

/// A line of a history over key k12.
std::string line(int index, int process, const std::string& type, const std::string& f,
                 const std::string& value, std::int64_t time_ms) {
  return R"({"index":)" + std::to_string(index) + R"(,"process":)" + std::to_string(process) +
         R"(,"type":")" + type + R"(","f":")" + f + R"(","key":"k12","value":)" + value +
         R"(,"time":)" + std::to_string(time_ms * 1'000'000) + "}";
}

TEST(History, HasOneLineForEachInvocationAndCompletion) {
  Fed fed;
  fed.end(fed.put(1s, 3), Outcome::kOk, 1005ms);
  const kv::Value a = fed.last;
  fed.end(fed.put(2s, 1), Outcome::kFail, 2005ms);
  fed.end(fed.get(3s, 2), Outcome::kOk, 3001ms, {a, fed.last});
  EXPECT_EQ(fed.history()[0],
            R"({"index":0,"process":3,"type":"invoke","f":"put","key":"k12","value":1,)"
            R"("time":1000000000})");
  EXPECT_THAT(
      fed.history(),
      ElementsAre(line(0, 3, "invoke", "put", "1", 1000), line(1, 3, "ok", "put", "1", 1005),
                  line(2, 1, "invoke", "put", "2", 2000), line(3, 1, "fail", "put", "2", 2005),
                  line(4, 2, "invoke", "get", "null", 3000),
                  line(5, 2, "ok", "get", "[1,2]", 3001)));
}

TEST(History, AReadOfOneValueIsANumberAndOfNoneIsNull) {
  Fed fed;
  fed.end(fed.get(1s), Outcome::kOk, 2s, {{7, 100}});
  fed.end(fed.get(2s), Outcome::kOk, 2s, {});
  EXPECT_THAT(fed.history()[1], testing::HasSubstr(R"("value":7,)"));
  EXPECT_THAT(fed.history()[3], testing::HasSubstr(R"("value":null,)"));
}

TEST(History, ADeleteIsNamedAndItsTombstoneIsReadAsNothing) {
  Fed fed;
  kv::Value tombstone = fed.recorder.next_value({});
  tombstone.is_tombstone = true;
  fed.end(fed.begin(Action::kPut, tombstone, 1s, 0, 0), Outcome::kOk, 2s);
  fed.end(fed.get(2s), Outcome::kOk, 2s, {tombstone});
  EXPECT_THAT(fed.history()[0], testing::HasSubstr(R"("f":"delete","key":"k12","value":1,)"));
  EXPECT_THAT(fed.history()[1], testing::HasSubstr(R"("f":"delete")"));
  EXPECT_THAT(fed.history()[3], testing::HasSubstr(R"("f":"get","key":"k12","value":null,)"));
}

TEST(History, AClientGoesOnAsANewProcessAfterAnUnknownPut) {
  Fed fed;  // four clients
  fed.end(fed.put(1s, 3), Outcome::kUnknown, 2s);
  fed.end(fed.put(2s, 3), Outcome::kUnknown, 3s);
  fed.end(fed.get(3s, 3), Outcome::kOk, 3s);
  const std::vector<std::string> lines = fed.history();
  EXPECT_THAT(lines[1], testing::HasSubstr(R"("process":3,"type":"info")"));
  EXPECT_THAT(lines[2], testing::HasSubstr(R"("process":7,"type":"invoke")"));
  EXPECT_THAT(lines[3], testing::HasSubstr(R"("process":7,"type":"info")"));
  EXPECT_THAT(lines[4], testing::HasSubstr(R"("process":11,"type":"invoke")"));
}

TEST(History, IsEmptyUnlessAskedFor) {
  Bench bench({closed()});
  bench.run(1s);
  sim::Results results;
  bench.recorder.report(results);
  EXPECT_THAT(results.history, IsEmpty());
}

}  // namespace test
