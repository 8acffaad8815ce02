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

}  // namespace
}  // namespace test
