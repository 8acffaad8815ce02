// messages.ndjson, and histories for other checkers, to the byte.
#include <gtest/gtest.h>

#include "sim/run/export/edn.h"
#include "sim/run/export/porcupine.h"
#include "sim/run/report/run_folder.h"
#include "sim/run/report/trace_text.h"
#include "tests/run/export_fixture.h"

namespace sim {
namespace {

constexpr const char* kTraceText =
    R"({"format":"dynamosim-messages","version":1,"hosts":["a-0","a-1","client:w@a"],"nodes":2,)"
    R"("purposes":["client-put","write","put-reply","read"],"dropped":0}
{"event":"fault","cause":null,"hosts":[],"about":"partition of a-0 | a-1","at_ns":500000,"step":1}
{"message":1,"cause":null,"from":"client:w@a","to":"a-0","purpose":"client-put","key":"k2",)"
    R"("operation":"2/0.1","versions":["v7"],"about":"over v3","sent_ns":1000000,"sent_step":2,)"
    R"("fate":"delivered","ended_ns":1500000,"ended_step":3}
{"event":"note","cause":1,"hosts":["a-0"],"key":"k2","operation":"2/0.1","versions":["v7","v3"],)"
    R"("about":"holds v7; v3 died","at_ns":1500000,"step":4}
{"message":2,"cause":1,"from":"a-0","to":"a-1","purpose":"write","key":"k2","operation":"2/0.1",)"
    R"("versions":["v7"],"sent_ns":1500000,"sent_step":5,"fate":"partitioned",)"
    R"("ended_ns":1500000,"ended_step":6}
{"event":"crash","cause":null,"hosts":["a-1"],"about":"keeps its disk","at_ns":2000000,"step":7}
{"message":3,"cause":1,"from":"a-0","to":"client:w@a","purpose":"put-reply","key":"k2",)"
    R"("operation":"2/0.1","versions":["v7"],"about":"ok","sent_ns":2500000,"sent_step":8,)"
    R"("fate":"delivered","ended_ns":3000001,"ended_step":9}
)";

TEST(TraceText, IsALineForEachMessageAndEventInTheirOrder) {
  EXPECT_EQ(trace_text(small_trace()), kTraceText);
}

TEST(TraceText, IsReadAsItWasWritten) {
  EXPECT_EQ(trace_text(read_trace(kTraceText, "messages.ndjson")), kTraceText);
}

TEST(TraceText, OfAnotherFormatIsRefusedWithTheLine) {
  const auto mistake = [](std::string text) -> std::string {
    try {
      read_trace(text, "m");
    } catch (const FileError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(mistake(""), "m: is empty");
  EXPECT_EQ(mistake(R"({"format":"other","version":1})"),
            "m:1: is no dynamosim-messages of version 1");
  const std::string head(kTraceText, std::string(kTraceText).find('\n') + 1);
  EXPECT_EQ(mistake(head + R"({"event":"boom","cause":null,"hosts":[]})"),
            "m:2: \"boom\" is no kind of event");
  EXPECT_EQ(mistake(head + R"({"message":1,"cause":null,"from":"x","fate":"lost"})"),
            "m:2: \"x\" is not named in the first line");
}

/// A put, a delete that nobody knows of, gets of one, of siblings and of nothing, a put that failed
/// and one that was still open.
constexpr const char* kHistory =
    R"({"index":0,"process":0,"type":"invoke","f":"put","key":"k7","value":1,"time":1000}
{"index":1,"process":1,"type":"invoke","f":"get","key":"k7","value":null,"time":1500}
{"index":2,"process":0,"type":"ok","f":"put","key":"k7","value":1,"time":2000}
{"index":3,"process":1,"type":"ok","f":"get","key":"k7","value":null,"time":2500}
{"index":4,"process":0,"type":"invoke","f":"delete","key":"k7","value":2,"time":3000}
{"index":5,"process":1,"type":"invoke","f":"get","key":"k7","value":null,"time":3100}
{"index":6,"process":1,"type":"ok","f":"get","key":"k7","value":[1,5],"time":3500}
{"index":7,"process":0,"type":"info","f":"delete","key":"k7","value":2,"time":4000}
{"index":8,"process":2,"type":"invoke","f":"put","key":"k7","value":3,"time":4100}
{"index":9,"process":2,"type":"fail","f":"put","key":"k7","value":3,"time":4200}
{"index":10,"process":1,"type":"invoke","f":"get","key":"k7","value":null,"time":4300}
{"index":11,"process":1,"type":"info","f":"get","key":"k7","value":null,"time":4400}
{"index":12,"process":3,"type":"invoke","f":"put","key":"k7","value":4,"time":4500}
)";

constexpr const char* kFaults =
    "fault_id,kind,target,start_ns,end_ns,messages_stopped_count\n"
    "0,partition,\"1a | \"\"x\"\", b\",1500,2100,0\n"
    "1,crash,1a-0,9000,,0\n";

TEST(Edn, IsAMapALineWithFaultsOfTheNemesisAmongThem) {
  EXPECT_EQ(edn(read_history(kHistory, "h"), read_faults(kFaults, "f")),
            R"({:index 0, :type :invoke, :process 0, :time 1000, :f :write, :value [7 1]}
{:index 1, :type :info, :process :nemesis, :time 1500, :f :start-partition, :value "1a | \"x\", b"}
{:index 2, :type :invoke, :process 1, :time 1500, :f :read, :value [7 nil]}
{:index 3, :type :ok, :process 0, :time 2000, :f :write, :value [7 1]}
{:index 4, :type :info, :process :nemesis, :time 2100, :f :stop-partition, :value "1a | \"x\", b"}
{:index 5, :type :ok, :process 1, :time 2500, :f :read, :value [7 nil]}
{:index 6, :type :invoke, :process 0, :time 3000, :f :write, :value [7 nil]}
{:index 7, :type :invoke, :process 1, :time 3100, :f :read, :value [7 nil]}
{:index 8, :type :ok, :process 1, :time 3500, :f :read, :value [7 [1 5]]}
{:index 9, :type :info, :process 0, :time 4000, :f :write, :value [7 nil], :error :unknown}
{:index 10, :type :invoke, :process 2, :time 4100, :f :write, :value [7 3]}
{:index 11, :type :fail, :process 2, :time 4200, :f :write, :value [7 3]}
{:index 12, :type :invoke, :process 1, :time 4300, :f :read, :value [7 nil]}
{:index 13, :type :info, :process 1, :time 4400, :f :read, :value [7 nil], :error :unknown}
{:index 14, :type :invoke, :process 3, :time 4500, :f :write, :value [7 4]}
{:index 15, :type :info, :process 3, :time 4500, :f :write, :value [7 4], :error :unknown}
{:index 16, :type :info, :process :nemesis, :time 9000, :f :start-crash, :value "1a-0"}
)");
}

TEST(Porcupine, LeavesOutWhatDidNotHappenAndWhatNobodyRead) {
  EXPECT_EQ(porcupine(read_history(kHistory, "h")),
            R"({"client":0,"op":"write","key":"k7","arg":"1","ret":null,"call_ns":1000,)"
            R"("return_ns":2000,"status":"ok"}
{"client":1,"op":"read","key":"k7","arg":null,"ret":null,"call_ns":1500,"return_ns":2500,)"
            R"("status":"ok"}
{"client":0,"op":"delete","key":"k7","arg":null,"ret":null,"call_ns":3000,"return_ns":4501,)"
            R"("status":"info"}
{"client":1,"op":"read","key":"k7","arg":null,"ret":"1,5","call_ns":3100,"return_ns":3500,)"
            R"("status":"ok"}
{"client":3,"op":"write","key":"k7","arg":"4","ret":null,"call_ns":4500,"return_ns":4501,)"
            R"("status":"info"}
)");
}

TEST(History, OfAnotherFormatIsRefusedWithTheLine) {
  try {
    read_history(
        "{\"index\":0,\"process\":0,\"type\":\"invoke\",\"f\":\"txn\",\"key\":\"k1\",\"value\":"
        "null,\"time\":1}\n",
        "results/h");
    FAIL() << "no error";
  } catch (const FileError& error) {
    EXPECT_STREQ(error.what(),
                 "results/h:1: \"txn\" is no operation on one key, which is all that is exported");
  }
}

}  // namespace
}  // namespace sim
