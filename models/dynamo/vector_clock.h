// Versions of an object, Dynamo 4.4: which one came before which, told by a list of counters.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>

#include "models/dynamo/small_vector.h"
#include "sim/kernel/ids.h"
#include "sim/kernel/time.h"

namespace dynamo {

/// Who counts: a node and the life of its store. A node that lost writes begins a new life, since
/// its old counters may have named writes that it no longer knows (see README, "Lives").
struct Writer {
  sim::NodeId node;
  std::uint32_t life = 0;
  friend constexpr auto operator<=>(const Writer&, const Writer&) = default;
};

/// One pair of the paper's list, with the time its node last updated the object, by its own clock.
struct ClockEntry {
  Writer writer;
  std::uint64_t counter;
  sim::Time updated;
};

/// How one version stands to another.
enum class Causality : std::uint8_t { kBefore, kAfter, kEqual, kConcurrent };

/// The list of (node, counter) pairs, sorted by node. A value.
class VectorClock {
 public:
  /// As many pairs as the paper's example of a threshold live inside the clock (4.4).
  static constexpr std::size_t kInline = 10;

  std::uint64_t counter(Writer) const;  ///< 0: the writer is not in the list
  std::span<const ClockEntry> entries() const { return entries_.span(); }
  bool empty() const { return entries_.empty(); }

  /// Sets the writer's counter and time. Requires counter > counter(writer).
  void advance(Writer, std::uint64_t counter, sim::Time now);
  void merge(const VectorClock&);  ///< the larger counter of each writer
  void merge(const ClockEntry&);
  /// Where the number of pairs reaches `threshold`, drops those updated longest ago until it does
  /// not; says how many. The pair of `latest` stays whatever the nodes' clocks say.
  std::size_t truncate(std::size_t threshold, Writer latest);

 private:
  SmallVector<ClockEntry, kInline> entries_;
};

/// `kBefore`: every counter of `a` is at most that of `b`, so `b` descends from `a` and `a` can be
/// forgotten.
Causality compare(const VectorClock& a, const VectorClock& b);

/// a <= b: `b` is `a` or descends from it.
inline bool covers(const VectorClock& b, const VectorClock& a) {
  const Causality order = compare(a, b);
  return order == Causality::kBefore || order == Causality::kEqual;
}

/// "[(n1, 2), (n3, 1)]"; a second life of n1 is n1'1.
std::string to_string(const VectorClock&);

}  // namespace dynamo
