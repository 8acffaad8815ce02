// Deletes: puts of a tombstone, that readers see as nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/kv/staleness.h"
#include "tests/kv/bench.h"

namespace test {

using kv::Outcome, kv::Staleness;

constexpr kv::Key kKey{3};

TEST(Delete, IsAPutOfATombstoneWithoutASize) {
  Bench bench({only(closed(), {.erase = 1})});
  bench.run(50ms);
  ASSERT_FALSE(bench.calls.empty());
  for (const Call& call : bench.calls) {
    EXPECT_EQ(call.action, kv::Action::kPut);
    EXPECT_TRUE(call.value.is_tombstone);
    EXPECT_EQ(call.value.bytes, 0u);
  }
  EXPECT_EQ(bench.metric("put.deletes"), static_cast<double>(bench.calls.size()));
}

TEST(Delete, ComesAsOftenAsTheMixSays) {
  Bench bench({only(open(1000, 100), {.get = 2, .put = 1, .erase = 1})});
  bench.run(10s);
  EXPECT_NEAR(bench.metric("put.deletes"), 2500, 220);  // five sigma
  EXPECT_NEAR(bench.metric("put.count"), 5000, 350);
}

TEST(Tombstone, AmongWhatAGetReturnedCountsAsNoValue) {
  Bench bench({only(closed(), kGets)});
  bench.on_call = [&](const Call& call) { bench.answer(call, Outcome::kOk, {{0, 0, true}}); };
  bench.run(50ms);
  EXPECT_GT(bench.metric("get.ok"), 0);
  EXPECT_EQ(bench.metric("reads.empty"), bench.metric("get.ok"));
  EXPECT_EQ(bench.metric("siblings.max"), 0);
}

struct Deleted {
  Staleness oracle{10};
  std::uint64_t put() {
    const std::uint64_t put = oracle.number_put();
    oracle.begin(put);
    oracle.acknowledge(kKey, put, sim::kStart);
    return put;
  }
  std::uint64_t begin_erase() {
    const std::uint64_t put = oracle.number_put();
    oracle.begin_delete(kKey, put);
    return put;
  }
  void end_erase(std::uint64_t put) { oracle.acknowledge_delete(kKey, put, sim::kStart); }
  void erase() { end_erase(begin_erase()); }
  bool nothing_is_stale() const { return oracle.judge(kKey, oracle.view(kKey), {}).stale; }
};

TEST(Staleness, OfNothingIsThatOfTheLastDelete) {
  Deleted x;
  x.put();
  EXPECT_TRUE(x.nothing_is_stale());
  x.erase();
  EXPECT_FALSE(x.nothing_is_stale());
  x.put();
  EXPECT_TRUE(x.nothing_is_stale());
}

TEST(Staleness, OfNothingIsNotKnownWhileADeleteIsOpen) {  // [~a [~b] [c] r=nothing
  Deleted x;
  const std::uint64_t a = x.begin_erase();
  x.erase();
  x.put();
  EXPECT_FALSE(x.nothing_is_stale());
  x.end_erase(a);
  EXPECT_FALSE(x.nothing_is_stale());  // a overlapped c
  x.put();
  EXPECT_TRUE(x.nothing_is_stale());
}

TEST(Staleness, ADeleteThatFailedExplainsNothing) {
  Deleted x;
  x.begin_erase();
  x.put();
  EXPECT_FALSE(x.nothing_is_stale());
  x.oracle.fail_delete(kKey);
  EXPECT_TRUE(x.nothing_is_stale());
}

TEST(Staleness, AValueIsStaleAfterItsDelete) {
  Deleted x;
  const kv::Value value{x.put(), 1};
  EXPECT_FALSE(x.oracle.judge(kKey, x.oracle.view(kKey), {&value, 1}).stale);
  x.erase();
  EXPECT_TRUE(x.oracle.judge(kKey, x.oracle.view(kKey), {&value, 1}).stale);
}

}  // namespace test
