// Future events in (time, insertion) order: a ladder of keys over a slab of inline closures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "sim/kernel/check.h"
#include "sim/kernel/event_slab.h"
#include "sim/kernel/ladder.h"
#include "sim/kernel/random.h"
#include "sim/kernel/time.h"

namespace sim {

/// Orders by (time, insertion). Stops allocating once it has reached its largest size.
///
/// An event costs 128 bytes for its closure and 16 to 32 for its key. Cancelling destroys the
/// closure and gives its slot to others at once; the key is dropped when it comes up. So a timeout
/// that is cancelled costs an append and a drop, however many are pending, and 16 bytes meanwhile.
///
/// An action that cannot be done yet may wait (see Unfinished), for a time or parked. A parked
/// event has no time and is not counted; it keeps its closure and its handle, so it can still be
/// cancelled.
class EventQueue {
 public:
  static constexpr std::size_t kInlineBytes = EventSlab::kInlineBytes;  // larger: no compilation

  /// `first_order` is the number of the first insertion: tests begin shortly before the wrap.
  explicit EventQueue(std::uint32_t first_order = 0) : keys_(slab_), next_order_(first_order) {}

  /// Requires at >= kStart. The closure is built in its slot and runs there.
  template <class Closure, class... Args>
  EventHandle emplace(Time at, Args&&... args);
  template <class Action>
  EventHandle push(Time at, Action&& action) {
    return emplace<std::decay_t<Action>>(at, std::forward<Action>(action));
  }

  void cancel(EventHandle);  ///< no effect once it has run or was cancelled
  bool empty() const { return live_ == 0; }
  std::size_t size() const { return live_; }  ///< without the cancelled ones
  Time next_time();                           ///< requires !empty()
  void run_next();                            ///< requires !empty()

  /// The next event becomes one of those of its moment at random: of the next kTies of them, so
  /// that the cost is bounded. Where there is only one, nothing is drawn.
  void draw_next(Rng&);
  static constexpr std::size_t kTies = 16;  // our choice

  /// If the next event is due at `deadline` or before, calls `before(time, order)`, runs the event
  /// and says yes. The action may push, cancel and clear.
  template <class Before>
  bool run_next_until(Time deadline, Before&& before);

  /// Runs those that were not cancelled, in order. They may park again, even in the same list.
  void run_parked(ParkedEvents&, Time now);

  void clear();  ///< destroys every pending or parked closure without running it

 private:
  // How many events before its turn a slot is asked for, and its closure may ask for more; measured
  // in sim/kernel/README.md.
  static constexpr std::size_t kSlotAhead = 16, kActionAhead = 6;

  void push_key(Time at, std::uint32_t slot);
  void push_again(Time at, std::uint32_t slot, Time now) {
    SIM_CHECK(at > now, "an event waits for the past");
    push_key(at, slot);
  }
  void drop_cancelled();  // those before the next event
  void look_ahead();
  void renumber();

  EventSlab slab_;
  Ladder keys_;
  std::size_t live_ = 0;
  std::uint32_t next_order_;
};

template <class Closure, class... Args>
EventHandle EventQueue::emplace(Time at, Args&&... args) {
  const std::uint32_t slot = slab_.take<Closure>(std::forward<Args>(args)...);
  push_key(at, slot);
  return {slot, slab_.generation(slot)};
}

inline void EventQueue::push_key(Time at, std::uint32_t slot) {
  const auto time = static_cast<std::uint64_t>(at.time_since_epoch().count());
  const EventKey key = EventKey::make(time, next_order_, slot);
  slab_.await(key);
  keys_.push(key);
  ++live_;
  if (++next_order_ == EventSlab::kOrders) [[unlikely]]
    renumber();
}

inline void EventQueue::cancel(EventHandle handle) {
  if (!slab_.is_pending(handle)) return;
  live_ -= slab_.is_parked(handle) ? 0 : 1;
  slab_.cancel(handle.slot);
}

inline void EventQueue::drop_cancelled() {
  while (!slab_.is_due(keys_.front(live_))) keys_.pop();
}

inline Time EventQueue::next_time() {
  SIM_CHECK(!empty(), "no event is pending");
  drop_cancelled();
  return Time(Duration(static_cast<std::int64_t>(keys_.front(live_).time)));
}

// A key beyond the deadline may be a cancelled event's: those that are pending come later still.
template <class Before>
bool EventQueue::run_next_until(Time deadline, Before&& before) {
  while (live_ > 0) {
    const EventKey key = keys_.front(live_);
    const Time time(Duration(static_cast<std::int64_t>(key.time)));
    if (time > deadline) return false;
    keys_.pop();
    look_ahead();
    if (!slab_.is_due(key)) [[unlikely]]
      continue;
    --live_;
    before(time, key.order());
    const Time again = slab_.run(key.slot());
    if (again != kStart) push_again(again, key.slot(), time);
    return true;
  }
  return false;
}

// The run says which slots come next: their lines are asked for before they are needed.
inline void EventQueue::look_ahead() {
  if (keys_.take_note_of_new_run()) [[unlikely]] {
#pragma GCC unroll 1
    for (std::size_t i = 0; i < kSlotAhead; ++i)
      if (const EventKey* soon = keys_.peek(i)) slab_.prefetch(soon->slot());
  }
  if (const EventKey* later = keys_.peek(kSlotAhead)) slab_.prefetch(later->slot());
  if (const EventKey* soon = keys_.peek(kActionAhead)) slab_.look_ahead(soon->slot());
}

inline void EventQueue::run_next() {
  const bool ran = run_next_until(kNever, [](Time, std::uint32_t) {});
  SIM_CHECK(ran, "no event is pending");
}

}  // namespace sim
