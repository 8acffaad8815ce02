// The bare pending-event set: a ladder with a width fitted to what is pending, over 16-byte events.
//
// Far events are appended to one list. When their turn comes they are dealt to at most 8192 buckets
// of equal width; the bucket that is due is sorted into a run; events that fall within the width of
// the due bucket go to a small heap beside the run. Nothing in it waits for memory in series.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "sim/kernel/pages.h"

namespace peers {

using Wide = unsigned __int128;

/// Orders by (time, number); `what` is the payload.
struct Event {
  std::uint64_t time, low;
  static Event make(std::uint64_t time, std::uint64_t number, std::uint32_t what) {
    return {time, number << 32 | what};
  }
  std::uint32_t what() const { return static_cast<std::uint32_t>(low); }
};
inline bool before(const Event& a, const Event& b) {
  return (static_cast<Wide>(a.time) << 64 | a.low) < (static_cast<Wide>(b.time) << 64 | b.low);
}

/// A heap of four children each. Popping leaves a hole that the next push fills.
class Heap {
 public:
  bool empty() const { return events_.size() == (hole_ ? 1 : 0); }
  const Event& top() {
    if (hole_) settle();
    return events_[0];
  }
  void push(const Event& event) {
    if (hole_) {
      hole_ = false;
      return sink(event);
    }
    std::size_t at = events_.size();
    events_.push_back(event);
    for (; at > 0 && before(event, events_[(at - 1) / 4]); at = (at - 1) / 4)
      events_[at] = events_[(at - 1) / 4];
    events_[at] = event;
  }
  Event pop() {
    if (hole_) settle();
    hole_ = true;
    return events_[0];
  }

 private:
  void settle() {
    hole_ = false;
    const Event last = events_.back();
    events_.pop_back();
    if (!events_.empty()) sink(last);
  }
  void sink(const Event& event) {
    std::size_t at = 0;
    for (std::size_t child = 1; child < events_.size(); child = 4 * at + 1) {
      const std::size_t end = std::min(child + 4, events_.size());
      std::size_t least = child;
      for (std::size_t i = child + 1; i < end; ++i)
        if (before(events_[i], events_[least])) least = i;
      if (!before(events_[least], event)) break;
      events_[at] = events_[least];
      at = least;
    }
    events_[at] = event;
  }

  std::vector<Event> events_;
  bool hole_ = false;
};

class Ladder {
 public:
  bool empty() const { return size_ == 0; }
  void push(const Event& event) {
    ++size_;
    if (event.time >= far_from_) {
      append(far_, event);
      ++far_size_;
      far_first_ = std::min(far_first_, event.time);
      far_last_ = std::max(far_last_, event.time);
    } else if (event.time >= due_until_) {
      deal(event);
    } else {
      near_.push(event);
    }
  }
  Event pop() {
    --size_;
    if (next_ == end_ && near_.empty()) refill();
    if (!near_.empty() && (next_ == end_ || before(near_.top(), run_[next_]))) return near_.pop();
    return run_[next_++];
  }
  /// Calls `visit` with the payload of the event so many turns ahead, as far as the run tells.
  template <class Visit>
  void look_ahead(std::size_t turns, Visit&& visit) const {
    if (next_ + turns < end_) visit(run_[next_ + turns].what());
  }

 private:
  static constexpr std::size_t kBucketsAtMost = 8192, kEventsPerBucket = 4;  // measured: best here
  static constexpr std::size_t kChunkBytes = 512, kChunksPerSlab = 4096;
  static constexpr std::size_t kSortedByInsertion = 16, kEventsAhead = 12;
  static constexpr unsigned kPartsAtMost = 14;  // bits: parts that a due bucket is sorted in

  struct alignas(64) Chunk {
    static constexpr std::size_t kEvents = kChunkBytes / sizeof(Event) - 1;
    Event events[kEvents];
    Chunk* next;
  };
  struct List {
    Event* end = nullptr;
    Chunk *first = nullptr, *last = nullptr;
  };

  void append(List& list, const Event& event) {
    if (list.last == nullptr || list.end == list.last->events + Chunk::kEvents) [[unlikely]]
      extend(list);
    *list.end++ = event;
  }
  void extend(List& list) {
    if (free_ == nullptr) add_slab();
    Chunk* const chunk = free_;
    free_ = chunk->next;
    chunk->next = nullptr;
    (list.last != nullptr ? list.last->next : list.first) = chunk;
    list.last = chunk;
    list.end = chunk->events;
  }
  void add_slab() {
    slabs_.push_back(sim::allocate_pages(kChunksPerSlab * sizeof(Chunk)));
    auto* const chunks = reinterpret_cast<Chunk*>(slabs_.back().get());
    for (std::size_t i = 0; i < kChunksPerSlab; ++i) {
      chunks[i].next = free_;
      free_ = &chunks[i];
    }
  }
  static std::size_t size_of(const List& list) {
    std::size_t size = 0;
    for (const Chunk* chunk = list.first; chunk != nullptr; chunk = chunk->next)
      size +=
          chunk == list.last ? static_cast<std::size_t>(list.end - chunk->events) : Chunk::kEvents;
    return size;
  }
  template <class Visit>
  void drain(List& list, Visit&& visit) {
    for (Chunk* chunk = list.first; chunk != nullptr;) {
      const Event* const end = chunk == list.last ? list.end : chunk->events + Chunk::kEvents;
      if (chunk->next != nullptr)
        for (std::size_t i = 0; i < kEventsAhead; i += 4)
          __builtin_prefetch(chunk->next->events + i);
      for (const Event* event = chunk->events; event != end; ++event) visit(*event);
      Chunk* const next = chunk->next;
      chunk->next = free_;
      free_ = chunk;
      chunk = next;
    }
    list = {};
  }

  void deal(const Event& event) {
    const std::size_t bucket = (event.time - start_) >> width_bits_;
    occupied_[bucket / 64] |= std::uint64_t{1} << (bucket % 64);
    append(buckets_[bucket], event);
  }

  /// Makes the next bucket that is not empty the run; deals the far events if there is none.
  void refill() {
    while (!take_bucket()) {
      if (far_size_ == 0) {
        due_until_ = far_from_;
        return;
      }
      deal_far();
    }
  }
  bool take_bucket() {
    for (std::size_t word = bucket_ / 64; bucket_ < count_ && word < occupied_.size(); ++word) {
      std::uint64_t bits = occupied_[word];
      if (word == bucket_ / 64) bits &= ~std::uint64_t{0} << (bucket_ % 64);
      if (bits == 0) continue;
      const std::size_t found = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
      occupied_[word] &= ~(std::uint64_t{1} << (found % 64));
      bucket_ = found + 1;
      const std::uint64_t from = start_ + (std::uint64_t{found} << width_bits_);
      due_until_ = from + (std::uint64_t{1} << width_bits_);
      sort_into_run(buckets_[found], from);
      return true;
    }
    bucket_ = count_;
    return false;
  }
  void deal_far() {
    count_ = std::min(kBucketsAtMost,
                      std::bit_ceil(std::max<std::size_t>(1, far_size_ / kEventsPerBucket)));
    width_bits_ = 0;
    while (((far_last_ - far_first_ + 1) >> width_bits_) >= count_) ++width_bits_;
    start_ = due_until_ = far_first_;
    far_from_ = start_ + (std::uint64_t{count_} << width_bits_);
    bucket_ = 0;
    buckets_.resize(std::max(buckets_.size(), count_));
    occupied_.assign((count_ + 63) / 64, 0);
    List far = far_;
    far_ = {};
    far_size_ = 0;
    far_first_ = std::numeric_limits<std::uint64_t>::max();
    far_last_ = 0;
    drain(far, [this](const Event& event) { deal(event); });
  }

  void sort_into_run(List& list, std::uint64_t from) {
    const std::size_t size = size_of(list);
    if (run_.size() < size) {
      run_.resize(2 * size);
      unsorted_.resize(2 * size);
    }
    if (size <= kSortedByInsertion) {
      std::size_t i = 0;
      drain(list, [&](const Event& event) { run_[i++] = event; });
    } else {
      spread(list, from, size);
    }
    sort_by_insertion(size);
    next_ = 0;
    end_ = size;
  }
  /// Counts the events of equal parts of the bucket's width and puts each where its part stands.
  void spread(List& list, std::uint64_t from, std::size_t size) {
    const unsigned bits = std::min(kPartsAtMost, static_cast<unsigned>(std::bit_width(size / 2)));
    const unsigned shift = width_bits_ > bits ? width_bits_ - bits : 0;
    places_.assign((std::size_t{1} << bits) + 1, 0);
    std::size_t i = 0;
    drain(list, [&](const Event& event) {
      unsorted_[i++] = event;
      ++places_[((event.time - from) >> shift) + 1];
    });
    for (std::size_t part = 1; part < places_.size(); ++part) places_[part] += places_[part - 1];
    for (i = 0; i < size; ++i) run_[places_[(unsorted_[i].time - from) >> shift]++] = unsorted_[i];
  }
  void sort_by_insertion(std::size_t size) {
    for (std::size_t i = 1; i < size; ++i) {
      const Event event = run_[i];
      std::size_t at = i;
      for (; at > 0 && before(event, run_[at - 1]); --at) run_[at] = run_[at - 1];
      run_[at] = event;
    }
  }

  std::vector<sim::Pages> slabs_;
  Chunk* free_ = nullptr;
  List far_;
  std::size_t far_size_ = 0, size_ = 0;
  std::uint64_t far_first_ = std::numeric_limits<std::uint64_t>::max(), far_last_ = 0;
  std::uint64_t far_from_ = 0, start_ = 0, due_until_ = 0;
  unsigned width_bits_ = 0;
  std::vector<List> buckets_;
  std::vector<std::uint64_t> occupied_;
  std::size_t count_ = 0, bucket_ = 0;  // of the buckets; the first that is not yet due
  std::vector<Event> run_, unsorted_;
  std::vector<std::uint32_t> places_;
  std::size_t next_ = 0, end_ = 0;  // of the run
  Heap near_;
};

}  // namespace peers
