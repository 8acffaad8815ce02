// Lists of event keys that are only appended to and emptied: chunks from one pool.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/kernel/event_key.h"
#include "sim/kernel/pages.h"
#include "sim/kernel/prefetch.h"

namespace sim {

/// 31 keys and a link: eight cache lines, written one after the other.
struct alignas(64) KeyChunk {
  static constexpr std::size_t kKeys = 31;
  EventKey keys[kKeys];
  KeyChunk* next;
};

/// A list in insertion order. Its chunks belong to a KeyChunks, which must outlive it.
struct KeyList {
  EventKey* end = nullptr;  // where the next key goes
  KeyChunk* first = nullptr;
  KeyChunk* last = nullptr;

  bool empty() const { return first == nullptr; }
};

/// The pool, and what can be done with its lists. Allocates while it grows, gives back at the end.
class KeyChunks {
 public:
  void append(KeyList& list, EventKey key) {
    if (list.end == nullptr || list.end == list.last->keys + KeyChunk::kKeys) [[unlikely]]
      extend(list);
    *list.end++ = key;
  }

  /// Calls `visit(key)` for each key in insertion order and leaves the list empty.
  template <class Visit>
  void drain(KeyList& list, Visit&& visit) {
    for (KeyChunk* chunk = list.first; chunk != nullptr;) {
      KeyChunk* const next = chunk->next;
      if (next != nullptr) prefetch(next);
      const EventKey* const end = chunk == list.last ? list.end : chunk->keys + KeyChunk::kKeys;
      for (const EventKey* key = chunk->keys; key != end; ++key) visit(*key);
      chunk->next = free_;
      free_ = chunk;
      chunk = next;
    }
    list = {};
  }

  /// Whether the list has more than about `keys` keys; looks at few chunks of a long list.
  static bool is_longer(const KeyList& list, std::size_t keys) {
    std::size_t seen = 0;
    for (KeyChunk* chunk = list.first; chunk != nullptr; chunk = chunk->next)
      if ((seen += KeyChunk::kKeys) > keys + KeyChunk::kKeys) return true;
    return false;
  }

 private:
  void extend(KeyList& list);
  std::vector<Pages> pages_;
  std::size_t capacity_ = 0;
  KeyChunk* free_ = nullptr;
};

}  // namespace sim
