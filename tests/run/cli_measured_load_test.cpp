// Load from outside: recorded operations and measured workloads in a scenario of the Dynamo model.
#include "models/dynamo/dynamo.h"
#include "tests/run/cli_fixture.h"

namespace sim {
namespace {

class CliMeasuredLoad : public Cli {
 protected:
  CliMeasuredLoad() {
    models_ = {dynamo::model()};
    write_file(file("ops.csv"),
               "t_s,op,key,size_bytes\n"
               "0.5,put,alice,300\n"
               "1.25,get,alice,\n"
               "2,delete,alice,\n");
    write_file(file("table.csv"),
               "cluster,value_size_bytes,request_rate_kqps,operations,zipf_alpha\n"
               "big,2000,2,get:0.9 set:0.1,1.2\n"
               "other,1,1,get:1.00,0\n");
  }
  /// A scenario with one workload, of these fields.
  std::string scenario(const std::string& workload) {
    write_file(file("load.json"), R"({ "name": "load", "model": "dynamo",
  "phases": { "warmup": "0s", "measure": "5s", "settle": "1s" },
  "topology": { "sites": [{ "name": "a", "nodes": 3 }, { "name": "b", "nodes": 2 }] },
  "workloads": [{ "name": "w", )" + workload +
                                      " }] }\n");
    return file("load.json");
  }
  fs::path latest() const { return folder_ / "results" / "load" / "latest"; }
  std::string said_of(const std::string& workload) {
    EXPECT_EQ(call({"validate", scenario(workload)}), kWrongUsage);
    return err_;
  }
};

TEST_F(CliMeasuredLoad, ATraceIsReplayedOperationByOperation) {
  ASSERT_EQ(
      call({"run", scenario(R"("arrival": { "trace": "ops.csv" })"), "--history", "--out", out()}),
      kDone)
      << err_;
  const std::string history = file_content(latest() / "history.ndjson");
  for (const char* line : {R"("invoke","f":"put","key":"k0","value":1,"time":500000000)",
                           R"("invoke","f":"get","key":"k0","value":null,"time":1250000000)",
                           R"("invoke","f":"delete","key":"k0","value":2,"time":2000000000)"})
    EXPECT_NE(history.find(line), std::string::npos) << line << " in\n" << history;
}

TEST_F(CliMeasuredLoad, ItsResolvedScenarioNeedsNoOtherFile) {
  ASSERT_EQ(call({"run", scenario(R"("arrival": { "trace": "ops.csv" })"), "--out", out()}), kDone);
  const fs::path folder = fs::canonical(latest());
  fs::remove(file("ops.csv"));
  EXPECT_EQ(call({"replay", folder.string()}), kDone) << out_ << err_;
  EXPECT_EQ(call({"run", (folder / "scenario.json").string(), "--out", out()}), kDone) << err_;
  EXPECT_TRUE(said("up to date")) << "the same request has the same folder: " << err_;
}

TEST_F(CliMeasuredLoad, WhatIsWrongInATraceIsSaidWithItsLine) {
  write_file(file("bad.csv"), "t_s,op,key\n1,get,a\n1,got,a\n");
  EXPECT_NE(said_of(R"("arrival": { "trace": "bad.csv" })")
                .find("/workloads/0/arrival/trace: line 3: \"got\" is no op; write get, put or "
                      "delete\n"),
            std::string::npos)
      << err_;
  EXPECT_NE(said_of(R"("arrival": { "trace": "none.csv" })").find("cannot read"), std::string::npos)
      << err_;
  EXPECT_NE(said_of(R"("arrival": { "trace": "ops.csv" }, "mix": { "get": 1 })")
                .find("/workloads/0/mix: the trace says what is asked; leave the mix out\n"),
            std::string::npos)
      << err_;
  write_file(file("two.csv"), "t_s,op,key\n1,get,a\n1,get,b\n");
  EXPECT_NE(said_of(R"("arrival": { "trace": "two.csv" }, "keys": { "count": 1 })")
                .find("/workloads/0/keys/count: the trace names 2 keys; give as many\n"),
            std::string::npos)
      << err_;
}

TEST_F(CliMeasuredLoad, APresetIsTheDefaultOfWhatTheScenarioDoesNotSay) {
  const std::string preset = R"("preset": { "table": "table.csv", "row": "big" })";
  ASSERT_EQ(call({"run", scenario(preset), "--out", out()}), kDone) << err_;
  const std::string resolved = file_content(latest() / "scenario.json");
  for (const char* text : {R"("arrival": { "open": "2000/s" })", R"("get": 0.9,)", R"("put": 0.1,)",
                           R"({ "scrambled-zipfian": 1.2 })", R"("value_size": "2kB")"})
    EXPECT_NE(resolved.find(text), std::string::npos) << text << " in\n" << resolved;
  EXPECT_EQ(resolved.find("other,1,1"), std::string::npos) << "only the row that was used";

  ASSERT_EQ(call({"run", scenario(preset + R"(, "value_size": "1kB")"), "--out", out()}), kDone);
  EXPECT_NE(file_content(latest() / "scenario.json").find(R"("value_size": "1kB")"),
            std::string::npos);
  EXPECT_NE(said_of(R"("preset": { "table": "table.csv", "row": "bag" })")
                .find("/workloads/0/preset/row: the table has no row \"bag\"; it has big, other\n"),
            std::string::npos)
      << err_;
}

}  // namespace
}  // namespace sim
