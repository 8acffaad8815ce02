#include "sim/kernel/event_queue.h"

namespace sim {

// The counter of insertions has wrapped: the pending events keep their order under new numbers.
// Once in four thousand million insertions, so its cost does not matter.
void EventQueue::renumber() {
  for (const EventKey& key : keys_.take_all()) {
    SIM_CHECK(next_order_ != ~std::uint32_t{0}, "too many pending events to number");
    keys_.push(EventKey::make(key.time, next_order_++, key.slot()));
  }
}

void EventQueue::run_parked(ParkedEvents& list) {
  for (const EventHandle event : std::exchange(list, {})) {
    if (!slab_.is_parked(event)) continue;
    const Time again = slab_.run(event.slot);
    if (again != kStart) push_key(again, event.slot);
  }
}

void EventQueue::clear() {
  keys_.clear();
  slab_.clear();
  live_ = 0;
}

}  // namespace sim
