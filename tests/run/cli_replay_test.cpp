// `replay` from the outside: an equal run, an altered folder, and another program's run.
#include <regex>

#include "sim/run/report/digest.h"
#include "tests/run/cli_fixture.h"

namespace sim {
namespace {

class CliReplay : public Cli {
 protected:
  int record(std::vector<std::string> more = {}) {
    more.push_back("--force");
    return run(more);
  }
  int replay(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"replay", latest().string()});
    return call(more);
  }
  /// The program that replays is another one than that which recorded.
  void become_another_build() { models_ = {echo::altered_model()}; }

  void alter(const std::string& name, const std::string& from, const std::string& to) {
    std::string text = file_content(latest() / name);
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from << " in " << text;
    write_file(latest() / name, text.replace(at, from.size(), to));
  }
};

TEST_F(CliReplay, AnEqualRunSaysSo) {
  ASSERT_EQ(record(), kDone) << err_;
  EXPECT_EQ(replay(), kDone) << out_ << err_;
  EXPECT_TRUE(std::regex_match(
      out_, std::regex("equal: [0-9,]+ events, fingerprint [0-9a-f]{16}, 13 files\n")))
      << out_;
  EXPECT_EQ(replay({"--quiet"}), kDone);
  EXPECT_EQ(out_ + err_, "");
  EXPECT_EQ(call({"replay", (latest() / "run.json").string()}), kDone) << err_;
}

TEST_F(CliReplay, WhatWasAskedForIsAskedForAgain) {
  ASSERT_EQ(record({"--until", "3s", "--history", "--events", "7..9"}), kInconclusive) << err_;
  EXPECT_EQ(replay(), kDone) << out_ << err_;
  EXPECT_TRUE(printed(", 15 files\n")) << out_;
}

TEST_F(CliReplay, ToldEventsAreThoseOfTheSameRun) {
  ASSERT_EQ(record(), kDone) << err_;
  const std::string checks = file_content(latest() / "checks.csv");
  const std::string points = file_content(latest() / "checkpoints.csv");
  ASSERT_EQ(record({"--events", "1020..1030"}), kDone) << err_;
  EXPECT_EQ(file_content(latest() / "checks.csv"), checks);
  EXPECT_EQ(file_content(latest() / "checkpoints.csv"), points);
  const std::string events = file_content(latest() / "events.csv");
  EXPECT_EQ(std::count(events.begin(), events.end(), '\n'), 12) << events;
  std::smatch found;
  ASSERT_TRUE(std::regex_search(points, found, std::regex("\n1024,([0-9a-f]{16})\n"))) << points;
  EXPECT_NE(events.find(found[1].str()), std::string::npos) << events;
}

TEST_F(CliReplay, APlantedDifferenceIsFoundAtItsEventAndBothSidesAreTold) {
  ASSERT_EQ(record({"--events", "1..1000000"}), kDone) << err_;
  become_another_build();
  EXPECT_EQ(replay(), kViolated) << out_;
  EXPECT_TRUE(printed("DIFFERS from " + (latest() / "run.json").string())) << out_;
  std::smatch found;
  const std::regex sides(
      "  the first difference is event ([0-9]+)\n"
      "    recorded  at 3,000,000,000 ns, fingerprint [0-9a-f]{16}: ask sent\n"
      "    now       at 3,000,000,000 ns, fingerprint [0-9a-f]{16}: 2 ask sent\n");
  ASSERT_TRUE(std::regex_search(out_, found, sides)) << out_;
  const std::string event = found[1], events = file_content(latest() / "events.csv");
  const std::size_t line = events.find("\n" + event + ",3000000000,");
  EXPECT_NE(line, std::string::npos) << "the timer at 3s: " << out_;
}

TEST_F(CliReplay, WithoutToldEventsItSaysBetweenWhichAndHowToSeeThem) {
  ASSERT_EQ(record({"--events", "1..1000000"}), kDone) << err_;
  become_another_build();
  ASSERT_EQ(replay(), kViolated);
  std::smatch found;
  ASSERT_TRUE(std::regex_search(out_, found, std::regex("difference is event ([0-9]+)\n")));
  const std::uint64_t event = std::stoull(found[1]);

  models_ = {echo::model()};
  ASSERT_EQ(record(), kDone) << err_;
  become_another_build();
  EXPECT_EQ(replay(), kViolated);
  const std::regex between(
      "  equal up to event ([0-9]+), different by event ([0-9]+)\n"
      "  to see the event, record these with the program that made the run, and replay again:\n"
      "    dynamosim (run .* --events ([0-9]+\\.\\.[0-9]+) --force)\n");
  ASSERT_TRUE(std::regex_search(out_, found, between)) << out_;
  EXPECT_LT(std::stoull(found[1]), event);
  EXPECT_GE(std::stoull(found[2]), event);
  EXPECT_LE(std::stoull(found[2]) - std::stoull(found[1]), 1024u);

  std::vector<std::string> words;
  std::istringstream typed(found[3].str());
  for (std::string word; typed >> word;) words.push_back(word);
  models_ = {echo::model()};
  ASSERT_EQ(call(words), kDone) << err_;
  become_another_build();
  EXPECT_EQ(replay(), kViolated);
  EXPECT_TRUE(printed("  the first difference is event " + std::to_string(event) + "\n")) << out_;
}

TEST_F(CliReplay, TheCauseIsToldByWhatMadeTheRun) {
  ASSERT_EQ(record(), kDone) << err_;
  become_another_build();
  EXPECT_EQ(replay(), kViolated);
  EXPECT_TRUE(printed("  the same build: it does not repeat itself")) << out_;
  alter("run.json", "\"git_commit\": \"", "\"git_commit\": \"0123");
  EXPECT_EQ(replay(), kViolated);
  EXPECT_TRUE(printed("  another build of the same model version: ")) << out_;
  alter("run.json", "\"model_version\": ", "\"model_version\": 9");
  EXPECT_EQ(replay(), kViolated);
  EXPECT_TRUE(printed("  the models differ, versions 9")) << out_;
  models_ = {echo::model()};
  ASSERT_EQ(record({"--no-host"}), kDone);
  become_another_build();
  EXPECT_EQ(replay(), kViolated);
  EXPECT_TRUE(printed("  which build made the run is not known")) << out_;
}

TEST_F(CliReplay, AFolderThatWasAlteredIsNotCompared) {
  for (const char* name : {"scenario.json", "checkpoints.csv", "events.csv", "latency.csv"}) {
    ASSERT_EQ(record({"--events", "1..9"}), kDone) << err_;
    alter(name, "1", "2");
    EXPECT_EQ(replay(), kIoError) << name;
    EXPECT_TRUE(said(std::string(name) + ": was altered after the run")) << err_;
    EXPECT_TRUE(said("put that back, or run it as what it is: dynamosim run ")) << err_;
  }
}

TEST_F(CliReplay, AFileThatWouldBeWrittenOtherwiseIsADifference) {
  ASSERT_EQ(record(), kDone) << err_;
  const std::string now = sha256_hex(file_content(latest() / "latency.csv"));
  alter("latency.csv", "1", "2");  // and the manifest with it: so another program wrote it
  alter("run.json", now, sha256_hex(file_content(latest() / "latency.csv")));
  EXPECT_EQ(replay(), kViolated);
  EXPECT_TRUE(
      printed("the run is equal, event by event, but these files would be written "
              "otherwise: latency.csv\n"))
      << out_;
}

TEST_F(CliReplay, AnInterruptedRunIsComparedAsFarAsItGot) {
  ASSERT_EQ(record(), kDone) << err_;
  alter("run.json", "\"status\": \"complete\"", "\"status\": \"interrupted\"");
  EXPECT_EQ(replay(), kDone);
  EXPECT_TRUE(printed("equal as far as the recorded run got before it was interrupted: ")) << out_;
  become_another_build();
  EXPECT_EQ(replay(), kViolated);
}

TEST_F(CliReplay, WhatIsNoRunFolderIsAFileError) {
  EXPECT_EQ(call({"replay", file("nowhere")}), kIoError);
  fs::create_directories(file("empty"));
  write_file(file("empty/run.json"), "{}");
  EXPECT_EQ(call({"replay", file("empty")}), kIoError);
  EXPECT_TRUE(said("empty/run.json: is no manifest of dynamosim: ")) << err_;
}

TEST_F(CliReplay, EventsThatCannotBeAreWrongUsage) {
  for (const char* events : {"0..3", "4..3", "x", "1.."})
    EXPECT_EQ(record({"--events", events}), kWrongUsage) << events;
}

}  // namespace
}  // namespace sim
