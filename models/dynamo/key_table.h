// A flat table from keys to items: no allocation per key, one or two cache lines per look-up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "models/kv/types.h"
#include "sim/kernel/check.h"
#include "sim/kernel/pages.h"
#include "sim/kernel/prefetch.h"

namespace dynamo {

/// Open addressing with linear probing in a power of two of places, at most 3/4 full. Items are
/// never removed one by one. References last until the next `of` of a new key. The highest key that
/// there could be stands for none.
template <class Item>
class KeyTable {
 public:
  const Item* find(kv::Key key) const {
    if (places_.empty()) return nullptr;
    const Place& place = places_[probe(key)];
    return place.is_taken() ? &place.item : nullptr;
  }
  /// The key's item; a fresh one if there is none.
  Item& of(kv::Key key) {
    if (!places_.empty()) {
      Place& known = places_[probe(key)];
      if (known.is_taken()) return known.item;
    }
    if (size_ * 4 >= places_.size() * 3) grow(places_.empty() ? 64 : places_.size() * 2);
    Place& fresh = places_[probe(key)];
    SIM_CHECK(key != Place::kNone, "this key stands for none");
    fresh.key = key;
    ++size_;
    return fresh.item;
  }
  /// Asks for the place where the key is, or near which it is.
  void prefetch(kv::Key key) const {
    if (places_.empty()) return;
    const auto* place = reinterpret_cast<const std::byte*>(&places_[home(key)]);
    sim::prefetch(place);
    sim::prefetch(place + sizeof(Place) - 1);
  }
  std::size_t size() const { return size_; }
  std::uint64_t bytes() const { return places_.capacity() * sizeof(Place); }
  void clear() {
    places_.clear();
    size_ = 0;
  }
  /// In the order of the places: fixed by the keys and the order they came in, no more.
  template <class Visit>
  void each(Visit&& visit) {
    for (Place& place : places_) {
      if (place.is_taken()) visit(place.key, place.item);
    }
  }
  template <class Visit>
  void each(Visit&& visit) const {
    for (const Place& place : places_) {
      if (place.is_taken()) visit(place.key, place.item);
    }
  }

 private:
  struct Place {
    static constexpr kv::Key kNone{~std::uint64_t{0}};
    kv::Key key = kNone;
    Item item{};
    bool is_taken() const { return key != kNone; }
  };
  /// Fibonacci hashing: 2^64 over the golden ratio spreads dense keys over the high bits.
  std::size_t home(kv::Key key) const { return (key.value * 0x9E3779B97F4A7C15u) >> shift_; }
  std::size_t probe(kv::Key key) const {
    std::size_t i = home(key);
    while (places_[i].is_taken() && places_[i].key != key) i = (i + 1) & (places_.size() - 1);
    return i;
  }
  void grow(std::size_t places) {
    sim::PagedVector<Place> old(places);
    std::swap(old, places_);
    shift_ = 64;
    for (std::size_t i = places; i > 1; i /= 2) --shift_;
    for (Place& place : old) {
      if (place.is_taken()) places_[probe(place.key)] = std::move(place);
    }
  }
  sim::PagedVector<Place> places_;
  std::size_t size_ = 0;
  int shift_ = 64;
};

}  // namespace dynamo
