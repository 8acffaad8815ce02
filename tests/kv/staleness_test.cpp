// The staleness oracle on histories made by hand. Time runs from left to right, `[` begins a put or
// a read, `]` acknowledges it.
#include "models/kv/staleness.h"

#include <gtest/gtest.h>

#include "sim/kernel/random.h"

namespace test {

using kv::Staleness;

struct Register {
  static constexpr kv::Key kKey{3};
  Staleness oracle{10};

  std::uint64_t begin() {
    const std::uint64_t put = oracle.number_put();
    oracle.begin(put);
    return put;
  }
  void end(std::uint64_t put) { oracle.acknowledge(kKey, put, sim::kStart); }
  std::uint64_t put() {
    const std::uint64_t number = begin();
    end(number);
    return number;
  }
  Staleness::View read() const { return oracle.view(kKey); }
  bool stale(const Staleness::View& view, std::vector<std::uint64_t> ids) const {
    return judge(view, std::move(ids)).stale;
  }
  Staleness::Verdict judge(const Staleness::View& view, std::vector<std::uint64_t> ids) const {
    std::vector<kv::Value> values;
    for (const std::uint64_t id : ids) values.push_back({id, 1});
    return oracle.judge(kKey, view, values);
  }
};

TEST(Staleness, NothingIsStaleBeforeTheFirstAcknowledgement) {
  Register x;
  x.begin();
  EXPECT_FALSE(x.stale(x.read(), {}));
  EXPECT_FALSE(x.stale(x.read(), {0}));
}

TEST(Staleness, AnEmptyAnswerAfterAnAcknowledgedPutIsStale) {
  Register x;
  x.put();
  EXPECT_TRUE(x.stale(x.read(), {}));
  EXPECT_TRUE(x.stale(x.read(), {0}));  // the preloaded value
}

TEST(Staleness, AnOverwrittenValueIsStale) {  // [a] [b] [r=a]
  Register x;
  const auto a = x.put(), b = x.put();
  EXPECT_TRUE(x.stale(x.read(), {a}));
  EXPECT_FALSE(x.stale(x.read(), {b}));
}

TEST(Staleness, OneFreshSiblingMakesTheReadFresh) {
  Register x;
  const auto a = x.put(), b = x.put();
  EXPECT_FALSE(x.stale(x.read(), {a, b}));
}

TEST(Staleness, EitherOfTwoOverlappingPutsIsFresh) {  // [a [b] ] [r]  and  [a [b ] ] [r]
  Register x;
  const auto a = x.begin(), b = x.begin();
  x.end(b);
  x.end(a);
  EXPECT_FALSE(x.stale(x.read(), {a}));
  EXPECT_FALSE(x.stale(x.read(), {b}));
}

TEST(Staleness, APutAcknowledgedWhileTheReadRunsIsOptional) {  // [a] [r [b] r=a]
  Register x;
  const auto a = x.put();
  const auto view = x.read();
  const auto b = x.put();
  EXPECT_FALSE(x.stale(view, {a}));
  EXPECT_FALSE(x.stale(view, {b}));
}

TEST(Staleness, AnUnacknowledgedPutIsNeverStaleAndMakesNothingStale) {  // [a] [u ... [r]
  Register x;
  const auto a = x.put(), u = x.begin();
  EXPECT_FALSE(x.stale(x.read(), {a}));
  x.put();
  EXPECT_FALSE(x.stale(x.read(), {u}));
}

TEST(Staleness, AnOverlappingLaterPutDoesNotHideAnEarlierOverwrite) {  // [a] [b [c] ] [r=a]
  Register x;
  const auto a = x.put(), b = x.begin(), c = x.put();
  EXPECT_TRUE(x.stale(x.read(), {a}));  // by c
  EXPECT_FALSE(x.stale(x.read(), {b}));
  x.end(b);
  EXPECT_FALSE(x.stale(x.read(), {b}));
  EXPECT_FALSE(x.stale(x.read(), {c}));
}

TEST(Staleness, KeysDoNotAffectEachOther) {
  Register x;
  const auto a = x.put();
  const std::uint64_t other = x.begin();
  x.oracle.acknowledge({4}, other, sim::kStart);
  EXPECT_FALSE(x.stale(x.read(), {a}));
}

TEST(Staleness, AValueHandedOutButNeverPutCountsAsThereBefore) {
  Register x;
  const std::uint64_t preloaded = x.oracle.number_put();
  EXPECT_FALSE(x.stale(x.read(), {preloaded}));
  x.put();
  EXPECT_TRUE(x.stale(x.read(), {preloaded}));
}

TEST(Staleness, CountsTheVersionsAStaleReadIsBehind) {
  Register x;
  const auto a = x.put();
  x.put();
  x.put();
  const auto d = x.put();
  EXPECT_EQ(x.judge(x.read(), {a}).versions_behind, 3u);
  EXPECT_EQ(x.judge(x.read(), {}).versions_behind, 4u);
  EXPECT_EQ(x.judge(x.read(), {d}).versions_behind, 0u);
}

TEST(Staleness, KnowsTheKeyThatIsPutMost) {
  Register x;
  EXPECT_EQ(x.oracle.hottest().of_all, 0u);
  x.put();
  x.put();
  x.oracle.acknowledge({4}, x.begin(), sim::kStart);
  x.begin();  // not acknowledged: counts nowhere
  EXPECT_EQ(x.oracle.hottest().puts, 2u);
  EXPECT_EQ(x.oracle.hottest().of_all, 3u);
}

TEST(Staleness, KnowsWhenTheLatestAcknowledgementWas) {
  Register x;
  const auto a = x.begin();
  x.oracle.acknowledge(Register::kKey, a, sim::kStart + std::chrono::seconds(3));
  EXPECT_EQ(x.read().last_at, sim::kStart + std::chrono::seconds(3));
}

TEST(Staleness, GrowsWithKeysThatAreInserted) {
  Register x;
  const std::uint64_t put = x.begin();
  x.oracle.acknowledge({1000}, put, sim::kStart);
  EXPECT_EQ(x.oracle.view({1000}).puts, 1u);
  EXPECT_EQ(x.oracle.view({2000}).puts, 0u);
}

/// The definition, literally: O(puts) per value.
struct Literal {
  struct Put {
    int begun, ended;  // moments; ended 0: not acknowledged
  };
  std::vector<Put> puts{{0, 0}};  // by id; 0 unused
  bool stale(int read_begun, const std::vector<std::uint64_t>& ids) const {
    const auto acknowledged_before_read = [&](const Put& put) {
      return put.ended > 0 && put.ended < read_begun;
    };
    for (const std::uint64_t id : ids) {
      bool overwritten = false;
      for (std::size_t other = 1; other < puts.size(); ++other)
        overwritten |= puts[id].ended > 0 && puts[id].ended < puts[other].begun &&
                       acknowledged_before_read(puts[other]);
      if (!overwritten) return false;
    }
    if (!ids.empty()) return true;
    return std::any_of(puts.begin(), puts.end(), acknowledged_before_read);
  }
};

TEST(Staleness, AgreesWithTheDefinitionOnRandomHistories) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    sim::Rng rng = sim::stream(seed, "history");
    Register x;
    Literal literal;
    std::vector<std::uint64_t> open;
    std::vector<std::pair<int, Staleness::View>> reads;
    for (int moment = 1; moment < 60; ++moment) {
      const std::uint64_t kind = rng.below(4);
      if (kind == 0) {
        open.push_back(x.begin());
        literal.puts.push_back({moment, 0});
      } else if (kind == 1 && !open.empty()) {
        const auto chosen = open.begin() + static_cast<std::ptrdiff_t>(rng.below(open.size()));
        x.end(*chosen);
        literal.puts[*chosen].ended = moment;
        open.erase(chosen);
      } else if (kind == 2) {
        reads.emplace_back(moment, x.read());
      } else if (!reads.empty()) {
        const auto& [begun, view] = reads[rng.below(reads.size())];
        std::vector<std::uint64_t> ids;
        for (std::uint64_t i = rng.below(3); i > 0 && literal.puts.size() > 1; --i)
          ids.push_back(1 + rng.below(literal.puts.size() - 1));
        ASSERT_EQ(x.stale(view, ids), literal.stale(begun, ids)) << "seed " << seed;
      }
    }
  }
}

}  // namespace test
