// The command line from the outside: words in, streams and an exit status out.
#include "sim/run/cli/cli.h"

#include <cstdlib>
#include <filesystem>
#include <map>

#include <gtest/gtest.h>

#include "tests/run/cli_fixture.h"

namespace sim {
namespace {

TEST_F(Cli, ARunThatHoldsExitsWithZeroAndSaysWhereItsFilesAre) {
  EXPECT_EQ(run(), kDone) << err_;
  EXPECT_TRUE(printed("PASS  2 of 2 invariants hold, 1 of 1 expectations met")) << out_;
  EXPECT_TRUE(printed("files in " + out())) << out_;
  EXPECT_TRUE(fs::exists(latest() / "run.json"));
}

TEST_F(Cli, TheSameRequestIsUpToDateAndShowsTheSameSummary) {
  run();
  const std::string first = out_;
  EXPECT_EQ(run(), kDone);
  EXPECT_EQ(out_, first);
  EXPECT_TRUE(said("up to date"));
  EXPECT_EQ(run({"--force"}), kDone);
  EXPECT_FALSE(said("up to date"));
}

TEST_F(Cli, WithoutAHostEveryFileHasTheSameBytesEachTime) {
  run({"--no-host", "--history"});
  std::map<std::string, std::string> first;
  for (const auto& entry : fs::directory_iterator(latest()))
    first[entry.path().filename()] = file_content(entry.path());
  EXPECT_EQ(first.count("history.ndjson"), 1u);
  fs::remove_all(out());
  call({"run", "-", "--out", out(), "--no-host", "--history"}, echo::scenario());
  for (const auto& [name, content] : first)
    EXPECT_EQ(file_content(latest() / name), content) << name;
}

TEST_F(Cli, AnUnmetExpectationExitsWithOneAndTellsHowToReproduceIt) {
  write_file(file("echo.json"), echo::scenario(R"("asked": "<= 5")"));
  EXPECT_EQ(run({"--seed", "7"}), kViolated);
  EXPECT_TRUE(said("FAIL asked  measured 9000 count, expected <= 5")) << err_;
  EXPECT_TRUE(said("repro:   dynamosim run " + file("echo.json") + " --seed 7 --force")) << err_;
  EXPECT_EQ(run({"--seed", "7"}), kViolated) << "up to date, and still failed";
}

TEST_F(Cli, AViolatedInvariantExitsWithOne) {
  EXPECT_EQ(run({"--set", "echo.violation_at=3s"}), kViolated);
  EXPECT_TRUE(said("FAIL echoes-come-back  key k1: an echo came back wrong")) << err_;
  EXPECT_NE(file_content(latest() / "violations.ndjson").find("echoes-come-back"),
            std::string::npos);
}

TEST_F(Cli, AnExpectationOfAnUnknownMetricExitsWithTwoAndNamesTheNearest) {
  write_file(file("echo.json"), echo::scenario(R"("availabilty": ">= 1%")"));
  EXPECT_EQ(run(), kWrongUsage);
  EXPECT_TRUE(said("did you mean \"availability\"?")) << err_;
}

TEST_F(Cli, ABugExitsWithSeventyWithTimeEventAndSeed) {
  EXPECT_EQ(run({"--set", "echo.bug_at=2s", "--seed", "9"}), kInternalError);
  EXPECT_TRUE(said("internal error")) << err_;
  EXPECT_TRUE(said("broken on purpose")) << err_;
  EXPECT_TRUE(said("at:     2s, event ")) << err_;
  EXPECT_TRUE(said("seed 9")) << err_;
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(Cli, CtrlCKeepsWhatWasMeasuredAndExitsWithHundredAndThirty) {
  EXPECT_EQ(run({"--set", "echo.interrupt_at=3s"}), kInterrupted) << err_;
  EXPECT_TRUE(printed("INTERRUPTED")) << out_;
  EXPECT_TRUE(printed("?     availability >= 99%  not evaluated")) << out_;
  EXPECT_NE(file_content(latest() / "run.json").find("\"status\": \"interrupted\""),
            std::string::npos);
  EXPECT_EQ(run({"--set", "echo.interrupt_at=3s"}), kInterrupted) << "not up to date";
  std::size_t entries = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(latest().parent_path()))
    ++entries;
  EXPECT_EQ(entries, 2u) << "the run and latest, nothing half-written";
}

TEST_F(Cli, UntilStopsAtThatTimeInAFolderOfItsOwn) {
  run({"--until", "2500ms"});
  EXPECT_TRUE(printed("STOPPED at 2.5s of 10s")) << out_;
  EXPECT_EQ(run(), kDone);
  EXPECT_FALSE(said("up to date"));
  EXPECT_EQ(run({"--until", "2500"}), kWrongUsage);
}

TEST_F(Cli, UntilLeavesExpectationsOpenAndExitsWithThreeEachTime) {
  EXPECT_EQ(run({"--until", "2500ms"}), kInconclusive) << err_;
  EXPECT_TRUE(printed("?     availability >= 99%  not evaluated")) << out_;
  EXPECT_TRUE(printed("0 of 1 expectations met (1 not evaluated)")) << out_;
  EXPECT_TRUE(said("inconclusive: --until ends the run before")) << err_;
  EXPECT_NE(file_content(latest() / "checks.csv")
                .find("expectation,availability,unknown,0,0,,,,\"not evaluated: the run was cut"),
            std::string::npos);
  EXPECT_NE(file_content(latest() / "run.json").find("\"verdict\": \"unknown\""),
            std::string::npos);
  EXPECT_EQ(run({"--until", "2500ms"}), kInconclusive) << "up to date, and still open";
  EXPECT_TRUE(said("up to date")) << err_;
  EXPECT_EQ(run({"--until", "1min"}), kDone) << "later than the end: nothing is cut";
}

TEST_F(Cli, UntilWithoutExpectationsExitsWithZero) {
  write_file(file("echo.json"), echo::scenario(""));
  EXPECT_EQ(run({"--until", "2500ms"}), kDone) << err_;
  EXPECT_EQ(run({"--until", "2500ms"}), kDone) << err_;
}

TEST_F(Cli, UntilAfterAViolationExitsWithOne) {
  EXPECT_EQ(run({"--until", "5s", "--set", "echo.violation_at=3s"}), kViolated) << err_;
}

TEST_F(Cli, JsonIsOneDocumentOnStandardOutput) {
  EXPECT_EQ(run({"--json"}), kDone);
  EXPECT_EQ(out_.find('{'), 0u);
  EXPECT_TRUE(printed("\"up_to_date\": false"));
  EXPECT_TRUE(printed("\"verdict\": \"pass\""));
  EXPECT_TRUE(printed("history") == false);
}

TEST_F(Cli, QuietPrintsTheFolderAlone) {
  EXPECT_EQ(run({"--quiet"}), kDone);
  EXPECT_TRUE(err_.empty()) << err_;
  EXPECT_EQ(std::count(out_.begin(), out_.end(), '\n'), 1);
  EXPECT_TRUE(fs::is_directory(out_.substr(0, out_.size() - 1))) << out_;
}

TEST_F(Cli, ColoursFollowOptionThenEnvironment) {
  run({"--color", "always"});
  EXPECT_TRUE(printed("\x1b["));
  run();
  EXPECT_FALSE(printed("\x1b["));
  environment_["FORCE_COLOR"] = "1";
  run();
  EXPECT_TRUE(printed("\x1b["));
  environment_["NO_COLOR"] = "1";
  run();
  EXPECT_FALSE(printed("\x1b["));
}

TEST_F(Cli, SourceDateEpochLeavesTheHostOut) {
  environment_["SOURCE_DATE_EPOCH"] = "0";
  run();
  EXPECT_EQ(file_content(latest() / "run.json").find("\"host\""), std::string::npos);
}

TEST_F(Cli, AnInvalidScenarioExitsWithTwoAndPointsAtTheMistake) {
  write_file(file("bad.json"), "{\"name\": \"x\", \"modle\": \"echo\"}");
  EXPECT_EQ(call({"run", file("bad.json"), "--out", out()}), kWrongUsage);
  EXPECT_TRUE(said("bad.json:1:")) << err_;
  EXPECT_TRUE(said("nothing was run")) << err_;
  EXPECT_EQ(call({"validate", file("bad.json"), file("echo.json")}), kWrongUsage);
  EXPECT_TRUE(printed("echo.json: valid (echo: 2 nodes at 1 site, 10s of simulated time, seed 1)"))
      << out_;
}

TEST_F(Cli, WhatIsValidAndHardlyMeantIsAWarning) {
  EXPECT_EQ(call({"validate", file("echo.json")}), kDone);
  EXPECT_EQ(err_, "");
  const std::string crash = R"(faults=[{"at": "2s", "crash": {"any": 3}}])";
  EXPECT_EQ(call({"validate", file("echo.json"), "--set", crash}), kDone);
  EXPECT_TRUE(said(": warning: /faults/0/crash/any: 3 of 2 storage nodes: it hits all that are up"))
      << err_;
  const std::string sites =
      R"(topology.sites=[{"name": "a", "nodes": 2}, {"name": "b", "nodes": 1}])";
  EXPECT_EQ(call({"validate", file("echo.json"), "--set", sites}), kDone);
  EXPECT_TRUE(
      said("echo.json:4:25: warning: /topology/links: no way from one to the other of "
           "[\"a\", \"b\"]"))
      << err_;
  write_file(file("m.csv"), "src_region,dst_region,rtt_mean_ms\na,b,10\nb,a,10\n");
  EXPECT_EQ(call({"validate", file("echo.json"), "--set", R"(topology={"matrix": "m.csv"})"}),
            kDone)
      << err_;
  EXPECT_TRUE(said("/topology/matrix: no \"nodes_per_site\": each of its 2 sites has one")) << err_;
}

TEST_F(Cli, AFileThatIsNotThereExitsWithFour) {
  EXPECT_EQ(call({"run", file("none.json")}), kIoError);
  EXPECT_TRUE(said("none.json: No such file")) << err_;
  EXPECT_EQ(call({"run", folder_.string()}), kIoError);
}

TEST_F(Cli, AnOutputFolderThatCannotBeIsRefusedBeforeTheRun) {
  const std::string blocked = file("echo.json");
  EXPECT_EQ(call({"run", blocked, "--out", blocked}), kIoError);
  EXPECT_TRUE(said("cannot write run folders to " + blocked + ": not a directory")) << err_;
  EXPECT_FALSE(said("of simulated time")) << "it was run: " << err_;
}

TEST_F(Cli, TwoSeedsAreRefused) {
  EXPECT_EQ(run({"--seed", "5", "--set", "seed=6"}), kWrongUsage);
  EXPECT_TRUE(said("--seed 5 and --set seed=6 both give the seed")) << err_;
}

TEST_F(Cli, AMisspeltCommandOrOptionIsAnsweredWithTheNearest) {
  EXPECT_EQ(call({"runn", "x.json"}), kWrongUsage);
  EXPECT_TRUE(said("unknown command \"runn\"; did you mean \"run\"?")) << err_;
  EXPECT_EQ(call({"run", file("echo.json"), "--sed", "3"}), kWrongUsage);
  EXPECT_TRUE(said("dynamosim run: error: unknown option \"--sed\"; did you mean \"--seed\"?"))
      << err_;
  EXPECT_EQ(call({"run", "--colr=always", file("echo.json")}), kWrongUsage);
  EXPECT_TRUE(said("did you mean \"--color\"?")) << err_;
}

TEST_F(Cli, AnOverrideBeforeTheScenarioTakesOneWordOnly) {
  EXPECT_EQ(call({"run", "--set", "seed=3", file("echo.json"), "--out", out()}), kDone) << err_;
  EXPECT_TRUE(printed("seed 3")) << out_;
}

TEST_F(Cli, WordsMeantForOneSetAreToldApartFromScenarios) {
  const std::string cure = "repeat --set for another field, quote a value with blanks";
  EXPECT_EQ(run({"--set", "seed=3", "echo.bug_at=2s"}), kWrongUsage);
  EXPECT_TRUE(
      said("unexpected \"echo.bug_at=2s\" after --set, which takes one FIELD=VALUE: " + cure))
      << err_;
  EXPECT_EQ(run({"--set", "seed", "=", "3"}), kWrongUsage);
  EXPECT_TRUE(said("unexpected \"=\" after --set")) << err_;
  EXPECT_EQ(call({"validate", file("echo.json"), "--set", "seed=3", "b=4"}), kWrongUsage);
  EXPECT_TRUE(said("unexpected \"b=4\" after --set")) << err_;
  EXPECT_EQ(call({"run", "a.json", "b.json"}), kWrongUsage);
  EXPECT_TRUE(said("unexpected \"b.json\"; run takes one SCENARIO")) << err_;
}

TEST_F(Cli, AnOverrideThatIsHalfAnObjectIsShownWithAMark) {
  EXPECT_EQ(run({"--set", R"(expect={"availability": )"}), kWrongUsage);
  EXPECT_TRUE(
      said("/expect: the text ends inside the object that begins at 1:8; missing: `}`\n"
           "  expect={\"availability\": \n"
           "                          ^\n"))
      << err_;
}

TEST_F(Cli, HelpIsACommandToo) {
  EXPECT_EQ(call({"help"}), kDone);
  EXPECT_TRUE(printed("topology"));
  EXPECT_EQ(call({"run", "--help"}), kDone);
  const std::string help = out_;
  EXPECT_EQ(call({"help", "run"}), kDone);
  EXPECT_EQ(out_, help);
  EXPECT_EQ(call({"help", "runn"}), kWrongUsage);
  EXPECT_TRUE(said("did you mean \"run\"?")) << err_;
}

TEST_F(Cli, AScenarioWithoutACommandSuggestsToRunIt) {
  EXPECT_EQ(call({"x.json"}), kWrongUsage);
  EXPECT_TRUE(said("did you mean \"dynamosim run x.json\"?")) << err_;
}

TEST_F(Cli, ArgumentsThatCannotBeAreWrongUsage) {
  EXPECT_EQ(call({}), kWrongUsage);
  EXPECT_EQ(call({"run"}), kWrongUsage);
  EXPECT_EQ(run({"--color", "sometimes"}), kWrongUsage);
  EXPECT_EQ(run({"--seed", "-3"}), kWrongUsage);
  EXPECT_EQ(run({"--seed"}), kWrongUsage);
  EXPECT_EQ(call({"completion", "tcsh"}), kWrongUsage);
}

TEST_F(Cli, EveryCommandHasHelpWithAnExample) {
  EXPECT_EQ(call({"--help"}), kDone);
  EXPECT_TRUE(printed("topology"));
  for (const char* command : {"run", "check", "validate", "explain", "list", "schema", "init",
                              "topology", "completion", "version", "help"}) {
    EXPECT_EQ(call({command, "--help"}), kDone) << command;
    EXPECT_TRUE(printed(std::string("Example:\n  dynamosim ") + command)) << out_;
  }
}

TEST_F(Cli, VersionNamesToolModelAndCompiler) {
  EXPECT_EQ(call({"version"}), kDone);
  EXPECT_EQ(out_.find("dynamosim "), 0u);
  EXPECT_TRUE(printed("model version 4")) << out_;
  EXPECT_EQ(call({"--version"}), kDone);
}

TEST_F(Cli, ListsModelsAndExamples) {
  EXPECT_EQ(call({"list", "models"}), kDone);
  EXPECT_TRUE(printed("echo  a client asks a node")) << out_;
  EXPECT_EQ(call({"list"}), kDone);
  EXPECT_TRUE(printed("invariants"));
  EXPECT_EQ(call({"list", "faults"}), kDone);
  EXPECT_TRUE(printed("\npause      nodes stand still")) << out_;
  EXPECT_EQ(call({"list", "modles"}), kWrongUsage);
}

TEST_F(Cli, InitRefusesAnUnknownExampleAndAFileThatIsThere) {
  EXPECT_EQ(call({"init", "no-such-example"}), kWrongUsage);
  EXPECT_TRUE(said("no example \"no-such-example\" (dynamosim list examples)")) << err_;
  EXPECT_EQ(call({"init", "crash"}), kWrongUsage);
  EXPECT_TRUE(said("no example \"crash\"; did you mean \"faults/crash\"?")) << err_;
}

TEST_F(Cli, CompletionScriptsParse) {
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    EXPECT_EQ(call({"completion", shell}), kDone);
    EXPECT_TRUE(printed("no-progress")) << shell;
    write_file(file(shell), out_);
    const std::string check =
        "command -v " + shell + " >/dev/null || exit 0; " + shell + " -n " + file(shell);
    EXPECT_EQ(std::system(check.c_str()), 0) << shell;
  }
}

TEST_F(Cli, TopologyReadsAScenario) {
  EXPECT_EQ(call({"topology", file("echo.json")}), kDone) << err_;
  EXPECT_TRUE(printed("1 sites, 0 links, 1 component")) << out_;
  write_file(file("bad.csv"), "not,a,matrix\n");
  EXPECT_EQ(call({"topology", file("bad.csv")}), kWrongUsage);
  EXPECT_TRUE(said("topology reads GraphML (XML), a CSV of round trips with the columns")) << err_;
}

}  // namespace
}  // namespace sim
