// Event keys, given back in order: coarse buckets that are appended to, and one that is sorted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/kernel/event_key.h"
#include "sim/kernel/key_lists.h"

namespace sim {

/// A priority queue whose cost does not grow with its size, because no access waits for another:
/// a key is appended to the bucket of its time, read back in sequence, and sorted among a few.
///
///     run     keys before due_end, sorted, the next one last; a key that comes in is put in its
///             place, which is near the end for what is due soon
///     rungs   rung r has 256 buckets; a bucket spans 256^r ns. A key is on the rung of the
///             highest byte in which its time differs from `base`, in the bucket of that byte
///
/// When the run is empty, the first bucket of the lowest occupied rung is due: few keys are sorted
/// into the run and `base` moves to the bucket's start; many are first spread over the rung below.
/// When the run has grown long, its keys go back to the lower rungs. So any mixture of near and far
/// events, and any number of ties, is ordered by at most a few appends a key, most often by one or
/// two.
///
/// A bucket's keys of one moment stay in insertion order: pushes come with growing `order`.
/// Below kSmall keys the run does everything: buckets would hold one key each.
///
/// Requires: a key is pushed with an `order` above those of all keys here, until `take_all`.
class Ladder {
 public:
  bool empty() const { return size() == 0; }
  std::size_t size() const { return run_.size() + rung_keys_; }
  void push(EventKey key);
  const EventKey& front();  ///< requires !empty(); makes a run if there is none
  EventKey pop();           ///< requires !empty()

  /// The key `ahead` places further on in the run, or null: for looking ahead, nothing else.
  const EventKey* peek(std::size_t ahead) const {
    return ahead < run_.size() ? &run_[run_.size() - 1 - ahead] : nullptr;
  }
  bool take_note_of_new_run() { return std::exchange(run_is_new_, false); }
  std::vector<EventKey> take_all();  ///< leaves nothing; sorted
  void clear();

 private:
  static constexpr int kRungs = 8, kBuckets = 256;
  static constexpr std::size_t kSmall = 128;     // so few keys are left to the run alone
  static constexpr std::size_t kRunLong = 320;   // a run that grows longer goes back to the buckets
  static constexpr std::size_t kRunEnough = 64;  // a run is filled from further buckets up to this
  static constexpr std::size_t kRunMost = 192;   // a longer bucket is spread over the rung below
  static constexpr std::uint64_t kForever = ~std::uint64_t{0};

  struct Rung {
    std::array<KeyList, kBuckets> buckets;
    std::array<std::uint64_t, kBuckets / 64> occupied{};  // one bit a bucket
  };

  void insert(EventKey);
  void append(EventKey);
  void refill();
  void use_run_alone();
  bool take_bucket(int rung);
  void spread(KeyList&);
  void sort_into_run(KeyList&, int rung);
  void spill();
  void move_base_back(std::uint64_t base);

  std::vector<EventKey> run_;  // descending
  bool run_is_new_ = false;
  std::uint64_t due_end_ = kForever;  // kForever: the run does everything
  std::uint64_t base_ = 0;
  std::size_t rung_keys_ = 0;
  std::uint32_t occupied_rungs_ = 0;  // one bit a rung
  std::vector<Rung> rungs_;           // made when first needed
  KeyChunks chunks_;
  std::vector<EventKey> scratch_;
  std::vector<std::uint32_t> cells_;
};

inline void Ladder::push(EventKey key) {
  if (key.time >= due_end_) return append(key);
  insert(key);
}

inline const EventKey& Ladder::front() {
  if (run_.empty()) refill();
  return run_.back();
}

inline EventKey Ladder::pop() {
  const EventKey key = front();
  run_.pop_back();
  return key;
}

}  // namespace sim
