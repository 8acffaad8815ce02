// What a scenario is about, and a regression that never came to it; past counterexamples.
#include "tests/run/cli_fixture.h"

namespace sim {
namespace {

class CliCheckSometimes : public Cli {
 protected:
  void write(const std::string& name, const std::string& members) {
    std::string text = echo::scenario();
    write_file(file(name), text.insert(1, members));
  }
  int check(const std::string& what, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"check", file(what), "--out", out()});
    return call(more);
  }
};

TEST_F(CliCheckSometimes, OneRunOfManyIsEnough) {
  // Random faults and the network's delays decide how many answers are lost.
  write("echo.json", R"("sometimes": {"availability": "< 99%"},)");
  ASSERT_EQ(check("echo.json", {"--seeds", "10"}), kDone) << out_ << err_;
  EXPECT_TRUE(printed("10 seeds, 2 invariants, ")) << out_;
  EXPECT_TRUE(printed(", 1 of 1 reached, ")) << out_;
  ASSERT_EQ(check("echo.json", {"--seeds", "10", "--json"}), kDone);
  EXPECT_FALSE(printed(R"("runs_reached": 10)")) << "or nothing is shown: " << out_;
}

TEST_F(CliCheckSometimes, WhatNoRunCameToFailsWithWhatWasMeasuredAndACure) {
  write("echo.json", R"("sometimes": {"asked": ">= 9001", "availability": "> 0%"},)");
  EXPECT_EQ(check("echo.json", {"--seeds", "3", "--faults", "own", "--junit", file("j.xml")}),
            kViolated);
  EXPECT_TRUE(printed("FAIL  " + file("echo.json") + "  3 seeds, 2 invariants, ")) << out_;
  EXPECT_TRUE(
      printed("\n  sometimes asked >= 9001: no run of 3 came to it (measured 9000 count)\n"
              "    give it more chances (more --seeds,"))
      << out_;
  EXPECT_TRUE(printed("3 passed, 0 failed, 1 never reached (")) << out_;
  const std::string xml = file_content(file("j.xml"));
  EXPECT_NE(xml.find(R"(tests="5" failures="1")"), std::string::npos) << xml;
  EXPECT_NE(xml.find(R"(name="sometimes asked &gt;= 9001")"), std::string::npos) << xml;
}

TEST_F(CliCheckSometimes, WithoutFaultsNobodyIsHeldToIt) {
  write("echo.json", R"("sometimes": {"asked": ">= 9001"},)");
  EXPECT_EQ(check("echo.json", {"--seeds", "2", "--faults", "none"}), kDone) << out_;
}

TEST_F(CliCheckSometimes, WhileRunsAreMissingNothingIsSaidOfIt) {
  write("echo.json", R"("sometimes": {"asked": ">= 9001"},)");
  EXPECT_EQ(check("echo.json", {"--seeds", "2", "--timeout", "1ms", "--set", "phases.measure=1h"}),
            kInconclusive);
  EXPECT_FALSE(printed("never reached")) << out_;
}

TEST_F(CliCheckSometimes, ARunByItselfShowsItAndIsNotJudgedByIt) {
  write("echo.json", R"("sometimes": {"asked": ">= 9001", "availability": "> 0%"},)");
  EXPECT_EQ(run(), kDone) << err_;
  EXPECT_TRUE(printed("  -     asked >= 9001")) << out_;
  EXPECT_TRUE(printed("  seen  availability > 0%")) << out_;
}

TEST_F(CliCheckSometimes, ANameThatNoRunReportsIsToldWithTheNearest) {
  write("echo.json", R"("sometimes": {"askd": ">= 1"},)");
  EXPECT_EQ(check("echo.json", {"--seeds", "1"}), kWrongUsage);
  EXPECT_TRUE(said("\"askd\" is no metric; did you mean \"asked\"?")) << err_;
  write("echo.json", R"("sometimes": {"missed": ">= 1"},)");  // there is one, and no run reports it
  EXPECT_EQ(check("echo.json", {"--seeds", "1"}), kViolated);
  EXPECT_TRUE(printed("missed: nothing measured, expected >= 1")) << out_;
}

TEST_F(CliCheckSometimes, InvariantsAreForEveryRun) {
  write("echo.json", R"("sometimes": {"invariants": "all"},)");
  EXPECT_EQ(check("echo.json"), kWrongUsage);
  EXPECT_TRUE(said("/sometimes/invariants: invariants must hold in every run; write them under"));
}

class CliCorpus : public CliCheckSometimes {
 protected:
  CliCorpus() {
    fs::create_directories(file("all/regressions"));
    write_file(file("all/a.json"), echo::scenario());
    std::string past = echo::scenario(R"("asked": "<= 9000")");
    past.replace(past.find("\"seed\": 1"), 9, "\"seed\": 77");
    write_file(file("all/regressions/past.json"), past);
  }
};

TEST_F(CliCorpus, PastCounterexamplesComeFirstAndAreReplayedAsTheyStand) {
  EXPECT_EQ(check("all", {"--seeds", "3"}), kDone) << err_;
  const std::string past = "PASS  " + file("all/regressions/past.json") + "  seed 77, ";
  EXPECT_LT(out_.find(past), out_.find("a.json")) << out_;
  EXPECT_TRUE(printed("4 passed, 0 failed (1 counterexample, 1 scenario, 3 seeds each, ")) << out_;
}

TEST_F(CliCorpus, OneThatFailsAgainIsToldByItsOwnExpect) {
  EXPECT_EQ(check("all", {"--seeds", "3", "-x", "--set", R"(expect={"asked": "<= 5"})"}),
            kViolated);
  EXPECT_TRUE(printed("  seed 77: asked: measured 9000 count, expected <= 5\n")) << out_;
  EXPECT_TRUE(printed("0 passed, 1 failed, 3 not run (")) << out_;
}

TEST_F(CliCorpus, NamedByItselfItIsAScenarioLikeOthers) {
  EXPECT_EQ(check("all/regressions/past.json", {"--seeds", "3"}), kDone) << err_;
  EXPECT_TRUE(printed("past.json  3 seeds, ")) << out_;
}

}  // namespace
}  // namespace sim
