// Vector clocks, Dynamo 4.4: Figure 3 and truncation.
#include "models/dynamo/vector_clock.h"

#include <gtest/gtest.h>

#include "models/dynamo/policy.h"

namespace dynamo {
namespace {

using namespace std::chrono_literals;
using sim::NodeId;

constexpr Writer kSx{NodeId{1}}, kSy{NodeId{2}}, kSz{NodeId{3}};
constexpr sim::Time at(std::int64_t seconds) { return sim::kStart + std::chrono::seconds(seconds); }

VectorClock clock(std::initializer_list<ClockEntry> entries) {
  VectorClock made;
  for (const ClockEntry& entry : entries) made.advance(entry.writer, entry.counter, entry.updated);
  return made;
}

/// Puts through coordinators that hold only what they are given.
class Figure3 : public testing::Test {
 protected:
  VersionRef put(Writer writer, const Siblings& context, const Siblings& held) {
    Version fresh;
    fresh.value = {++values_, 1};
    return stamp(versions_, {.held = held,
                             .context = context,
                             .fresh = fresh,
                             .writer = writer,
                             .now = at(static_cast<std::int64_t>(values_)),
                             .clock_truncation = 10})
        .fresh;
  }
  Versions versions_;
  std::uint64_t values_ = 0;
};

TEST_F(Figure3, HasTheClocksOfThePaper) {
  const Siblings d1(put(kSx, {}, {}));
  EXPECT_EQ(to_string(d1.all()[0]->clock), "[(n1, 1)]");
  const Siblings d2(put(kSx, d1, d1));
  EXPECT_EQ(to_string(d2.all()[0]->clock), "[(n1, 2)]");
  const Siblings d3(put(kSy, d2, d2)), d4(put(kSz, d2, d2));
  EXPECT_EQ(to_string(d3.all()[0]->clock), "[(n1, 2), (n2, 1)]");
  EXPECT_EQ(to_string(d4.all()[0]->clock), "[(n1, 2), (n3, 1)]");

  const Siblings read = reconcile(versions_, d3, d4);
  EXPECT_EQ(read.size(), 2u);
  EXPECT_EQ(to_string(merged_clock(read)), "[(n1, 2), (n2, 1), (n3, 1)]");
  const Siblings d5(put(kSx, read, d2));
  EXPECT_EQ(to_string(d5.all()[0]->clock), "[(n1, 3), (n2, 1), (n3, 1)]");
  EXPECT_EQ(reconcile(versions_, read, d5), d5);
}

TEST(VectorClock, ComparesByEveryCounter) {
  struct Case {
    VectorClock a, b;
    Causality expected;
  };
  const Case cases[] = {
      {{}, {}, Causality::kEqual},
      {{}, clock({{kSx, 1, at(0)}}), Causality::kBefore},
      {clock({{kSx, 2, at(0)}}), clock({{kSx, 1, at(9)}}), Causality::kAfter},
      {clock({{kSx, 1, at(0)}}), clock({{kSy, 1, at(0)}}), Causality::kConcurrent},
      {clock({{kSx, 1, at(0)}, {kSy, 1, at(0)}}), clock({{kSy, 1, at(0)}}), Causality::kAfter},
      {clock({{kSx, 2, at(0)}, {kSy, 1, at(0)}}), clock({{kSx, 1, at(0)}, {kSy, 2, at(0)}}),
       Causality::kConcurrent},
      {clock({{kSx, 1, at(1)}}), clock({{kSx, 1, at(2)}}), Causality::kEqual},
  };
  for (const Case& it : cases) {
    EXPECT_EQ(compare(it.a, it.b), it.expected) << to_string(it.a) << " and " << to_string(it.b);
  }
}

TEST(VectorClock, OfAnotherLifeOfTheSameNodeIsConcurrent) {
  const Writer reborn{NodeId{1}, 1};
  EXPECT_EQ(compare(clock({{kSx, 1, at(0)}}), clock({{reborn, 1, at(0)}})), Causality::kConcurrent);
}

TEST(VectorClock, MergeTakesTheLargerCounters) {
  VectorClock merged = clock({{kSx, 2, at(0)}, {kSz, 1, at(0)}});
  merged.merge(clock({{kSx, 1, at(0)}, {kSy, 4, at(0)}}));
  EXPECT_EQ(to_string(merged), "[(n1, 2), (n2, 4), (n3, 1)]");
}

TEST(VectorClock, TruncationDropsThePairUpdatedLongestAgo) {
  VectorClock many;
  for (std::uint32_t i = 0; i < 10; ++i) many.advance({NodeId{i}}, 1, at(i == 6 ? 1 : 10 + i));
  EXPECT_EQ(many.truncate(10, {NodeId{9}}), 1u);
  EXPECT_EQ(many.entries().size(), 9u);
  EXPECT_EQ(many.counter({NodeId{6}}), 0u);
}

TEST(VectorClock, TruncationBeginsAtTheThresholdAndSparesTheLatestWriter) {
  VectorClock many;
  for (std::uint32_t i = 0; i < 9; ++i) many.advance({NodeId{i}}, 1, at(i));
  EXPECT_EQ(many.truncate(10, {NodeId{0}}), 0u);
  many.advance({NodeId{9}}, 1, at(5));
  EXPECT_EQ(many.truncate(10, {NodeId{0}}), 1u);
  EXPECT_EQ(many.counter({NodeId{0}}), 1u);
  EXPECT_EQ(many.counter({NodeId{1}}), 0u);
}

// The dotted version vectors' example of what one counter per server cannot tell: v1 and v2 blind,
// v3 by a writer that had read v1, all through one server. All three stay; v1 should be gone.
TEST_F(Figure3, AWriteThatTheWriterHadNotSeenStaysAsASibling) {
  Siblings held(put(kSx, {}, {}));
  const Siblings v1 = held;
  const auto put_through = [&](const Siblings& context) {
    Version fresh;
    fresh.value = {++values_, 1};
    const Stamped stamped = stamp(versions_, {.held = held,
                                              .context = context,
                                              .fresh = fresh,
                                              .writer = kSx,
                                              .now = at(9),
                                              .clock_truncation = 10});
    held = reconcile(versions_, held, stamped.versions);
  };
  put_through({});
  EXPECT_EQ(held.size(), 2u);
  EXPECT_EQ(to_string(merged_clock(held)), "[(n1, 2)]");
  put_through(v1);
  EXPECT_EQ(held.size(), 3u);
  EXPECT_EQ(to_string(merged_clock(held)), "[(n1, 3)]");
}

TEST_F(Figure3, ReconciliationDoesNotDependOnTheOrder) {
  const Siblings d1(put(kSx, {}, {})), d2(put(kSx, d1, d1));
  const Siblings d3(put(kSy, d2, d2)), d4(put(kSz, d2, d2));
  const Siblings one = reconcile(versions_, reconcile(versions_, d4, d1), d3);
  const Siblings two = reconcile(versions_, d2, reconcile(versions_, d3, d4));
  EXPECT_EQ(one, two);
  EXPECT_EQ(reconcile(versions_, one, one), one);
}

}  // namespace
}  // namespace dynamo
