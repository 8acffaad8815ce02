// Immutable bodies shared by many messages and stores: pooled, counted, freed by the last holder.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "sim/kernel/pages.h"

namespace sim {

template <class T>
class Pool;

/// A counted handle to a const T that lives in a Pool<T>. One pointer wide. Not for threads:
/// a run has one thread. Every handle must go before its pool does.
template <class T>
class Shared {
 public:
  Shared() = default;
  Shared(const Shared& other) : body_(other.body_) {
    if (body_) ++body_->holders;
  }
  Shared(Shared&& other) noexcept : body_(std::exchange(other.body_, nullptr)) {}
  Shared& operator=(Shared other) noexcept {
    std::swap(body_, other.body_);
    return *this;
  }
  ~Shared() { release(); }

  explicit operator bool() const { return body_ != nullptr; }
  const T& operator*() const { return body_->value; }
  const T* operator->() const { return &body_->value; }
  friend bool operator==(const Shared& a, const Shared& b) { return a.body_ == b.body_; }

 private:
  friend class Pool<T>;
  struct alignas(sizeof(T) >= 64 ? 64 : alignof(void*)) Body {
    Body() {}   // NOLINT: makes no value
    ~Body() {}  // NOLINT: the value went with its last holder
    std::uint32_t holders = 0;
    union {
      T value;
      Body* next_free;
    };
    Pool<T>* pool = nullptr;  // for the last holder alone
  };
  explicit Shared(Body* body) : body_(body) {}
  void release() {
    if (body_ && --body_->holders == 0) body_->pool->recycle(body_);
  }
  Body* body_ = nullptr;
};

/// Where the bodies live. Allocates only while it grows, in blocks that double up to kMostInBlock;
/// a recycled body is the next one made.
template <class T>
class Pool {
 public:
  Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  Shared<T> make(T&& value) {
    if (free_ == nullptr) grow();
    auto* const body = free_;
    free_ = body->next_free;
    std::construct_at(&body->value, std::move(value));
    body->holders = 1;
    ++live_;
    return Shared<T>(body);
  }
  std::size_t live() const { return live_; }  ///< bodies that somebody holds

 private:
  friend class Shared<T>;
  using Body = typename Shared<T>::Body;
  static constexpr std::size_t kFirstBlock = 16;  // bodies
  static constexpr std::size_t kMostInBlock = (std::size_t{4} << 20) / sizeof(Body) + kFirstBlock;

  void recycle(Body* body) {
    std::destroy_at(&body->value);
    body->next_free = free_;
    free_ = body;
    --live_;
  }
  void grow() {
    const std::size_t count = std::clamp(capacity_, kFirstBlock, kMostInBlock);
    capacity_ += count;
    Body* const bodies = blocks_.emplace_back(count).data();
    for (std::size_t i = count; i-- > 0;) {
      bodies[i].pool = this;
      bodies[i].next_free = free_;
      free_ = bodies + i;
    }
  }
  std::vector<PagedVector<Body>> blocks_;
  Body* free_ = nullptr;
  std::size_t live_ = 0, capacity_ = 0;
};

}  // namespace sim
