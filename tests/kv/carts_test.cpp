// Carts: what a put makes of what it read, and what the judge says of items that go and come.
#include "models/kv/carts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/kv/cart_record.h"
#include "tests/kv/bench.h"
#include "tests/support/problems.h"

namespace test {

using kv::CartRecord, kv::Carts, kv::Item;
using testing::ElementsAre, testing::IsEmpty;

constexpr kv::Key kKey{3};

std::vector<kv::Value> values(const std::vector<std::uint64_t>& ids) {
  std::vector<kv::Value> all;
  for (const std::uint64_t id : ids) all.push_back({id, 1});
  return all;
}

struct Shop {
  explicit Shop(bool promises = true) : record(checks, carts, promises) {}

  std::uint64_t put(std::vector<std::uint64_t> read, std::uint64_t lot = 0, bool deletes = false) {
    carts.plan(++last, lot);
    carts.fill({last, 1, deletes}, values(read));
    return last;
  }
  /// Acknowledged, too.
  std::uint64_t done(std::uint64_t put) {
    record.acknowledged(kKey, {put, 1});
    return put;
  }
  void get(std::vector<std::uint64_t> ids, CartRecord::Get get) {
    const std::vector<kv::Value> read = values(ids);
    get.key = kKey;
    get.read = read;
    record.judge_read(get, sim::kStart);
  }
  std::vector<Item> of(std::uint64_t put) const {
    const auto items = carts.of(put);
    return {items.begin(), items.end()};
  }
  std::uint64_t failures() const { return checks.all()[0].failures(); }

  sim::Checks checks;
  Carts carts;
  CartRecord record;
  std::uint64_t last = 0;
};

TEST(Cart, OfNothingAndOneItemIsThatItem) {
  Shop shop;
  EXPECT_THAT(shop.of(shop.put({})), ElementsAre(1));
  EXPECT_THAT(shop.of(shop.put({0})), ElementsAre(2));  // preloaded: an empty cart
}

TEST(Cart, HoldsTheItemsOfAllSiblingsOnce) {
  Shop shop;
  const auto first = shop.put({});
  const auto left = shop.put({first}), right = shop.put({first});
  EXPECT_THAT(shop.of(shop.put({left, right})), ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(shop.carts.merges(), 1u);
}

TEST(Cart, WithoutAnItemHasTheOthers) {
  Shop shop;
  const auto two = shop.put({shop.put({})});
  const auto fewer = shop.put({two}, 4);  // of two the first: 4 mod 2
  EXPECT_THAT(shop.of(fewer), ElementsAre(2));
  EXPECT_THAT(shop.carts.removed_by(fewer), ElementsAre(1));
  EXPECT_TRUE(shop.carts.was_removed(1));
  EXPECT_FALSE(shop.carts.was_removed(2));
}

TEST(Cart, WithNothingToRemoveGetsAnItem) {
  Shop shop;
  EXPECT_THAT(shop.of(shop.put({}, 7)), ElementsAre(1));
}

TEST(Cart, ThatIsDeletedIsEmpty) {
  Shop shop;
  const auto two = shop.put({shop.put({})});
  const auto gone = shop.put({two}, 0, true);
  EXPECT_THAT(shop.of(gone), IsEmpty());
  EXPECT_THAT(shop.carts.removed_by(gone), ElementsAre(1, 2));
}

TEST(CartRecord, MissesAnAcknowledgedAddThatNobodyHolds) {
  Shop shop;
  const auto a = shop.done(shop.put({}));
  const auto b = shop.done(shop.put({}));  // a sibling
  shop.record.judge(kKey, values({a, b}), true, sim::kStart);
  EXPECT_EQ(shop.failures(), 0u);
  shop.record.judge(kKey, values({b}), true, sim::kStart);
  EXPECT_EQ(shop.failures(), 1u);
  EXPECT_EQ(shop.record.tally().adds_lost, 1u);
}

TEST(CartRecord, FindsAnAddInTheCartOfWhoReadIt) {
  Shop shop;
  const auto a = shop.done(shop.put({}));
  shop.record.judge(kKey, values({shop.put({a})}), true, sim::kStart);
  EXPECT_EQ(shop.failures(), 0u);
  EXPECT_EQ(shop.checks.all()[0].evaluations(), 1u);
}

TEST(CartRecord, MissesNoAddThatWasRemovedOrNeverAcknowledged) {
  Shop shop;
  const auto a = shop.done(shop.put({}));
  shop.put({});
  shop.put({a}, 1);  // nobody may ever hear of this removal
  shop.record.judge(kKey, {}, true, sim::kStart);
  EXPECT_EQ(shop.failures(), 0u);
  EXPECT_EQ(shop.record.tally().adds_lost, 0u);
}

TEST(CartRecord, CountsALostAddWhereItsSurvivalIsNotPromised) {
  for (const bool promises : {false, true}) {
    Shop shop(promises);
    shop.done(shop.put({}));
    shop.record.judge(kKey, {}, !promises, sim::kStart);
    EXPECT_EQ(shop.failures(), 0u);
    EXPECT_EQ(shop.record.tally().adds_lost, 1u);
  }
}

TEST(CartRecord, MissesAnAddInAFreshGetThatBeganAfterIt) {
  Shop shop;
  const auto before = shop.record.moment();
  const auto a = shop.done(shop.put({}));
  const auto after = shop.record.moment();
  shop.get({}, {.begun_at = before, .must_be_fresh = true});
  shop.get({}, {.begun_at = after, .must_be_fresh = false});
  shop.get({a}, {.begun_at = after, .must_be_fresh = true});
  EXPECT_EQ(shop.failures(), 0u);
  shop.get({}, {.begun_at = after, .must_be_fresh = true});
  EXPECT_EQ(shop.failures(), 1u);
}

TEST(CartRecord, CountsARemovedItemThatIsReadAgainOnce) {
  Shop shop;
  const auto a = shop.done(shop.put({}));
  const auto fewer = shop.put({a}, 1);
  const auto before = shop.record.moment();
  shop.get({a}, {.begun_at = before});
  shop.done(fewer);
  shop.get({a}, {.begun_at = before});  // before the removal was acknowledged
  shop.get({a}, {.begun_at = shop.record.moment(), .is_stale = true});
  EXPECT_EQ(shop.record.tally().items_resurfaced, 0u);
  shop.get({a, fewer}, {.begun_at = shop.record.moment()});
  shop.get({a, fewer}, {.begun_at = shop.record.moment()});
  EXPECT_EQ(shop.record.tally().items_resurfaced, 1u);
  EXPECT_EQ(shop.failures(), 0u);
}

/// A workload whose puts change carts. The store fills each with nothing read.
kv::WorkloadConfig carts(sim::Ratio removals) {
  kv::WorkloadConfig config = only(open(1000, 100), kPuts);
  config.reconcile = kv::Reconcile::kCartUnion;
  config.cart = kv::CartConfig{.removals = removals};
  return config;
}

TEST(CartWorkload, RemovesAsOftenAsItSays) {
  Bench bench({carts({1, 4})});
  const kv::Value full{bench.recorder.next_value({1}).id, 1};
  bench.recorder.carts().plan(full.id, 0);
  bench.recorder.carts().fill(full, {});
  bench.on_call = [&](const Call& call) {
    bench.recorder.carts().fill(call.value, {&full, 1});
    bench.answer(call, kv::Outcome::kOk);
  };
  bench.run(10s);
  EXPECT_NEAR(bench.metric("cart.removals"), 2500, 250);  // five sigma
  EXPECT_EQ(bench.metric("cart.removals") + bench.metric("cart.adds"), bench.metric("put.ok"));
}

TEST(CartWorkload, IsAbsentFromTheReportWhereThereIsNone) {
  Bench bench({closed()});
  bench.run(1s);
  EXPECT_EQ(bench.metric("cart.adds"), -1);
}

TEST(CartWorkload, ReadsBeforeItWrites) {
  std::vector<kv::WorkloadConfig> workloads = {carts({})};
  test::Said fine, wrong;
  kv::validate(workloads, "/workloads", fine);
  EXPECT_THAT(fine.where, IsEmpty());
  workloads[0].context = kv::ContextFrom::kLastSeen;
  kv::validate(workloads, "/workloads", wrong);
  EXPECT_THAT(wrong.where, ElementsAre("/workloads/0/context"));
}

TEST(CartWorkload, SharesItsKeysWithNobodyWhoWritesAnythingElse) {
  std::vector<kv::WorkloadConfig> workloads = {carts({}), only(open(10, 1), kPuts)};
  workloads[1].name = "other";
  const auto mistakes = [&] {
    test::Said noted;
    kv::validate(workloads, "/workloads", noted);
    return noted.where;
  };
  EXPECT_THAT(mistakes(), ElementsAre("/workloads/0/keys"));
  workloads[1].keys.first = workloads[0].keys.count;
  EXPECT_THAT(mistakes(), IsEmpty());
  workloads[0].mix = kv::Mix{.put = 1, .insert = 1};  // it writes on after its last key
  EXPECT_THAT(mistakes(), ElementsAre("/workloads/0/keys"));
  workloads[1].mix = kGets;
  EXPECT_THAT(mistakes(), IsEmpty());
}

}  // namespace test
