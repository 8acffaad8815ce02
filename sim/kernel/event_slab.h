// Where the closures of pending events live: slots of two cache lines that never move.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/kernel/check.h"
#include "sim/kernel/event_key.h"
#include "sim/kernel/pages.h"
#include "sim/kernel/prefetch.h"
#include "sim/kernel/time.h"

namespace sim {

/// Names a pending event; stale once it has run or was cancelled. Default: names nothing.
struct EventHandle {
  std::uint32_t slot = 0, generation = 0;
};

/// Events that wait for an occasion instead of a time, in order.
using ParkedEvents = std::vector<EventHandle>;

/// What an action returns that is not done yet: where it waits, or until when. Default: it is done.
struct Unfinished {
  ParkedEvents* waits_in = nullptr;
  Time again{};  // later than now; not looked at where waits_in is set
};

/// An action that may find that it cannot be done yet.
template <class Closure>
concept MayWait = requires(Closure& closure) {
  { closure() } -> std::same_as<Unfinished>;
};

/// An action that knows memory it will touch may ask for it: `look_ahead` is called a few events
/// before the action runs, if at all, and must do nothing but prefetch.
template <class Closure>
concept LooksAhead = requires(const Closure& closure) {
  closure.look_ahead();
};

/// Slots by number. A slot is *taken* by a closure and *awaits* a key, which it knows by the key's
/// order. It is given back when it is cancelled, so that the key is stale, or when it has run; or
/// it stays as it is if its closure must wait: for a time, then its handle is stale; or parked,
/// then no key knows it, only its handle. Numbers given back are taken again last in, first out,
/// while their lines are still in the cache.
class EventSlab {
 public:
  static constexpr std::size_t kSlotBytes = 128, kInlineBytes = 112;
  static constexpr std::uint32_t kOrders = ~std::uint32_t{0} - 1;  // no order is as high

  EventSlab() = default;
  EventSlab(const EventSlab&) = delete;
  EventSlab& operator=(const EventSlab&) = delete;
  ~EventSlab() { clear(); }

  /// Builds the closure in a slot; returns the slot's number, never 0. It awaits no key yet.
  template <class Closure, class... Args>
  std::uint32_t take(Args&&... args);

  void await(EventKey key) { at(key.slot()).link = key.order(); }
  /// The key is what its slot awaits: it was not cancelled, and is no key of an earlier closure.
  bool is_due(EventKey key) const {
    const Slot& slot = at(key.slot());
    return slot.link == key.order() && slot.act != nullptr;
  }
  bool is_pending(EventHandle) const;  ///< awaits a key, or is parked
  bool is_parked(EventHandle) const;
  std::uint32_t generation(std::uint32_t slot) const { return at(slot).generation; }

  /// Runs the closure where it lies, destroys it and gives the slot back, or leaves both and adds
  /// the handle to the list that the closure names; or leaves both and says when to run it again,
  /// and that time needs a key. kStart: nothing more. While it runs the slot is neither pending nor
  /// free: the closure may take slots, run others, cancel and even clear.
  [[nodiscard]] Time run(std::uint32_t slot);
  void cancel(std::uint32_t slot);  ///< destroys the closure, gives the slot back; if pending

  void prefetch(std::uint32_t slot) const;

  /// Lets a pending closure prefetch what it is about to touch.
  void look_ahead(std::uint32_t slot) const;

  /// Destroys every pending or parked closure without running it and gives its slot back.
  void clear();

 private:
  enum class Step { kRun, kDestroy, kLookAhead };
  // What `link` says of a slot that awaits no key.
  enum Mark : std::uint32_t { kParked = kOrders, kRunning };
  // The lowest bit of a generation: its closure looks ahead. The others count.
  static constexpr std::uint32_t kLooksAhead = 1, kNextGeneration = 2;
  struct alignas(kSlotBytes) Slot {
    Unfinished (*act)(void* closure, Step);  // null: free
    std::uint32_t generation;
    std::uint32_t link;  // free: the next free slot, or 0; otherwise its key's order, or a Mark
    alignas(16) std::byte closure[kInlineBytes];
  };
  static_assert(sizeof(Slot) == kSlotBytes);

  /// Block b holds the 2^b slots from number 2^b on, so growing moves nothing and a slot's address
  /// takes one load from a table that fits three cache lines.
  static constexpr std::uint32_t kFirstBlock = 8;  // slots are numbered from 256
  static constexpr std::uint32_t kLastBlock = 31;

  Slot& at(std::uint32_t slot) const {
    const auto block = static_cast<std::uint32_t>(std::bit_width(slot)) - 1;
    return slots_[block][slot ^ (std::uint32_t{1} << block)];
  }
  std::uint32_t fresh();
  void release(std::uint32_t index) { at(index).link = std::exchange(free_, index); }
  void park(std::uint32_t slot, ParkedEvents& waits_in);

  std::array<Slot*, kLastBlock + 1> slots_{};
  std::array<Pages, kLastBlock + 1> blocks_;
  std::uint32_t end_ = 1u << kFirstBlock;  // the first number never taken
  std::uint32_t capacity_end_ = end_;
  std::uint32_t free_ = 0;  // head of the list of free slots; 0: none
};

template <class Closure, class... Args>
std::uint32_t EventSlab::take(Args&&... args) {
  static_assert(sizeof(Closure) <= kInlineBytes, "the closure does not fit a slot");
  using Result = decltype(std::declval<Closure&>()());
  static_assert(std::is_void_v<Result> || MayWait<Closure>,
                "an action returns nothing, or Unfinished");
  static_assert(alignof(Closure) <= 16, "the closure is aligned more strictly than a slot");
  const std::uint32_t index = free_ != 0 ? free_ : fresh();
  Slot& slot = at(index);
  if (free_ != 0) free_ = slot.link;
  ::new (static_cast<void*>(slot.closure)) Closure(std::forward<Args>(args)...);
  slot.link = kRunning;
  slot.generation = (slot.generation & ~kLooksAhead) | (LooksAhead<Closure> ? kLooksAhead : 0);
  slot.act = [](void* bytes, Step step) -> Unfinished {
    auto& closure = *static_cast<Closure*>(bytes);
    if constexpr (LooksAhead<Closure>) {
      if (step == Step::kLookAhead) {
        closure.look_ahead();
        return {};
      }
    }
    struct Destroyer {  // an action may end by an exception
      Closure& closure;
      Unfinished rest{};
      ~Destroyer() {
        if (rest.waits_in == nullptr && rest.again == kStart) closure.~Closure();
      }
    } destroyer{closure};
    if (step == Step::kDestroy) return {};
    if constexpr (MayWait<Closure>)
      destroyer.rest = closure();
    else
      closure();
    return destroyer.rest;
  };
  return index;
}

inline bool EventSlab::is_pending(EventHandle handle) const {
  return handle.slot >= (1u << kFirstBlock) && handle.slot < end_ &&
         at(handle.slot).generation == handle.generation && at(handle.slot).act != nullptr;
}

inline bool EventSlab::is_parked(EventHandle handle) const {
  return is_pending(handle) && at(handle.slot).link == kParked;
}

// A slot that runs keeps its act, for it may be parked; no handle and no key names it meanwhile.
inline Time EventSlab::run(std::uint32_t index) {
  Slot& slot = at(index);
  slot.generation += kNextGeneration;
  slot.link = kRunning;
  const Unfinished rest = slot.act(slot.closure, Step::kRun);
  if (rest.waits_in != nullptr) [[unlikely]] {
    park(index, *rest.waits_in);
    return kStart;
  }
  if (rest.again != kStart) return rest.again;
  slot.act = nullptr;
  slot.link = std::exchange(free_, index);
  return kStart;
}

inline void EventSlab::cancel(std::uint32_t index) {
  Slot& slot = at(index);
  auto* const act = std::exchange(slot.act, nullptr);
  slot.generation += kNextGeneration;
  act(slot.closure, Step::kDestroy);
  release(index);
}

inline void EventSlab::look_ahead(std::uint32_t index) const {
  Slot& slot = at(index);
  if ((slot.generation & kLooksAhead) != 0 && slot.act != nullptr)
    slot.act(slot.closure, Step::kLookAhead);
}

inline void EventSlab::prefetch(std::uint32_t index) const {
  const auto* line = reinterpret_cast<const std::byte*>(&at(index));
  sim::prefetch(line);
  sim::prefetch(line + kSlotBytes / 2);
}

}  // namespace sim
