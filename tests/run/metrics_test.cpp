// The metrics that a scenario may expect are those that a run reports.
#include "sim/run/scenario/metrics.h"

#include <set>

#include <gtest/gtest.h>

#include "tests/support/shipped_scenario.h"

namespace test {
namespace {

/// Carts, for they have metrics of their own, and every kind of operation on them.
const std::vector<std::string> kEveryKindOfOperation = {
    R"(workloads[0].mix={"get":0.4,"put":0.2,"read_modify_write":0.2,"insert":0.1,"delete":0.1})"};

TEST(ClientMetrics, AreThoseThatARunWithEveryKindOfOperationReports) {
  const ShippedRun run("dynamo/cart.json", kEveryKindOfOperation);
  std::set<std::string> reported;
  for (const sim::SummaryRow& row : run.result().results.summary) {
    if (!row.metric.starts_with("dynamo.")) reported.insert(row.metric);
  }
  const auto& listed = sim::client_metrics();
  EXPECT_EQ(reported, std::set<std::string>(listed.begin(), listed.end()));
}

}  // namespace
}  // namespace test
