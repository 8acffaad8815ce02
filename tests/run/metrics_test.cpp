// Metrics are told as they are reported: each that a run reports, and none besides.
#include "sim/run/scenario/metrics.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "sim/run/report/columns.h"
#include "sim/run/report/csv.h"
#include "sim/run/report/tables.h"
#include "tests/run/report_fixture.h"
#include "tests/support/shipped_scenario.h"

namespace test {
namespace {

/// Carts, for they have metrics of their own, and every kind of operation on them.
const std::vector<std::string> kEveryKindOfOperation = {
    R"(workloads[0].mix={"get":0.4,"put":0.2,"read_modify_write":0.2,"insert":0.1,"delete":0.1})"};

TEST(Metrics, AreToldAsRunsReportThem) {
  std::map<std::string, std::string> told, reported;  // units by name
  for (const sim::MetricInfo& metric : sim::metrics_of(dynamo::model())) {
    EXPECT_TRUE(told.emplace(metric.name, metric.unit).second) << metric.name << " twice";
    EXPECT_NE(metric.doc, "") << metric.name;
  }
  const auto look_at = [&](const std::string& scenario, std::vector<std::string> overrides) {
    const ShippedRun run(scenario, std::move(overrides));
    for (const sim::SummaryRow& row : run.result().results.summary)
      reported.emplace(row.metric, row.unit);
  };
  look_at("dynamo/cart.json", kEveryKindOfOperation);
  look_at("dynamo/join.json", {});
  look_at("faults/crash.json", {});
  look_at("faults/partition.json", {});
  look_at(
      "dynamo/healthy.json",
      {R"(dynamo.buggify.sites=["repeat-write","refuse-hint","skip-hint-scan","repeat-handoff",)"
       R"("abandon-exchange","ignore-gossip","repeat-gossip","skip-repair","write-through"])"});
  EXPECT_EQ(told, reported);
}

TEST(Metrics, AModelThatTellsNothingHasNone) {
  EXPECT_TRUE(sim::metrics_of({"silent", "", "", nullptr}).empty());
}

TEST(TableColumns, AreToldAsTablesHaveThem) {
  std::set<std::pair<std::string, std::string>> told, written;
  for (const sim::ColumnInfo& column : sim::table_columns())
    told.emplace(column.table, column.name);
  const sim::RunResult run = sim::small_result();
  for (const sim::OutputFile& file :
       {sim::summary_csv(run), sim::latency_csv(run), sim::timeseries_csv(run),
        sim::staleness_csv(run), sim::nodes_csv(run), sim::faults_csv(run), sim::sides_csv(run),
        sim::messages_csv(run), sim::checks_csv(run), sim::checkpoints_csv(run),
        sim::events_csv(run), sim::effects_csv(run)}) {
    for (const std::string& cell : sim::cells_of(file.content.substr(0, file.content.find('\n'))))
      if (cell != "keys_count") written.emplace(file.name, cell);  // a model's own
  }
  EXPECT_EQ(told, written);
  EXPECT_EQ(sim::explain_columns("recovery_ms"),
            "recovery_ms\n    from its end to the last operation that failed before another fault "
            "struck\n    column of faults.csv\n");
}

}  // namespace
}  // namespace test
