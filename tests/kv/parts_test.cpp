// What each twentieth of a measurement measured.
#include "models/kv/parts.h"

#include <gtest/gtest.h>

namespace kv {
namespace {

using namespace std::chrono_literals;
using sim::Decimal, sim::kStart;

constexpr sim::Phases kPhases{.warmup = 10s, .measure = 20s, .settle = 5s};  // a part is 1 s

const std::vector<Decimal>* find(const std::vector<sim::PartsRow>& rows, std::string_view metric) {
  for (const sim::PartsRow& row : rows)
    if (row.metric == metric) return &row.parts;
  return nullptr;
}

/// 100 gets in each part; in part p the first p of them fail, and the others take p + 1 ms.
Parts hundreds() {
  Parts parts(kPhases);
  for (int p = 0; p < 20; ++p) {
    for (int i = 0; i < 100; ++i)
      parts.completed(Action::kGet, i < p ? Outcome::kFail : Outcome::kOk, (p + 1) * 1ms,
                      kStart + 10s + p * 1s + i * 10ms);
  }
  return parts;
}

TEST(Parts, EachHasWhatEndedInIt) {
  const auto rows = hundreds().rows(kStart + 35s);
  const auto *available = find(rows, "availability"), *mean = find(rows, "get.latency.mean"),
             *throughput = find(rows, "throughput");
  ASSERT_TRUE(available && mean && throughput);
  ASSERT_EQ(available->size(), Parts::kParts);
  for (int p = 0; p < 20; ++p) {
    const auto i = static_cast<std::size_t>(p);
    EXPECT_EQ((*available)[i].text(), Decimal::ratio(100 - p, 100).text());
    EXPECT_EQ((*mean)[i].text(), std::to_string(p + 1));
    EXPECT_EQ((*throughput)[i].text(), std::to_string(100 - p));
  }
}

TEST(Parts, AQuantileNeedsTenOperationsBeyondItInEveryPart) {
  const auto rows = hundreds().rows(kStart + 35s);
  EXPECT_NE(find(rows, "get.latency.p50"), nullptr);
  EXPECT_EQ(find(rows, "get.latency.p90"), nullptr) << "81 gets in the last part";
  EXPECT_EQ(find(rows, "get.latency.p99"), nullptr);
}

TEST(Parts, AMetricThatSomePartLacksHasNoRow) {
  Parts parts = hundreds();
  parts.completed(Action::kPut, Outcome::kOk, 1ms, kStart + 29'999ms);
  parts.read(true, kStart + 29'999ms);
  const auto rows = parts.rows(kStart + 35s);
  EXPECT_EQ(find(rows, "put.availability"), nullptr);
  EXPECT_EQ(find(rows, "reads.stale.ratio"), nullptr);
}

TEST(Parts, TheLastTakesWhatEndsLater) {
  Parts parts = hundreds();
  parts.completed(Action::kGet, Outcome::kFail, 5s, kStart + 33s);
  const auto rows = parts.rows(kStart + 35s);
  EXPECT_EQ(find(rows, "availability")->back(), Decimal::ratio(81, 101));
}

TEST(Parts, ARunThatEndedBeforeItsMeasurementHasNone) {
  EXPECT_TRUE(hundreds().rows(kStart + 29s).empty());
}

}  // namespace
}  // namespace kv
