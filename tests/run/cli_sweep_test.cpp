// `sweep`, `merge`, `run --replications`, `summary` and `diff` from the command line.
#include <algorithm>

#include <gmock/gmock.h>

#include "tests/run/cli_fixture.h"

namespace sim {
namespace {

using ::testing::HasSubstr;

class CliSweep : public Cli {
 protected:
  void scenario(const std::string& sweep) {
    const std::string text = echo::scenario();
    write_file(file("echo.json"),
               text.substr(0, text.rfind('}')) + ", \"sweep\": {" + sweep + "}}\n");
  }
  int sweep(std::vector<std::string> more, const std::string& to = "results") {
    std::vector<std::string> words{"sweep", file("echo.json"), "--seeds",
                                   "1..3",  "--out",           file(to)};
    words.insert(words.end(), more.begin(), more.end());
    return call(words);
  }
  fs::path folder(const std::string& of = "results", const std::string& kind = "sweep") const {
    for (const auto& entry : fs::directory_iterator(fs::path(file(of)) / kind / "echo"))
      return entry.path();
    return {};
  }
  std::string kept(const std::string& name, const std::string& of = "results") const {
    return file_content(folder(of) / name);
  }
  static std::ptrdiff_t lines(const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
  }

  const std::string two_by_two_ =
      R"("topology.sites.0.nodes": [1, 2], "echo.violation_at": ["20s", "3s"])";
};

TEST_F(CliSweep, RunsEachPointWithEachSeedAndFailsWhereOneDoes) {
  scenario(two_by_two_);
  EXPECT_EQ(sweep({}), kViolated) << err_;
  EXPECT_EQ(lines(kept("runs.csv")), 1 + 4 * 3);
  EXPECT_THAT(out_, HasSubstr("FAIL  echoes-come-back  6 of 12 runs"));
  EXPECT_THAT(out_, HasSubstr("--seed 1 --set topology.sites.0.nodes=1 --set"));
  EXPECT_THAT(out_, HasSubstr("12 runs: 6 passed, 6 failed"));
  EXPECT_EQ(call({"run", (folder() / "scenario.json").string(), "--seed", "1", "--set",
                  "echo.violation_at=3s", "--out", out()}),
            kViolated)
      << err_;
}

TEST_F(CliSweep, WritesTheSameWhateverTheJobsAndHoweverOftenItIsCalled) {
  scenario(two_by_two_);
  sweep({"-j", "1"});
  const std::string runs = kept("runs.csv"), summary = kept("summary.csv");
  sweep({"-j", "3"}, "others");
  EXPECT_EQ(kept("runs.csv", "others"), runs);
  EXPECT_EQ(kept("summary.csv", "others"), summary);
  sweep({});
  EXPECT_EQ(kept("runs.csv"), runs);
}

TEST_F(CliSweep, GoesOnAfterAKillWithTheSameBytes) {
  scenario(two_by_two_);
  sweep({});
  const fs::path shard = folder() / "shards" / "part-00000-of-00001.ndjson";
  const std::string whole = file_content(shard), runs = kept("runs.csv");
  for (const std::size_t length : {std::size_t{0}, whole.size() / 3, whole.size() - 1}) {
    write_file(shard, whole.substr(0, length));
    sweep({});
    EXPECT_EQ(file_content(shard), whole) << length;
    EXPECT_EQ(kept("runs.csv"), runs) << length;
  }
}

TEST_F(CliSweep, MergesShardsToTheBytesOfASingleMachine) {
  scenario(two_by_two_);
  sweep({});
  std::vector<std::string> merge{"merge"};
  for (const char* part : {"0/3", "1/3", "2/3"}) {
    const std::string to = std::string("machine-") + part[0];
    sweep({"--shard", part}, to);
    EXPECT_FALSE(fs::exists(folder(to) / "runs.csv")) << "not all are there";
    merge.push_back(folder(to).string());
  }
  merge.insert(merge.end(), {"--out", file("merged")});
  EXPECT_EQ(call(merge), kViolated) << err_;
  EXPECT_EQ(file_content(file("merged/runs.csv")), kept("runs.csv"));
  EXPECT_EQ(file_content(file("merged/summary.csv")), kept("summary.csv"));
}

TEST_F(CliSweep, ShardsInOneFolderNeedNoMerge) {
  scenario(two_by_two_);
  sweep({});
  for (const char* part : {"1/2", "0/2"}) sweep({"--shard", part}, "shared");
  EXPECT_EQ(kept("runs.csv", "shared"), kept("runs.csv"));
}

TEST_F(CliSweep, SaysWhichRunAMergeLacks) {
  scenario(two_by_two_);
  sweep({"--shard", "0/2"});
  EXPECT_EQ(call({"merge", folder().string()}), kIoError);
  EXPECT_THAT(err_, HasSubstr("6 of 12 runs are there, the first that is missing is run 1"));
}

TEST_F(CliSweep, VariesFieldsTogetherAndLeavesOutWhatWhereSays) {
  scenario(R"("topology.sites.0.nodes, echo.violation_at": [[1, "20s"], [2, "30s"], [3, "40s"]],
              "where": ["topology.sites.0.nodes != 2"])");
  EXPECT_EQ(sweep({}), kDone) << err_;
  EXPECT_EQ(lines(kept("runs.csv")), 1 + 2 * 3);
  EXPECT_THAT(kept("runs.csv"), HasSubstr(",3,40s,pass,"));
}

TEST_F(CliSweep, TellsMistakesWhereTheyStand) {
  scenario(R"("echo.violaton_at": ["3s"], "echo.violation_at": ["3 s"])");
  EXPECT_EQ(sweep({}), kWrongUsage);
  EXPECT_TRUE(said("/sweep/echo.violaton_at: unknown field; did you mean \"violation_at\"?"))
      << err_;
  EXPECT_TRUE(said("/sweep/echo.violation_at/0: \"3 s\" is not a duration")) << err_;
  scenario(R"("seed": [1, 2])");
  EXPECT_EQ(sweep({}), kWrongUsage);
  EXPECT_TRUE(said("/sweep/seed: no sweep varies it")) << err_;
  scenario(R"("echo.violation_at": ["3s"], "where": ["3s"])");
  EXPECT_EQ(sweep({}), kWrongUsage);
  EXPECT_TRUE(said("/sweep/where/0: \"3s\" is no comparison of two sums")) << err_;
  scenario(R"("a, b": [1])");
  EXPECT_EQ(sweep({}), kWrongUsage);
  EXPECT_TRUE(said("2 fields change together: write a list of 2 values")) << err_;
}

TEST_F(CliSweep, RefusesAScenarioWithoutOne) {
  EXPECT_EQ(sweep({}), kWrongUsage);
  EXPECT_TRUE(said("has no sweep; add e.g.")) << err_;
  EXPECT_EQ(sweep({"--shard", "5/4"}), kWrongUsage);
  EXPECT_TRUE(said("--shard: \"5/4\" is no part")) << err_;
}

TEST_F(CliSweep, OtherCommandsPassItOver) {
  scenario(two_by_two_);
  EXPECT_EQ(run(), kDone) << err_;
}

TEST_F(CliSweep, EmitsScriptsThatStartItsShards) {
  scenario(two_by_two_);
  EXPECT_EQ(sweep({"--emit", "slurm", "--shards", "4"}), kDone) << err_;
  EXPECT_THAT(out_, HasSubstr("#SBATCH --array=0-3\n"));
  EXPECT_THAT(out_, HasSubstr("--shard auto"));
  EXPECT_EQ(sweep({"--emit", "parallel", "--shards", "4"}), kDone) << err_;
  EXPECT_THAT(out_, HasSubstr("--shard {}/4"));
  EXPECT_FALSE(fs::exists(file("results"))) << "nothing was run but the pilot";
}

class CliReplications : public CliSweep {
 protected:
  int replicate(std::vector<std::string> more, const std::string& to = "results") {
    std::vector<std::string> words{"run", file("echo.json"), "--out", file(to)};
    words.insert(words.end(), more.begin(), more.end());
    return call(words);
  }
  std::string folder_of(const std::string& to) const { return folder(to, "replications").string(); }
};

TEST_F(CliReplications, RunSeedsFromTheScenariosOn) {
  EXPECT_EQ(replicate({"--replications", "4", "--seed", "11"}), kDone) << err_;
  const std::string runs = file_content(folder_of("results") + "/runs.csv");
  EXPECT_EQ(lines(runs), 5);
  EXPECT_THAT(runs, HasSubstr(",echo,11,"));
  EXPECT_THAT(runs, HasSubstr(",echo,14,"));
  EXPECT_EQ(call({"summary", folder_of("results"), "--metric", "asked"}), kDone) << err_;
  EXPECT_THAT(out_, HasSubstr("asked count"));
  EXPECT_EQ(call({"summary", folder_of("results"), "--metric", "askd"}), kWrongUsage);
  EXPECT_TRUE(said("--metric: no metric \"askd\"; did you mean \"asked\"?")) << err_;
}

TEST_F(CliReplications, StopOnceAMetricIsKnownWellEnough) {
  EXPECT_EQ(replicate({"--replications", "50", "--precision", "asked=5%"}), kDone) << err_;
  EXPECT_EQ(lines(file_content(folder_of("results") + "/runs.csv")), 6) << "five at least";
  EXPECT_EQ(replicate({"--replications", "4", "--precision", "asked=5%"}, "few"), kDone);
  EXPECT_TRUE(said("asked is not known to 5 % after 4 runs")) << err_;
  EXPECT_EQ(replicate({"--replications", "5", "--precision", "askd=5%"}, "others"), kWrongUsage);
  EXPECT_TRUE(said("--precision: no metric \"askd\"; did you mean \"asked\"?")) << err_;
  EXPECT_EQ(replicate({"--replications", "5", "--precision", "asked"}), kWrongUsage);
}

TEST_F(CliReplications, RefuseWhatIsKeptOfASingleRunOnly) {
  EXPECT_EQ(replicate({"--replications", "2", "--history"}), kWrongUsage);
  EXPECT_EQ(replicate({"--replications", "0"}), kWrongUsage);
  EXPECT_EQ(replicate({"--replications", "2", "--seed", "18446744073709551615"}), kWrongUsage);
  EXPECT_EQ(replicate({"--precision", "asked=5%"}), kWrongUsage);
  EXPECT_TRUE(said("say how many, --replications N")) << err_;
}

TEST_F(CliReplications, AreComparedSeedBySeed) {
  replicate({"--replications", "5"}, "before");
  replicate({"--replications", "5", "--set", "phases.measure=18s"}, "after");
  const std::string before = folder_of("before"), after = folder_of("after");
  EXPECT_EQ(call({"diff", before, before}), kDone) << err_;
  EXPECT_THAT(out_, HasSubstr("no difference that is more than chance"));
  EXPECT_EQ(call({"diff", before, after, "--metric", "asked", "--fail-on", "asked>50%"}), kViolated)
      << out_ << err_;
  EXPECT_THAT(out_, HasSubstr("asked count"));
  EXPECT_TRUE(said("FAIL asked>50%")) << err_;
  EXPECT_EQ(call({"diff", before, after, "--fail-on", "asked<1%"}), kDone) << "it rose";
  EXPECT_EQ(call({"diff", before, after, "--fail-on", "askd>5%"}), kWrongUsage);
  EXPECT_TRUE(said("no metric \"askd\"; did you mean \"asked\"?")) << err_;
  EXPECT_EQ(call({"diff", before, after, "--fail-on", "asked"}), kWrongUsage);
}

TEST_F(CliReplications, OfOtherSeedsCannotBeCompared) {
  replicate({"--replications", "5"}, "before");
  replicate({"--replications", "4"}, "after");
  EXPECT_EQ(call({"diff", folder_of("before"), folder_of("after")}), kWrongUsage);
  EXPECT_TRUE(said("nothing can be paired")) << err_;
  EXPECT_EQ(call({"summary", file("nowhere")}), kIoError);
}

}  // namespace
}  // namespace sim
