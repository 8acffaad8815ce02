// Admission control of background work, Dynamo 6.5: how the foreground fares says how much may run.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "models/dynamo/config.h"
#include "sim/kernel/time.h"

namespace dynamo {

/// The last `span` of one resource's latencies, in six parts that fall out of it one by one.
/// Whether a percentile is above a limit takes counts alone: it keeps no latency and allocates
/// nothing.
class TrailingWindow {
 public:
  static constexpr std::size_t kParts = 6;  // our choice: the span is trailing to a sixth of it

  explicit TrailingWindow(sim::Duration threshold) : threshold_(threshold) {}
  void add(sim::Duration latency) {
    Part& now = parts_[newest_];
    ++now.all;
    now.above += latency > threshold_;
    now.near += latency > threshold_ / 2;
  }
  void next_part() { parts_[newest_ = (newest_ + 1) % kParts] = {}; }  ///< the oldest falls out
  void clear() { parts_ = {}; }

  /// Of what was measured, more than one in a hundred is above the threshold, or half of it.
  bool p99_is_above() const { return is_many(&Part::above); }
  bool p99_is_near() const { return is_many(&Part::near); }

 private:
  struct Part {
    std::uint64_t all = 0, near = 0, above = 0;
  };
  bool is_many(std::uint64_t Part::*slow) const {
    std::uint64_t all = 0, some = 0;
    for (const Part& part : parts_) {
      all += part.all;
      some += part.*slow;
    }
    return some * 100 > all;
  }

  sim::Duration threshold_;
  std::array<Part, kParts> parts_{};
  std::size_t newest_ = 0;
};

/// What the controllers of all nodes did. For reports alone.
struct AdmissionTally {
  std::uint64_t operations = 0;  // of background work, that asked for a slice
  std::uint64_t delayed = 0;     // ... and had to wait for it
  std::uint64_t cuts = 0;        // times that a node had fewer to give
};

/// One node's time slices for background work. A slice is a turn for one operation: a hint that it
/// sends or takes, an exchange of anti-entropy that falls due, a key that one sends or brings. All
/// background work draws on the same slices, which are spread evenly over a second.
///
/// How many there are in a second follows the foreground, by a rule of our choice (the paper names
/// what is measured and compared, and no rule). Six times in a `window`, the 99th percentile of
/// what reads and writes spent at the processor, and of what writes spent at the disk, is compared
/// with the threshold; the worse of both counts:
///
///   above the threshold            half as many, but one at least; the window begins anew: what
///                                  was measured before tells nothing of what is granted now
///   above half the threshold       as many as before
///   below, or nothing was asked    a tenth of `slices` more, up to `slices`
///
/// A node that starts has a tenth, and earns the rest. So background work is never starved: no wait
/// is longer than a window. Where the controller is off every slice is there at once.
class Admission {
 public:
  enum class Resource : std::uint8_t { kProcessor, kDisk };

  /// Begins with the process, at `now`. Both must outlive it.
  Admission(const Config::Admission&, AdmissionTally&, sim::Time now);

  /// So long a foreground operation took there, waiting and being served.
  void observe(Resource, sim::Duration latency, sim::Time now);
  /// Takes the next slices, for one operation or as many as were done already; how long until the
  /// first of them. `now` is the node's own clock.
  sim::Duration reserve(sim::Time now, std::uint64_t operations = 1);
  std::uint64_t slices() const { return granted_; }  ///< in a second

 private:
  static constexpr std::uint64_t kSteps = 10;  // from nothing to all

  std::uint64_t step() const { return std::max<std::uint64_t>(1, config_.slices / kSteps); }
  void catch_up(sim::Time now);
  void adjust();

  const Config::Admission& config_;
  AdmissionTally& tally_;
  std::uint64_t granted_;
  std::array<TrailingWindow, 2> latencies_;  // by Resource
  sim::Time part_began_;
  sim::Time free_{};  // when the next slice is
};

}  // namespace dynamo
