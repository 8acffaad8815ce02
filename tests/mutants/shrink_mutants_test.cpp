// From a random trial that breaks a mutant to the smallest scenario that does: by the commands that
// people type.
#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "models/dynamo/dynamo.h"
#include "sim/run/cli/cli.h"
#include "tests/mutants/catalogue.h"

namespace test {
namespace {
namespace fs = std::filesystem;

struct Told {
  int status = 0;
  std::string out, err;
};

Told call(const sim::ModelInfo& model, std::vector<std::string> words) {
  std::istringstream in;
  std::ostringstream out, err;
  sim::Console console{in, out, err, false, false, [](const char*) { return std::nullopt; }};
  const int status = sim::run_cli(words, {&model, 1}, console);
  return {status, out.str(), err.str()};
}

const Mutant& mutant(std::string_view name) {
  return *std::find_if(mutants().begin(), mutants().end(),
                       [&](const Mutant& one) { return one.name == name; });
}

class ShrinkMutants : public ::testing::TestWithParam<const char*> {
 protected:
  ~ShrinkMutants() override { fs::remove_all(folder_); }
  std::string file(const char* name) const { return (folder_ / name).string(); }

  const fs::path folder_ = fs::temp_directory_path() /
                           ("dynamosim-shrink-" + std::to_string(::getpid()) + "-" + GetParam());
};

TEST_P(ShrinkMutants, ToAFewNodesThatBreakItAndNotTheProtocol) {
  const Mutant& broken = mutant(GetParam());
  const Told search = call(broken.model, {"search", "scenarios/search/generic.json", "-x", "--json",
                                          "--runs", "300", "--out", file("search")});
  ASSERT_EQ(search.status, sim::kViolated) << search.err;
  const auto found = nlohmann::json::parse(search.out).at("failures").at(0);

  const Told shrink =
      call(broken.model, {"shrink", found.at("scenario"), "--json", "--out", file("small.json")});
  ASSERT_EQ(shrink.status, sim::kDone) << shrink.err;
  const auto told = nlohmann::json::parse(shrink.out);
  EXPECT_EQ(told.at("invariant"), found.at("invariant"));
  EXPECT_TRUE(told.at("local_minimum"));
  const auto& after = told.at("after");
  EXPECT_LE(after.at("faults"), 3) << shrink.out;
  EXPECT_LE(after.at("nodes"), 5) << shrink.out;
  EXPECT_LE(after.at("operations"), 10) << shrink.out;
  EXPECT_LT(after.at("events"), told.at("before").at("events")) << shrink.out;

  EXPECT_EQ(call(broken.model, {"run", file("small.json"), "--out", file("runs")}).status,
            sim::kViolated);
  const Told right = call(dynamo::model(), {"run", file("small.json"), "--out", file("right")});
  EXPECT_EQ(right.status, sim::kDone) << right.err;
}

INSTANTIATE_TEST_SUITE_P(OfEachPart, ShrinkMutants,
                         ::testing::Values("covers-the-unseen", "one-short", "exchange-overwrites",
                                           "drops-before-it-is-confirmed"));

}  // namespace
}  // namespace test
