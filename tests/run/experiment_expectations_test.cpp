// Expectations are judged by exact decimals.
#include <gtest/gtest.h>

#include "report_fixture.h"
#include "sim/run/experiment/expectations.h"

namespace sim {
namespace {

using Relation = Expectation::Relation;

bool met(Relation relation, Decimal measured, Decimal bound) {
  Results results;
  results.summary = {{"m", "all", measured, "ratio"}};
  const std::vector<Expectation> asked{expectation("m", relation, bound, "")};
  return judge(asked, results, {}).at(0).verdict == Verdict::kPass;
}

TEST(ExperimentExpectations, CompareExactDecimalsOfDifferentPlaces) {
  const Decimal measured{9995, 4}, equal{99950, 5}, above{9995000001, 10};
  EXPECT_TRUE(met(Relation::kEqual, measured, equal));
  EXPECT_TRUE(met(Relation::kAtLeast, measured, equal));
  EXPECT_TRUE(met(Relation::kAtMost, measured, equal));
  EXPECT_FALSE(met(Relation::kLess, measured, equal));
  EXPECT_FALSE(met(Relation::kGreater, measured, equal));
  EXPECT_TRUE(met(Relation::kLess, measured, above));
  EXPECT_FALSE(met(Relation::kAtLeast, measured, above));
}

std::optional<Decimal> spent(const std::string& metric, Relation relation, Decimal measured,
                             Decimal bound, const std::string& unit = "ratio") {
  Results results;
  results.summary = {{metric, "all", measured, unit}};
  const std::vector<Expectation> asked{expectation(metric, relation, bound, "")};
  return judge(asked, results, {}).at(0).budget_spent;
}

TEST(ExperimentExpectations, OfWhatMayFailTheyTellHowMuchHas) {
  const Decimal all{1, 0}, bound{999, 3};
  EXPECT_EQ(spent("availability", Relation::kAtLeast, Decimal{9995, 4}, bound)->text(), "0.5");
  EXPECT_EQ(spent("get.availability", Relation::kGreater, all, bound)->text(), "0");
  EXPECT_EQ(spent("availability", Relation::kAtLeast, Decimal{99, 2}, bound)->text(), "10");
  EXPECT_EQ(spent("reads.stale.ratio", Relation::kAtMost, Decimal{2, 3}, Decimal{8, 3})->text(),
            "0.25");
}

TEST(ExperimentExpectations, WhereNothingOrAnythingMayFailThereIsNoBudget) {
  const Decimal all{1, 0}, none{0, 0}, half{5, 1};
  EXPECT_EQ(spent("availability", Relation::kAtLeast, half, all), std::nullopt);
  EXPECT_EQ(spent("availability", Relation::kAtLeast, half, none), std::nullopt);
  EXPECT_EQ(spent("availability", Relation::kAtMost, half, half), std::nullopt);
  EXPECT_EQ(spent("reads.stale.ratio", Relation::kAtMost, half, none), std::nullopt);
  EXPECT_EQ(spent("dynamo.balance.x_ratio", Relation::kAtMost, half, half), std::nullopt);
  EXPECT_EQ(spent("availability", Relation::kAtLeast, half, half, "count"), std::nullopt);
}

TEST(ExperimentExpectations, AreJudgedInTheirOwnScope) {
  Results results;
  results.summary = {{"m", "all", Decimal::whole(1), "count"},
                     {"m", "site=1a", Decimal::whole(5), "count"}};
  Expectation asked = expectation("m", Relation::kGreater, Decimal::whole(4), "> 4");
  asked.scope = "site=1a";
  const auto outcomes = judge(std::vector{asked}, results, {});
  EXPECT_EQ(outcomes.at(0).verdict, Verdict::kPass);
  EXPECT_EQ(outcomes.at(0).unit, "count");
}

TEST(ExperimentExpectations, InvariantsMeansThatEveryCheckHolds) {
  Checks checks;
  Check& check = checks.add("c", "claim");
  const std::vector<Expectation> asked{
      expectation("invariants", Relation::kEqual, Decimal{}, "all")};
  check.pass();
  EXPECT_EQ(judge(asked, {}, checks).at(0).verdict, Verdict::kPass);
  check.fail({kStart, "seen", ""});
  EXPECT_EQ(judge(asked, {}, checks).at(0).verdict, Verdict::kFail);
}

TEST(ExperimentExpectations, AnUnknownMetricIsNotMetAndIsGivenTheNearestName) {
  Results results;
  results.summary = {{"get.latency.p99", "all", Decimal::whole(1), "ms"},
                     {"availability", "all", Decimal::whole(1), "ratio"}};
  const Expectation asked =
      expectation("get.latency.p9", Relation::kLess, Decimal::whole(5), "< 5ms");
  const auto outcomes = judge(std::vector{asked}, results, {});
  EXPECT_EQ(outcomes.at(0).verdict, Verdict::kFail);
  EXPECT_FALSE(outcomes.at(0).measured);
  EXPECT_EQ(metric_suggestion(asked, results), "; did you mean \"get.latency.p99\"?");
}

TEST(ExperimentExpectations, AreUnknownInARunCutShortUnlessAnInvariantBroke) {
  Checks checks;
  Check& check = checks.add("c", "claim");
  const std::vector<Expectation> asked{
      expectation("m", Relation::kAtLeast, Decimal::whole(1), ">= 1"),
      expectation("invariants", Relation::kEqual, Decimal{}, "all")};
  check.pass();
  EXPECT_EQ(judge_cut_short(asked, checks).at(0).verdict, Verdict::kUnknown);
  EXPECT_EQ(judge_cut_short(asked, checks).at(1).verdict, Verdict::kUnknown);
  check.fail({kStart, "seen", ""});
  EXPECT_EQ(judge_cut_short(asked, checks).at(0).verdict, Verdict::kUnknown);
  EXPECT_EQ(judge_cut_short(asked, checks).at(1).verdict, Verdict::kFail);
}

TEST(ExperimentVerdict, FailsByAnExpectationOrAnInvariantAndIsUnknownIfCutShort) {
  RunResult run;
  EXPECT_EQ(verdict(run), Verdict::kPass);
  run.status = RunResult::Status::kInterrupted;
  EXPECT_EQ(verdict(run), Verdict::kUnknown);
  run.checks.add("c", "claim").fail({kStart, "seen", ""});
  EXPECT_EQ(verdict(run), Verdict::kFail);
}

}  // namespace
}  // namespace sim
