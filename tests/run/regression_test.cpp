// What a regression runs, and how it tells what it found.
#include "sim/run/regression/regression.h"

#include <array>

#include <gtest/gtest.h>

#include "models/dynamo/dynamo.h"
#include "sim/net/fault_identity.h"
#include "sim/net/random_faults.h"
#include "sim/run/regression/verdicts.h"
#include "sim/run/report/run_folder.h"

namespace sim {
namespace {

const std::array kModels{dynamo::model()};

RegressionCase quickstart() {
  const std::string file = "scenarios/quickstart.json";
  LoadedScenario loaded = load_scenario(file, kModels);
  EXPECT_TRUE(loaded.scenario.has_value()) << loaded.report();
  return {file, file_content(file), "quickstart", {}, std::move(*loaded.scenario)};
}

std::vector<FaultSpec> drawn(const RegressionCase& of, std::uint64_t seed) {
  const Phases& phases = of.scenario.phases;
  return random_faults(of.scenario.topology,
                       {phases.measure_from() - kStart, phases.measure_until() - kStart}, seed);
}

TEST(Regression, ARandomPlanReadsBackAsItWasDrawnAfterTheScenariosOwnFaults) {
  const RegressionCase of = quickstart();
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const LoadedScenario loaded = scenario_of(of, seed, FaultChoice::kRandom, kModels);
    ASSERT_TRUE(loaded.scenario.has_value()) << "seed " << seed << '\n' << loaded.report();
    std::vector<FaultSpec> wanted = of.scenario.faults;
    for (FaultSpec& fault : drawn(of, seed)) wanted.push_back(std::move(fault));
    EXPECT_EQ(faults_text(loaded.scenario->faults), faults_text(wanted)) << "seed " << seed;
    ASSERT_EQ(loaded.scenario->faults.size(), wanted.size()) << "seed " << seed;
    for (std::size_t i = 0; i < wanted.size(); ++i)
      EXPECT_EQ(identity(loaded.scenario->faults[i]), identity(wanted[i])) << "seed " << seed;
    EXPECT_EQ(loaded.scenario->seed, seed);
  }
}

TEST(Regression, TheFaultsOfARunAreThoseThatWereAskedFor) {
  const RegressionCase of = quickstart();
  const auto faults = [&](FaultChoice choice) {
    return scenario_of(of, 3, choice, kModels).scenario->faults.size();
  };
  EXPECT_EQ(faults(FaultChoice::kNone), 0u);
  EXPECT_EQ(faults(FaultChoice::kOwn), of.scenario.faults.size());
  EXPECT_GT(faults(FaultChoice::kRandom), of.scenario.faults.size());
}

/// A case with one failure, one run that was not made, and an invariant that nobody looked at.
CaseOutcome some_outcome(const RegressionCase& of) {
  using Verdict = SeedOutcome::Verdict;
  CaseOutcome outcome{&of, std::vector<SeedOutcome>(3)};
  for (std::uint64_t i = 0; i < 3; ++i) {
    outcome.seeds[i].seed = i + 1;
    outcome.seeds[i].looks = {{"always", 1000}, {"never", 0}};
    outcome.seeds[i].wall_us = 1'500'000;
  }
  outcome.seeds[0].verdict = Verdict::kHolds;
  outcome.seeds[1].verdict = Verdict::kViolated;
  outcome.seeds[1].findings = {{"always", "key \"k1\" < <2> & more\x01\n", 12}};
  outcome.seeds[1].repro = "dynamosim run x.json";
  outcome.seeds[2] = {};
  outcome.seeds[2].seed = 3;
  return outcome;
}

TEST(Verdicts, WhatNoRunLookedAtIsSaid) {
  const RegressionCase of = quickstart();
  const std::vector<CaseOutcome> outcomes{some_outcome(of)};
  EXPECT_EQ(verdict_line(outcomes[0]),
            "FAIL  scenarios/quickstart.json  2 of 3 seeds were run, 1 failed, "
            "1 of 2 invariants, 2,000 looked at, 3.00 s\n");
  EXPECT_EQ(not_looked_at_line(outcomes), "no run looked at: never\n");
}

TEST(Verdicts, AFailureIsToldInFull) {
  const RegressionCase of = quickstart();
  const std::vector<CaseOutcome> outcomes{some_outcome(of)};
  EXPECT_EQ(failures_text(outcomes),
            "FAIL  scenarios/quickstart.json\n"
            "  seed 2: always: key \"k1\" < <2> & more\x01\n, 12 times\n"
            "          repro: dynamosim run x.json\n");
}

TEST(Verdicts, JUnitEscapesAndCounts) {
  const RegressionCase of = quickstart();
  const std::vector<CaseOutcome> outcomes{some_outcome(of)};
  const std::string xml = verdicts_junit(outcomes);
  EXPECT_NE(xml.find(R"(<testsuite name="scenarios/quickstart.json" tests="3" failures="1" )"
                     R"(errors="0" skipped="1" time="3.000">)"),
            xml.npos)
      << xml;
  EXPECT_NE(xml.find("message=\"always: key &quot;k1&quot; &lt; &lt;2&gt; &amp; more&#10;\""),
            xml.npos)
      << xml;
  EXPECT_NE(xml.find(R"(<testcase classname="quickstart" name="seed 1" time="1.500"/>)"), xml.npos)
      << xml;
  EXPECT_NE(xml.find("<skipped message=\"not run to the end\"/>"), xml.npos) << xml;
  EXPECT_EQ(xml.find('\x01'), xml.npos);
}

}  // namespace
}  // namespace sim
