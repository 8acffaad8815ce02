// Linearizability on histories that are drawn (timeline.h), and against every order of small ones.
#include "models/kv/checkers/linearizability.h"

#include <array>
#include <optional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/kv/checkers/register_order.h"
#include "models/kv/checkers/search.h"
#include "tests/kv/checkers/random_history.h"
#include "tests/kv/checkers/timeline.h"

namespace test {

using kv::checkers::Judgement, kv::checkers::Linearizability, kv::checkers::OperationIndex,
    kv::checkers::Operations, kv::checkers::Order, kv::checkers::Register;

constexpr std::uint64_t kSteps = 1'000'000;

std::vector<OperationIndex> everything(const Operations& operations) {
  std::vector<OperationIndex> all;
  for (OperationIndex i = 0; i < operations.size(); ++i) all.push_back(i);
  return required(operations, all);
}

/// By both, which must agree.
bool is_linearizable(const Operations& operations) {
  const auto all = everything(operations);
  const std::optional<Order> sorted = order_register(operations, all);
  const Order searched = search_order(operations, all, Register(operations, all), kSteps);
  EXPECT_TRUE(sorted.has_value());
  EXPECT_EQ(sorted.value_or(Order{}).judgement, searched.judgement);
  return searched.judgement == Judgement::kHolds;
}

bool is_linearizable(std::initializer_list<std::string_view> clients) {
  return is_linearizable(timeline(clients));
}

TEST(Linearizability, AGetReturnsThePutBeforeIt) {
  EXPECT_TRUE(is_linearizable({"[x=1] [x=2] [x:2]"}));
  EXPECT_FALSE(is_linearizable({"[x=1] [x=2] [x:1]"}));
}

TEST(Linearizability, OverlappingPutsMayComeInEitherOrder) {
  EXPECT_TRUE(is_linearizable({"[x=1  ] [x:1]", "  [x=2]"}));
  EXPECT_TRUE(is_linearizable({"[x=1  ] [x:2]", "  [x=2]"}));
}

TEST(Linearizability, ButInOneOrderOnly) {
  EXPECT_TRUE(is_linearizable({"[x=1  ] [x:1] [x:1]", "  [x=2]"}));
  EXPECT_FALSE(is_linearizable({"[x=1  ] [x:1] [x:2]", "  [x=2]"}));
}

TEST(Linearizability, AGetMayReturnAPutThatIsStillOpen) {
  EXPECT_TRUE(is_linearizable({"[x=1        ]", "  [x:1]"}));
  EXPECT_TRUE(is_linearizable({"[x=1        ]", "  [x: ]"}));
}

TEST(Linearizability, WhatWasReadOnceStays) {  // new, then old
  EXPECT_TRUE(is_linearizable({"[x=1              ]", "  [x: ]  [x:1]"}));
  EXPECT_FALSE(is_linearizable({"[x=1              ]", "  [x:1]  [x: ]"}));
}

TEST(Linearizability, NothingIsReadBeforeItIsPut) {
  EXPECT_FALSE(is_linearizable({"[x:1] [x=1]"}));
  EXPECT_TRUE(is_linearizable({"[x:1]", "  [x=1]"}));
}

TEST(Linearizability, ALateUnknownPutMayHappenAtAnyTimeOrNever) {
  EXPECT_TRUE(is_linearizable({"[x=1? [x=2] [x:2] [x:2]"}));
  EXPECT_TRUE(is_linearizable({"[x=1? [x=2] [x:2] [x:1]"}));
  EXPECT_FALSE(is_linearizable({"[x=1? [x=2] [x:1] [x:2]  [x:1]"}));  // only once
}

TEST(Linearizability, AFailedPutNeverHappens) {
  EXPECT_TRUE(is_linearizable({"[x=1! [x: ]"}));
  EXPECT_FALSE(is_linearizable({"[x=1! [x:1]"}));
}

TEST(Linearizability, WhatWasThereBeforeTheRunComesFirst) {
  EXPECT_TRUE(is_linearizable({"[x:0] [x=1] [x:1]"}));
  EXPECT_FALSE(is_linearizable({"[x:1]  [x:0]", "[x=1]"}));
  EXPECT_FALSE(is_linearizable({"[x: ] [x:0]"}));  // it was there, or it was not
}

TEST(Linearizability, ADeleteLeavesNothing) {
  EXPECT_TRUE(is_linearizable({"[x=1] [x=~2] [x: ]"}));
  EXPECT_FALSE(is_linearizable({"[x=1] [x=~2] [x:1]"}));
  EXPECT_FALSE(is_linearizable({"[x=1] [x: ]"}));
}

TEST(Linearizability, ADeleteServesOneGapBetweenPutsOnly) {
  EXPECT_TRUE(is_linearizable({"[x=1] [x: ] [x=2] [x:2]", "   [x=~3              ]"}));
  EXPECT_FALSE(is_linearizable({"[x=1] [x: ] [x=2] [x: ]", "   [x=~3              ]"}));
  EXPECT_TRUE(is_linearizable({"[x=1] [x: ] [x=2] [x: ]", "   [x=~3              ]", "[x=~4?"}));
}

TEST(Linearizability, SiblingsFitNowhere) {
  EXPECT_FALSE(is_linearizable({"[x=1 ] [x:1,2]", "[x=2 ]"}));
  EXPECT_TRUE(is_linearizable({"[x=1 ] [x:2  ]", "[x=2 ]"}));
}

TEST(Linearizability, IsOfEachKeyByItself) {  // no order of both keys is needed but real time's
  const Linearizability verdict =
      judge_linearizability(timeline({"[x=1] [x=2] [x:1]", "  [y=3] [z: ] [y:3] [z=4] [z: ]"}));
  EXPECT_EQ(verdict.judgement, Judgement::kBroken);
  EXPECT_EQ(verdict.keys, 3u);
  ASSERT_EQ(verdict.failures.size(), 2u);
  EXPECT_EQ(verdict.failures[0].key, kv::Key{'x' - 'a'});
  EXPECT_EQ(verdict.failures[1].key, kv::Key{'z' - 'a'});
}

TEST(LinearizabilityEvidence, ShowsWhatFitsAndWhatMustComeBetween) {
  const Operations history = timeline({"[x=1] [x:1] [x=2] [x=3] [x:2]"});
  const Linearizability verdict = judge_linearizability(history);
  ASSERT_EQ(verdict.failures.size(), 1u);
  const Order& order = verdict.failures[0].order;
  EXPECT_EQ(drawn(history, order.operations), "x=1 x:1");
  ASSERT_EQ(order.misfits.size(), 1u);
  EXPECT_EQ(drawn(history, {order.misfits[0].operation}), "x=2");
  EXPECT_EQ(drawn(history, order.misfits[0].because), "x=3 x:2");
  EXPECT_THAT(text(history, order),
              testing::HasSubstr("not next: client 0 put k23 = 2 [12ns, 16ns]"));
}

TEST(LinearizabilityEvidence, OfASearchIsTheLongestOrderThatItFound) {
  const Operations history = timeline({"[x=1] [x:1] [x=2] [x=3] [x:2] [x=4]"});
  const auto all = everything(history);
  const Order order = search_order(history, all, Register(history, all), kSteps);
  EXPECT_EQ(order.judgement, Judgement::kBroken);
  EXPECT_EQ(drawn(history, order.operations), "x=1 x:1 x=2 x=3");
  ASSERT_EQ(order.misfits.size(), 1u);
  EXPECT_EQ(drawn(history, {order.misfits[0].operation}), "x:2");
}

TEST(LinearizabilityEvidence, OfAGoodHistoryIsAnOrder) {
  const Operations history = timeline({"[x=1   ] [x:1] ", "  [x=2]   [x:1] [x=~3] [x: ]"});
  const auto all = everything(history);
  EXPECT_EQ(drawn(history, order_register(history, all)->operations), "x=2 x=1 x:1 x:1 x=~3 x:");
}

/// An order is one of the required operations, keeps real time, and each get finds its value.
bool is_order(const Operations& operations, const std::vector<OperationIndex>& order) {
  const auto all = everything(operations);
  const Register type(operations, all);
  std::optional<Register::State> state = type.initial();
  std::uint64_t ok = 0, ok_in_order = 0;
  for (const OperationIndex i : all) ok += operations[i].outcome == kv::Outcome::kOk;
  kv::checkers::Moment latest_begin = 0;
  for (const OperationIndex i : order) {
    if (operations[i].ended < latest_begin) return false;
    latest_begin = std::max(latest_begin, operations[i].begun);
    ok_in_order += operations[i].outcome == kv::Outcome::kOk;
    state = type.apply(*state, i);
    if (!state) return false;
  }
  return ok == ok_in_order;
}

TEST(Linearizability, AgreesWithEveryOrderOf100000RandomHistories) {
  std::uint64_t good = 0, bad = 0;
  for (std::uint64_t seed = 0; seed < 100'000; ++seed) {
    sim::Rng rng = sim::stream(seed, "linearizability");
    const RandomHistory setup{.clients = 2 + static_cast<std::uint32_t>(rng.below(4)),
                              .operations = 3 + static_cast<std::uint32_t>(rng.below(6)),
                              .wrong = {3, 4}};
    const Operations history = random_history(setup, rng);
    const auto all = everything(history);
    const std::optional<Order> sorted = order_register(history, all);
    const Order searched = search_order(history, all, Register(history, all), kSteps);
    const bool expected = has_order(history);
    ++(expected ? good : bad);
    ASSERT_EQ(sorted->judgement == Judgement::kHolds, expected) << "seed " << seed;
    ASSERT_EQ(searched.judgement == Judgement::kHolds, expected) << "seed " << seed;
    if (expected) {
      ASSERT_TRUE(is_order(history, sorted->operations)) << "seed " << seed;
      ASSERT_TRUE(is_order(history, searched.operations)) << "seed " << seed;
    } else {
      ASSERT_FALSE(sorted->misfits.empty()) << "seed " << seed;
      ASSERT_FALSE(searched.misfits.empty()) << "seed " << seed;
    }
  }
  EXPECT_GT(good, 20'000u);
  EXPECT_GT(bad, 20'000u);
}

TEST(Linearizability, AgreesWhereSeveralPutsWriteTheSame) {
  std::uint64_t good = 0, bad = 0;
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    sim::Rng rng = sim::stream(seed, "same values");
    const Operations history =
        random_history({.clients = 4, .operations = 7, .wrong = {3, 4}, .same_ids = true}, rng);
    const bool expected = has_order(history);
    ++(expected ? good : bad);
    ASSERT_EQ(judge_linearizability(history).judgement == Judgement::kHolds, expected) << seed;
  }
  EXPECT_GT(good, 4'000u);
  EXPECT_GT(bad, 4'000u);
}

TEST(Linearizability, BothWaysAgreeOnLongerHistories) {
  std::uint64_t good = 0, bad = 0;
  for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
    sim::Rng rng = sim::stream(seed, "longer");
    const Operations history = random_history(
        {.clients = 6, .operations = 60, .unknown = {1, 20}, .failed = {1, 20}, .wrong = {1, 40}},
        rng);
    ++(is_linearizable(history) ? good : bad);
  }
  EXPECT_GT(good, 200u);
  EXPECT_GT(bad, 200u);
}

/// `count` puts that overlap, each under an id of its own, then gets of `values` one by one.
Operations crowd(std::uint64_t count, kv::Outcome outcome, const std::vector<std::uint64_t>& gets) {
  Operations all;
  const std::uint64_t end = 2 * count;
  for (std::uint64_t i = 0; i < count; ++i) {
    all.add({.client = {static_cast<std::uint32_t>(i)},
             .begun = i + 1,
             .ended = outcome == kv::Outcome::kOk ? end + 1 - i : kv::checkers::kOpen,
             .action = kv::Action::kPut,
             .outcome = outcome},
            std::array{i + 1});
  }
  for (std::uint64_t i = 0; i < gets.size(); ++i) {
    all.add({.client = {static_cast<std::uint32_t>(count)},
             .begun = end + 2 + 2 * i,
             .ended = end + 3 + 2 * i,
             .outcome = kv::Outcome::kOk},
            std::array{gets[i]});
  }
  return all;
}

std::vector<std::uint64_t> down_from(std::uint64_t count) {
  std::vector<std::uint64_t> ids;
  for (std::uint64_t i = count; i > 0; --i) ids.push_back(i);
  return ids;
}

TEST(HardHistory, ManyUnknownPutsThatTakeEffectLateAndBackwards) {
  EXPECT_TRUE(is_linearizable(crowd(200, kv::Outcome::kUnknown, down_from(200))));
}

TEST(HardHistory, ManyUnknownPutsOneOfWhichReturns) {  // 2^200 sets of them may be in order
  std::vector<std::uint64_t> gets = down_from(200);
  gets.push_back(7);
  const Operations history = crowd(200, kv::Outcome::kUnknown, gets);
  EXPECT_EQ(judge_linearizability(history, 0).judgement, Judgement::kBroken);
}

TEST(HardHistory, ASearchThatRunsOutOfItsBudgetSaysSo) {  // 2^40 sets, 40 states each
  const Operations history = crowd(40, kv::Outcome::kOk, {7, 8});
  const auto all = everything(history);
  const Register type(history, all);
  EXPECT_EQ(search_order(history, all, type, 100'000).judgement, Judgement::kUndecided);
  EXPECT_EQ(order_register(history, all)->judgement, Judgement::kBroken);  // no search, no budget
}

TEST(HardHistory, WherePutsWriteTheSameTheJudgeMayBeUndecided) {
  Operations history = crowd(40, kv::Outcome::kOk, {7, 8});
  history.add({.client = {40},
               .begun = 1'000,
               .ended = 1'001,
               .action = kv::Action::kPut,
               .outcome = kv::Outcome::kOk},
              std::array{std::uint64_t{1}});
  const Linearizability verdict = judge_linearizability(history, 100'000);
  EXPECT_EQ(verdict.judgement, Judgement::kUndecided);
  ASSERT_EQ(verdict.failures.size(), 1u);
  EXPECT_EQ(verdict.failures[0].order.judgement, Judgement::kUndecided);
}

/// Put i overlaps put i + 1; nobody says in which order they came. `id(i)` is what it writes.
template <class IdOf>
Operations chain(std::uint64_t links, IdOf id) {
  Operations all;
  for (std::uint64_t i = 0; i < links; ++i)
    all.add({.client = {static_cast<std::uint32_t>(i % 2)},
             .begun = 2 * i + 1,
             .ended = 2 * i + 4,
             .action = kv::Action::kPut,
             .outcome = kv::Outcome::kOk},
            std::array{id(i)});
  return all;
}

void add_get(Operations& history, std::uint64_t begun, std::uint64_t id) {
  history.add({.client = {2}, .begun = begun, .ended = begun + 1, .outcome = kv::Outcome::kOk},
              std::array{id});
}

TEST(HardHistory, ALongChainOfOverlapsIsSearchedInLinearTime) {  // naively 2^20000 orders
  constexpr std::uint64_t kLinks = 20'000;
  Operations history = chain(kLinks, [](std::uint64_t i) { return i + 1; });
  add_get(history, 2 * kLinks + 10, 5);  // long overwritten
  const auto all = everything(history);
  const Register type(history, all);
  EXPECT_EQ(search_order(history, all, type, 40 * kLinks).judgement, Judgement::kBroken);
  EXPECT_EQ(order_register(history, all)->judgement, Judgement::kBroken);
}

TEST(HardHistory, ALongChainOfTheSameTwoValues) {
  constexpr std::uint64_t kLinks = 20'000;
  const auto either = [](std::uint64_t i) { return 1 + i / 2 % 2; };
  for (const std::uint64_t read : {1, 2, 3}) {
    Operations history = chain(kLinks, either);
    add_get(history, 2 * kLinks + 10, read);
    const bool is_last = read == either(kLinks - 1);
    EXPECT_EQ(judge_linearizability(history, 20 * kLinks).judgement,
              is_last ? Judgement::kHolds : Judgement::kBroken);
  }
}

}  // namespace test
