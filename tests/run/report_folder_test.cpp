// Run ids, manifests, and folders that are whole or not there.
#include <filesystem>
#include <set>
#include <unistd.h>

#include <gtest/gtest.h>

#include "report_fixture.h"
#include "sim/run/report/digest.h"
#include "sim/run/report/run_folder.h"

namespace sim {
namespace {
namespace fs = std::filesystem;

class ReportFolder : public ::testing::Test {
 protected:
  ReportFolder()
      : out_(fs::temp_directory_path() /
             ("dynamosim-report-" + std::to_string(::getpid()) + "-" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::remove_all(out_);
  }
  ~ReportFolder() override { fs::remove_all(out_); }

  FolderOptions options() const {
    FolderOptions options;
    options.out = out_;
    return options;
  }
  fs::path folder() const { return folder_of(small_request(), out_); }
  std::set<std::string> names(const fs::path& path) const {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(path)) found.insert(entry.path().filename());
    return found;
  }

  const fs::path out_;
};

TEST(ReportDigest, KnownAnswers) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(xxh3_128_hex(""), "99aa06d3014798d86001c324468d497f");
}

TEST(ReportRunId, IsTheSameForTheSameRequestEverywhere) {
  EXPECT_EQ(run_id(small_request()), run_id(small_request()));
  EXPECT_EQ(run_id(small_request()).size(), 12u);
}

TEST(ReportRunId, DependsOnEveryPartOfTheRequest) {
  std::set<std::string> ids{run_id(small_request())};
  RunRequest request = small_request();
  request.seed = 8;
  ids.insert(run_id(request));
  request = small_request();
  request.resolved += " ";
  ids.insert(run_id(request));
  request = small_request();
  request.until = 3s;
  ids.insert(run_id(request));
  EXPECT_EQ(ids.size(), 4u);
}

TEST_F(ReportFolder, HoldsEveryFileAndNothingElse) {
  ASSERT_FALSE(write_run(small_request(), small_result(), options()));
  EXPECT_EQ(names(folder()),
            (std::set<std::string>{"run.json", "scenario.json", "summary.csv", "summary.txt",
                                   "latency.csv", "timeseries.csv", "staleness.csv", "nodes.csv",
                                   "messages.csv", "faults.csv", "sides.csv", "checks.csv",
                                   "checkpoints.csv", "violations.ndjson"}));
  EXPECT_EQ(names(folder().parent_path()), (std::set<std::string>{folder().filename(), "latest"}));
  EXPECT_EQ(fs::read_symlink(folder().parent_path() / "latest"), folder().filename());
}

TEST_F(ReportFolder, EqualRunsGiveEqualManifestsWithoutAHost) {
  write_run(small_request(), small_result(), options());
  const std::string first = file_content(folder() / "run.json");
  fs::remove_all(out_);
  write_run(small_request(), small_result(), options());
  EXPECT_EQ(file_content(folder() / "run.json"), first);
  EXPECT_EQ(first.find("\"host\""), std::string::npos);
  EXPECT_EQ(first.find(out_.string()), std::string::npos);
}

TEST_F(ReportFolder, AHostAddsItsObjectAndChangesNothingElse) {
  const std::string without = manifest_json(small_request(), small_result(), {}, std::nullopt);
  HostInfo host;
  host.command = {"dynamosim", "run", "x.json"};
  host.wall_us = 1500;
  const std::string with = manifest_json(small_request(), small_result(), {}, host);
  const std::size_t start = with.find(",\n  \"host\": {");
  ASSERT_NE(start, std::string::npos);
  EXPECT_EQ(with.substr(0, start) + "\n}\n", without);
}

TEST_F(ReportFolder, FindsAFinishedRunOfTheSameRequest) {
  EXPECT_FALSE(find_run(small_request(), options(), true));
  write_run(small_request(), small_result(), options());
  const auto found = find_run(small_request(), options(), true);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->failed);
  EXPECT_TRUE(found->unknown_metric);
}

TEST_F(ReportFolder, RunsAgainWhereTheHistoryIsWantedAndMissing) {
  write_run(small_request(), small_result(), options());
  FolderOptions with_history = options();
  with_history.extras.history = true;
  EXPECT_FALSE(find_run(small_request(), with_history, true));
  write_run(small_request(), small_result(), with_history);
  EXPECT_TRUE(find_run(small_request(), with_history, true));
  EXPECT_TRUE(find_run(small_request(), options(), true));
}

TEST_F(ReportFolder, AnInterruptedRunIsNotUpToDate) {
  RunResult run = small_result();
  run.status = RunResult::Status::kInterrupted;
  EXPECT_FALSE(write_run(small_request(), run, options()));
  EXPECT_NE(file_content(folder() / "run.json").find("\"interrupted\""), std::string::npos);
  EXPECT_FALSE(find_run(small_request(), options(), true));
}

TEST_F(ReportFolder, AnInterruptedRunDoesNotReplaceACompleteOne) {
  write_run(small_request(), small_result(), options());
  const std::string before = file_content(folder() / "run.json");
  RunResult run = small_result();
  run.status = RunResult::Status::kInterrupted;
  EXPECT_TRUE(write_run(small_request(), run, options()));
  EXPECT_EQ(file_content(folder() / "run.json"), before);
}

TEST_F(ReportFolder, OfTwoInterruptedRunsTheOneThatGotFartherStays) {
  const auto interrupted = [](Duration after) {
    RunResult run = small_result();
    run.status = RunResult::Status::kInterrupted;
    run.ended_at = at(after);
    return run;
  };
  EXPECT_FALSE(write_run(small_request(), interrupted(30s), options()));
  const std::string before = file_content(folder() / "run.json");
  const auto kept = write_run(small_request(), interrupted(20s), options());
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->ended_at, at(30s));
  EXPECT_EQ(file_content(folder() / "run.json"), before);
  EXPECT_FALSE(write_run(small_request(), interrupted(40s), options()));
  EXPECT_NE(file_content(folder() / "run.json"), before);
  FolderOptions force = options();
  force.force = true;
  EXPECT_FALSE(write_run(small_request(), interrupted(20s), force));
  EXPECT_FALSE(write_run(small_request(), small_result(), options())) << "a finished one replaces";
}

TEST_F(ReportFolder, AFolderOfSomethingElseIsNotTouchedWithoutForce) {
  fs::create_directories(folder());
  write_file(folder() / "thesis.txt", "mine");
  EXPECT_THROW(find_run(small_request(), options(), true), FileError);
  FolderOptions force = options();
  force.force = true;
  EXPECT_FALSE(find_run(small_request(), force, true));
  EXPECT_FALSE(write_run(small_request(), small_result(), force));
  EXPECT_FALSE(fs::exists(folder() / "thesis.txt"));
}

TEST_F(ReportFolder, AnOutputThatCannotBeWrittenIsAnErrorThatNamesIt) {
  fs::create_directories(out_);
  write_file(out_ / "zone-outage", "a file where a folder should be");
  try {
    write_run(small_request(), small_result(), options());
    FAIL();
  } catch (const FileError& error) {
    EXPECT_NE(std::string(error.what()).find("zone-outage"), std::string::npos);
  }
}

}  // namespace
}  // namespace sim
