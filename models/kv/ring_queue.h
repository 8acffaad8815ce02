// First in, first out; allocates only when it outgrows its largest size so far.
#pragma once

#include <cstddef>
#include <vector>

namespace kv {

/// Requires T to be copyable; front() and pop() require !empty().
template <class T>
class RingQueue {
 public:
  explicit RingQueue(std::size_t expected = 0) { grow(expected); }
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  const T& front() const { return items_[first_]; }

  void push(const T& item) {
    if (size_ == items_.size()) grow(size_ + 1);
    items_[(first_ + size_) & (items_.size() - 1)] = item;
    ++size_;
  }
  T pop() {
    const T item = items_[first_];
    first_ = (first_ + 1) & (items_.size() - 1);
    --size_;
    return item;
  }

 private:
  void grow(std::size_t at_least) {
    std::size_t capacity = 16;  // a power of two, so that a mask wraps
    while (capacity < at_least) capacity *= 2;
    std::vector<T> wider(capacity);
    for (std::size_t i = 0; i < size_; ++i) wider[i] = items_[(first_ + i) & (items_.size() - 1)];
    items_ = std::move(wider);
    first_ = 0;
  }
  std::vector<T> items_;
  std::size_t first_ = 0, size_ = 0;
};

}  // namespace kv
