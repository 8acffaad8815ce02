// A machine: what outlives the process that runs on it.
#pragma once

#include <cstdint>
#include <string>

#include "sim/kernel/distribution.h"
#include "sim/kernel/ids.h"
#include "sim/kernel/time.h"

namespace sim {

/// Which service time a message takes at its receiver's processor.
enum class Work : std::uint8_t { kNone, kOther, kRead, kWrite };

/// A storage host's hardware, the scenario's `hosts`.
struct HostSpec {
  std::uint32_t workers = 1;  // messages served at once, first come first served
  // Service times by Work; default zero. A message that takes no time waits for no worker.
  DistributionSpec read, write, other;
  DistributionSpec disk;  // one disk operation's time, beside its bytes; default zero
  std::uint64_t disk_bytes_per_second = 0;  // 0: unlimited
  DistributionSpec clock_offset;            // drawn once per host; the sign is drawn too
  std::int64_t clock_drift_ppb = 0;         // drawn uniformly in [-x, x] per host
};

/// What a crash leaves of `durable`.
enum class Keeps : std::uint8_t { kDisk, kSynced, kNothing };

/// What a clock that runs `ppb` parts per billion too fast gains meanwhile, rounded down.
Duration gained(Duration elapsed, std::int64_t ppb);

/// A local clock: true time, shifted and stretched. Integers only, exact to the nanosecond.
class LocalClock {
 public:
  Time read(Time now) const {
    return ppb_ == 0 ? now + offset_ : now + offset_ + gained(now - since_, ppb_);
  }
  void step(Duration by) { offset_ += by; }
  /// Runs this much faster from now on; what it has gained so far stays.
  void drift(Time now, std::int64_t by_parts_per_billion);

 private:
  Time since_{};  // of the present rate
  Duration offset_{};
  std::int64_t ppb_ = 0;
};

/// The place of a host in the world.
struct Placement {
  std::string name;  // "1a-0"; clients: "client:cart@1a"
  SiteId site;
  RackId rack;
  RegionId region;
};

}  // namespace sim
