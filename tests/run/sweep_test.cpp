// The parts of a sweep: who takes which runs, what `where` says, what a line of a shard tells.
#include <filesystem>
#include <map>
#include <unistd.h>

#include <gmock/gmock.h>

#include "sim/run/report/csv.h"
#include "sim/run/report/run_folder.h"
#include "sim/run/scenario/condition.h"
#include "sim/run/sweep/shard.h"
#include "sim/run/sweep/stop_rule.h"
#include "sim/run/sweep/sweep_tables.h"

namespace sim {
namespace {
namespace fs = std::filesystem;

using ::testing::HasSubstr;

Environment environment(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const char* name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

Shard shard(std::string_view text, std::map<std::string, std::string> values = {}) {
  const Parsed<Shard> parsed = parse_shard(text, environment(std::move(values)));
  EXPECT_TRUE(parsed.ok()) << parsed.mistake;
  return parsed.value;
}

TEST(ShardOption, CountsFromNoughtOrFromOne) {
  EXPECT_EQ(shard("0/4"), (Shard{0, 4}));
  EXPECT_EQ(shard("3/4"), (Shard{3, 4}));
  EXPECT_EQ(shard("4/4"), (Shard{0, 4}));
}

TEST(ShardOption, RefusesWhatIsNoPart) {
  for (const char* text : {"", "4", "5/4", "0/0", "-1/4", "a/b", "1/2/3"})
    EXPECT_THAT(parse_shard(text, environment({})).mistake, HasSubstr("write e.g. 1/4")) << text;
}

TEST(ShardOption, AutoIsEverythingWhereNobodyLaunchedIt) {
  EXPECT_EQ(shard("auto"), (Shard{0, 1}));
}

TEST(ShardOption, AutoCountsTheTasksOfAnArrayFromItsFirstByItsStep) {
  EXPECT_EQ(shard("auto", {{"SLURM_ARRAY_TASK_ID", "7"},
                           {"SLURM_ARRAY_TASK_MIN", "3"},
                           {"SLURM_ARRAY_TASK_STEP", "2"},
                           {"SLURM_ARRAY_TASK_COUNT", "4"}}),
            (Shard{2, 4}));
}

TEST(ShardOption, AutoBelievesMpirunBeforeSlurmWhoseRankIsThatOfTheScript) {
  const std::map<std::string, std::string> inherited = {{"OMPI_COMM_WORLD_RANK", "1"},
                                                        {"OMPI_COMM_WORLD_SIZE", "2"},
                                                        {"SLURM_PROCID", "0"},
                                                        {"SLURM_NTASKS", "4"}};
  EXPECT_EQ(shard("auto", inherited), (Shard{1, 2}));
  EXPECT_EQ(shard("auto", {{"SLURM_PROCID", "2"}, {"SLURM_NTASKS", "4"}}), (Shard{0, 1}))
      << "no step: a batch script";
  EXPECT_EQ(shard("auto", {{"SLURM_PROCID", "2"}, {"SLURM_NTASKS", "4"}, {"SLURM_STEP_ID", "0"}}),
            (Shard{2, 4}));
  EXPECT_EQ(shard("auto", {{"PMI_RANK", "2"}, {"PMI_SIZE", "3"}}), (Shard{2, 3}));
}

TEST(ShardOption, AutoDividesTheTasksOfAnArrayAmongTheirRanks) {
  EXPECT_EQ(shard("auto", {{"SLURM_ARRAY_TASK_ID", "1"},
                           {"SLURM_ARRAY_TASK_MIN", "0"},
                           {"SLURM_ARRAY_TASK_COUNT", "3"},
                           {"OMPI_COMM_WORLD_RANK", "1"},
                           {"OMPI_COMM_WORLD_SIZE", "2"}}),
            (Shard{3, 6}));
}

std::optional<bool> is_so(std::string_view condition) {
  const Parsed<Condition> parsed = parse_condition(condition);
  EXPECT_TRUE(parsed.ok()) << parsed.mistake;
  return holds(parsed.value, [](const std::string& field) -> std::optional<std::int64_t> {
    if (field == "n") return 3;
    if (field == "r") return 2;
    return std::nullopt;
  });
}

TEST(ConditionText, ComparesSumsOfFieldsAndNumbers) {
  EXPECT_EQ(is_so("r + 2 > n"), true);
  EXPECT_EQ(is_so("r + 1 > n"), false);
  EXPECT_EQ(is_so("r + 1 >= n"), true);
  EXPECT_EQ(is_so("n - r == 1"), true);
  EXPECT_EQ(is_so("n != r + 1"), false);
  EXPECT_EQ(is_so("r <= n - 2"), false);
  EXPECT_EQ(is_so("r < -1"), false);
  EXPECT_EQ(is_so("w < 1"), std::nullopt);
}

TEST(ConditionText, RefusesWhatIsNoComparison) {
  for (const char* text : {"", "r", "r +", "r n > 1", "r > 1 > 0", "> 1", "r > ", "+ r > 1"})
    EXPECT_FALSE(parse_condition(text).ok()) << text;
}

SweepRow row(std::uint64_t run, std::int64_t p99_us = 1500) {
  return {run,
          run + 1,
          "0123456789ab",
          "pass",
          "",
          100 + run,
          "00000000000000ff",
          {{"availability", "all", {999, 3}, "ratio"},
           {"get.availability", "all", {999, 3}, "ratio"},
           {"get.count", "all", {1000, 0}, "count"},
           {"get.latency.p99", "all", {p99_us, 3}, "ms"},
           {"get.latency.p99", "site=a", {1, 0}, "ms"}}};
}

TEST(SweepLine, IsReadAsItWasWritten) {
  const std::string line = line_of(row(7));
  const std::optional<SweepRow> read = row_of(line);
  ASSERT_TRUE(read);
  EXPECT_EQ(line_of(*read), line);
  EXPECT_EQ(read->metrics[3].value, (Decimal{1500, 3}));
}

TEST(SweepLine, ThatIsTornIsNone) {
  const std::string line = line_of(row(7));
  for (std::size_t length = 0; length < line.size(); ++length)
    EXPECT_FALSE(row_of(line.substr(0, length))) << length;
}

class Shards : public ::testing::Test {
 protected:
  ~Shards() override { fs::remove_all(folder_); }
  std::string content(const char* name) const { return file_content(folder_ / "shards" / name); }
  const fs::path folder_ =
      fs::temp_directory_path() / ("dynamosim-shards-" + std::to_string(::getpid()) + "-" +
                                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(Shards, GoOnBehindTheLastWholeLine) {
  {
    ShardFile file(folder_, "abc", {1, 3});
    file.add(row(1));
    file.add(row(4));
  }
  const fs::path path = folder_ / "shards" / "part-00001-of-00003.ndjson";
  const std::string whole = file_content(path);
  write_file(path, whole.substr(0, whole.size() - 20));  // killed while it wrote
  ShardFile file(folder_, "abc", {1, 3});
  ASSERT_EQ(file.rows().size(), 1u);
  file.add(row(4));
  EXPECT_EQ(file_content(path), whole);
}

TEST_F(Shards, OfAnotherSweepAreBegunAnew) {
  ShardFile(folder_, "abc", {0, 1}).add(row(0));
  EXPECT_TRUE(ShardFile(folder_, "def", {0, 1}).rows().empty());
}

TEST_F(Shards, AreGatheredInTheOrderOfTheRuns) {
  ShardFile odd(folder_, "abc", {1, 2}), even(folder_, "abc", {0, 2});
  odd.add(row(1));
  odd.add(row(3));
  even.add(row(0));
  even.add(row(2));
  const Gathered all = gather({folder_});
  EXPECT_EQ(all.sweep, "abc");
  ASSERT_EQ(all.rows.size(), 4u);
  for (std::uint64_t run = 0; run < 4; ++run) EXPECT_EQ(all.rows[run].run, run);
}

TEST_F(Shards, ThatDisagreeAreRefused) {
  ShardFile(folder_, "abc", {0, 1}).add(row(0));
  ShardFile(folder_, "abc", {0, 2}).add(row(0));
  EXPECT_EQ(gather({folder_}).rows.size(), 1u) << "the same run twice, and alike";
  ShardFile(folder_, "abc", {0, 3}).add(row(0, 1600));
  EXPECT_THROW(gather({folder_}), FileError);
}

TEST_F(Shards, OfTwoSweepsAreRefused) {
  ShardFile(folder_, "abc", {0, 1}).add(row(0));
  ShardFile(folder_, "def", {0, 2}).add(row(0));
  EXPECT_THROW(gather({folder_}), FileError);
}

SweepColumns two_points() {
  return {
      "abc", "x", {"dynamo.r", "dynamo.versioning"}, {{"1", "\"vector-clock\""}, {"2", "\"a,b\""}},
      1,     2};
}

TEST(SweepTables, HaveARowARunWithItsParametersAndTheMetricsOfTheWholeStore) {
  const std::vector<SweepRow> rows{row(0), row(1), row(2), row(3)};
  const std::string csv = runs_csv(two_points(), rows);
  EXPECT_THAT(csv, HasSubstr("run_id,scenario,seed,dynamo.r,dynamo.versioning,verdict,failure,"
                             "events_count,fingerprint,availability_ratio,get.availability_ratio,"
                             "get.count_count,get.latency.p99_ms\n"));
  EXPECT_THAT(csv, HasSubstr("0123456789ab,x,1,1,vector-clock,pass,,100,00000000000000ff,0.999,"
                             "0.999,1000,1.5\n"));
  EXPECT_THAT(csv, HasSubstr(",3,2,\"a,b\",pass,"));
}

TEST(SweepTables, GiveEachPointItsMeanAndItsInterval) {
  const std::vector<SweepRow> rows{row(0, 1000), row(1, 2000), row(2), row(3)};
  const std::vector<PointMetric> metrics = point_metrics(two_points(), rows);
  ASSERT_EQ(metrics.size(), 10u);
  const PointMetric& p99 = metrics[3];
  EXPECT_EQ(p99.metric, "get.latency.p99");
  EXPECT_DOUBLE_EQ(p99.mean, 1.5);
  EXPECT_NEAR(p99.interval->half_width(), 12.7062 * 0.5, 1e-3);  // t of one degree of freedom
}

TEST(SweepTables, KnowNoAvailabilityForCertainBecauseAllRunsHadTheSame) {
  const std::vector<SweepRow> rows{row(0), row(1), row(2), row(3)};
  const PointMetric availability = point_metrics(two_points(), rows)[0];
  ASSERT_TRUE(availability.interval);
  EXPECT_NEAR(availability.interval->low, 0.99636, 1e-5);  // Wilson: 1998 of 2000
  EXPECT_NEAR(availability.interval->high, 0.99973, 1e-5);
}

TEST(NumberText, HasWholeNumbersWhereDigitsAreNoise) {
  EXPECT_EQ(number_text(0.125), "0.125");
  EXPECT_EQ(number_text(1234567890123.4), "1234567890123");
  EXPECT_EQ(number_text(-0.0), "0");
}

TEST(StopRule, CountsTheRunsInTheirOrder) {
  std::vector<SweepRow> rows;
  for (std::uint64_t run = 0; run < 20; ++run)
    rows.push_back(row(run, run < 4 ? 1000 + 400 * static_cast<std::int64_t>(run) : 1500));
  EXPECT_FALSE(precise_after(std::span(rows).first(4), {"get.latency.p99", 1.0})) << "too few";
  const auto enough = precise_after(rows, {"get.latency.p99", 0.1});
  ASSERT_TRUE(enough);
  EXPECT_GT(*enough, 5u);
  EXPECT_FALSE(precise_after(std::span(rows).first(*enough - 1), {"get.latency.p99", 0.1}));
  EXPECT_FALSE(precise_after(rows, {"no.such", 0.1}));
}

}  // namespace
}  // namespace sim
