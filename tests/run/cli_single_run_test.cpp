// What more one run can be asked for: its warm-up found, its faults left out one by one.
#include <sstream>

#include "models/dynamo/dynamo.h"
#include "sim/run/report/csv.h"
#include "tests/run/cli_fixture.h"

namespace sim {
namespace {

class CliSingleRun : public Cli {
 protected:
  CliSingleRun() { models_ = {dynamo::model()}; }
  /// Of a queue that is long in the beginning: 2000 clients ask at once, and then 100 a second do.
  std::string scenario(const std::string& measure, const std::string& faults = "[]") {
    write_file(file("queue.json"), R"({ "name": "queue", "model": "dynamo",
  "phases": { "warmup": "0s", "measure": ")" +
                                       measure +
                                       R"(", "settle": "1s" },
  "topology": { "sites": [{ "name": "a", "nodes": 3 }] },
  "hosts": { "workers": 1, "read": "1ms", "write": "1ms" },
  "workloads": [
    { "name": "crowd", "clients": 2000, "operations": 2000, "timeout": "1min",
      "arrival": { "closed": {} } },
    { "name": "usual", "clients": 50, "timeout": "1min", "arrival": { "open": "100/s" } }],
  "faults": )" + faults + " }\n");
    return file("queue.json");
  }
  fs::path latest() const { return folder_ / "results" / "queue" / "latest"; }
  std::string cell(const std::string& table, const std::string& row, std::size_t column) {
    std::istringstream in(file_content(latest() / table));
    for (std::string line; std::getline(in, line);)
      if (line.starts_with(row + ',')) return cells_of(line).at(column);
    return "no row " + row;
  }
};

TEST_F(CliSingleRun, AWarmUpIsFoundWhereThereIsOne) {
  ASSERT_EQ(call({"run", scenario("60s"), "--warmup", "auto", "--out", out()}), kDone) << err_;
  EXPECT_TRUE(said("s, by MSER-5 over 59 intervals of 1s of a pilot run without faults\n")) << err_;
  const std::string resolved = file_content(latest() / "scenario.json");
  EXPECT_EQ(resolved.find(R"("warmup": "0s")"), std::string::npos) << resolved;
  // What was measured then is the usual, some milliseconds; with the crowd it is seconds.
  EXPECT_LT(std::stod(cell("summary.csv", "get.latency.mean,all", 2)), 20) << err_;
}

TEST_F(CliSingleRun, ARunThatIsTooShortToSettleSaysSo) {
  EXPECT_EQ(call({"run", scenario("3s"), "--warmup", "auto", "--out", out()}), kWrongUsage);
  EXPECT_TRUE(said("has not settled by the middle of the 2 intervals of 1s")) << err_;
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(CliSingleRun, ASettledRunHasIntervals) {
  ASSERT_EQ(call({"run", scenario("120s"), "--set", "phases.warmup=30s", "--out", out()}), kDone);
  const double low = std::stod(cell("summary.csv", "get.latency.mean,all", 4)),
               value = std::stod(cell("summary.csv", "get.latency.mean,all", 2)),
               high = std::stod(cell("summary.csv", "get.latency.mean,all", 5));
  EXPECT_LT(0, low);
  EXPECT_LT(low, value);
  EXPECT_LT(value, high);
  EXPECT_EQ(cell("summary.csv", "availability,all", 4), "") << "all succeeded, which proves little";
}

TEST_F(CliSingleRun, EffectsAreOfTheFaultThatHadThem) {
  const std::string faults = R"([
    { "at": "20s", "for": "10s", "crash": { "target": ["a-0"], "keeps": "disk" } },
    { "at": "40s", "for": "1s", "clock": { "target": ["a-1"], "step": "0s" } }])";
  const std::string file = scenario("60s", faults);
  ASSERT_EQ(call({"run", file, "--out", out()}), kDone) << err_;
  const std::string before = file_content(latest() / "summary.csv");
  EXPECT_FALSE(fs::exists(latest() / "effects.csv"));
  ASSERT_EQ(call({"run", file, "--effects", "--out", out()}), kDone) << err_;
  EXPECT_TRUE(printed("what each fault changed")) << out_;
  EXPECT_EQ(file_content(latest() / "summary.csv"), before) << "the run itself is the same";
  EXPECT_EQ(cell("effects.csv", "/faults/0,crash,dynamo.detection.crashes", 3), "1");
  EXPECT_EQ(cell("effects.csv", "/faults/0,crash,dynamo.detection.crashes", 4), "");
  EXPECT_EQ(file_content(latest() / "effects.csv").find("/faults/1"), std::string::npos)
      << "a clock that is stepped by nothing changes nothing";
  EXPECT_EQ(call({"replay", fs::canonical(latest()).string()}), kDone) << out_ << err_;
}

}  // namespace
}  // namespace sim
