// A recorded history as operations.
#include "models/kv/checkers/operations.h"

#include <array>
#include <vector>

#include <gtest/gtest.h>

namespace test {

using kv::Action, kv::ClientId, kv::History, kv::Key, kv::Outcome, kv::Value;
using kv::checkers::ByKey, kv::checkers::kNone, kv::checkers::kOpen, kv::checkers::Operations,
    kv::checkers::Writers;

sim::Time at(std::int64_t ns) { return sim::kStart + sim::Duration(ns); }

struct Recorded {
  static constexpr ClientId kA{0}, kB{1};
  static constexpr Key kKey{7};
  History history{2};

  void put(ClientId client, Value value, Outcome outcome) {
    history.invoke(client, Action::kPut, kKey, value, at(10));
    history.complete(client, Action::kPut, kKey, outcome, std::array{value}, at(20));
  }
  void get(ClientId client, const std::vector<Value>& values) {
    history.invoke(client, Action::kGet, kKey, {}, at(30));
    history.complete(client, Action::kGet, kKey, Outcome::kOk, values, at(40));
  }
};

TEST(Operations, HaveABeginningAnEndAndAnAnswer) {
  Recorded recorded;
  recorded.put(Recorded::kA, {5, 1}, Outcome::kOk);
  recorded.get(Recorded::kB, {{5, 1}, {6, 1}});
  const Operations operations(recorded.history);
  ASSERT_EQ(operations.size(), 2u);
  EXPECT_TRUE(operations[0].precedes(operations[1]));
  EXPECT_EQ(operations[0].invoked, at(10));
  EXPECT_EQ(operations[0].completed, at(20));
  EXPECT_EQ(operations.text(0), "client 0 put k7 = 5 [10ns, 20ns]");
  EXPECT_EQ(operations.text(1), "client 1 get k7 = 5,6 [30ns, 40ns]");
}

TEST(Operations, AnUnknownOneNeverEndsAndItsClientGoesOn) {
  Recorded recorded;
  recorded.put(Recorded::kA, {1, 1}, Outcome::kUnknown);
  recorded.put(Recorded::kA, {2, 1}, Outcome::kUnknown);
  recorded.put(Recorded::kA, {3, 1}, Outcome::kFail);
  const Operations operations(recorded.history);
  ASSERT_EQ(operations.size(), 3u);
  EXPECT_EQ(operations[0].ended, kOpen);
  EXPECT_EQ(operations[1].client, Recorded::kA);
  EXPECT_TRUE(operations[1].is_put());
  EXPECT_FALSE(operations[2].is_put());
  EXPECT_EQ(operations.text(1), "client 0 put (unknown) k7 = 2 [10ns, ]");
}

TEST(Operations, OneWithoutACompletionIsUnknown) {
  Recorded recorded;
  recorded.history.invoke(Recorded::kA, Action::kPut, Recorded::kKey, {1, 1}, at(5));
  const Operations operations(recorded.history);
  EXPECT_EQ(operations[0].outcome, Outcome::kUnknown);
  EXPECT_EQ(operations[0].ended, kOpen);
}

TEST(Operations, ADeleteIsAPutAndATombstoneThatIsReadIsNothing) {
  Recorded recorded;
  recorded.put(Recorded::kA, {1, 0, true}, Outcome::kOk);
  recorded.get(Recorded::kB, {{1, 0, true}});
  const Operations operations(recorded.history);
  EXPECT_TRUE(operations[0].deletes);
  EXPECT_EQ(operations.text(1), "client 1 get k7 = nothing [30ns, 40ns]");
}

TEST(Operations, WhatHappensAtOneInstantHasAnOrder) {
  History history{2};
  history.invoke({0}, Action::kPut, {7}, {1, 1}, at(10));
  history.complete({0}, Action::kPut, {7}, Outcome::kOk, std::array{Value{1, 1}}, at(10));
  history.invoke({1}, Action::kPut, {7}, {2, 1}, at(10));
  const Operations operations(history);
  EXPECT_TRUE(operations[0].precedes(operations[1]));
  EXPECT_FALSE(operations[1].precedes(operations[0]));
}

TEST(Operations, AreFoundByKeyAndByTheIdTheyWrote) {
  History history{1};
  const auto put = [&](Key key, std::uint64_t id, Outcome outcome) {
    history.invoke({0}, Action::kPut, key, {id, 1}, at(0));
    history.complete({0}, Action::kPut, key, outcome, std::array{Value{id, 1}}, at(1));
  };
  put({9}, 1, Outcome::kOk);
  put({2}, 2, Outcome::kFail);
  put({9}, 3, Outcome::kUnknown);
  const Operations operations(history);
  const ByKey keys(operations);
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0].size(), 1u);
  EXPECT_EQ(std::vector(keys[1].begin(), keys[1].end()), (std::vector{0u, 2u}));
  const Writers writers(operations);
  EXPECT_EQ(writers.of(1), 0u);
  EXPECT_EQ(writers.of(2), kNone);
  EXPECT_EQ(writers.of(3), 2u);
  EXPECT_EQ(ByKey(Operations()).size(), 0u);
}

}  // namespace test
