// Every shipped scenario behaves as it did when its fingerprint was written down, and holds what it
// promises. A commit that changes a line of fingerprints.csv says in its body why that is right.
#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/shipped_scenario.h"

namespace test {
namespace {

constexpr const char* kList = "tests/golden/fingerprints.csv";

/// The queueing ones run in tests/truth, those of scale/ smaller in scale_test.cpp, and those of
/// papers/ in scripts/papers.
constexpr const char* kElsewhere[] = {"queueing/", "scale/", "papers/"};

/// Shipped scenarios, as paths below scenarios/, in order.
std::vector<std::string> shipped() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("scenarios")) {
    const std::string name = entry.path().lexically_relative("scenarios").generic_string();
    const bool is_scenario = entry.path().extension() == ".json" && !name.starts_with("schema/");
    const bool runs_here = std::none_of(std::begin(kElsewhere), std::end(kElsewhere),
                                        [&](const char* part) { return name.starts_with(part); });
    if (is_scenario && runs_here) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::map<std::string, std::string> golden() {
  std::map<std::string, std::string> fingerprints;
  std::ifstream file(kList);
  for (std::string line; std::getline(file, line);) {
    const std::size_t comma = line.find(',');
    if (comma != std::string::npos) fingerprints[line.substr(0, comma)] = line.substr(comma + 1);
  }
  return fingerprints;
}

class GoldenScenario : public testing::TestWithParam<std::string> {};

TEST_P(GoldenScenario, BehavesAsWrittenDownAndHoldsWhatItPromises) {
  const ShippedRun run(GetParam());
  EXPECT_EQ(sim::verdict(run.result()), sim::RunResult::Verdict::kPass);
  EXPECT_EQ(run.unmet_wishes(), "") << "the scenario does not come to what it is about";
  const std::string fingerprint = fmt::format("{:016x}", run.result().fingerprint);
  const auto known = golden();
  const auto line = known.find(GetParam());
  ASSERT_NE(line, known.end()) << "add to " << kList << ":\n" << GetParam() << ',' << fingerprint;
  EXPECT_EQ(fingerprint, line->second) << "the run behaves otherwise than " << kList << " says";
}

INSTANTIATE_TEST_SUITE_P(Shipped, GoldenScenario, testing::ValuesIn(shipped()),
                         [](const auto& scenario) {
                           std::string name = scenario.param;
                           for (char& c : name) {
                             if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
                           }
                           return name;
                         });

TEST(Golden, ThePublishedSchemaIsTheOneThatTheProgramPrints) {
  std::ifstream file("scenarios/schema/scenario-1.schema.json");
  const std::string published{std::istreambuf_iterator<char>(file), {}};
  const std::array models{dynamo::model()};
  EXPECT_EQ(published, sim::scenario_schema(models))
      << "write it anew: dynamosim schema > scenarios/schema/scenario-1.schema.json";
}

TEST(Golden, EveryLineNamesAShippedScenario) {
  const std::vector<std::string> names = shipped();
  for (const auto& [name, fingerprint] : golden()) {
    if (name == "scenario") continue;  // the header
    EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
  }
}

}  // namespace
}  // namespace test
