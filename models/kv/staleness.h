// Which reads were stale: judged online against a regular register, exactly, in constant time.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/kv/types.h"
#include "sim/kernel/pages.h"
#include "sim/kernel/prefetch.h"
#include "sim/kernel/time.h"

namespace kv {

/// Put a precedes put b if a was acknowledged before b began; otherwise they overlap, and either
/// may be the later one. A read may return any put that no other put, acknowledged before the read
/// began, is preceded by (Lamport's regular register, for many writers). So a value of put w is
/// stale for a read iff some put of the key began after w was acknowledged and was acknowledged
/// before the read began; a read is stale iff all it returned is, or if it returned nothing after
/// some put was acknowledged. A put that nobody acknowledged precedes nothing: it may yet happen.
///
/// A delete is a put of nothing: an empty answer may be that of any delete of its key. It is as old
/// as the delete that was acknowledged last; while one is not acknowledged, none knows how old.
///
/// It is enough to know, per key, the youngest put acknowledged so far (of all acknowledged puts
/// the one that began last): if any put of the key can make w stale, that one does. Puts are
/// numbered as they begin, so "began after w was acknowledged" is a comparison of two numbers.
/// Costs 32 bytes per key and 8 per put.
class Staleness {
 public:
  explicit Staleness(std::uint64_t keys) : keys_(keys) {}

  std::uint64_t number_put();     ///< 1, 2, ...: the id of its value
  void begin(std::uint64_t put);  ///< a put that never begins precedes every later one
  void acknowledge(Key, std::uint64_t put, sim::Time now);
  void begin_delete(Key, std::uint64_t put);  ///< this and the next instead of those, for a delete
  void acknowledge_delete(Key, std::uint64_t put, sim::Time now);
  void fail_delete(Key);

  void prefetch(Key key) const {
    if (key.value < keys_.size()) sim::prefetch(&keys_[key.value]);
  }

  /// What was acknowledged when a read began.
  struct View {
    std::uint64_t youngest_put = 0;  // 0: none
    std::uint32_t puts = 0;
    sim::Time last_at;  // of the latest acknowledgement; requires puts > 0
  };
  View view(Key) const;

  /// Whether a was acknowledged before b began. False of what no put of this run wrote.
  bool precedes(std::uint64_t a, std::uint64_t b) const;
  /// Whether all that was read precedes `put`, or nothing was read that a delete would explain.
  bool is_older(Key, std::span<const Value> read, std::uint64_t put) const;

  struct Verdict {
    bool stale = false;
    std::uint32_t versions_behind = 0;  // puts acknowledged after the newest of a stale answer
  };
  /// Acknowledged puts, of the key that has most of them and of all keys. O(keys).
  struct Hottest {
    std::uint64_t puts = 0, of_all = 0;
  };
  Hottest hottest() const;
  std::uint64_t bytes() const;
  Verdict judge(Key, const View& at_invocation, std::span<const Value> read) const;

 private:
  struct KeyState {
    std::uint64_t youngest_put = 0;  // of those acknowledged the one that began last
    std::uint64_t last_delete = 0;   // acknowledged last
    sim::Time last_at;
    std::uint32_t puts = 0, open_deletes = 0;
  };
  struct Put {
    std::uint32_t open_for = 0;  // puts of the run that began before it was acknowledged
    std::uint32_t version = 0;   // of its key: acknowledgements so far, itself included; 0: none
  };
  static constexpr std::uint32_t kOpen = ~std::uint32_t{0};
  static constexpr std::uint64_t kPage = 1 << 16;  // puts: half a MiB, allocated as they begin
  using Page = std::array<Put, kPage>;
  bool stale(std::uint64_t put, std::uint64_t since) const;
  bool is_deleted(Key, std::uint64_t since) const;
  Put& at(std::uint64_t put) { return (*pages_[put / kPage])[put % kPage]; }
  const Put& at(std::uint64_t put) const { return (*pages_[put / kPage])[put % kPage]; }
  bool numbered(std::uint64_t put) const { return put > 0 && put <= puts_; }
  KeyState& state(Key);

  sim::PagedVector<KeyState> keys_;
  std::vector<std::unique_ptr<Page>> pages_;
  std::uint64_t puts_ = 0;  // the last number given; 0 stands for what was there before
};

}  // namespace kv
