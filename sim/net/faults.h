// Faults are data: listed in a scenario, applied by one handler each.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/kernel/distribution.h"
#include "sim/kernel/simulation.h"
#include "sim/net/network.h"

namespace sim {

/// Which hosts a fault hits. Resolved when it strikes, from the stream "fault targets".
struct Target {
  struct Named {
    std::vector<std::string> names;
  };  // nodes
  struct Any {
    std::uint32_t count = 1;
  };  // that many storage nodes that are up
  struct InSite {
    std::string site;
  };
  struct InRack {
    std::string rack;
  };
  struct InRegion {
    std::string region;
  };
  struct HolderOf {
    std::uint64_t key = 0;
  };  // the first node of the key's preference list
  std::variant<Named, Any, InSite, InRack, InRegion, HolderOf> of;
};

struct Crash {
  Target target;
  Keeps keeps = Keeps::kDisk;
};
struct Pause {
  Target target;
};
struct Slow {
  Target target;
  Ratio factor{10, 1};
};
struct DiskStall {
  Target target;
};
struct ClockFault {
  Target target;
  Duration step{};
  std::int64_t drift_ppb = 0;
};
struct Partition {
  std::vector<std::vector<std::string>> groups;
  bool one_way = false;
};
struct LinkFault {  // names of sites; equal: the link inside one. "*": every site
  std::string from, to;
  std::optional<Ratio> loss, duplicate, reorder, latency_factor;
  std::optional<std::uint64_t> bytes_per_second;
  bool cut = false;
};
struct Outage {
  Target target;
  Keeps keeps = Keeps::kDisk;
};  // a whole rack, site or region
struct Load {
  std::string workload;
  Ratio factor{2, 1};
};
using Fault =
    std::variant<Crash, Pause, Slow, DiskStall, ClockFault, Partition, LinkFault, Outage, Load>;
std::string_view kind(const Fault&);  // "crash", "pause", ...

struct FaultSpec {
  Duration at{};  // since the start of the run
  std::optional<DistributionSpec>
      every;                      // repeated: the gap from one start to the next, instead of at
  std::optional<Duration> lasts;  // the scenario's `for`; none: until the run settles
  Fault fault;
};

/// faults.csv: one row each time a fault struck.
struct FaultRecord {
  std::uint32_t id = 0;
  std::string kind, target;  // target: names, "1a-0 1b-2"
  Time start{}, end = kNever;
  std::uint64_t messages_stopped = 0;   // lost, blocked or late on its account while it lasted
  std::uint64_t operations_failed = 0;  // failed or unknown while it lasted
};

/// Applies the faults of a scenario.
class FaultInjector {
 public:
  struct Hooks {
    std::function<std::vector<NodeId>(std::uint64_t key)> holders_of;
    std::function<void(std::string_view workload, Ratio factor)> set_load;
  };
  FaultInjector(Network&, std::vector<FaultSpec>, Hooks);
  void arm(Time end);  ///< schedules everything; nothing strikes at or after `end`
  void heal_all();     ///< ends what still lasts and restarts what is down: the run settles
  void note_failed_operation();  ///< charged to every fault that lasts now
  const std::vector<FaultRecord>& records() const;
  bool any_struck() const { return !records().empty(); }
};

}  // namespace sim
