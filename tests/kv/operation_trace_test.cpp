// Recorded operations: how they are read, when they come, and that they come as recorded.
#include "models/kv/operation_trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/kv/bench.h"

namespace test {
namespace {

using kv::OperationTrace, kv::read_trace, kv::TraceCursor;
using testing::ElementsAre;
using Lines = std::vector<std::string>;

std::shared_ptr<const OperationTrace> trace_of(const Lines& lines) {
  kv::ReadTrace read = read_trace(lines);
  EXPECT_EQ(read.mistake, "");
  return read.trace;
}

TEST(OperationTrace, HasRowsInTheOrderOfTheFileAndNumbersKeysAsTheyCome) {
  const auto trace = trace_of({"client,t_s,key,op,size_bytes", "7,0.25,\"a,b\",put,300",
                               "7,1.000000001,zz,get,", "8,1.000000001,\"a,b\",delete,"});
  ASSERT_EQ(trace->rows.size(), 3u);
  EXPECT_EQ(trace->keys, 2u);
  EXPECT_EQ(trace->rows[0].at, 250ms);
  EXPECT_EQ(trace->rows[0].op, OperationTrace::Op::kPut);
  EXPECT_EQ(trace->rows[0].size, sim::Bytes{300});
  EXPECT_EQ(trace->rows[1].at, 1s + 1ns);
  EXPECT_EQ(trace->rows[1].key, 1u);
  EXPECT_EQ(trace->rows[1].size, std::nullopt);
  EXPECT_EQ(trace->rows[2].key, 0u);
  EXPECT_EQ(trace->rows[2].op, OperationTrace::Op::kDelete);
}

TEST(OperationTrace, EveryMistakeNamesItsLineAndTheCure) {
  const std::string header = "t_s,op,key";
  const auto mistake = [](const Lines& lines) { return read_trace(lines).mistake; };
  EXPECT_EQ(mistake({}), "there is no line; begin with the header t_s,op,key");
  EXPECT_EQ(mistake({header}), "there is no operation below the header");
  EXPECT_EQ(mistake({"t,op,key"}),
            "line 1: the header has no column \"t_s\"; wanted are t_s, op, key and, if you like, "
            "size_bytes");
  EXPECT_EQ(mistake({header, "1,get"}), "line 2: has 2 cells, the header 3");
  EXPECT_EQ(mistake({header, "1s,get,a"}), "line 2: \"1s\" is no time; write seconds, e.g. 12.25");
  EXPECT_EQ(mistake({header, "-1,get,a"}), "line 2: \"-1\" is no time; write seconds, e.g. 12.25");
  EXPECT_EQ(mistake({header, "1,get,a", "0.5,get,a"}),
            "line 3: 0.5 s is before the line above; sort the operations by time");
  EXPECT_EQ(mistake({header, "1,set,a"}), "line 2: \"set\" is no op; write get, put or delete");
  EXPECT_EQ(mistake({header + ",size_bytes", "1,put,a,1KiB"}),
            "line 2: \"1KiB\" is no size; write bytes, at most 1073741824");
}

TEST(TraceCursor, TakesEveryNthAtItsTime) {
  TraceCursor cursor(trace_of({"t_s,op,key", "1,get,a", "2,get,b", "3,get,c", "4,get,d"}), 1, 2);
  EXPECT_EQ(cursor.gap(sim::kStart), 2s);
  EXPECT_EQ(cursor.take().key, 1u);
  EXPECT_EQ(cursor.gap(sim::kStart + 2s), 2s);
  EXPECT_EQ(cursor.take().key, 3u);
  EXPECT_TRUE(cursor.is_over());
}

TEST(TraceCursor, ALoadFactorLetsItsTimeRunFasterSlowerOrNotAtAll) {
  TraceCursor cursor(trace_of({"t_s,op,key", "10,get,a"}), 0, 1);
  cursor.set_load({2, 1}, sim::kStart + 4s);
  EXPECT_EQ(cursor.gap(sim::kStart + 4s), 3s);
  EXPECT_EQ(cursor.gap(sim::kStart + 6s), 1s);
  cursor.set_load({0, 1}, sim::kStart + 6s);
  EXPECT_EQ(cursor.gap(sim::kStart + 1h), std::nullopt);
  cursor.set_load({1, 3}, sim::kStart + 10s);
  EXPECT_EQ(cursor.gap(sim::kStart + 10s), 6s);
  EXPECT_EQ(cursor.gap(sim::kStart + 1h), 0s) << "what is late is due at once";
}

kv::WorkloadConfig recorded(const Lines& lines, std::uint32_t clients) {
  kv::WorkloadConfig workload;
  workload.clients = clients;
  workload.arrival.kind = kv::Arrival::Kind::kTrace;
  workload.arrival.trace = trace_of(lines);
  workload.keys = {.count = workload.arrival.trace->keys, .first = 100};
  return workload;
}

TEST(DriverOfATrace, AsksWhatWasRecordedWhenItWas) {
  Bench bench({recorded(
      {"t_s,op,key,size_bytes", "0.5,put,a,300", "1,get,b,", "1,delete,a,", "30,get,a,"}, 4)});
  bench.run(10s);  // the last one is due after the load
  ASSERT_EQ(bench.calls.size(), 3u);
  EXPECT_EQ(bench.calls[0].at, sim::kStart + 500ms);
  EXPECT_EQ(bench.calls[0].action, kv::Action::kPut);
  EXPECT_EQ(bench.calls[0].value.bytes, 300u);
  EXPECT_EQ(bench.calls[0].key.value, 100u);
  EXPECT_EQ(bench.calls[1].at, sim::kStart + 1s);
  EXPECT_EQ(bench.calls[2].at, sim::kStart + 1s);
  const bool first_gets = bench.calls[1].action == kv::Action::kGet;
  const Call& get = bench.calls[first_gets ? 1 : 2];
  const Call& erase = bench.calls[first_gets ? 2 : 1];
  EXPECT_EQ(get.key.value, 101u);
  EXPECT_EQ(erase.key.value, 100u);
  EXPECT_TRUE(erase.value.is_tombstone);
}

TEST(DriverOfATrace, AnOperationThatFindsNoClientWaitsAndKeepsItsIntendedStart) {
  Bench bench({recorded({"t_s,op,key", "1,get,a", "1.001,get,a", "1.002,get,a"}, 1)});
  bench.on_call = [&](const Call& call) { bench.answer_after(100ms, call, kv::Outcome::kOk); };
  bench.run(10s);
  ASSERT_EQ(bench.calls.size(), 3u);
  EXPECT_EQ(bench.calls[2].at, sim::kStart + 1200ms);
  EXPECT_NEAR(bench.metric("get.latency.max"), 298, 2);
}

}  // namespace
}  // namespace test
