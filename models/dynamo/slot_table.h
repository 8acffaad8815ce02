// Open requests in a table of slots: found by index, named with a generation, never moved.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "models/dynamo/messages.h"

namespace dynamo {

/// Allocates only while it grows. Request needs `void clear()`, called when its slot is given back.
template <class Request>
class SlotTable {
 public:
  /// Ids of one incarnation of a node mean nothing to the next: replies to requests that died in a
  /// crash find nobody.
  explicit SlotTable(std::uint32_t incarnation) : incarnation_(incarnation) {}

  struct Opened {
    RequestId id;
    Request& request;
  };
  Opened open() {
    if (free_.empty()) {
      slots_.emplace_back();
      free_.push_back(static_cast<std::uint32_t>(slots_.size() - 1));
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    ++open_;
    slots_[slot].taken = true;
    return {{slot, slots_[slot].generation, incarnation_}, slots_[slot].request};
  }
  Request* find(RequestId id) {  ///< null: closed since, or never of this process
    if (id.incarnation != incarnation_ || id.slot >= slots_.size()) return nullptr;
    Slot& slot = slots_[id.slot];
    return slot.taken && slot.generation == id.generation ? &slot.request : nullptr;
  }
  void close(RequestId id) {  ///< requires that it is open
    Slot& slot = slots_[id.slot];
    slot.request.clear();
    slot.taken = false;
    ++slot.generation;
    --open_;
    free_.push_back(id.slot);
  }
  std::size_t open_count() const { return open_; }

 private:
  struct Slot {
    Request request;
    std::uint32_t generation = 0;
    bool taken = false;
  };
  std::deque<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::size_t open_ = 0;
  std::uint32_t incarnation_;
};

}  // namespace dynamo
