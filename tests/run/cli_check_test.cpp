// `check` from the outside: verdicts, files that repeat a failure, exit statuses.
#include <algorithm>

#include "models/dynamo/dynamo.h"
#include "tests/run/cli_fixture.h"

namespace sim {
namespace {

class CliCheck : public Cli {
 protected:
  int check(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"check", file("echo.json"), "--out", out()};
    words.insert(words.end(), more.begin(), more.end());
    return call(words);
  }
  static std::vector<std::string> broken(std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--set", "echo.violation_at=3s"});
    return more;
  }
  std::string repro(int seed) const {
    return out() + "/check/echo-seed" + std::to_string(seed) + ".json";
  }
};

TEST_F(CliCheck, WhatHoldsWithEverySeedPassesAndExitsWithZero) {
  EXPECT_EQ(check({"--seeds", "1..3"}), kDone) << err_;
  EXPECT_TRUE(printed("PASS  " + file("echo.json") + "  3 seeds, 2 invariants, ")) << out_;
  EXPECT_TRUE(printed("3 passed, 0 failed (1 scenario, 3 seeds each, faults: random) in ")) << out_;
  EXPECT_FALSE(fs::exists(out())) << "nothing to write";
}

TEST_F(CliCheck, AViolationExitsWithOneAndIsToldWithTheCommandThatRepeatsIt) {
  EXPECT_EQ(check(broken({"--seeds", "7..8"})), kViolated) << err_;
  EXPECT_TRUE(printed("FAIL  " + file("echo.json") + "  2 seeds, 2 failed, 2 invariants")) << out_;
  EXPECT_TRUE(printed("  seed 7: echoes-come-back: key k1: an echo came back wrong (at 3s), "))
      << out_;
  EXPECT_TRUE(printed("repro: dynamosim run " + repro(7) + " --seed 7\n")) << out_;
  EXPECT_TRUE(printed("0 passed, 2 failed")) << out_;
}

TEST_F(CliCheck, TheReproIsTheRunThatFailedWithItsRandomFaults) {
  ASSERT_EQ(check(broken({"--seeds", "7..8", "--json"})), kViolated) << err_;
  const std::string written = file_content(repro(7));
  EXPECT_NE(written.find("\"seed\": 7"), std::string::npos);
  EXPECT_NE(written.find("\"for\": "), std::string::npos) << "the faults that were drawn";
  EXPECT_NE(written, file_content(repro(8)));
  EXPECT_EQ(call({"run", repro(7), "--seed", "7", "--out", out()}), kViolated) << err_;
  EXPECT_TRUE(said("FAIL echoes-come-back  key k1: an echo came back wrong (at 3s)")) << err_;
  EXPECT_EQ(call({"check", repro(7), "--faults", "own", "--seeds", "7..7", "--out", out()}),
            kViolated);
  EXPECT_EQ(file_content(repro(7)), written) << "the same run has the same file";
}

TEST_F(CliCheck, AnyNumberOfJobsGivesTheSame) {
  write_file(file("other.json"), echo::scenario());
  std::string first;
  for (const char* jobs : {"1", "4", "16"}) {
    EXPECT_EQ(check(broken({file("other.json"), "--seeds", "9", "--jobs", jobs, "--json"})),
              kViolated);
    if (first.empty()) first = out_;
    EXPECT_EQ(out_, first) << jobs;
  }
  EXPECT_TRUE(printed("echo-2-seed9.json")) << "two scenarios of one name: " << out_;
}

TEST_F(CliCheck, ExpectIsJudgedWithTheScenariosOwnFaultsAlone) {
  write_file(file("echo.json"), echo::scenario(R"("asked": "<= 5")"));
  EXPECT_EQ(check({"--faults", "random"}), kDone) << out_;
  EXPECT_EQ(check({"--faults", "none"}), kDone) << out_;
  EXPECT_EQ(check({"--faults", "own"}), kViolated);
  EXPECT_TRUE(printed("seed 1: asked: measured 9000 count, expected <= 5")) << out_;
  EXPECT_TRUE(printed("  and 7 more seeds: 4, 5, 6, 7, 8, 9, 10\n")) << "the default: " << out_;
  EXPECT_TRUE(fs::exists(repro(10)));
}

TEST_F(CliCheck, ABugIsAnErrorOfItsSeedAndExitsWithSeventy) {
  EXPECT_EQ(check({"--seeds", "2", "--set", "echo.bug_at=2s"}), kInternalError);
  EXPECT_TRUE(printed("ERROR " + file("echo.json") + "  2 seeds, 2 failed")) << out_;
  EXPECT_TRUE(printed("seed 1: internal error: ")) << out_;
  EXPECT_TRUE(printed("broken on purpose")) << out_;
  EXPECT_EQ(call({"run", repro(2), "--out", out()}), kInternalError);
}

TEST_F(CliCheck, CtrlCPrintsTheVerdictsThatThereAreAndExitsWithHundredAndThirty) {
  std::string slow = echo::scenario();
  slow.replace(slow.find("\"seed\": 1"), 9, R"("echo": {"interrupt_at": "3s"})");
  write_file(file("slow.json"), slow);
  EXPECT_EQ(check({file("slow.json"), "--jobs", "1", "--seeds", "2", "--junit", file("j.xml")}),
            kInterrupted);
  EXPECT_TRUE(printed("PASS  " + file("echo.json"))) << out_;
  EXPECT_FALSE(printed("slow.json")) << out_;
  EXPECT_TRUE(printed("2 passed, 0 failed, 2 not run")) << out_;
  EXPECT_NE(file_content(file("j.xml")).find("tests=\"2\""), std::string::npos);
}

TEST_F(CliCheck, AFolderIsAllItsScenariosByNameAndNoSchema) {
  fs::create_directories(file("all/b"));
  for (const char* name : {"all/z.json", "all/b/y.json", "all/a.json"})
    write_file(file(name), echo::scenario());
  write_file(file("all/x.schema.json"), "{}");
  write_file(file("all/readme.md"), "");
  EXPECT_EQ(call({"check", file("all"), file("all/a.json"), "--seeds", "1"}), kDone) << err_;
  const std::size_t a = out_.find("all/a.json"), y = out_.find("all/b/y.json"),
                    z = out_.find("all/z.json");
  EXPECT_TRUE(a < y && y < z && z != out_.npos) << out_;
  EXPECT_TRUE(printed("3 passed")) << "each once: " << out_;
}

TEST_F(CliCheck, EveryMistakeOfEveryFileIsToldAndNothingIsRun) {
  write_file(file("bad.json"), "{\"name\": \"x\", \"modle\": \"echo\"}");
  write_file(file("worse.json"), "{");
  EXPECT_EQ(check({file("bad.json"), file("worse.json")}), kWrongUsage);
  EXPECT_TRUE(said("bad.json:1:")) << err_;
  EXPECT_TRUE(said("worse.json:1:")) << err_;
  EXPECT_EQ(out_, "");
  EXPECT_EQ(check({file("none.json"), file("bad.json")}), kIoError);
  EXPECT_TRUE(said("bad.json:1:")) << err_;
}

TEST_F(CliCheck, AFolderWithoutScenariosExitsWithFive) {
  fs::create_directories(file("empty"));
  EXPECT_EQ(call({"check", file("empty")}), kNothingSelected);
  EXPECT_TRUE(said("no scenario (*.json) there")) << err_;
}

TEST_F(CliCheck, SeedsAndJobsThatCannotBeAreWrongUsage) {
  for (const char* seeds : {"5..4", "1..", "..", "x", "-1", "0", "1..9999999999"})
    EXPECT_EQ(check({"--seeds", seeds}), kWrongUsage) << seeds;
  for (const char* jobs : {"0", "-2", "many", "100000"})
    EXPECT_EQ(check({"--jobs", jobs}), kWrongUsage) << jobs;
  EXPECT_EQ(check({"--faults", "some"}), kWrongUsage);
  EXPECT_EQ(check({"--set", "seed=4"}), kWrongUsage);
  EXPECT_TRUE(said("seeds come from --seeds")) << err_;
}

TEST_F(CliCheck, QuietPrintsFailuresAlone) {
  EXPECT_EQ(check({"--quiet", "--seeds", "1"}), kDone);
  EXPECT_EQ(out_ + err_, "");
  EXPECT_EQ(check(broken({"--quiet", "--seeds", "1"})), kViolated);
  EXPECT_EQ(out_.find("FAIL"), 0u);
  EXPECT_EQ(std::count(out_.begin(), out_.end(), '\n'), 3) << out_;
}

TEST_F(CliCheck, JUnitIsWrittenWholeWithFailuresAndTheirRepro) {
  EXPECT_EQ(check(broken({"--seeds", "2", "--junit", file("to/j.xml")})), kViolated) << err_;
  const std::string xml = file_content(file("to/j.xml"));
  EXPECT_NE(xml.find(R"(<testsuites name="dynamosim check" tests="2" failures="2" errors="0")"),
            std::string::npos)
      << xml;
  EXPECT_NE(xml.find(R"(<testcase classname="echo" name="seed 2" time=")"), std::string::npos);
  EXPECT_NE(xml.find("repro: dynamosim run " + repro(2)), std::string::npos) << xml;
  EXPECT_EQ(std::distance(fs::directory_iterator(file("to")), {}), 1) << "and nothing beside it";
}

TEST_F(CliCheck, AJUnitFileThatCannotBeIsRefusedBeforeTheRuns) {
  EXPECT_EQ(check({"--junit", file("echo.json/j.xml")}), kIoError);
  EXPECT_EQ(out_, "");
}

TEST_F(CliCheck, AShippedScenarioHoldsUnderRandomFaultsWithAnyNumberOfJobs) {
  models_ = {dynamo::model()};
  std::string first;
  for (const char* jobs : {"1", "4"}) {
    EXPECT_EQ(call({"check", "scenarios/faults/crash.json", "--seeds", "4", "--jobs", jobs,
                    "--json", "--out", out()}),
              kDone)
        << out_ << err_;
    if (first.empty()) first = out_;
  }
  EXPECT_EQ(out_, first);
  EXPECT_TRUE(printed("\"passed\": 4")) << out_;
}

}  // namespace
}  // namespace sim
