// Serializability of transactions that are drawn, "x=1 y:2": write or append 1 to x, read 2 from y;
// `!` after them: failed, `?`: unknown. And against every order of small random histories.
#include "models/kv/checkers/serializability.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/kernel/random.h"

namespace test {

using kv::Outcome;
using kv::checkers::Anomaly, kv::checkers::Serializability, kv::checkers::Step,
    kv::checkers::Transaction;

using Transactions = std::vector<Transaction>;
using Values = std::vector<std::uint64_t>;

Transactions transactions(std::initializer_list<std::string_view> texts) {
  Transactions all;
  for (const std::string_view text : texts) {
    Transaction& transaction = all.emplace_back();
    bool in_number = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      const bool is_digit = c >= '0' && c <= '9';
      auto& steps = transaction.steps;
      if (c == '!') transaction.outcome = Outcome::kFail;
      if (c == '?') transaction.outcome = Outcome::kUnknown;
      if (c >= 'a' && c <= 'z')
        steps.push_back({{static_cast<std::uint64_t>(c - 'a')},
                         text[i + 1] == '=' ? kv::Action::kPut : kv::Action::kGet,
                         {}});
      if (is_digit && !in_number) steps.back().values.push_back(0);
      if (is_digit) steps.back().values.back() = steps.back().values.back() * 10 + (c - '0');
      in_number = is_digit;
    }
  }
  return all;
}

/// "NAME: 0 1", with the cycle if there is one; several separated by "; ".
std::string told(const Serializability& verdict) {
  std::string all;
  for (const Anomaly& anomaly : verdict.anomalies) {
    all += (all.empty() ? "" : "; ") + std::string(anomaly.name) + ":";
    if (!anomaly.cycle.empty()) {
      all += " " + text(anomaly.cycle);
      continue;
    }
    for (const auto node : anomaly.transactions) all += " T" + std::to_string(node);
  }
  return all;
}
std::string lists(std::initializer_list<std::string_view> texts) {
  return told(judge_list_append(transactions(texts)));
}
std::string registers(std::initializer_list<std::string_view> texts) {
  return told(judge_registers(transactions(texts)));
}

TEST(ListAppend, G0IsACycleOfWrites) {  // k23 is x, k24 is y
  EXPECT_EQ(lists({"x=1 y=1", "x=2 y=2", "x:1,2", "y:2,1"}), "G0: T0 -ww k23-> T1 -ww k24-> T0");
  EXPECT_EQ(lists({"x=1 y=1", "x=2 y=2", "x:1,2", "y:1,2"}), "");
}

TEST(ListAppend, G1aIsAReadOfWhatFailed) {
  EXPECT_EQ(lists({"x=1 !", "x:1"}), "G1a: T1 T0");
  EXPECT_EQ(lists({"x=1 ?", "x:1"}), "");
}

TEST(ListAppend, G1bIsAReadOfWhatItsWriterDidNotLeave) {
  EXPECT_EQ(lists({"x=1 x=2", "x:1"}), "G1b: T1 T0");
  EXPECT_EQ(lists({"x=1 x=2", "x:1,2"}), "");
}

TEST(ListAppend, G1cIsACycleOfInformation) {
  EXPECT_EQ(lists({"x=1 y:1", "y=1 x:1"}), "G1c: T0 -wr k23-> T1 -wr k24-> T0");
  EXPECT_EQ(lists({"x=1 y: ", "y=1 x:1"}), "");
}

TEST(ListAppend, GSingleHasOneAntidependency) {  // read skew
  EXPECT_EQ(lists({"x=1 y=1", "x:1 y: ", "y:1"}), "G-single: T1 -rw k24-> T0 -wr k23-> T1");
  EXPECT_EQ(lists({"x=1 y=1", "x:1 y:1", "y:1"}), "");
}

TEST(ListAppend, G2HasSeveral) {  // write skew
  EXPECT_EQ(lists({"x: y=1", "y: x=1", "x:1 y:1"}), "G2: T0 -rw k23-> T1 -rw k24-> T0");
  EXPECT_EQ(lists({"x: y=1", "y:1 x=1", "x:1 y:1"}), "");
}

TEST(ListAppend, TheShortestCycleIsFound) {
  EXPECT_EQ(lists({"a:1 b=1", "b:1 c=1", "c:1 a=1 d=1 e:1", "d:1 e=1"}),
            "G1c: T2 -wr k3-> T3 -wr k4-> T2");
}

TEST(ListAppend, ListsThatNoOrderExplains) {
  EXPECT_EQ(lists({"x=1", "x=2", "x:1,2", "x:2"}), "two lists that differ: T3 T2");
  EXPECT_EQ(lists({"x=1", "x=2", "x:1,2", "x:1"}), "");
  EXPECT_EQ(lists({"x=1", "x:1,1"}), "a value is there twice: T1");
  EXPECT_EQ(lists({"x=1", "x:7"}), "a value that nobody wrote: T1");
}

TEST(ListAppend, ATransactionReadsWhatItHasJustWritten) {
  EXPECT_EQ(lists({"x=1", "x:1 x=2 x:1"}), "internal: T1");
  EXPECT_EQ(lists({"x=1", "x:1 x=2 x:1,2"}), "");
}

TEST(Registers, G1aAndG1b) {
  EXPECT_EQ(registers({"x=1 !", "x:1"}), "G1a: T1 T0");
  EXPECT_EQ(registers({"x=1 x=2", "x:1"}), "G1b: T1 T0");
  EXPECT_EQ(registers({"x=1 x=2", "x:2"}), "");
}

TEST(Registers, G0IsACycleOfWhatReplacedWhat) {  // 1 is read and replaced by 2, 2 by 1
  EXPECT_EQ(registers({"x:2 x=1", "x:1 x=2"}), "G0: T0 -ww k23-> T1 -ww k23-> T0");
  EXPECT_EQ(registers({"x=1", "x:1 x=2"}), "");
}

TEST(Registers, G1cIsACycleOfInformation) {
  EXPECT_EQ(registers({"x=1 y:1", "y=1 x:1"}), "G1c: T0 -wr k23-> T1 -wr k24-> T0");
  EXPECT_EQ(registers({"x=1 y: ", "y=1 x:1"}), "");
}

TEST(Registers, GSingleIsReadSkew) {
  EXPECT_EQ(registers({"x=1 y=1", "x:1 x=2 y:1 y=2", "x:1 y:2"}),
            "G-single: T2 -rw k23-> T1 -wr k24-> T2");
  EXPECT_EQ(registers({"x=1 y=1", "x:1 x=2 y:1 y=2", "x:2 y:2"}), "");
}

TEST(Registers, G2IsWriteSkewAndTheLostUpdate) {
  EXPECT_EQ(registers({"x: y=1", "y: x=1"}), "G2: T0 -rw k23-> T1 -rw k24-> T0");
  EXPECT_EQ(registers({"x: x=1", "x: x=2"}), "G2: T0 -rw k23-> T1 -rw k23-> T0");
  EXPECT_EQ(registers({"x: x=1", "x:1 x=2"}), "");
}

TEST(Registers, ATransactionReadsWhatItHasJustWrittenOrRead) {
  EXPECT_EQ(registers({"x=1", "x:1 x=2 x:1"}), "internal: T1");
  EXPECT_EQ(registers({"x=1", "x:1 x:  "}), "internal: T1");
  EXPECT_EQ(registers({"x=1", "x:1 x=2 x:2 x:2"}), "");
}

/// Runs transactions step by step, mixed as chance has it; every second run one by one.
Transactions random_transactions(sim::Rng& rng, bool is_list, std::size_t count) {
  Transactions all(count);
  std::map<std::uint64_t, Values> held;
  std::vector<std::size_t> next;  // who makes a step
  for (std::size_t i = 0; i < count; ++i) next.insert(next.end(), 1 + rng.below(3), i);
  if (rng.below(4) > 0)
    for (std::size_t i = next.size(); i > 1; --i) std::swap(next[i - 1], next[rng.below(i)]);
  std::uint64_t written = 0;
  for (const std::size_t i : next) {
    const kv::Key key{rng.below(2)};
    Values& values = held[key.value];
    if (rng.below(2) == 0) {
      all[i].steps.push_back({key, kv::Action::kGet, values});
      continue;
    }
    if (!is_list) values.clear();
    values.push_back(++written);
    all[i].steps.push_back({key, kv::Action::kPut, {written}});
  }
  for (Transaction& each : all)
    if (rng.below(8) == 0) each.outcome = rng.below(2) == 0 ? Outcome::kFail : Outcome::kUnknown;
  if (is_list) {  // all lists are read to their end
    Transaction& last = all.emplace_back();
    for (const auto& [key, values] : held) last.steps.push_back({{key}, kv::Action::kGet, values});
  }
  return all;
}

struct EveryOrder {
  const Transactions& all;
  bool is_list;
  std::vector<std::size_t> left;

  bool any_from(const std::map<std::uint64_t, Values>& held) {
    if (std::none_of(left.begin(), left.end(),
                     [&](std::size_t i) { return all[i].outcome == Outcome::kOk; }))
      return true;
    for (std::size_t n = 0; n < left.size(); ++n) {
      const std::size_t i = left[n];
      std::map<std::uint64_t, Values> after = held;
      if (!run(all[i], after)) continue;
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(n));
      const bool found = any_from(after);
      left.insert(left.begin() + static_cast<std::ptrdiff_t>(n), i);
      if (found) return true;
    }
    return false;
  }
  bool run(const Transaction& transaction, std::map<std::uint64_t, Values>& held) const {
    for (const Step& step : transaction.steps) {
      Values& values = held[step.key.value];
      if (step.action == kv::Action::kPut) {
        if (!is_list) values.clear();
        values.push_back(step.values[0]);
      } else if (transaction.outcome == Outcome::kOk && values != step.values) {
        return false;
      }
    }
    return true;
  }
};

bool has_order(const Transactions& all, bool is_list) {
  EveryOrder every{all, is_list, {}};
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].outcome != Outcome::kFail) every.left.push_back(i);
  return every.any_from({});
}

TEST(ListAppend, AgreesWithEveryOrderOf10000RandomHistories) {
  std::uint64_t good = 0, bad = 0;
  for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
    sim::Rng rng = sim::stream(seed, "lists");
    const Transactions all = random_transactions(rng, true, 2 + rng.below(4));
    const bool expected = has_order(all, true);
    ++(expected ? good : bad);
    const Serializability verdict = judge_list_append(all);
    ASSERT_EQ(verdict.holds(), expected) << "seed " << seed << ": " << told(verdict);
  }
  EXPECT_GT(good, 2'000u);
  EXPECT_GT(bad, 2'000u);
}

TEST(Registers, HaveNoAnomalyWhereAnOrderExists) {
  std::uint64_t good = 0, bad = 0, found = 0;
  for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
    sim::Rng rng = sim::stream(seed, "registers");
    const Transactions all = random_transactions(rng, false, 2 + rng.below(4));
    const bool expected = has_order(all, false);
    ++(expected ? good : bad);
    const Serializability verdict = judge_registers(all);
    ASSERT_TRUE(verdict.holds() || !expected) << "seed " << seed << ": " << told(verdict);
    found += !verdict.holds();
  }
  EXPECT_GT(good, 2'000u);
  EXPECT_GT(found * 2, bad);  // the order of blind writes does not show
}

}  // namespace test
