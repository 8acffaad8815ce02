// A result made by hand, small enough to read the bytes that come of it.
#pragma once

#include <string>

#include "sim/run/experiment/run_result.h"
#include "sim/run/report/manifest.h"

namespace sim {

inline Time at(Duration since_start) { return kStart + since_start; }

inline LatencyRow latency_row(std::string op, std::string status, int count) {
  LatencyRow row{"cart", std::move(op), std::move(status), {}};
  for (int i = 1; i <= count; ++i) row.histogram.add(std::chrono::microseconds(i));
  return row;
}

inline Expectation expectation(std::string metric, Expectation::Relation relation, Decimal bound,
                               std::string text) {
  Expectation made;
  made.metric = std::move(metric);
  made.relation = relation;
  made.bound = bound;
  made.text = std::move(text);
  return made;
}

inline RunResult small_result() {
  RunResult run;
  run.scenario = "zone-outage";
  run.title = "A cart rides out the loss of a zone";
  run.why = "Dynamo 4.6";
  run.model = "dynamo";
  run.seed = 7;
  run.phases = {10s, 60s, 5s};
  run.ended_at = at(75s);
  run.events = 1234567;
  run.fingerprint = 0x123456789abcdef;
  run.results.summary = {{"put.latency.p99", "all", Decimal{12'345'678, 6}, "ms"},
                         {"availability", "all", Decimal{999'634'000, 9}, "ratio"},
                         {"availability", "workload=cart, big", Decimal{1, 0}, "ratio"}};
  run.results.latencies = {latency_row("put", "ok", 1000), latency_row("get", "fail", 1),
                           latency_row("get", "ok", 2), latency_row("get", "unknown", 0)};
  run.results.series = {{at(11s), "throughput", "all", Decimal::whole(20), "per_s"},
                        {at(10s + 500ms), "throughput", "all", Decimal::whole(19), "per_s"}};
  run.results.staleness = {{1ms, 3, 2}, {2500us, 0, 0}};
  std::vector<Decimal> parts;  // mean 0.9995, standard deviation 0.000513
  for (int i = 0; i < 20; ++i) parts.push_back(Decimal{i % 2 == 0 ? 9990 : 10000, 4});
  run.results.parts = {{"availability", "all", parts}};
  run.effects = {
      {"/faults/0", "crash", "get.fail", Decimal::whole(3), Decimal::whole(0), "count"},
      {"/faults/1", "partition", "dynamo.detection.crashes", {}, Decimal::whole(1), "count"}};
  run.results.nodes = {{NodeId{1}, {{"keys_count", Decimal::whole(12)}}},
                       {NodeId{0}, {{"keys_count", Decimal::whole(10)}}}};
  run.results.history = {{R"({"index":0})"}, {R"({"index":1})"}};
  run.places = {{"1a-0", "1a", "1a/r0", "us"}, {"1b-0", "1b", "1b/r0", "us"}};
  run.faults = {
      {1, "partition", "1a | 1b", at(35s), kNever, 40, 2, 1500us, {}, {{"1a", 8, 6}, {"1b", 0, 0}}},
      {0, "crash", "1a-0", at(15s), at(25s), 12, 0, {}, Duration{}}};
  MessageCounts counts;
  counts.sent = 10;
  counts.sent_bytes = 2048;
  counts.delivered = 7;
  counts.lost = 1;
  counts.blocked = 1;
  counts.late = 1;
  run.messages = {{"read", counts}, {"ack", {}}};
  run.checks.add("survives", "acknowledged writes survive").pass(5);
  Check& broken = run.checks.add("fresh", "no read is stale");
  broken.pass(3);
  broken.fail({at(31204ms), "read \"old\", expected new", "k17"});
  run.checks.add("idle", "never looked at");
  run.expectations = {
      {expectation("availability", Expectation::Relation::kAtLeast, Decimal{9995, 4}, ">= 99.95%"),
       Decimal{999'634'000, 9}, "ratio", Verdict::kPass, Decimal{732, 3}},
      {expectation("put.latency.p9", Expectation::Relation::kAtMost, Decimal::whole(5), "<= 5ms"),
       std::nullopt, "", Verdict::kFail}};
  return run;
}

inline RunRequest small_request() {
  return {"zone-outage", "{\"name\": \"zone-outage\"}\n", 7, std::nullopt};
}

}  // namespace sim
