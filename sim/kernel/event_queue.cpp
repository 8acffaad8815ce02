#include "sim/kernel/event_queue.h"

#include <utility>
#include <vector>

namespace sim {

// The counter of insertions has wrapped: the pending events keep their order under new numbers.
// Once in four thousand million insertions, so its cost does not matter.
void EventQueue::renumber() {
  const std::vector<EventKey> due = keys_.take_all();  // before a slot gets another number
  SIM_CHECK(due.size() < EventSlab::kOrders, "too many pending events to number");
  next_order_ = 0;
  for (const EventKey& old : due) {
    const EventKey key = EventKey::make(old.time, next_order_++, old.slot());
    slab_.await(key);
    keys_.push(key);
  }
}

void EventQueue::draw_next(Rng& rng) {
  if (live_ == 0) return;
  keys_.front(live_);
  const std::size_t ties = keys_.ties(kTies);
  if (ties > 1) keys_.bring_forward(rng.below(ties));
}

void EventQueue::run_parked(ParkedEvents& list, Time now) {
  for (const EventHandle event : std::exchange(list, {})) {
    if (!slab_.is_parked(event)) continue;
    const Time again = slab_.run(event.slot);
    if (again != kStart) push_again(again, event.slot, now);
  }
}

void EventQueue::clear() {
  keys_.clear();
  slab_.clear();
  live_ = 0;
}

}  // namespace sim
