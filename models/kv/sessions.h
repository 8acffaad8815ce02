// What a client may expect of its own past: the four session guarantees, judged online.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/kv/staleness.h"
#include "models/kv/types.h"
#include "sim/kernel/pages.h"
#include "sim/kernel/prefetch.h"

namespace kv {

enum class Guarantee : std::uint8_t {
  kReadYourWrites,
  kMonotonicReads,
  kMonotonicWrites,
  kWritesFollowReads,
};
constexpr std::size_t kGuarantees = 4;

/// The guarantees of Terry et al., "Session guarantees for weakly consistent replicated data" (PDIS
/// 1994), for the operations of one client on one key. "Precedes" as in staleness.h: acknowledged
/// before the other began. A get of the client breaks
///
///   read your writes     if all that it returns precedes an acknowledged put of the client,
///   monotonic reads      if all that it returns precedes a value that the client has read,
///   monotonic writes     if it returns two values of any one client, and one precedes the other,
///   writes follow reads  if it returns two values, and the writer of one had read the other.
///
/// Whoever returns nothing is judged as whoever returns what was there before the run, unless a
/// delete explains it. What is not known to be older is not held against anybody: a put that was
/// never acknowledged precedes nothing. Of what a client has read the youngest put is remembered
/// (of all the one that began last), which is exact for monotonic reads: what precedes any of them
/// precedes that one. For writes that follow reads it means that a break may be missed where the
/// client had read siblings; none is invented.
///
/// Costs 32 to 64 bytes for each pair of a client and a key that it used, and 8 for each put, of
/// which there may be 2^32.
class Sessions {
 public:
  /// `pairs`: of clients and keys, at most; room for some is made beforehand.
  Sessions(const Staleness&, std::uint64_t pairs);

  void prefetch(ClientId client, Key key) const { sim::prefetch(&sessions_[home(client, key)]); }
  void begin(ClientId, Key, std::uint64_t put);
  void acknowledge(ClientId, Key, std::uint64_t put);

  /// What a get broke.
  struct Verdict {
    std::array<bool, kGuarantees> broken{};
    bool was_acknowledged = false;  // kWritesFollowReads: what was read, before the write began
    bool& operator[](Guarantee which) { return broken[static_cast<std::size_t>(which)]; }
    bool operator[](Guarantee which) const { return broken[static_cast<std::size_t>(which)]; }
  };
  /// Judges an ok get of the client, and remembers it. `may_be_stale`: false only if the caller
  /// knows that something it returned is not preceded by any put acknowledged before it began.
  Verdict judge(ClientId, Key, std::span<const Value> read, bool may_be_stale);
  std::uint64_t bytes() const;

 private:
  using PutNumber = std::uint32_t;
  struct Session {  // a place is free while it knows of no put: who has a session has one
    Key key;
    ClientId client;
    PutNumber own_put = 0, youngest_read = 0;
    bool is_taken() const { return own_put != 0 || youngest_read != 0; }
  };
  struct Put {
    ClientId client;
    PutNumber had_read = 0;  // by its client, of its key; 0: nothing of this run
  };
  static constexpr std::uint64_t kPage = 1 << 16;  // puts: half a MiB, allocated as they begin
  using Page = std::array<Put, kPage>;

  static PutNumber number(std::uint64_t put);
  /// Fibonacci hashing: 2^64 over the golden ratio spreads dense numbers over the high bits.
  std::size_t home(ClientId client, Key key) const {
    constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15u;
    return (((key.value * kSpread) ^ client.value) * kSpread) >> shift_;
  }
  std::size_t place_of(ClientId, Key) const;
  Session* find(ClientId, Key);
  Session& of(ClientId, Key);  ///< the caller tells it of a put at once
  void grow(std::size_t places);
  const Put* find_put(std::uint64_t put) const;
  void judge_siblings(std::span<const Value> read, Verdict&);

  const Staleness& order_;
  sim::PagedVector<Session> sessions_;  // open addressing, at most 3/4 full
  std::size_t used_ = 0;
  int shift_ = 64;
  std::vector<std::unique_ptr<Page>> pages_;
  std::vector<std::uint64_t> siblings_;  // by the get that is being judged
};

}  // namespace kv
