// The decoder on scenarios that are right.
#include "sim/run/scenario/scenario.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/run/scenario_support.h"

namespace test {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Scenario, ReadsEveryPartOfAFile) {
  const auto loaded = parse(kGood);
  EXPECT_THAT(errors_of(loaded), IsEmpty());
  ASSERT_TRUE(loaded.scenario);
  const Scenario& scenario = *loaded.scenario;
  EXPECT_EQ(scenario.name, "zone-outage");
  EXPECT_EQ(scenario.info->name, "toy");
  EXPECT_EQ(scenario.phases.end(), kStart + 10s + 5min + 2min);
  ASSERT_EQ(scenario.topology.sites.size(), 3u);
  EXPECT_EQ(scenario.topology.sites[0].racks, 2u);
  ASSERT_EQ(scenario.topology.links.size(), 2u);
  EXPECT_EQ(scenario.topology.links[1].bytes_per_second, 1'250'000'000u);
  EXPECT_EQ(scenario.topology.links[1].loss.numerator, 1u);
  EXPECT_EQ(scenario.topology.links[1].loss.denominator, 1'000'000u);
  EXPECT_EQ(scenario.hosts.workers, 8u);
  ASSERT_EQ(scenario.faults.size(), 10u);
  EXPECT_EQ(std::get<Partition>(scenario.faults[0].fault).groups[1][1], "1c");
}

TEST(Scenario, ReadsBitRot) {
  const auto loaded = parse(with(kGood, "\"pause\": { \"target\": { \"site\": \"1b\" } }",
                                 "\"rot\": { \"any\": 2, \"rows\": \"5%\" }"));
  EXPECT_THAT(errors_of(loaded), IsEmpty());
  ASSERT_TRUE(loaded.scenario);
  const auto& rot = std::get<BitRot>(loaded.scenario->faults[3].fault);
  EXPECT_EQ(std::get<Target::Any>(rot.target.of).count, 2u);
  EXPECT_EQ(rot.rows.numerator * 20, rot.rows.denominator);
}

TEST(Scenario, TheResolvedTextResolvesToItself) {
  const auto loaded = parse(kGood);
  ASSERT_TRUE(loaded.scenario);
  const std::string& resolved = loaded.scenario->resolved;
  const auto again = parse(resolved);
  EXPECT_THAT(errors_of(again), IsEmpty());
  ASSERT_TRUE(again.scenario);
  EXPECT_EQ(again.scenario->resolved, resolved);
}

TEST(Scenario, AcceptsCommentsAndAByteOrderMark) {
  EXPECT_TRUE(
      parse("\xEF\xBB\xBF// why\n" + with(kGood, "\"seed\"", "/* one */ \"seed\"")).scenario);
}

TEST(Scenario, AnOverrideReplacesOrAddsAValue) {
  const auto loaded =
      parse(kGood, {"toy.r=1", "/seed=0x10", "hosts.write=5ms", "expect.get.latency.p99=<= 1ms",
                    "toy.strategy=equal-partitions"});
  EXPECT_THAT(errors_of(loaded), IsEmpty());
  ASSERT_TRUE(loaded.scenario);
  EXPECT_EQ(loaded.scenario->seed, 16u);
  EXPECT_EQ(static_cast<const ToyModel&>(*loaded.scenario->model).r, 1u);
  EXPECT_EQ(loaded.scenario->expectations.back().metric, "get.latency.p99");
}

TEST(Scenario, AMistakeInAnOverrideNamesTheOverride) {
  EXPECT_THAT(
      errors_of(parse(kGood, {"toy.q=5", "toy.r=7", "faults.99.at=1s", "toy"})),
      ElementsAre("--set toy.q=5: error: /toy/q: unknown field; known: n, r, repair, every, "
                  "value, share, strategy",
                  "--set toy.r=7: error: /toy/r: r is more than n",
                  "--set faults.99.at=1s: error: /faults/99: no entry 99; the list has 10, "
                  "counted from 0",
                  "--set toy: error: write FIELD=VALUE, e.g. dynamo.r=1 or /dynamo/r=1"));
}

TEST(Scenario, AnUnreadableFileIsAnInputError) {
  const auto loaded = load_scenario("no/such.json", toy_models());
  EXPECT_EQ(loaded.io_error, "cannot read no/such.json");
  EXPECT_FALSE(loaded.scenario);
  EXPECT_FALSE(load_scenario("/tmp", toy_models()).io_error.empty());
}

TEST(Scenario, ExpectationsKeepExactBounds) {
  const auto loaded = parse(kGood);
  ASSERT_EQ(loaded.scenario->expectations.size(), 3u);
  const auto& availability = loaded.scenario->expectations[0];
  EXPECT_EQ(availability.relation, Expectation::Relation::kAtLeast);
  EXPECT_EQ(availability.bound, (Decimal{9995, 4}));
  EXPECT_EQ(loaded.scenario->expectations[1].bound, (Decimal{300'000'000, 6}));
}

TEST(Scenario, FilesAreReadFromItsFolderAndTheResolvedTextNeedsNone) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / "scenario_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "rtt.csv") << "src_region,dst_region,rtt_mean_ms\n"
                                       "a,a,0.2\na,b,10\nb,a,10\nb,b,0.2\n";
  std::ofstream(folder / "samples.csv") << "read_ms\n1.5\n2\n";
  std::ofstream(folder / "files.json") << R"({ "model": "toy", "toy": { "n": 3 },
    "topology": { "matrix": "rtt.csv", "nodes_per_site": 2 },
    "hosts": { "read": { "empirical": "samples.csv" } } })";
  const auto loaded = load_scenario((folder / "files.json").string(), toy_models());
  ASSERT_TRUE(loaded.scenario) << loaded.report();
  EXPECT_EQ(loaded.scenario->name, "files");
  EXPECT_EQ(loaded.scenario->topology.sites.size(), 2u);
  EXPECT_EQ(loaded.scenario->topology.sites[1].nodes, 2u);
  EXPECT_EQ(loaded.scenario->inputs.size(), 2u);
  const auto again = parse(loaded.scenario->resolved);
  ASSERT_TRUE(again.scenario) << again.report();
  EXPECT_EQ(again.scenario->resolved, loaded.scenario->resolved);
  EXPECT_THAT(again.scenario->inputs, IsEmpty());
}

TEST(Scenario, EveryLawOfADistributionRoundTrips) {
  for (const char* law :
       {R"("5ms")", R"({ "exponential": { "mean": "3ms" } })",
        R"({ "lognormal": { "median": "200us", "sigma": 0.4 } })",
        R"({ "pareto": { "scale": "1ms", "shape": 1.5 } })", R"({ "uniform": ["1ms", "2ms"] })",
        R"({ "samples": ["1ms", "2ms"] })", R"({ "quantiles": { "50": "1ms", "99.9": "2ms" } })",
        R"({ "mixture": [{ "weight": 0.9, "of": "1ms" }, { "weight": 0.1, "of": "2ms" }] })",
        R"({ "shift": "75ms", "of": { "exponential": { "mean": "3ms" } } })"}) {
    const std::string text = with(kGood, R"({ "exponential": { "mean": "300us" } })", law);
    const auto loaded = parse(text);
    ASSERT_TRUE(loaded.scenario) << loaded.report();
    EXPECT_THAT(loaded.scenario->resolved, ::testing::HasSubstr(std::string("\"read\": ") + law));
  }
}

/// Deterministic damage: nothing may crash, and an error always has its place.
TEST(Scenario, DamagedTextIsRefusedOrReadButNeverFatal) {
  std::uint64_t state = 1;
  const auto below = [&state](std::size_t n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>((state >> 33) % n);
  };
  constexpr std::string_view kBytes = "{}[]\",:0129eE.-+x \n\\/*\0\xC3\xFFtfn";
  for (int round = 0; round < 3000; ++round) {
    std::string text = kGood;
    if (round % 3 == 0) text.resize(below(text.size()));
    for (std::size_t i = 0; i <= below(4) && !text.empty(); ++i) {
      const std::size_t at = below(text.size());
      if (round % 2 == 0)
        text[at] = kBytes[below(kBytes.size())];
      else
        text.erase(at, below(30));
    }
    const auto loaded = parse(text);
    EXPECT_NE(loaded.scenario.has_value(), !loaded.errors.empty()) << text;
    for (const Diagnostic& error : loaded.errors) EXPECT_GT(error.line, 0) << text;
  }
}

}  // namespace test
