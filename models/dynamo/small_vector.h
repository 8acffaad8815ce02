// A vector whose first N items live inside it: allocates only when it grows past them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace dynamo {

/// Copies and moves what is used, not the whole capacity; items that are trivial to construct stay
/// uninitialised until used. Requires T to be default-constructible.
template <class T, std::size_t N>
class SmallVector {
 public:
  SmallVector() {}  // NOLINT: leaves few_ of trivial items uninitialised on purpose
  SmallVector(const SmallVector& other) { *this = other; }
  SmallVector(SmallVector&& other) noexcept { *this = std::move(other); }
  SmallVector& operator=(const SmallVector& other) {
    if (this == &other) return *this;
    clear();
    for (const T& item : other) push_back(item);
    return *this;
  }
  SmallVector& operator=(SmallVector&& other) noexcept {
    if (this == &other) return *this;
    clear();
    if (other.size_ > N) {
      many_ = std::move(other.many_);
    } else {
      for (std::size_t i = 0; i < other.size_; ++i) few_[i] = std::move(other.few_[i]);
    }
    size_ = other.size_;
    other.clear();
    return *this;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* begin() { return size_ <= N ? few_ : many_.data(); }
  T* end() { return begin() + size_; }
  const T* begin() const { return size_ <= N ? few_ : many_.data(); }
  const T* end() const { return begin() + size_; }
  T& operator[](std::size_t i) { return begin()[i]; }
  const T& operator[](std::size_t i) const { return begin()[i]; }
  std::span<const T> span() const { return {begin(), size_}; }

  void push_back(T item) {
    if (size_ < N) {
      few_[size_] = std::move(item);
    } else {
      if (size_ == N) many_.assign(std::move_iterator(few_), std::move_iterator(few_ + N));
      many_.push_back(std::move(item));
    }
    ++size_;
  }
  void insert_at(std::size_t index, T item) {
    push_back(std::move(item));
    for (std::size_t i = size_ - 1; i > index; --i) std::swap((*this)[i], (*this)[i - 1]);
  }
  void erase_at(std::size_t index) {  ///< keeps the order of the others
    T* items = begin();
    for (std::size_t i = index + 1; i < size_; ++i) items[i - 1] = std::move(items[i]);
    resize_down(size_ - 1);
  }
  void clear() { resize_down(0); }

  friend bool operator==(const SmallVector& a, const SmallVector& b) {
    if (a.size_ != b.size_) return false;
    for (std::size_t i = 0; i < a.size_; ++i) {
      if (!(a[i] == b[i])) return false;
    }
    return true;
  }

 private:
  void resize_down(std::size_t size) {
    if (size_ > N && size <= N) {
      for (std::size_t i = 0; i < size; ++i) few_[i] = std::move(many_[i]);
      many_.clear();
    } else if (size_ > N) {
      many_.resize(size);
    } else if constexpr (!std::is_trivially_destructible_v<T>) {
      for (std::size_t i = size; i < size_; ++i) few_[i] = T{};
    }
    size_ = static_cast<std::uint32_t>(size);
  }

  std::uint32_t size_ = 0;
  T few_[N];
  std::vector<T> many_;  // all items, once there are more than N
};

}  // namespace dynamo
