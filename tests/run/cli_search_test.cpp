// `search` from the command line: what it finds, keeps and goes on with.
#include <algorithm>

#include "tests/run/cli_fixture.h"

namespace sim {
namespace {

/// An echo that is wrong late in one run of about ten, and whose ranges can be drawn.
std::string searchable(const std::string& ranges) {
  std::string text = echo::scenario();
  return text.substr(0, text.rfind('}')) + ", \"ranges\": {" + ranges + "}}\n";
}

const std::string kRarelyWrong = R"("echo.violation_at": ["20s", "20s", "20s", "3s", "7s"])";

class CliSearch : public Cli {
 protected:
  int search(std::vector<std::string> more, const std::string& ranges = kRarelyWrong) {
    write_file(file("echo.json"), searchable(ranges));
    std::vector<std::string> words{"search", file("echo.json"), "--out", out()};
    words.insert(words.end(), more.begin(), more.end());
    return call(words);
  }
  fs::path folder() const {
    for (const auto& entry : fs::directory_iterator(fs::path(out()) / "search" / "echo"))
      return entry.path();
    return {};
  }
  std::string kept(const std::string& name) const { return file_content(folder() / name); }
};

TEST_F(CliSearch, FindsAPlantedViolationAndWritesTheSmallestTrialThatRunBreaksAgain) {
  EXPECT_EQ(search({"--runs", "30"}), kViolated) << out_ << err_;
  EXPECT_TRUE(printed("FAIL  echoes-come-back  ")) << out_;
  EXPECT_TRUE(printed("repro:  dynamosim run ")) << out_;
  const std::string counterexample = (folder() / "echoes-come-back.json").string();
  EXPECT_EQ(file_content(counterexample).find("ranges"), std::string::npos);
  EXPECT_EQ(call({"run", counterexample, "--out", out()}), kViolated) << err_;
  EXPECT_TRUE(said("FAIL echoes-come-back")) << err_;
}

TEST_F(CliSearch, HoldsWhereNothingIsWrong) {
  EXPECT_EQ(search({"--runs", "5"}, R"("echo.violation_at": ["20s"])"), kDone) << err_;
  EXPECT_TRUE(printed("5 trials: 5 passed, 0 failed")) << out_;
}

TEST_F(CliSearch, WritesTheSameWhateverTheNumberOfJobs) {
  search({"--runs", "20", "-j", "1"});
  const std::string rows = kept("trials.csv"), coverage = kept("coverage.csv");
  const std::string scenario = kept("echoes-come-back.json");
  search({"--runs", "20", "-j", "3", "--fresh"});
  EXPECT_EQ(kept("trials.csv"), rows);
  EXPECT_EQ(kept("coverage.csv"), coverage);
  EXPECT_EQ(kept("echoes-come-back.json"), scenario);
  EXPECT_EQ(std::count(rows.begin(), rows.end(), '\n'), 21);
}

TEST_F(CliSearch, GoesOnWhereItWasAndEndsWithTheSameBytes) {
  search({"--runs", "20", "--json"});
  const std::string rows = kept("trials.csv"), coverage = kept("coverage.csv"), whole = out_;
  search({"--runs", "8", "--fresh"});
  EXPECT_NE(kept("trials.csv"), rows);
  search({"--runs", "20", "--json"});
  EXPECT_EQ(kept("trials.csv"), rows);
  EXPECT_EQ(kept("coverage.csv"), coverage);
  EXPECT_EQ(out_, whole);
}

TEST_F(CliSearch, ATornRowIsRunAgain) {
  search({"--runs", "10"});
  const std::string eight_trials = kept("coverage.csv");
  search({"--runs", "20"});
  const std::string rows = kept("trials.csv");
  // Killed while it wrote: coverage is of ten trials, the fifteenth row ends in its middle.
  std::size_t end = 0;
  for (int line = 0; line < 15; ++line) end = rows.find('\n', end) + 1;
  write_file(folder() / "trials.csv", rows.substr(0, end + 9));
  write_file(folder() / "coverage.csv", eight_trials);
  search({"--runs", "20"});
  EXPECT_EQ(kept("trials.csv"), rows);
}

TEST_F(CliSearch, StopsAtTheFirstFailureWhereItIsAskedTo) {
  search({"--runs", "30"});
  const std::string all = kept("trials.csv");
  EXPECT_EQ(search({"--runs", "30", "-x", "--fresh"}), kViolated);
  const std::string some = kept("trials.csv");
  EXPECT_TRUE(all.starts_with(some));
  EXPECT_LT(some.size(), all.size());
  const std::size_t last_row = some.rfind('\n', some.size() - 2);
  EXPECT_NE(some.find(",fail,echoes-come-back,", last_row), some.npos) << some;
}

TEST_F(CliSearch, ATrialOfTooManyEventsIsInconclusive) {
  EXPECT_EQ(search({"--runs", "3", "--max-events", "50"}, ""), kInconclusive);
  EXPECT_TRUE(printed("3 trials: 0 passed, 0 failed, 3 inconclusive")) << out_;
}

TEST_F(CliSearch, TellsWhatTheTrialsCameTo) {
  search({"--runs", "40"}, "");
  EXPECT_TRUE(printed("2 of 2 invariants, ")) << out_;
  EXPECT_TRUE(printed("storms: ")) << out_;
  const std::string coverage = kept("coverage.csv");
  EXPECT_NE(coverage.find("\nfault,crash,"), coverage.npos) << coverage;
  EXPECT_NE(coverage.find("\ninvariant,echoes-come-back,40,"), coverage.npos) << coverage;
}

TEST_F(CliSearch, RangesThatGiveNoScenarioAreToldAndMistakesInThemNamed) {
  EXPECT_EQ(search({}, R"("echo.violation_at": ["20 s"])"), kWrongUsage);
  EXPECT_TRUE(said("/ranges/echo.violation_at/0: \"20 s\" is not a duration")) << err_;
  EXPECT_EQ(search({}, R"("echo.violaton_at": ["20s"])"), kWrongUsage);
  EXPECT_TRUE(said("/ranges/echo.violaton_at: unknown field; did you mean \"violation_at\"?"))
      << err_;
  EXPECT_EQ(search({"--runs", "0"}), kWrongUsage);
  EXPECT_EQ(call({"run", file("echo.json"), "--out", out()}), kDone)
      << "run passes ranges over" << err_;
}

TEST_F(CliSearch, ABugOfTheProgramIsNoViolation) {
  EXPECT_EQ(search({"--runs", "2"}, R"("echo.bug_at": ["2s"])"), kInternalError) << out_;
  EXPECT_TRUE(printed("FAIL  internal error")) << out_;
}

}  // namespace
}  // namespace sim
