// Numbers for people, and the screen that shows them.
#include <regex>
#include <sstream>

#include <gtest/gtest.h>

#include "report_fixture.h"
#include "sim/run/report/human.h"
#include "sim/run/report/summary.h"

namespace sim {
namespace {

TEST(ReportHuman, LatenciesHaveThreeDigits) {
  EXPECT_EQ(latency_text(0ns), "0 ns");
  EXPECT_EQ(latency_text(999ns), "999 ns");
  EXPECT_EQ(latency_text(1ms + 429us), "1.42 ms");
  EXPECT_EQ(latency_text(12ms + 39us), "12.0 ms");
  EXPECT_EQ(latency_text(301ms), "301 ms");
  EXPECT_EQ(latency_text(12345ms), "12.3 s");
}

TEST(ReportHuman, SpansAreExactToTheMillisecond) {
  EXPECT_EQ(span_text(0s), "0s");
  EXPECT_EQ(span_text(250ms), "250ms");
  EXPECT_EQ(span_text(20500ms), "20.5s");
  EXPECT_EQ(span_text(90s), "1min 30s");
  EXPECT_EQ(span_text(2h), "2h");
  EXPECT_EQ(span_text(31204ms), "31.204s");
  EXPECT_EQ(span_text(572ms + 600us), "572ms");
  EXPECT_EQ(span_text(600us), "600 us");
}

TEST(ReportHuman, CountsAndBytes) {
  EXPECT_EQ(count_text(12), "12");
  EXPECT_EQ(count_text(1234567), "1,234,567");
  EXPECT_EQ(short_count_text(1234567), "1.23 M");
  EXPECT_EQ(bytes_text(1023), "1023 B");
  EXPECT_EQ(bytes_text(1536), "1.50 KiB");
}

TEST(ReportHuman, ARatioBelowOneNeverReadsAsHundredPercent) {
  EXPECT_EQ(percent_text(Decimal{999'999'999, 9}), "99.9999 %");
  EXPECT_EQ(percent_text(Decimal::whole(1)), "100 %");
  EXPECT_EQ(percent_text(Decimal{5, 1}), "50 %");
}

TEST(ReportHuman, ValuesFollowTheHabitOfTheirUnit) {
  EXPECT_EQ(value_text(Decimal{12'345'678, 6}, "ms"), "12.3 ms");
  EXPECT_EQ(value_text(Decimal{20001234, 4}, "per_s"), "2000.1234 /s");
  EXPECT_EQ(value_text(Decimal::whole(2048), "bytes"), "2.00 KiB");
  EXPECT_EQ(value_text(Decimal{123456789, 8}, "count"), "1.2346");
}

TEST(ReportSummary, FitsAHundredColumnsAndIsAscii) {
  RunResult run = small_result();
  run.why = std::string(300, 'x');
  run.faults[0].target = std::string(300, 'y');
  std::istringstream lines(summary_text(run, "0123456789ab"));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 100u) << line;
    EXPECT_TRUE(line.empty() || line.back() != ' ') << line;
  }
}

TEST(ReportSummary, ShowsWhatAPersonAsksFirst) {
  const std::string text = summary_text(small_result(), "0123456789ab");
  for (const char* part :
       {"zone-outage: A cart rides out", "seed 7, run 0123456789ab", "99.9634 %", "cart put",
        "crash", "35s", "PASS  survives", "FAIL  fresh", "skip  idle", "first at 31.204s",
        "PASS  availability >= 99.95%", "not measured", "1,234,567 events", "0123456789abcdef",
        "FAIL  1 of 3 invariants hold (1 not looked at), 1 of 2 expectations met"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

TEST(ReportSummary, ARunCutShortSaysWhere) {
  RunResult run = small_result();
  run.status = RunResult::Status::kInterrupted;
  run.ended_at = at(20s);
  EXPECT_NE(summary_text(run, "x").find("INTERRUPTED at 20s of 1min 15s"), std::string::npos);
}

TEST(ReportSummary, ARunCutShortInTheWarmupSaysThatNothingWasMeasured) {
  RunResult run = small_result();
  run.status = RunResult::Status::kStopped;
  run.ended_at = at(9s);
  EXPECT_NE(summary_text(run, "x").find("nothing was measured yet"), std::string::npos);
  run.ended_at = at(20s);
  EXPECT_EQ(summary_text(run, "x").find("nothing was measured yet"), std::string::npos);
}

TEST(ReportSummary, PaintingChangesColoursOnly) {
  const std::string text = summary_text(small_result(), "0123456789ab");
  const std::string colours = painted(text);
  EXPECT_NE(colours, text);
  EXPECT_EQ(std::regex_replace(colours, std::regex("\x1b\\[[0-9;]*m"), ""), text);
}

}  // namespace
}  // namespace sim
