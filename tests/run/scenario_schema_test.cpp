// The schema and the reference against what the decoder accepts.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/run/scenario_support.h"

namespace test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Case {
  std::string text;
  bool good;
};

/// Whether Python's jsonschema judges every case as expected; nullopt: it is not installed.
std::optional<bool> judged(const std::vector<Case>& cases) {
  if (std::system("/usr/bin/python3 -c 'import jsonschema' 2>/dev/null") != 0) return std::nullopt;
  const auto folder = std::filesystem::path(::testing::TempDir()) / "scenario_schema_test";
  std::filesystem::create_directories(folder);
  const std::string schema = (folder / "schema.json").string();
  std::ofstream(schema) << scenario_schema(toy_models());
  const auto script = std::filesystem::path(__FILE__).parent_path() / "schema_check.py";
  std::string command = "/usr/bin/python3 " + script.string() + " " + schema;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string file = (folder / (std::to_string(i) + ".json")).string();
    std::ofstream(file) << cases[i].text;
    command += (cases[i].good ? " " : " --bad ") + file;
  }
  return std::system(command.c_str()) == 0;
}

TEST(ScenarioSchema, AcceptsAndRefusesWhatTheDecoderDoes) {
  std::vector<Case> cases = {{kGood, true}, {parse(kGood).scenario->resolved, true}};
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
    cases.push_back({with(kGood, from, to), false});
    EXPECT_FALSE(parse(cases.back().text).scenario) << to;
  }
  const auto agreed = judged(cases);
  if (!agreed) GTEST_SKIP() << "python3-jsonschema is not installed";
  EXPECT_TRUE(*agreed);
}

TEST(Explain, ListsEveryFieldOfTheWorldAndTheModels) {
  const std::string all = explain_fields(toy_models(), "", true).text;
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

TEST(Explain, GivesAnOverviewOfALineEachIfNoFieldIsNamed) {
  const std::string overview = explain_fields(toy_models(), "").text;
  EXPECT_THAT(overview, HasSubstr("\nphases.warmup "));
  EXPECT_THAT(overview, HasSubstr("\nfaults[].crash "));
  EXPECT_THAT(overview, Not(HasSubstr("faults[].crash.")));
  EXPECT_LT(std::count(overview.begin(), overview.end(), '\n'), 100);
}

TEST(Explain, ShowsWhatIsDirectlyBelowAGroup) {
  const std::string crash = explain_fields(toy_models(), "faults.crash").text;
  EXPECT_THAT(crash, HasSubstr("\n    .keeps "));
  EXPECT_THAT(crash, Not(HasSubstr("target.any")));
}

TEST(Explain, ProposesTheFieldThatWasMeant) {
  const Explained explained = explain_fields(toy_models(), "toy.strategi");
  EXPECT_THAT(explained.text, IsEmpty());
  EXPECT_THAT(explained.nearest, ElementsAre("toy.strategy"));
}

}  // namespace
}  // namespace test
