// Causal convergence on drawn histories (timeline.h), and against every order of small ones.
#include "models/kv/checkers/causal.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "tests/kv/checkers/random_history.h"
#include "tests/kv/checkers/timeline.h"

namespace test {

using kv::checkers::kNone, kv::checkers::Operation, kv::checkers::OperationIndex,
    kv::checkers::Operations;

std::string causal(std::initializer_list<std::string_view> clients) {
  const Operations history = timeline(clients);
  return drawn(history, judge_causality(history));
}

TEST(Causality, AnEffectIsNotSeenBeforeItsCause) {  // a reply without the post that it replies to
  EXPECT_EQ(causal({"[p=1]                     ",   //
                    "      [p:1] [r=2]         ", "                [r:2] [p: ]"}),
            "WriteCOInitRead: p=1 p:");
  EXPECT_EQ(causal({"[p=1]                     ",  //
                    "      [p:1] [r=2]         ", "                [r: ] [p: ]"}),
            "");
}

TEST(Causality, WhatACauseReplacedIsNotRead) {
  EXPECT_EQ(causal({"[x=1] [x=2] [y=3]          ",  //
                    "                [y:3] [x:1] "}),
            "WriteCORead: x=1 x=2 x:1");
  EXPECT_EQ(causal({"[x=1] [x=2] [y=3]          ",  //
                    "                [x:1] [y:3] "}),
            "");
}

TEST(Causality, ConcurrentPutsHaveOneOrderForAll) {
  EXPECT_EQ(causal({"[x=1] [x:2] ", "[x=2] [x:1] "}), "CyclicCF: x=1 x=2");
  EXPECT_EQ(causal({"[x=1] [x:2] ", "[x=2] [x:2] "}), "");
}

TEST(Causality, NothingIsItsOwnCause) {
  EXPECT_EQ(causal({"[x:1] [y=2]", "[y:2] [x=1]"}), "CyclicCO: x:1 y=2 y:2 x=1");
  EXPECT_EQ(causal({"[x:1] [y=2]", "[y: ] [x=1]"}), "");
}

TEST(Causality, NobodyReadsWhatNobodyPut) {
  EXPECT_EQ(causal({"[x=1] [x:7]"}), "ThinAirRead: x:7");
  EXPECT_EQ(causal({"[x=1! [x:1]"}), "ThinAirRead: x:1");
  EXPECT_EQ(causal({"[x=1? [x:1]"}), "");
}

TEST(Causality, WhatWasThereBeforeIsReplacedByAnyPut) {
  EXPECT_EQ(causal({"[x=1] [x:0]"}), "WriteCOInitRead: x=1 x:0");
  EXPECT_EQ(causal({"[x=1]", "      [x:0]"}), "");  // stale, yet causal
}

TEST(Causality, ADeleteExplainsNothingUntilItIsReplaced) {
  EXPECT_EQ(causal({"[x=1] [x=~2] [x: ]"}), "");
  EXPECT_EQ(causal({"[x=~2] [x=1] [x: ]"}), "WriteCOInitRead: x=1 x:");
  EXPECT_EQ(causal({"[x=~2] [x=1] [x: ]", "[x=~3]"}), "");
  EXPECT_EQ(causal({"[x=~2] [x=1] [x: ]", "[x=~3?"}), "");
}

TEST(Causality, AnUnknownPutIsNoCauseOfWhatItsClientDidNext) {
  EXPECT_EQ(causal({"[x=1? [y=2]", "            [y:2] [x: ]"}), "");
  EXPECT_EQ(causal({"[x=1] [y=2]", "            [y:2] [x: ]"}), "WriteCOInitRead: x=1 x:");
}

TEST(Causality, SiblingsMustBeConcurrent) {
  EXPECT_EQ(causal({"[x=1]", "[x=2] ", "      [x:1,2]"}), "");
  EXPECT_EQ(causal({"[x=1]", "      [x:1] [x=2]", "                  [x:1,2]"}),
            "WriteCORead: x=1 x=2 x:1,2");
}

/// The definition: an order of all puts that agrees with causality, in which each get returns the
/// last of its causes.
struct Literal {
  explicit Literal(const Operations& all)
      : operations(all),
        size(static_cast<OperationIndex>(all.size())),
        cause(size, std::vector<char>(size)) {
    const kv::checkers::Writers writers(all);
    for (OperationIndex b = 0; b < size; ++b) {
      for (OperationIndex a = 0; a < b; ++a) cause[a][b] = all[a].client == all[b].client;
      wrote.push_back(kNone);
      if (!all[b].is_get()) puts.push_back(b);
      if (!all[b].is_get() || all[b].values == 0) continue;
      wrote[b] = writers.of(all.values(all[b])[0]);
      if (wrote[b] != kNone) cause[wrote[b]][b] = 1;
    }
    for (OperationIndex via = 0; via < size; ++via)
      for (OperationIndex a = 0; a < size; ++a)
        for (OperationIndex b = 0; b < size; ++b) cause[a][b] |= cause[a][via] && cause[via][b];
  }
  bool holds() {
    for (OperationIndex i = 0; i < size; ++i)
      if (cause[i][i]) return false;
    do {
      if (agrees()) return true;
    } while (std::next_permutation(puts.begin(), puts.end()));
    return false;
  }
  bool agrees() const {
    for (std::size_t later = 0; later < puts.size(); ++later)
      for (std::size_t earlier = 0; earlier < later; ++earlier)
        if (cause[puts[later]][puts[earlier]]) return false;
    for (OperationIndex get = 0; get < size; ++get) {
      if (!operations[get].is_get()) continue;
      OperationIndex last = kNone;
      for (const OperationIndex put : puts)
        if (operations[put].key == operations[get].key && cause[put][get]) last = put;
      if (last != wrote[get]) return false;
    }
    return true;
  }
  const Operations& operations;
  OperationIndex size;
  std::vector<std::vector<char>> cause;
  std::vector<OperationIndex> puts, wrote;
};

TEST(Causality, AgreesWithEveryOrderOf20000RandomHistories) {
  std::uint64_t good = 0, bad = 0;
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    sim::Rng rng = sim::stream(seed, "causality");
    const Operations history =
        random_history({.clients = 2 + static_cast<std::uint32_t>(rng.below(2)),
                        .operations = 5 + static_cast<std::uint32_t>(rng.below(5)),
                        .keys = 1 + rng.below(2),
                        .deletes = {0, 1},
                        .unknown = {0, 1},
                        .failed = {0, 1},
                        .wrong = {3, 4}},
                       rng);
    const bool expected = Literal(history).holds();
    ++(expected ? good : bad);
    const kv::checkers::Verdict verdict = judge_causality(history);
    ASSERT_EQ(verdict.broken == 0, expected) << "seed " << seed << ": " << drawn(history, verdict);
  }
  EXPECT_GT(good, 4'000u);
  EXPECT_GT(bad, 4'000u);
}

TEST(Causality, HoldsOfWhateverIsLinearizable) {
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    sim::Rng rng = sim::stream(seed, "linearizable");
    const Operations history =
        random_history({.clients = 4, .operations = 40, .keys = 3, .wrong = {0, 1}}, rng);
    const kv::checkers::Verdict verdict = judge_causality(history);
    ASSERT_EQ(verdict.broken, 0u) << "seed " << seed << ": " << drawn(history, verdict);
  }
}

}  // namespace test
