#include "models/kv/cart_record.h"

#include <algorithm>
#include <string>

namespace kv {
namespace {

std::string name(Key key) { return "k" + std::to_string(key.value); }

}  // namespace

CartRecord::CartRecord(sim::Checks& checks, const Carts& carts, bool promises)
    : carts_(carts),
      promises_(promises),
      check_(
          checks.add("cart-adds-are-not-lost",
                     "an item whose put was acknowledged, and that no put removed, is in a cart "
                     "that some replica holds in the end and in every fresh read (Dynamo 4.4)")) {}

CartRecord::Fate& CartRecord::fate(Item item) {
  if (item >= fates_.size()) fates_.resize(std::max<std::size_t>(item + 1, 2 * fates_.size()));
  return fates_[item];
}

std::vector<Item>& CartRecord::kept(Key key) {
  if (key.value >= kept_.size()) kept_.resize(key.value + 1);
  return kept_[key.value];
}

void CartRecord::acknowledged(Key key, const Value& put) {
  ++acknowledgements_;
  const auto items = carts_.of(put.id);
  if (std::binary_search(items.begin(), items.end(), put.id)) {
    ++tally_.adds;
    fate(put.id).added = acknowledgements_;
    kept(key).push_back(put.id);
  }
  for (const Item item : carts_.removed_by(put.id)) {
    ++tally_.removals;
    if (fate(item).removed == 0) fate(item).removed = acknowledgements_;
  }
}

void CartRecord::judge_read(const Get& get, sim::Time now) {
  carts_.unite(get.read, found_);
  tally_.items_max = std::max<std::uint64_t>(tally_.items_max, found_.size());
  if (!get.is_stale) count_resurfaced(get.begun_at);
  if (promises_ && get.must_be_fresh) expect_all(get, now);
}

void CartRecord::count_resurfaced(std::uint64_t begun_at) {
  for (const Item item : found_) {
    Fate& its = fate(item);
    if (its.removed == 0 || its.removed > begun_at || its.has_resurfaced) continue;
    its.has_resurfaced = true;
    ++tally_.items_resurfaced;
  }
}

void CartRecord::expect_all(const Get& get, sim::Time now) {
  std::vector<Item>& expected = kept(get.key);
  std::erase_if(expected, [&](Item item) { return carts_.was_removed(item); });
  for (const Item item : expected) {
    if (fate(item).added > get.begun_at) break;
    if (std::binary_search(found_.begin(), found_.end(), item)) continue;
    check_.fail({now,
                 "a get lacks item " + std::to_string(item) +
                     ", which was acknowledged before it began and which nobody removed",
                 name(get.key)});
  }
  check_.pass();
}

void CartRecord::judge(Key key, std::span<const Value> held, bool must_survive, sim::Time now) {
  carts_.unite(held, found_);
  for (const Item item : kept(key)) {
    if (carts_.was_removed(item)) continue;
    const bool is_lost = !std::binary_search(found_.begin(), found_.end(), item);
    tally_.adds_lost += is_lost;
    if (!promises_ || !must_survive) continue;
    if (!is_lost) {
      check_.pass();
    } else {
      check_.fail({now,
                   "item " + std::to_string(item) +
                       " is in no cart of any replica; its put was acknowledged, and nobody "
                       "removed it",
                   name(key)});
    }
  }
}

}  // namespace kv
