// Future events in (time, insertion) order, over a slab of inline closures.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/kernel/check.h"
#include "sim/kernel/time.h"

namespace sim {

/// Names a pending event; stale once it has run or was cancelled. Default: names nothing.
struct EventHandle {
  std::uint32_t slot = 0, generation = 0;
};

/// Orders by (time, insertion). Stops allocating once it has reached its largest size.
class EventQueue {
 public:
  static constexpr std::size_t kInlineBytes = 112;  // a larger closure does not compile

  EventQueue() = default;
  EventQueue(const EventQueue&) = delete;
  EventQueue& operator=(const EventQueue&) = delete;
  ~EventQueue() { clear(); }

  template <class Action>
  EventHandle push(Time at, Action&& action) {
    using Closure = std::decay_t<Action>;
    static_assert(sizeof(Closure) <= kInlineBytes, "the closure does not fit a slot");
    const std::uint32_t index = take_slot();
    Slot& slot = slots_[index];
    ::new (static_cast<void*>(slot.bytes)) Closure(std::forward<Action>(action));
    slot.act = [](void* bytes, bool run) {
      // Moved out first: the action may push, and its slot may then be taken again.
      Closure closure(std::move(*static_cast<Closure*>(bytes)));
      static_cast<Closure*>(bytes)->~Closure();
      if (run) closure();
    };
    keys_.push_back({at, next_order_++, index, slot.generation});
    std::push_heap(keys_.begin(), keys_.end(), Later{});
    ++live_;
    return {index, slot.generation};
  }

  void cancel(EventHandle handle) {
    if (handle.slot < slots_.size() && slots_[handle.slot].generation == handle.generation &&
        slots_[handle.slot].act)
      finish(handle.slot, false);
  }
  bool empty() {
    skip_dead();
    return keys_.empty();
  }
  Time next_time() {  // requires !empty()
    skip_dead();
    return keys_.front().at;
  }
  void run_next() {  // requires !empty(); the action may push and cancel
    skip_dead();
    const std::uint32_t index = keys_.front().slot;
    std::pop_heap(keys_.begin(), keys_.end(), Later{});
    keys_.pop_back();
    finish(index, true);
  }
  std::size_t size() const { return live_; }
  void clear() {  ///< destroys every pending closure without running it
    for (std::uint32_t i = 0; i < slots_.size(); ++i)
      if (slots_[i].act) finish(i, false);
    keys_.clear();
  }

 private:
  struct Slot {
    void (*act)(void*, bool) = nullptr;
    std::uint32_t generation = 1, next_free = 0;
    alignas(16) std::byte bytes[kInlineBytes];
  };
  struct Key {
    Time at;
    std::uint64_t order;
    std::uint32_t slot, generation;
  };
  struct Later {
    bool operator()(const Key& a, const Key& b) const {
      return a.at != b.at ? a.at > b.at : a.order > b.order;
    }
  };
  std::uint32_t take_slot() {
    if (free_ == kNone) {
      slots_.emplace_back();
      return static_cast<std::uint32_t>(slots_.size() - 1);
    }
    return std::exchange(free_, slots_[free_].next_free);
  }
  void finish(std::uint32_t index, bool run) {
    Slot& slot = slots_[index];
    auto* act = std::exchange(slot.act, nullptr);
    ++slot.generation;
    --live_;
    act(slot.bytes, run);
    slot.next_free = std::exchange(free_, index);
  }
  void skip_dead() {
    while (!keys_.empty() && slots_[keys_.front().slot].generation != keys_.front().generation) {
      std::pop_heap(keys_.begin(), keys_.end(), Later{});
      keys_.pop_back();
    }
  }
  static constexpr std::uint32_t kNone = ~0u;
  std::deque<Slot> slots_;
  std::vector<Key> keys_;
  std::uint64_t next_order_ = 0;
  std::size_t live_ = 0;
  std::uint32_t free_ = kNone;
};

}  // namespace sim
