#include "sim/kernel/event_slab.h"

namespace sim {

std::uint32_t EventSlab::fresh() {
  if (end_ == capacity_end_) {
    const auto block = static_cast<std::uint32_t>(std::bit_width(end_)) - 1;
    SIM_CHECK(block < kLastBlock, "more than two thousand million pending events");
    const std::size_t slots = std::size_t{1} << block;
    blocks_[block] = allocate_pages(slots * sizeof(Slot));
    slots_[block] = reinterpret_cast<Slot*>(blocks_[block].get());
    capacity_end_ = end_ * 2;
  }
  Slot* slot = ::new (static_cast<void*>(&at(end_))) Slot;
  slot->act = nullptr;
  slot->generation = kNextGeneration;
  return end_++;
}

void EventSlab::park(std::uint32_t index, ParkedEvents& waits_in) {
  Slot& slot = at(index);
  slot.generation -= kNextGeneration;  // its handle is good again
  slot.link = kParked;
  waits_in.push_back({index, slot.generation});
}

void EventSlab::clear() {
  free_ = 0;
  for (std::uint32_t index = end_; index-- > 1u << kFirstBlock;) {
    if (at(index).act == nullptr)
      release(index);
    else if (at(index).link != kRunning)
      cancel(index);
  }
}

}  // namespace sim
