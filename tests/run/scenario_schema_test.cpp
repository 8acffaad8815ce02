// The schema and the reference against what the decoder accepts.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/run/scenario_support.h"

namespace test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Whether Python's jsonschema agrees; nullopt: it is not installed.
std::optional<bool> validates(const std::string& text, bool good) {
  if (std::system("/usr/bin/python3 -c 'import jsonschema' 2>/dev/null") != 0) return std::nullopt;
  const auto folder = std::filesystem::path(::testing::TempDir()) / "scenario_schema_test";
  std::filesystem::create_directories(folder);
  const auto schema = (folder / "schema.json").string(), file = (folder / "file.json").string();
  std::ofstream(schema) << scenario_schema(toy_models());
  std::ofstream(file) << text;
  const std::string script =
      (std::filesystem::path(__FILE__).parent_path() / "schema_check.py").string();
  const std::string command =
      "/usr/bin/python3 " + script + " " + schema + (good ? " " : " --bad ") + file;
  return std::system(command.c_str()) == 0;
}

TEST(ScenarioSchema, AcceptsAScenarioAndItsResolvedForm) {
  const auto good = validates(kGood, true);
  if (!good) GTEST_SKIP() << "python3-jsonschema is not installed";
  EXPECT_TRUE(*good);
  EXPECT_TRUE(*validates(parse(kGood).scenario->resolved, true));
}

TEST(ScenarioSchema, RefusesWhatTheDecoderRefuses) {
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"\"measure\"", "\"measre\""},
      {"\"10s\"", "10"},
      {"\"model\": \"toy\"", "\"model\": \"tpy\""},
      {"\"n\": 3", "\"n\": 13"},
      {"\"any\": 1", "\"any\": 1, \"site\": \"1a\""},
      {"\"sigma\": 0.4", "\"sgima\": 0.4"},
      {"\"idle\"", "\"idel\""},
  };
  for (const auto& [from, to] : changes) {
    const std::string text = with(kGood, from, to);
    EXPECT_FALSE(parse(text).scenario) << to;
    const auto refused = validates(text, false);
    if (!refused) GTEST_SKIP() << "python3-jsonschema is not installed";
    EXPECT_TRUE(*refused) << to;
  }
}

TEST(Explain, ListsEveryFieldOfTheWorldAndTheModels) {
  const std::string all = explain_fields(toy_models(), "").text;
  for (const char* field :
       {"phases.measure\n", "topology.sites[].racks\n", "topology.links[].latency\n",
        "hosts.clock_drift\n", "toy.strategy\n", "workloads[].arrival.closed.clients\n",
        "faults[].crash.keeps\n", "faults[].link.latency_factor\n", "faults[].one_way\n",
        "expect.<name>\n", "series_interval\n", "distribution.lognormal.sigma\n",
        "distribution.mixture[].weight\n"})
    EXPECT_THAT(all, HasSubstr(field));
}

TEST(Explain, TellsTypeDefaultAndRange) {
  EXPECT_EQ(explain_fields(toy_models(), "toy.r").text,
            "toy.r\n    replies that a read waits for\n    whole number; default 2; 1 to 9\n");
}

TEST(Explain, ProposesTheFieldThatWasMeant) {
  const Explained explained = explain_fields(toy_models(), "toy.strategi");
  EXPECT_THAT(explained.text, IsEmpty());
  EXPECT_THAT(explained.nearest, ElementsAre("toy.strategy"));
}

}  // namespace
}  // namespace test
