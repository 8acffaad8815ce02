// Session guarantees and staleness over whole histories: on drawn ones, and against the online
// checks (sessions.h, staleness.h) on random ones.
#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "models/kv/checkers/session_guarantees.h"
#include "models/kv/checkers/stale_reads.h"
#include "models/kv/sessions.h"
#include "models/kv/staleness.h"
#include "tests/kv/checkers/random_history.h"
#include "tests/kv/checkers/timeline.h"

namespace test {

using kv::Guarantee, kv::kGuarantees;
using kv::checkers::Moment, kv::checkers::Operation, kv::checkers::OperationIndex,
    kv::checkers::Operations, kv::checkers::SessionVerdicts, kv::checkers::StaleRead,
    kv::checkers::Verdict;

std::string broken(Guarantee which, std::initializer_list<std::string_view> clients) {
  const Operations history = timeline(clients);
  return drawn(history, judge_sessions(history)[static_cast<std::size_t>(which)]);
}

TEST(ReadYourWritesOffline, IsBrokenByWhatIsOlderThanOnesOwnPut) {
  EXPECT_EQ(broken(Guarantee::kReadYourWrites, {"[x=1]", "      [x=2] [x:1]"}),
            "a client read what is older than its own put: x=2 x:1");
  EXPECT_EQ(broken(Guarantee::kReadYourWrites, {"[x=1]", "      [x=2] [x:2]"}), "");
  EXPECT_EQ(broken(Guarantee::kReadYourWrites, {"[x=1    ]", "      [x=2] [x:1]"}), "");
}

TEST(MonotonicReadsOffline, AreBrokenByWhatIsOlderThanWhatWasRead) {
  EXPECT_EQ(broken(Guarantee::kMonotonicReads, {"[x=1] [x=2]", "            [x:2] [x:1]"}),
            "a client read what is older than what it had read: x=2 x:2 x:1");
  EXPECT_EQ(broken(Guarantee::kMonotonicReads, {"[x=1] [x=2]", "            [x:1] [x:2]"}), "");
}

TEST(MonotonicWritesOffline, AreBrokenByTwoPutsOfAClientSideBySide) {
  EXPECT_EQ(broken(Guarantee::kMonotonicWrites, {"[x=1] [x=2]", "            [x:1,2]"}),
            "a client's earlier put is beside its later one: x=1 x=2 x:1,2");
  EXPECT_EQ(broken(Guarantee::kMonotonicWrites, {"[x=1? [x=2]", "            [x:1,2]"}), "");
}

TEST(WritesFollowReadsOffline, AreBrokenByWhatTheWriterHadRead) {
  EXPECT_EQ(
      broken(Guarantee::kWritesFollowReads, {"[x=1]", "      [x:1] [x=2]", "            [x:1,2]"}),
      "a put is beside what its client had read: x=1 x:1 x=2 x:1,2");
  EXPECT_EQ(
      broken(Guarantee::kWritesFollowReads, {"[x=1]", "      [x: ] [x=2]", "            [x:1,2]"}),
      "");
}

TEST(WritesFollowReadsOffline, KnowEveryValueThatTheWriterHadRead) {  // sessions.h: one of them
  EXPECT_EQ(broken(Guarantee::kWritesFollowReads,
                   {"[x=1]", "[x=2]", "      [x:1,2] [x=3]", "                    [x:1,3]"}),
            "a put is beside what its client had read: x=1 x:1,2 x=3 x:1,3");
}

TEST(StalenessOffline, CountsVersionsAndTime) {
  const Operations history = timeline({"[x=1] [x=2] [x=3]", "                    [x:1] [x:3]"});
  const std::vector<StaleRead> stale = stale_reads(history);
  ASSERT_EQ(stale.size(), 1u);
  EXPECT_EQ(drawn(history, {stale[0].put, stale[0].get}), "x=2 x:1");
  EXPECT_EQ(stale[0].versions, 2u);
  EXPECT_EQ(stale[0].superseded_for, sim::Duration(20 - 10));
}

TEST(StalenessOffline, APromiseIsBrokenByWhatIsBeyondBothBounds) {
  const Operations history = timeline({"[x=1] [x=2] [x=3]", "                    [x:1]"});
  const auto judge = [&](std::uint32_t versions, std::int64_t ns) {
    return drawn(history, judge_staleness(history, {versions, sim::Duration(ns)}));
  };
  EXPECT_EQ(judge(1, 9), "a read is older than promised: x=2 x:1");
  EXPECT_EQ(judge(2, 9), "");
  EXPECT_EQ(judge(1, 10), "");
}

TEST(StalenessOffline, NothingIsAsOldAsTheDeletesThatMayExplainIt) {
  const auto count = [](std::initializer_list<std::string_view> clients) {
    return stale_reads(timeline(clients)).size();
  };
  EXPECT_EQ(count({"[x=1] [x: ]"}), 1u);
  EXPECT_EQ(count({"[x=1] [x: ]", "[x=~2?"}), 0u);
  EXPECT_EQ(count({"[x=~2] [x=1] [x: ]"}), 1u);
  EXPECT_EQ(count({"          [x=1] [x: ]", "[x=~2?", "   [x=~3]"}), 0u);  // the unknown one
}

/// What the online checks say of each get, told in the order of the history.
struct Online {
  explicit Online(const Operations& operations) {
    for (OperationIndex i = 0; i < operations.size(); ++i) {
      events.push_back({operations[i].begun, i, false});
      if (operations[i].ended != kv::checkers::kOpen)
        events.push_back({operations[i].ended, i, true});
    }
    std::sort(events.begin(), events.end());
    for (const auto& [moment, i, is_end] : events) {
      const Operation& it = operations[i];
      const auto ids = operations.values(it);
      if (it.action == kv::Action::kGet)
        is_end ? end_get(i, it, ids) : begin_get(i, it);
      else
        is_end ? end_put(it, ids[0]) : begin_put(it, ids[0]);
    }
  }
  void begin_put(const Operation& it, std::uint64_t id) {
    EXPECT_EQ(order.number_put(), id);
    it.deletes ? order.begin_delete(it.key, id) : order.begin(id);
    sessions.begin(it.client, it.key, id);
  }
  void end_put(const Operation& it, std::uint64_t id) {
    if (it.outcome == kv::Outcome::kFail && it.deletes) order.fail_delete(it.key);
    if (it.outcome != kv::Outcome::kOk) return;
    it.deletes ? order.acknowledge_delete(it.key, id, it.completed)
               : order.acknowledge(it.key, id, it.completed);
    sessions.acknowledge(it.client, it.key, id);
  }
  void begin_get(OperationIndex i, const Operation& it) { views[i] = order.view(it.key); }
  void end_get(OperationIndex i, const Operation& it, std::span<const std::uint64_t> ids) {
    std::vector<kv::Value> read;
    for (const std::uint64_t id : ids) read.push_back({id, 1});
    const auto verdict = order.judge(it.key, views[i], read);
    if (verdict.stale) stale.emplace_back(i, verdict.versions_behind);
    const auto session = sessions.judge(it.client, it.key, read, verdict.stale);
    for (std::size_t which = 0; which < kGuarantees; ++which)
      if (session.broken[which]) broken[which].push_back(i);
  }

  std::vector<std::tuple<Moment, OperationIndex, bool>> events;
  kv::Staleness order{4};
  kv::Sessions sessions{order, 16};
  std::map<OperationIndex, kv::Staleness::View> views;
  std::vector<std::pair<OperationIndex, std::uint32_t>> stale;
  std::array<std::vector<OperationIndex>, kGuarantees> broken;
};

std::vector<OperationIndex> broken_gets(const Verdict& verdict) {
  std::vector<OperationIndex> gets;
  for (const kv::checkers::Finding& finding : verdict.findings)
    gets.push_back(finding.operations.back());
  std::sort(gets.begin(), gets.end());
  return gets;
}

TEST(OfflineAndOnline, AgreeOnEveryGetOfRandomHistories) {
  std::uint64_t stale = 0;
  std::array<std::uint64_t, kGuarantees> broken{};
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    sim::Rng rng = sim::stream(seed, "online");
    Operations history = random_history({.clients = 4,
                                         .operations = 40,
                                         .keys = 3,
                                         .failed = {0, 1},
                                         .wrong = {1, 3},
                                         .siblings = {1, 3}},
                                        rng);
    Online online(history);
    for (auto& gets : online.broken) std::sort(gets.begin(), gets.end());
    std::sort(online.stale.begin(), online.stale.end());
    std::vector<std::pair<OperationIndex, std::uint32_t>> offline_stale;
    for (const StaleRead& read : stale_reads(history))
      offline_stale.emplace_back(read.get, read.versions);
    std::sort(offline_stale.begin(), offline_stale.end());
    ASSERT_EQ(offline_stale, online.stale) << "seed " << seed;
    stale += online.stale.size();

    const SessionVerdicts offline = judge_sessions(history);
    for (std::size_t which = 0; which < kGuarantees; ++which) {
      const std::vector<OperationIndex> gets = broken_gets(offline[which]);
      broken[which] += online.broken[which].size();
      if (which != static_cast<std::size_t>(Guarantee::kWritesFollowReads))
        ASSERT_EQ(gets, online.broken[which]) << "seed " << seed << ", guarantee " << which;
      else  // of siblings that a writer had read, sessions.h remembers one
        ASSERT_TRUE(std::includes(gets.begin(), gets.end(), online.broken[which].begin(),
                                  online.broken[which].end()))
            << "seed " << seed;
    }
  }
  EXPECT_GT(stale, 1'000u);
  for (const std::uint64_t count : broken) EXPECT_GT(count, 100u);
}

}  // namespace test
