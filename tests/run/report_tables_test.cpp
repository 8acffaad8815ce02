// The bytes of each file of a run folder, from a result made by hand.
#include <gtest/gtest.h>

#include "report_fixture.h"
#include "sim/run/report/csv.h"
#include "sim/run/report/summary.h"
#include "sim/run/report/tables.h"

namespace sim {
namespace {

TEST(ReportCsv, QuotesWhatRfc4180WantsQuoted) {
  Csv csv({"a", "b"});
  csv.text("x,y").text("say \"no\"").end();
  csv.text("two\nlines").missing().end();
  EXPECT_EQ(csv.content(), "a,b\n\"x,y\",\"say \"\"no\"\"\"\n\"two\nlines\",\n");
  EXPECT_EQ(csv.rows(), 2u);
}

TEST(ReportCsv, RefusesARowOfAnotherWidth) {
  Csv csv({"a", "b"});
  csv.text("only one");
  EXPECT_THROW(csv.end(), InternalError);
}

TEST(ReportTables, SummaryIsSortedByMetricAndScope) {
  const OutputFile file = summary_csv(small_result());
  EXPECT_EQ(file.content,
            "metric,scope,value,unit,ci_low,ci_high\n"
            "availability,all,0.999634,ratio,0.999393914,0.999874086\n"
            "availability,\"workload=cart, big\",1,ratio,,\n"
            "put.latency.p99,all,12.345678,ms,,\n");
  EXPECT_EQ(file.rows, 3u);
}

TEST(ReportTables, LatencyHasEveryQuantileOfEveryHistogramThatHasValues) {
  const OutputFile file = latency_csv(small_result());
  EXPECT_EQ(file.content.substr(0, 104),
            "workload,op,status,quantile,latency_ms,count\n"
            "cart,get,fail,0,0.001,1\n"
            "cart,get,fail,0.01,0.001,1\n"
            "cart,get");
  EXPECT_NE(file.content.find("cart,put,ok,0,0.001,1000\n"), std::string::npos);
  EXPECT_NE(file.content.find("cart,put,ok,1,1,1000\n"), std::string::npos);
  EXPECT_EQ(file.content.find("unknown"), std::string::npos);
  EXPECT_EQ(file.rows, 3u * 14u);
}

TEST(ReportTables, TimeseriesIsSortedByTime) {
  EXPECT_EQ(timeseries_csv(small_result()).content,
            "t_s,metric,scope,value,unit\n"
            "10.5,throughput,all,19,per_s\n"
            "11,throughput,all,20,per_s\n");
}

TEST(ReportTables, StalenessWithoutReadsHasNoProbability) {
  EXPECT_EQ(staleness_csv(small_result()).content,
            "t_after_write_ms,probability_ratio,reads_count\n"
            "1,0.666666667,3\n"
            "2.5,,0\n");
}

TEST(ReportTables, NodesCarryTheirPlaceAndTheModelsColumns) {
  EXPECT_EQ(nodes_csv(small_result()).content,
            "node,site,rack,region,keys_count\n"
            "1a-0,1a,1a/r0,us,10\n"
            "1b-0,1b,1b/r0,us,12\n");
}

TEST(ReportTables, AFaultThatNeverEndedHasNoEnd) {
  EXPECT_EQ(faults_csv(small_result()).content,
            "fault_id,kind,target,start_ns,end_ns,messages_stopped_count,"
            "operations_failed_meanwhile_count,first_error_ms,recovery_ms\n"
            "0,crash,1a-0,15000000000,25000000000,12,0,,0\n"
            "1,partition,1a | 1b,35000000000,,40,2,1.5,\n");
}

TEST(ReportTables, SidesOfPartitionsHaveTheirClientsAvailability) {
  EXPECT_EQ(sides_csv(small_result()).content,
            "fault_id,side,operations_count,ok_count,availability_ratio\n"
            "1,1a,8,6,0.75\n"
            "1,1b,0,0,\n");
}

TEST(ReportTables, EffectsAreWithAndWithoutAFault) {
  EXPECT_EQ(effects_csv(small_result()).content,
            "fault,kind,metric,with_value,without_value,unit\n"
            "/faults/0,crash,get.fail,3,0,count\n"
            "/faults/1,partition,dynamo.detection.crashes,,1,count\n");
  EXPECT_EQ(effects_text(small_result()),
            "\nwhat each fault changed                   with it  without it\n"
            "  /faults/0              crash  get.fail        3           0\n"
            "  all of it in effects.csv\n");
}

TEST(ReportTables, MessagesAreCountedByPurpose) {
  EXPECT_EQ(messages_csv(small_result()).content,
            "purpose,sent_count,sent_bytes,delivered_count,lost_count,blocked_count,late_count,"
            "in_flight_count,duplicated_count,reordered_count\n"
            "ack,0,0,0,0,0,0,0,0,0\n"
            "read,10,2048,7,1,1,1,0,0,0\n");
}

TEST(ReportTables, ChecksHoldExpectationsAndInvariantsWithTheirFirstViolation) {
  EXPECT_EQ(
      checks_csv(small_result()).content,
      "kind,check,verdict,evaluations_count,failures_count,budget_spent_ratio,first_violation_ns,"
      "key,message\n"
      "expectation,availability,pass,1,0,0.732,,,\"measured 0.999634 ratio, expected >= "
      "99.95%; 73.2 % of the error budget spent\"\n"
      "expectation,put.latency.p9,fail,1,1,,,,\"nothing measured, expected <= 5ms\"\n"
      "invariant,fresh,fail," +
          std::to_string(small_result().checks.all()[1].evaluations()) +
          ",1,,31204000000,k17,\"read \"\"old\"\", expected new\"\n"
          "invariant,idle,skipped,0,0,,,,never looked at\n"
          "invariant,survives,pass,5,0,,,,acknowledged writes survive\n");
}

TEST(ReportTables, ViolationsAreOneJsonObjectALine) {
  const OutputFile file = violations_ndjson(small_result(), "dynamosim run scenario.json");
  EXPECT_EQ(file.content, R"({"invariant":"fresh","time":31204000000,"key":"k17",)"
                          R"("versions":[],"evidence":"read \"old\", expected new",)"
                          R"("replay":"dynamosim run scenario.json"})"
                          "\n");
}

TEST(ReportTables, HistoryIsTheLinesOfTheModel) {
  EXPECT_EQ(history_ndjson(small_result()).content, "{\"index\":0}\n{\"index\":1}\n");
}

}  // namespace
}  // namespace sim
