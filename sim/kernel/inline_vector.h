// A vector with a fixed capacity that lives inside its owner and never allocates.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/kernel/check.h"

namespace sim {

/// At most N values. Requires T to be default-constructible; unused places hold T{}.
template <class T, std::size_t N>
class InlineVector {
 public:
  using value_type = T;
  static constexpr std::size_t capacity() { return N; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  bool full() const { return size_ == N; }
  T* begin() { return items_.data(); }
  T* end() { return items_.data() + size_; }
  const T* begin() const { return items_.data(); }
  const T* end() const { return items_.data() + size_; }
  T& operator[](std::size_t i) { return items_[i]; }
  const T& operator[](std::size_t i) const { return items_[i]; }
  T& back() { return items_[size_ - 1]; }

  void push_back(T value) {
    SIM_CHECK(size_ < N, "an InlineVector is full");
    items_[size_++] = static_cast<T&&>(value);
  }
  void erase_at(std::size_t index) {  ///< keeps the order of the others
    for (std::size_t i = index + 1; i < size_; ++i) items_[i - 1] = static_cast<T&&>(items_[i]);
    items_[--size_] = T{};
  }
  void clear() {
    for (std::size_t i = 0; i < size_; ++i) items_[i] = T{};
    size_ = 0;
  }
  friend bool operator==(const InlineVector& a, const InlineVector& b) {
    if (a.size_ != b.size_) return false;
    for (std::size_t i = 0; i < a.size_; ++i)
      if (!(a.items_[i] == b.items_[i])) return false;
    return true;
  }

 private:
  std::array<T, N> items_{};
  std::uint32_t size_ = 0;
};

}  // namespace sim
