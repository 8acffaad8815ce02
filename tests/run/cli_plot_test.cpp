// `plot`: what it draws is Python's work; these tests run it.
#include <cstdlib>

#include <gmock/gmock.h>

#include "tests/run/cli_fixture.h"

namespace sim {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class CliPlot : public Cli {
 protected:
  void SetUp() override {
    if (std::system("/usr/bin/python3 -c 'import matplotlib' 2> /dev/null") != 0)
      GTEST_SKIP() << "python3-matplotlib is not installed";
    run();
  }
  int plot(const std::string& kind, const std::string& to, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"plot", latest().string(), "--kind", kind, "--out", file(to)};
    words.insert(words.end(), more.begin(), more.end());
    return call(words);
  }
};

TEST_F(CliPlot, DrawsTheSameBytesTwiceInEachFormat) {
  for (const std::string format : {"svg", "pdf", "png"}) {
    ASSERT_EQ(plot("latency", "one." + format), kDone) << err_;
    ASSERT_EQ(plot("latency", "two." + format), kDone) << err_;
    EXPECT_EQ(file_content(file("one." + format)), file_content(file("two." + format))) << format;
  }
  EXPECT_THAT(file_content(file("one.svg")), HasSubstr("</svg>"));
}

TEST_F(CliPlot, PutsTheFigureIntoTheFolder) {
  ASSERT_EQ(call({"plot", latest().string()}), kDone) << err_;
  EXPECT_TRUE(fs::exists(latest() / "figures" / "latency.svg"));
}

TEST_F(CliPlot, DrawsASweep) {
  const std::string text = echo::scenario();
  write_file(file("echo.json"),
             text.substr(0, text.rfind('}')) + R"(, "sweep": {"topology.sites.0.nodes": [1, 2]}})");
  ASSERT_EQ(call({"sweep", file("echo.json"), "--seeds", "1..2", "--out", out(), "--quiet"}),
            kDone);
  const std::string folder = out_.substr(0, out_.size() - 1);
  EXPECT_EQ(call({"plot", folder, "--kind", "sweep", "--metric", "asked"}), kDone) << err_;
  EXPECT_TRUE(fs::exists(fs::path(folder) / "figures" / "sweep.svg"));
  EXPECT_EQ(call({"plot", folder, "--kind", "load", "--metric", "asked"}), kWrongUsage);
  EXPECT_EQ(call({"plot", folder, "--kind", "heat", "--metric", "asked"}), kIoError);
}

TEST_F(CliPlot, DrawsTwoParametersOfASweepAsAMapAndTwoMetricsInPanels) {
  const std::string text = echo::scenario();
  write_file(
      file("echo.json"),
      text.substr(0, text.rfind('}')) +
          R"(, "sweep": {"topology.sites.0.nodes": [1, 2], "phases.measure": ["8s", "9s"]}})");
  ASSERT_EQ(call({"sweep", file("echo.json"), "--seeds", "1..2", "--out", out(), "--quiet"}), kDone)
      << err_;
  const std::string folder = out_.substr(0, out_.size() - 1);
  EXPECT_EQ(call({"plot", folder, "--kind", "heat", "--metric", "asked"}), kDone) << err_;
  EXPECT_TRUE(fs::exists(fs::path(folder) / "figures" / "heat.svg"));
  EXPECT_EQ(
      call({"plot", folder, "--kind", "sweep", "--metric", "asked", "--metric", "availability"}),
      kDone)
      << err_;
}

TEST_F(CliPlot, DrawsSidesOfPartitionsAndHowFarReplicasAreFromAgreeing) {
  const std::string header = "t_s,metric,scope,value,unit\n";
  write_file(latest() / "timeseries.csv", header +
                                              "0,availability,all,1,ratio\n"
                                              "1,availability,all,0.75,ratio\n"
                                              "1,availability,side=1b 1c,0.5,ratio\n"
                                              "1,dynamo.hints.kept,all,0,count\n"
                                              "2,dynamo.hints.kept,all,7,count\n");
  EXPECT_EQ(plot("availability", "sides.svg"), kDone) << err_;
  EXPECT_EQ(plot("convergence", "hints.svg"), kDone) << err_;
  write_file(latest() / "timeseries.csv", header + "1,dynamo.hints.kept,all,0,count\n");
  EXPECT_EQ(plot("convergence", "nothing.svg"), kIoError) << "nothing ever differed";
}

TEST_F(CliPlot, EndsWithFourWhereThereIsNothingToDraw) {
  fs::remove(latest() / "latency.csv");
  EXPECT_EQ(plot("latency", "one.svg"), kIoError);
  EXPECT_EQ(call({"plot", file("nowhere")}), kIoError);
  EXPECT_EQ(call({"plot"}), kWrongUsage);
  environment_["DYNAMOSIM_PYTHON"] = file("no-python");
  EXPECT_EQ(plot("latency", "one.svg"), kIoError);
  EXPECT_TRUE(said("install python3, or name another by DYNAMOSIM_PYTHON")) << err_;
}

TEST_F(CliPlot, PrintsItsScript) {
  ASSERT_EQ(call({"plot", "--print-script"}), kDone) << err_;
  EXPECT_THAT(out_, StartsWith("\"\"\"Draws what dynamosim"));
  write_file(file("mine.py"), out_);
  const std::string command = "/usr/bin/python3 " + file("mine.py") + " latency " +
                              file("mine.svg") + " " + latest().string();
  ASSERT_EQ(std::system(command.c_str()), 0);
  ASSERT_EQ(plot("latency", "ours.svg"), kDone) << err_;
  EXPECT_EQ(file_content(file("mine.svg")), file_content(file("ours.svg")));
}

}  // namespace
}  // namespace sim
