// Immutable bodies shared by many messages and stores: pooled, counted, freed by the last holder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <new>
#include <utility>

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
  struct Body {
    T value;
    Pool<T>* pool;
    std::uint32_t holders;
    Body* next_free;
  };
  explicit Shared(Body* body) : body_(body) {}
  void release() {
    if (body_ && --body_->holders == 0) body_->pool->recycle(body_);
  }
  Body* body_ = nullptr;
};

/// Where the bodies live. Allocates only while it grows; a recycled body is the next one made.
template <class T>
class Pool {
 public:
  Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  Shared<T> make(T value) {
    typename Shared<T>::Body* body = free_;
    if (body) {
      free_ = body->next_free;
      body->value = std::move(value);
      body->holders = 1;
    } else {
      body = &bodies_.emplace_back(typename Shared<T>::Body{std::move(value), this, 1, nullptr});
    }
    ++live_;
    return Shared<T>(body);
  }
  std::size_t live() const { return live_; }  ///< bodies that somebody holds

 private:
  friend class Shared<T>;
  void recycle(typename Shared<T>::Body* body) {
    body->value = T{};
    body->next_free = free_;
    free_ = body;
    --live_;
  }
  std::deque<typename Shared<T>::Body> bodies_;
  typename Shared<T>::Body* free_ = nullptr;
  std::size_t live_ = 0;
};

}  // namespace sim
