// Event keys, given back in order: coarse buckets that are appended to, and one that is sorted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/kernel/event_key.h"
#include "sim/kernel/event_slab.h"
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
/// A bucket's keys of one moment stay in insertion order: pushes come with growing `order`. All
/// keys of the front's moment are in the run. Below kSmall keys the run does everything: buckets
/// would hold one key each.
///
/// Where most keys are stale, those whose slots no longer await them are dropped as buckets are
/// spread and sorted; elsewhere a look at each slot costs more than it saves, and they come up.
///
/// Requires: a key is pushed with an `order` above those of all keys here, until `take_all`.
class Ladder {
 public:
  explicit Ladder(const EventSlab& slots) : slots_(slots) {}

  std::size_t size() const { return run_.size() + rung_keys_; }  ///< with what is to be dropped
  void push(EventKey key);
  /// Requires a key that is due; `due`: how many are. Makes a run if there is none.
  const EventKey& front(std::size_t due) {
    if (run_.empty()) refill(due);
    return run_.back();
  }
  void pop() { run_.pop_back(); }  ///< the front; requires that it was looked at

  /// The key `ahead` places further on in the run, or null: for looking ahead, nothing else.
  const EventKey* peek(std::size_t ahead) const {
    return ahead < run_.size() ? &run_[run_.size() - 1 - ahead] : nullptr;
  }
  /// How many of the first `most` keys are of the front's moment, itself included. Requires that
  /// the front was looked at.
  std::size_t ties(std::size_t most) const;
  /// The key `ahead` places further on and the front change places. Requires ahead < ties().
  void bring_forward(std::size_t ahead) { std::swap(run_.back(), run_[run_.size() - 1 - ahead]); }

  bool take_note_of_new_run() { return std::exchange(run_is_new_, false); }
  std::vector<EventKey> take_all();  ///< those that are due, sorted; leaves nothing
  void clear();

 private:
  static constexpr int kRungs = 8, kBuckets = 256;
  static constexpr std::size_t kSmall = 128;  // so few keys are left to the run alone
  static constexpr std::uint64_t kForever = ~std::uint64_t{0};

  struct Rung {
    std::array<KeyList, kBuckets> buckets;
    std::array<std::uint64_t, kBuckets / 64> occupied{};  // one bit a bucket
  };

  void insert(EventKey);
  void append(EventKey);
  void refill(std::size_t due);
  void adapt();
  std::size_t most() const { return enough_ + 128; }        // a longer bucket is spread
  std::size_t too_long() const { return 2 * most() - 64; }  // such a run goes back to the buckets
  template <class Visit>
  void drain(KeyList&, Visit&&);
  void use_run_alone();
  bool take_bucket(int rung);
  void spread(KeyList&);
  void sort_into_run(KeyList&, int rung);
  void spill();
  void make_rungs();
  void move_base_back(std::uint64_t base);

  const EventSlab& slots_;
  bool drops_stale_ = false;
  std::vector<EventKey> run_;  // descending
  bool run_is_new_ = false;
  std::size_t enough_ = 64;                // so many keys are a run; see `adapt`
  std::size_t sorted_ = 0, inserted_ = 0;  // keys of this run: that it began with, that came late
  std::uint64_t due_end_ = kForever;       // kForever: the run does everything
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

}  // namespace sim
