#include "models/kv/carts.h"

#include <algorithm>

#include "sim/kernel/check.h"

namespace kv {

void Carts::plan(std::uint64_t put, std::uint64_t lot) {
  if (put >= carts_.size()) carts_.resize(std::max<std::size_t>(put + 1, 2 * carts_.size()));
  carts_[put].lot = lot;
}

void Carts::fill(const Value& put, std::span<const Value> read) {
  SIM_CHECK(put.id < carts_.size(), "a cart that was not planned");
  Cart& cart = carts_[put.id];
  SIM_CHECK(!cart.is_filled, "what a put writes is decided once");
  unite(read, read_);
  merges_ += read.size() > 1;
  cart.is_filled = true;
  cart.first = items_.size();
  const auto all = static_cast<std::uint32_t>(read_.size());
  if (put.is_tombstone) {
    cart.removed = all;
  } else if (cart.lot > 0 && all > 0) {
    const auto fallen = read_.begin() + static_cast<std::ptrdiff_t>(cart.lot % all);
    std::rotate(fallen, fallen + 1, read_.end());  // it comes last
    cart.removed = 1;
  } else {
    // It sorts among others: a put that is slow to read finds items of puts that began later.
    read_.insert(std::upper_bound(read_.begin(), read_.end(), put.id), put.id);
  }
  cart.items = static_cast<std::uint32_t>(read_.size()) - cart.removed;
  items_.insert(items_.end(), read_.begin(), read_.end());
  for (const Item item : removed_by(put.id)) carts_[item].is_gone = true;
}

std::span<const Item> Carts::of(std::uint64_t put) const {
  const Cart* cart = find(put);
  return cart ? std::span(items_).subspan(cart->first, cart->items) : std::span<const Item>{};
}

std::span<const Item> Carts::removed_by(std::uint64_t put) const {
  const Cart* cart = find(put);
  if (!cart) return {};
  return std::span(items_).subspan(cart->first + cart->items, cart->removed);
}

void Carts::unite(std::span<const Value> values, std::vector<Item>& into) const {
  into.clear();
  for (const Value& value : values) {
    const auto items = of(value.id);
    const auto middle = static_cast<std::ptrdiff_t>(into.size());
    into.insert(into.end(), items.begin(), items.end());
    std::inplace_merge(into.begin(), into.begin() + middle, into.end());
  }
  into.erase(std::unique(into.begin(), into.end()), into.end());
}

}  // namespace kv
