// Dynamo's parameters in a scenario, as a user meets them.
#include <array>

#include <gtest/gtest.h>

#include "models/dynamo/dynamo.h"
#include "sim/run/scenario/scenario.h"

namespace test {
namespace {

TEST(DynamoScenario, WhereThereAreTooManyFieldsToListAnUnknownOneSaysWhereToLook) {
  const std::array models{dynamo::model()};
  const auto loaded = sim::load_scenario("scenarios/quickstart.json", models,
                                         {.overrides = {"dynamo.rr=3"}, .seed = {}});
  EXPECT_EQ(loaded.report(),
            "--set dynamo.rr=3: error: /dynamo/rr: unknown field; see: dynamosim explain dynamo\n"
            "1 error; nothing was run\n");
}

TEST(DynamoScenario, EqualPartitionsAreEnoughForTheLightestNodeOfUnequalOnes) {
  const std::array models{dynamo::model()};
  const auto report = [&](const std::string& partitions) {
    return sim::load_scenario("scenarios/quickstart.json", models,
                              {.overrides = {"dynamo.partitioning.strategy=equal-partitions",
                                             R"(dynamo.capacity=[{"of": ["1a-0"], "weight": 9}])",
                                             "dynamo.partitioning.partitions=" + partitions},
                               .seed = {}})
        .report();
  };
  EXPECT_EQ(report("20"), "");
  EXPECT_NE(report("19").find("19 partitions leave some of 12 nodes without any; at least 20"),
            std::string::npos)
      << report("19");
}

}  // namespace
}  // namespace test
