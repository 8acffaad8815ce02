// Consistency models as a scenario demands them: judged over the history, told with evidence.
#include "models/kv/consistency.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kv {
namespace {

using namespace std::chrono_literals;
using sim::kStart;
using testing::HasSubstr;

constexpr Key kCart{7};

/// Client 0 puts 1 and is told so; then client 1 finds what the test says.
History history_of(std::vector<Value> found) {
  History history(2);
  history.invoke({0}, Action::kPut, kCart, {.id = 1}, kStart + 1ms);
  history.complete({0}, Action::kPut, kCart, Outcome::kOk, std::vector<Value>{{.id = 1}},
                   kStart + 2ms);
  history.invoke({1}, Action::kGet, kCart, {}, kStart + 3ms);
  history.complete({1}, Action::kGet, kCart, Outcome::kOk, found, kStart + 4ms);
  return history;
}

const sim::Check& judged(sim::Checks& checks, Consistency model, const History& history) {
  ConsistencyJudge({model}, checks).judge(history, kStart + 1s);
  return checks.all().front();
}

TEST(Consistency, AFreshReadIsLinearizable) {
  sim::Checks checks;
  const sim::Check& check = judged(checks, Consistency::kLinearizable, history_of({{.id = 1}}));
  EXPECT_EQ(check.name(), "is-linearizable");
  EXPECT_EQ(check.evaluations(), 1u);
  EXPECT_EQ(check.failures(), 0u);
}

TEST(Consistency, AStaleReadIsNotLinearizableAndTheEvidenceNamesIt) {
  sim::Checks checks;
  const sim::Check& check = judged(checks, Consistency::kLinearizable, history_of({}));
  ASSERT_EQ(check.failures(), 1u);
  EXPECT_EQ(check.violations()[0].key, "k7");
  EXPECT_EQ(check.violations()[0].at, kStart + 4ms);
  EXPECT_THAT(check.violations()[0].what, HasSubstr("client 1 get k7 = nothing"));
  EXPECT_THAT(check.violations()[0].what, testing::Not(HasSubstr("\n")));
}

TEST(Consistency, AStaleReadOfAnotherClientIsCausal) {
  sim::Checks checks;
  EXPECT_EQ(judged(checks, Consistency::kCausal, history_of({})).failures(), 0u);
}

TEST(Consistency, WhatAClientForgetsBreaksEachModelThatForbidsIt) {
  History history = history_of({{.id = 1}});
  history.invoke({1}, Action::kGet, kCart, {}, kStart + 5ms);
  history.complete({1}, Action::kGet, kCart, Outcome::kOk, {}, kStart + 6ms);
  for (const auto& [model, broken] :
       {std::pair{Consistency::kLinearizable, true}, std::pair{Consistency::kCausal, true},
        std::pair{Consistency::kMonotonicReads, true},
        std::pair{Consistency::kReadYourWrites, false}}) {
    sim::Checks checks;
    EXPECT_EQ(judged(checks, model, history).failures() > 0, broken) << checks.all().front().name();
  }
}

TEST(Consistency, WhatNobodyAskedForIsNoInvariant) {
  sim::Checks checks;
  ConsistencyJudge({}, checks).judge(history_of({}), kStart + 1s);
  EXPECT_TRUE(checks.all().empty());
}

}  // namespace
}  // namespace kv
