// The four session guarantees on histories made by hand. Time runs from left to right, `[` begins a
// put or a get, `]` acknowledges it; A and B are clients.
#include "models/kv/sessions.h"

#include <gtest/gtest.h>

namespace test {

using kv::Guarantee, kv::Sessions, kv::Staleness;

struct Past {
  static constexpr kv::Key kKey{3};
  static constexpr kv::ClientId kA{0}, kB{1};
  Staleness order{10};
  Sessions sessions{order, 20};

  std::uint64_t begin(kv::ClientId client) {
    const std::uint64_t put = order.number_put();
    order.begin(put);
    sessions.begin(client, kKey, put);
    return put;
  }
  void end(kv::ClientId client, std::uint64_t put) {
    order.acknowledge(kKey, put, sim::kStart);
    sessions.acknowledge(client, kKey, put);
  }
  std::uint64_t put(kv::ClientId client) {
    const std::uint64_t put = begin(client);
    end(client, put);
    return put;
  }
  void erase(kv::ClientId client) {
    const std::uint64_t put = order.number_put();
    order.begin_delete(kKey, put);
    sessions.begin(client, kKey, put);
    order.acknowledge_delete(kKey, put, sim::kStart);
    sessions.acknowledge(client, kKey, put);
  }
  Sessions::Verdict get(kv::ClientId client, const std::vector<std::uint64_t>& ids) {
    std::vector<kv::Value> values;
    for (const std::uint64_t id : ids) values.push_back({id, 1});
    const bool is_stale = order.judge(kKey, order.view(kKey), values).stale;
    return sessions.judge(client, kKey, values, is_stale);
  }
  bool broke(Guarantee which, kv::ClientId client, const std::vector<std::uint64_t>& ids) {
    return get(client, ids)[which];
  }
};
constexpr kv::ClientId kA = Past::kA, kB = Past::kB;

TEST(ReadYourWrites, IsBrokenByWhatIsOlderThanOnesOwnPut) {  // B[a] A[b] A[r=a]
  Past x;
  const auto a = x.put(kB);
  x.put(kA);
  EXPECT_TRUE(x.broke(Guarantee::kReadYourWrites, kA, {a}));
  EXPECT_TRUE(x.broke(Guarantee::kReadYourWrites, kA, {0}));  // preloaded
  EXPECT_TRUE(x.broke(Guarantee::kReadYourWrites, kA, {}));
}

TEST(ReadYourWrites, IsKeptByWhatOverlapsOrFollowsOnesOwnPut) {  // B[a A[b] ] B[c] A[r=...]
  Past x;
  const auto a = x.begin(kB), b = x.put(kA);
  x.end(kB, a);
  const auto c = x.put(kB);
  EXPECT_FALSE(x.broke(Guarantee::kReadYourWrites, kA, {a}));
  EXPECT_FALSE(x.broke(Guarantee::kReadYourWrites, kA, {b}));
  EXPECT_FALSE(x.broke(Guarantee::kReadYourWrites, kA, {c}));
}

TEST(ReadYourWrites, IsKeptWhereOneSiblingIsNotOlder) {
  Past x;
  const auto a = x.put(kB), b = x.put(kA);
  EXPECT_FALSE(x.broke(Guarantee::kReadYourWrites, kA, {a, b}));
}

TEST(ReadYourWrites, IsNotAboutThePutsOfOthersNorUnacknowledgedOnes) {
  Past x;
  const auto a = x.put(kB);
  x.put(kB);
  x.begin(kA);
  EXPECT_FALSE(x.broke(Guarantee::kReadYourWrites, kA, {a}));
}

TEST(ReadYourWrites, IsKeptByNothingAfterADelete) {
  Past x;
  x.put(kA);
  x.erase(kB);
  EXPECT_FALSE(x.broke(Guarantee::kReadYourWrites, kA, {}));
  x.put(kA);
  EXPECT_TRUE(x.broke(Guarantee::kReadYourWrites, kA, {}));
}

TEST(MonotonicReads, AreBrokenByWhatIsOlderThanWhatWasRead) {  // B[a] B[b A[r=b] A[r=a]
  Past x;
  const auto a = x.put(kB), b = x.begin(kB);
  EXPECT_FALSE(x.broke(Guarantee::kMonotonicReads, kA, {b}));
  EXPECT_TRUE(x.broke(Guarantee::kMonotonicReads, kA, {a}));  // though b is not acknowledged
}

TEST(MonotonicReads, AreKeptByWhatOverlaps) {  // B[a A[b] A[r=b] ] A[r=a]
  Past x;
  const auto a = x.begin(kB), b = x.put(kA);
  x.get(kA, {b});
  x.end(kB, a);
  EXPECT_FALSE(x.broke(Guarantee::kMonotonicReads, kA, {a}));
}

TEST(MonotonicReads, AreThoseOfOneClient) {
  Past x;
  const auto a = x.put(kB), b = x.put(kB);
  x.get(kA, {b});
  EXPECT_FALSE(x.broke(Guarantee::kMonotonicReads, kB, {a}));
}

TEST(MonotonicReads, OfSiblingsNeedOneThatIsNotOlder) {
  Past x;
  const auto a = x.put(kB), b = x.put(kB), c = x.put(kB);
  x.get(kA, {b});
  EXPECT_FALSE(x.broke(Guarantee::kMonotonicReads, kA, {a, c}));
  EXPECT_TRUE(x.broke(Guarantee::kMonotonicReads, kA, {a, b}));  // c was read
}

TEST(MonotonicWrites, AreBrokenByTwoSiblingsOfOneClient) {  // A[a] A[b] B[r=a,b]
  Past x;
  const auto a = x.put(kA), other = x.put(kB), b = x.put(kA);
  EXPECT_TRUE(x.broke(Guarantee::kMonotonicWrites, kB, {a, other, b}));
}

TEST(MonotonicWrites, AreKeptBySiblingsOfTwoClients) {
  Past x;
  const auto a = x.put(kA), b = x.put(kB);
  EXPECT_FALSE(x.broke(Guarantee::kMonotonicWrites, kB, {a, b}));
}

TEST(MonotonicWrites, OfWhichTheFirstIsUnknownAreNotJudged) {
  Past x;
  const auto a = x.begin(kA), b = x.put(kA);
  EXPECT_FALSE(x.broke(Guarantee::kMonotonicWrites, kB, {a, b}));
}

TEST(WritesFollowReads, IsBrokenByWhatStandsBesideWhatItsWriterHadRead) {  // B[a] A[r=a] A[b]
  Past x;
  const auto a = x.put(kB);
  x.get(kA, {a});
  const auto b = x.put(kA);
  const Sessions::Verdict verdict = x.get(kB, {a, b});
  EXPECT_TRUE(verdict[Guarantee::kWritesFollowReads]);
  EXPECT_TRUE(verdict.was_acknowledged);
}

TEST(WritesFollowReads, TellsWhetherWhatWasReadWasAcknowledged) {  // B[a A[r=a] A[b] ] r=a,b
  Past x;
  const auto a = x.begin(kB);
  x.get(kA, {a});
  const auto b = x.put(kA);
  x.end(kB, a);
  const Sessions::Verdict verdict = x.get(kA, {a, b});
  EXPECT_TRUE(verdict[Guarantee::kWritesFollowReads]);
  EXPECT_FALSE(verdict.was_acknowledged);
}

TEST(WritesFollowReads, IsKeptWhereTheWriterHadNotRead) {  // A[b begins, then A reads nothing of a
  Past x;
  const auto a = x.put(kB), b = x.put(kA);
  x.get(kA, {a});  // too late
  EXPECT_FALSE(x.broke(Guarantee::kWritesFollowReads, kB, {a, b}));
}

TEST(Sessions, OfManyClientsAndKeysAreKeptApart) {
  Staleness order(1000);
  Sessions sessions(order, 0);  // it grows
  std::vector<std::uint64_t> puts;
  const auto each = [](auto&& visit) {
    for (std::uint32_t client = 0; client < 50; ++client)
      for (std::uint64_t key = 0; key < 100; ++key) visit(kv::ClientId{client}, kv::Key{key});
  };
  each([&](kv::ClientId client, kv::Key key) {
    puts.push_back(order.number_put());
    order.begin(puts.back());
    sessions.begin(client, key, puts.back());
    order.acknowledge(key, puts.back(), sim::kStart);
    sessions.acknowledge(client, key, puts.back());
  });
  std::size_t i = 0;
  each([&](kv::ClientId client, kv::Key key) {
    const kv::Value own{puts[i], 1}, before{i == 0 ? 0 : puts[i - 1], 1};
    EXPECT_FALSE(sessions.judge(client, key, {&own, 1}, true)[Guarantee::kReadYourWrites]);
    EXPECT_TRUE(sessions.judge(client, key, {&before, 1}, true)[Guarantee::kReadYourWrites]);
    ++i;
  });
}

}  // namespace test
