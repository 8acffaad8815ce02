// What may change the requests of a workload, and what may not.
#include <tuple>

#include <gtest/gtest.h>

#include "tests/kv/bench.h"

namespace test {

using Ask = std::tuple<sim::Time, kv::Action, std::uint64_t>;

/// What the workload whose clients are `first` .. `first + count - 1` asked.
std::vector<Ask> asks(const Bench& bench, std::uint32_t first, std::uint32_t count) {
  std::vector<Ask> all;
  for (const Call& call : bench.calls)
    if (call.client.value - first < count) all.emplace_back(call.at, call.action, call.key.value);
  return all;
}

kv::WorkloadConfig named(std::string name, kv::WorkloadConfig config) {
  config.name = std::move(name);
  return config;
}

TEST(Requests, AreTheSameForTheSameSeed) {
  Bench one({open(500, 20), named("think", closed(5))});
  Bench two({open(500, 20), named("think", closed(5))});
  one.run(5s);
  two.run(5s);
  EXPECT_EQ(asks(one, 0, 25), asks(two, 0, 25));
}

TEST(Requests, DifferForAnotherSeed) {
  Bench one({open(500, 20)}, 10s, 1), two({open(500, 20)}, 10s, 2);
  one.run(1s);
  two.run(1s);
  EXPECT_NE(asks(one, 0, 20), asks(two, 0, 20));
}

TEST(Requests, AreNotShiftedByAnotherWorkload) {
  Bench alone({named("a", open(500, 20))});
  Bench beside({named("b", closed(7)), named("a", open(500, 20))});
  alone.run(2s);
  beside.run(2s);
  EXPECT_EQ(asks(alone, 0, 20), asks(beside, 7, 20));
}

TEST(Requests, OfAnOpenLoopDoNotDependOnHowTheStoreFares) {
  Bench quick({open(500, 4)}), slow({open(500, 4)});
  slow.on_call = [&](const Call& call) { slow.answer_after(7ms, call, kv::Outcome::kOk); };
  quick.run(2s);
  slow.run(2s);
  ASSERT_GT(slow.calls.size(), 500u);
  for (std::size_t i = 0; i < slow.calls.size(); ++i) {
    EXPECT_EQ(quick.calls[i].key, slow.calls[i].key);
    EXPECT_EQ(quick.calls[i].action, slow.calls[i].action);
  }
}

TEST(Requests, OfAClosedClientDoNotDependOnTheOthers) {
  Bench one({closed(1)}), three({closed(3)});
  one.run(1s);
  three.run(1s);
  EXPECT_EQ(asks(one, 0, 1), asks(three, 0, 1));
}

}  // namespace test
