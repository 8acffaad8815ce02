#include "sim/kernel/ladder.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "sim/kernel/check.h"

namespace sim {
namespace {

constexpr int kByte = 8;
constexpr std::size_t kShortest = 16, kLongest = 256;  // keys of a new run
constexpr std::size_t kMostKeys = 3 * kLongest;        // more than a run holds without ties

int rung_of(std::uint64_t difference) { return (63 - std::countl_zero(difference | 1)) / kByte; }

template <std::size_t N>
std::size_t first_bit(const std::array<std::uint64_t, N>& words) {  // requires one
  std::size_t word = 0;
  while (words[word] == 0) ++word;
  return word * 64 + static_cast<std::size_t>(std::countr_zero(words[word]));
}

/// Stable and quick for few keys, or for many that are nearly in order.
void insertion_sort(EventKey* keys, std::size_t count) {
  for (std::size_t i = 1; i < count; ++i) {
    const EventKey key = keys[i];
    std::size_t place = i;
    for (; place > 0 && key < keys[place - 1]; --place) keys[place] = keys[place - 1];
    keys[place] = key;
  }
}

}  // namespace

void KeyChunks::extend(KeyList& list) {
  constexpr std::size_t kFirstChunks = 64;
  if (free_ == nullptr) {
    const std::size_t more = std::max(kFirstChunks, capacity_);
    pages_.push_back(allocate_pages(more * sizeof(KeyChunk)));
    auto* const chunks = reinterpret_cast<KeyChunk*>(pages_.back().get());
    for (std::size_t i = more; i-- > 0;) {
      chunks[i].next = free_;
      free_ = chunks + i;
    }
    capacity_ += more;
  }
  KeyChunk* const chunk = std::exchange(free_, free_->next);
  chunk->next = nullptr;
  (list.last == nullptr ? list.first : list.last->next) = chunk;
  list.last = chunk;
  list.end = chunk->keys;
}

void Ladder::append(EventKey key) {
  const int rung = rung_of(key.time ^ base_);
  const auto bucket = static_cast<std::size_t>(key.time >> (kByte * rung)) % kBuckets;
  Rung& to = rungs_[static_cast<std::size_t>(rung)];
  chunks_.append(to.buckets[bucket], key);
  to.occupied[bucket / 64] |= std::uint64_t{1} << bucket % 64;
  occupied_rungs_ |= 1u << rung;
  ++rung_keys_;
}

/// What is due soon is compared with few keys; for the rest, halving and one move of memory.
void Ladder::insert(EventKey key) {
  constexpr std::size_t kSoon = 4;
  const std::size_t size = run_.size();
  std::size_t place = size;
  while (place > 0 && place + kSoon > size && run_[place - 1] < key) --place;
  if (place > 0 && place + kSoon == size && run_[place - 1] < key) {
    std::size_t low = 0;  // run_[place - 1] < key, and nothing before `low` is
    for (std::size_t count = place - 1; count > 0;) {
      const std::size_t half = count / 2;
      const bool later = key < run_[low + half];
      low = later ? low + half + 1 : low;
      count = later ? count - half - 1 : half;
    }
    place = low;
  }
  run_.insert(run_.begin() + static_cast<std::ptrdiff_t>(place), key);
  ++inserted_;
  if (size >= too_long()) [[unlikely]]
    spill();
}

std::size_t Ladder::ties(std::size_t most) const {
  const std::size_t shown = std::min(most, run_.size());
  std::size_t count = 1;
  while (count < shown && peek(count)->time == run_.back().time) ++count;
  return count;
}

void Ladder::refill(std::size_t due) {
  run_is_new_ = true;
  drops_stale_ = due < rung_keys_ / 2;
  adapt();
  while (run_.empty()) {
    SIM_CHECK(rung_keys_ > 0, "no event is pending");
    if (rung_keys_ <= kSmall) return use_run_alone();
    const int rung = std::countr_zero(occupied_rungs_);
    if (!take_bucket(rung)) continue;
    // Neighbours of the same rung join a short run: making one costs the same for few keys as many.
    while (run_.size() < enough_ && (occupied_rungs_ >> rung & 1) != 0)
      if (!take_bucket(rung)) break;
  }
  std::reverse(run_.begin(), run_.end());
  sorted_ = run_.size();
}

/// Long runs are looked ahead in without a break; but what comes in late moves half of the run.
void Ladder::adapt() {
  if (inserted_ * 32 > sorted_) enough_ = std::max(kShortest, enough_ / 2);
  if (inserted_ * 128 < sorted_) enough_ = std::min(kLongest, enough_ * 2);
  inserted_ = 0;
}

/// Shows the keys, perhaps without those that are stale, and leaves the list empty.
template <class Visit>
void Ladder::drain(KeyList& list, Visit&& visit) {
  chunks_.drain(list, [&](EventKey key) {
    --rung_keys_;
    if (!drops_stale_ || slots_.is_due(key)) visit(key);
  });
}

void Ladder::use_run_alone() {
  for (Rung& rung : rungs_) {
    for (KeyList& bucket : rung.buckets) drain(bucket, [&](EventKey key) { run_.push_back(key); });
    rung.occupied.fill(0);
  }
  std::sort(run_.begin(), run_.end(), [](const EventKey& a, const EventKey& b) { return b < a; });
  occupied_rungs_ = 0;
  due_end_ = kForever;
}

/// Sorts the first bucket of `rung` into the run. Or says no: a long bucket stays where it is if
/// the run is not empty; if it is, the bucket goes to the rung below, where there is one.
bool Ladder::take_bucket(int rung) {
  Rung& from = rungs_[static_cast<std::size_t>(rung)];
  const std::size_t bucket = first_bit(from.occupied);
  KeyList& list = from.buckets[bucket];
  const bool many = KeyChunks::is_longer(list, most());
  if (many && !run_.empty()) return false;
  from.occupied[bucket / 64] &= ~(std::uint64_t{1} << bucket % 64);
  if (std::ranges::all_of(from.occupied, [](std::uint64_t word) { return word == 0; }))
    occupied_rungs_ &= ~(1u << rung);
  const int shift = kByte * rung;
  base_ = (base_ >> shift >> kByte << kByte << shift) + (std::uint64_t{bucket} << shift);
  due_end_ = base_;
  if (many && rung > 0) {
    spread(list);
    return false;
  }
  // What else is pushed for the one moment of a lowest bucket comes after its keys: it is appended.
  if (rung > 0) due_end_ += std::uint64_t{1} << shift;
  sort_into_run(list, rung);
  return true;
}

void Ladder::spread(KeyList& list) {
  KeyList keys = std::exchange(list, {});
  drain(keys, [&](EventKey key) { append(key); });
}

// First by time into cells, about two for a key, then by insertion for those that share a cell.
void Ladder::sort_into_run(KeyList& list, int rung) {
  const std::size_t before = run_.size();
  if (rung == 0) {  // one moment: the list is in order, unless some came back from a long run
    drain(list, [&](EventKey key) { run_.push_back(key); });
    const auto first = run_.begin() + static_cast<std::ptrdiff_t>(before);
    if (!std::is_sorted(first, run_.end())) std::sort(first, run_.end());
    return;
  }
  scratch_.clear();
  drain(list, [&](EventKey key) { scratch_.push_back(key); });
  const std::size_t count = scratch_.size();
  run_.resize(before + count);
  EventKey* const sorted = run_.data() + before;
  constexpr std::size_t kFew = 12;
  if (count <= kFew) {
    std::copy(scratch_.begin(), scratch_.end(), sorted);
  } else {
    const int cell_bits = static_cast<int>(std::bit_width(count));
    const int shift = std::max(0, kByte * rung - cell_bits);
    const auto cell = [&](const EventKey& key) { return (key.time - base_) >> shift; };
    cells_.assign((std::size_t{1} << cell_bits) + 1, 0);
    for (const EventKey& key : scratch_) ++cells_[cell(key) + 1];
    for (std::size_t i = 1; i < cells_.size(); ++i) cells_[i] += cells_[i - 1];
    for (const EventKey& key : scratch_) sorted[cells_[cell(key)]++] = key;
  }
  insertion_sort(sorted, count);
}

// The due bucket is too coarse for what is going on inside it, or the run was alone.
void Ladder::spill() {
  scratch_.assign(run_.rbegin(), run_.rend());  // ties go to the buckets in order
  run_.clear();
  if (rungs_.empty()) make_rungs();
  const std::uint64_t first = scratch_.front().time;
  if (rung_keys_ == 0) base_ = first;
  if (first < base_) move_base_back(first);
  due_end_ = base_;
  for (const EventKey& key : scratch_) append(key);
}

/// With room for the longest runs, so that nothing is allocated when they come.
void Ladder::make_rungs() {
  rungs_.resize(kRungs);
  run_.reserve(kMostKeys);
  scratch_.reserve(kMostKeys);
  cells_.reserve(2 * kMostKeys);
}

// Rungs above the highest byte that changes keep their keys, and so does that one: its keys lie
// beyond the old base. Those below it are counted from the old base and have to move up.
void Ladder::move_base_back(std::uint64_t base) {
  const int changed = rung_of(base ^ base_);
  base_ = base;
  for (int rung = 0; rung < changed; ++rung) {
    if ((occupied_rungs_ >> rung & 1) == 0) continue;
    occupied_rungs_ &= ~(1u << rung);
    rungs_[static_cast<std::size_t>(rung)].occupied.fill(0);
    for (KeyList& bucket : rungs_[static_cast<std::size_t>(rung)].buckets) spread(bucket);
  }
}

std::vector<EventKey> Ladder::take_all() {
  drops_stale_ = true;
  std::vector<EventKey> keys;
  for (const EventKey& key : run_)
    if (slots_.is_due(key)) keys.push_back(key);
  for (Rung& rung : rungs_)
    for (KeyList& bucket : rung.buckets) drain(bucket, [&](EventKey key) { keys.push_back(key); });
  std::sort(keys.begin(), keys.end());
  clear();
  return keys;
}

void Ladder::clear() {
  run_.clear();
  for (Rung& rung : rungs_) {
    for (KeyList& bucket : rung.buckets) chunks_.drain(bucket, [](EventKey) {});
    rung.occupied.fill(0);
  }
  rung_keys_ = occupied_rungs_ = 0;
  base_ = 0;
  due_end_ = kForever;
}

}  // namespace sim
