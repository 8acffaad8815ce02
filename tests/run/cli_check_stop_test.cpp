// What `check` leaves out: -k, -x, --max-failures, --timeout; and how long the rest took.
#include <algorithm>

#include "tests/run/cli_fixture.h"

namespace sim {
namespace {

class CliCheckStop : public Cli {
 protected:
  CliCheckStop() {
    write_file(file("a-holds.json"), echo::scenario());
    write_file(file("b-breaks.json"), with(R"("echo": {"violation_at": "3s"},)"));
    write_file(file("c-holds.json"), echo::scenario());
  }
  static std::string with(const std::string& members) {
    std::string text = echo::scenario();
    return text.insert(1, members);
  }
  int check(std::vector<std::string> words) {
    words.insert(words.begin(), {"check", "--out", out()});
    return call(words);
  }
  int check_all(std::vector<std::string> words) {
    for (const char* name : {"a-holds.json", "b-breaks.json", "c-holds.json"})
      words.push_back(file(name));
    return check(words);
  }
  std::string file_line(const std::string& word, const std::string& name) const {
    return word + file(name) + "  ";
  }
};

TEST_F(CliCheckStop, FailFastEndsWithTheFirstFailureInTheOrderOfRunsWhateverTheJobs) {
  std::string first;
  for (const char* jobs : {"1", "4", "16"}) {
    EXPECT_EQ(check_all({"--seeds", "3", "-x", "--jobs", jobs}), kViolated) << err_;
    EXPECT_TRUE(printed(file_line("PASS  ", "a-holds.json") + "3 seeds, ")) << out_;
    EXPECT_TRUE(printed(file_line("FAIL  ", "b-breaks.json") + "1 of 3 seeds were run, 1 failed"));
    EXPECT_FALSE(printed("c-holds.json")) << out_;
    EXPECT_TRUE(printed("\n3 passed, 1 failed, 5 not run (")) << out_;
    ASSERT_EQ(check_all({"--seeds", "3", "-x", "--jobs", jobs, "--json"}), kViolated);
    if (first.empty()) first = out_;
    EXPECT_EQ(out_, first) << jobs;
  }
}

TEST_F(CliCheckStop, SoManyFailuresMayBeAskedFor) {
  EXPECT_EQ(check_all({"--seeds", "3", "--max-failures", "2"}), kViolated) << err_;
  EXPECT_TRUE(printed("\n3 passed, 2 failed, 4 not run (")) << out_;
  EXPECT_EQ(check_all({"--seeds", "3", "--max-failures", "4"}), kViolated) << err_;
  EXPECT_TRUE(printed("\n6 passed, 3 failed (")) << "there are no more than three: " << out_;
}

TEST_F(CliCheckStop, WhatNoRunCameToIsAFailureThatEndsIt) {
  write_file(file("a-holds.json"), with(R"("sometimes": {"asked": ">= 1000000"},)"));
  EXPECT_EQ(check_all({"--seeds", "3", "-x"}), kViolated) << err_;
  EXPECT_TRUE(printed("\n3 passed, 0 failed, 1 never reached, 6 not run (")) << out_;
}

TEST_F(CliCheckStop, ARunThatTakesTooLongIsStoppedAndInconclusive) {
  const std::vector<std::string> for_ever{file("a-holds.json"), "--seeds",   "2",    "--set",
                                          "phases.measure=10h", "--timeout", "50ms", "-x"};
  std::vector<std::string> words = for_ever;
  words.insert(words.end(), {"--junit", file("j.xml")});
  EXPECT_EQ(check(words), kInconclusive) << err_;
  EXPECT_TRUE(printed(file_line("?     ", "a-holds.json") + "2 seeds, 2 out of time, ")) << out_;
  EXPECT_TRUE(printed("\n  seed 1: out of time after ")) << out_;
  EXPECT_TRUE(printed("\n0 passed, 0 failed, 2 out of time (")) << "no failure for -x: " << out_;
  EXPECT_TRUE(fs::exists(out() + "/check/echo-seed1.json")) << "to see where it hangs";
  EXPECT_NE(file_content(file("j.xml")).find(R"(errors="2")"), std::string::npos);

  words = for_ever;
  words.insert(words.end(), {"--set", "echo.violation_at=1s"});
  EXPECT_EQ(check(words), kViolated) << "what failed before has failed";
}

TEST_F(CliCheckStop, APathIsSelectedByItsWords) {
  EXPECT_EQ(check_all({"--seeds", "1", "-k", "HOLDS and not c-"}), kDone) << err_;
  EXPECT_TRUE(printed("a-holds.json")) << out_;
  EXPECT_TRUE(printed("1 passed, 0 failed (1 scenario, ")) << out_;
  EXPECT_EQ(check_all({"-k", "nowhere"}), kNothingSelected);
  EXPECT_TRUE(said("no scenario (*.json) there that -k 'nowhere' selects")) << err_;
  EXPECT_EQ(check_all({"-k", "a and"}), kWrongUsage);
  EXPECT_TRUE(said("-k: it ends too early; write parts of paths with and, or, not and ( )"));
}

TEST_F(CliCheckStop, TheSlowestRunsAreToldTheSlowestFirst) {
  EXPECT_EQ(check_all({"--seeds", "2", "--durations", "3", "-k", "holds"}), kDone) << err_;
  EXPECT_TRUE(printed("\nslowest of 4 runs\n")) << out_;
  const auto lines = [&] {
    const std::size_t from = out_.find("slowest of"), end = out_.find("\n\n", from);
    return std::count(out_.begin() + static_cast<std::ptrdiff_t>(from),
                      out_.begin() + static_cast<std::ptrdiff_t>(end), '\n');
  };
  EXPECT_EQ(lines(), 3) << out_;
  EXPECT_EQ(check_all({"--seeds", "2", "--durations", "0", "-k", "holds"}), kDone) << err_;
  EXPECT_EQ(lines(), 4) << "0 is all: " << out_;
}

TEST_F(CliCheckStop, LimitsThatCannotBeAreWrongUsage) {
  for (const auto& [option, value] : {std::pair{"--max-failures", "0"},
                                      {"--max-failures", "x"},
                                      {"--timeout", "5"},
                                      {"--timeout", "0s"},
                                      {"--durations", "-1"},
                                      {"--durations", "many"}})
    EXPECT_EQ(check_all({option, value}), kWrongUsage) << option << ' ' << value;
  EXPECT_EQ(check_all({"-x", "--max-failures", "2"}), kWrongUsage);
}

}  // namespace
}  // namespace sim
