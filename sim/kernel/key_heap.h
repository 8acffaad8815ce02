// A small priority queue of event keys: a heap with four children, one cache line of them.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/kernel/event_key.h"

namespace sim {

class KeyHeap {
 public:
  bool empty() const { return keys_.empty(); }
  std::size_t size() const { return keys_.size(); }
  const EventKey& top() const { return keys_.front(); }  ///< requires !empty()
  void push(EventKey);
  EventKey pop();                              ///< requires !empty()
  void move_to(std::vector<EventKey>& keys) {  ///< appends all, in no order
    keys.insert(keys.end(), keys_.begin(), keys_.end());
    keys_.clear();
  }
  void clear() { keys_.clear(); }

 private:
  static constexpr std::size_t kChildren = 4;
  std::vector<EventKey> keys_;
};

inline void KeyHeap::push(EventKey key) {
  std::size_t hole = keys_.size();
  keys_.push_back(key);
  while (hole > 0) {
    const std::size_t parent = (hole - 1) / kChildren;
    if (!(key < keys_[parent])) break;
    keys_[hole] = keys_[parent];
    hole = parent;
  }
  keys_[hole] = key;
}

inline EventKey KeyHeap::pop() {
  const EventKey first = keys_.front(), last = keys_.back();
  keys_.pop_back();
  const std::size_t size = keys_.size();
  EventKey* const keys = keys_.data();
  std::size_t hole = 0;
  for (std::size_t child = 1; child < size; child = kChildren * hole + 1) {
    std::size_t least = child;
    if (child + kChildren <= size) {  // two rounds of a tournament, without a branch
      const std::size_t left = child + (keys[child + 1] < keys[child]);
      const std::size_t right = child + 2 + (keys[child + 3] < keys[child + 2]);
      least = keys[right] < keys[left] ? right : left;
    } else {
      for (std::size_t i = child + 1; i < size; ++i)
        if (keys[i] < keys[least]) least = i;
    }
    if (!(keys[least] < last)) break;
    keys[hole] = keys[least];
    hole = least;
  }
  if (size > 0) keys[hole] = last;
  return first;
}

}  // namespace sim
