// What carts contain: the items of each value, kept once, beside the tokens that travel.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/kv/types.h"

namespace kv {

/// Named by the put that added it, so that no two adds are one.
using Item = std::uint64_t;

/// The semantic reconciliation of Dynamo 4.4 and 6: a put of a cart has read first, and writes what
/// it read, united, with one item more or one less. A delete empties the cart. What a put writes is
/// decided once, however often it is tried.
///
/// Costs 32 bytes a put and 8 an item that a put wrote or removed; nothing where no put is planned.
class Carts {
 public:
  /// What the put is to do: to add an item or, where `lot` > 0, to remove the one that the lot
  /// falls on. Who finds nothing to remove adds.
  void plan(std::uint64_t put, std::uint64_t lot);
  /// Decides what the put writes over the siblings that it read. Requires that it was planned.
  void fill(const Value& put, std::span<const Value> read);

  /// Ascending; nothing for a value that is no cart. Valid until the next `fill`.
  std::span<const Item> of(std::uint64_t put) const;
  std::span<const Item> removed_by(std::uint64_t put) const;
  /// Whether some put set out to remove it, acknowledged or not.
  bool was_removed(Item item) const { return item < carts_.size() && carts_[item].is_gone; }
  /// The items of all, ascending, each once.
  void unite(std::span<const Value>, std::vector<Item>& into) const;
  std::uint64_t merges() const { return merges_; }  ///< puts that united more than one cart

 private:
  struct Cart {  // its items, and after them those that it removed
    std::uint64_t first = 0, lot = 0;
    std::uint32_t items = 0, removed = 0;
    bool is_filled = false;
    bool is_gone = false;  // of the item that the put added
  };
  const Cart* find(std::uint64_t put) const { return put < carts_.size() ? &carts_[put] : nullptr; }

  std::vector<Cart> carts_;  // by put
  std::vector<Item> items_;
  std::vector<Item> read_;  // by the put that is being filled
  std::uint64_t merges_ = 0;
};

}  // namespace kv
