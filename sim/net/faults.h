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

/// Which storage nodes a fault hits. Resolved when it strikes, from the fault's own stream "fault
/// targets". Never clients: one that lost its memory could not say what it had seen. They are
/// reached by partitions and faults of links.
struct Target {
  struct Named {
    std::vector<std::string> names;
  };  // storage nodes
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

/// A host that two crashes hold restarts when the last of them ends.
struct Crash {
  Target target;
  Keeps keeps = Keeps::kDisk;
};
/// Does nothing, forgets nothing: a long collection of garbage, a virtual machine that is moved.
struct Pause {
  Target target;
};
/// A gray failure. Of several that hold one host the largest factor counts.
struct Slow {
  Target target;
  Ratio factor{10, 1};
};
struct DiskStall {
  Target target;
};
/// What a node has stored is damaged, silently: each row with this probability. Strikes disks of
/// nodes that are down, too. Its end mends nothing.
struct BitRot {
  Target target;
  Ratio rows{1, 100};
};
/// When it ends the clock is set right: the step and what the drift has gained are taken back.
struct ClockFault {
  Target target;
  Duration step{};
  std::int64_t drift_ppb = 0;
};
/// Groups of names of sites, nodes, racks, regions or clients; clients go with their sites. Hosts
/// in no group are untouched; one in several is a bridge. At most 64 groups.
struct Partition {
  std::vector<std::vector<std::string>> groups;
  bool one_way = false;  // only a lower-numbered group cannot reach a higher one
};
/// Names of sites as in LinkSpec. What is not set stays; of several faults the latest counts.
struct LinkFault {
  std::string from, to;
  bool within = false;  // the links inside sites; implied where from and to are one name
  std::optional<Ratio> loss{}, duplicate{}, reorder{}, latency_factor{};
  std::optional<std::uint64_t> bytes_per_second{};
  bool cut = false;
};
/// A whole rack, site or region: its nodes crash. Clients in that site or region live on, cut off
/// from everyone but themselves.
struct Outage {
  Target target;
  Keeps keeps = Keeps::kDisk;
};
/// Of several on one workload the latest counts.
struct Load {
  std::string workload;
  Ratio factor{2, 1};
};
using Fault = std::variant<Crash, Pause, Slow, DiskStall, BitRot, ClockFault, Partition, LinkFault,
                           Outage, Load>;
std::string_view kind(const Fault&);  // "crash", "pause", ...

struct FaultSpec {
  Duration at{};  // since the start of the run
  /// Repeated: the gap from `at` to the first start and from one start to the next, drawn from the
  /// fault's own stream "fault schedule". A gap is at least a nanosecond.
  std::optional<DistributionSpec> every;
  std::optional<Duration> lasts;  // the scenario's `for`; none: until the run settles
  Fault fault;
};

/// sides.csv: what the clients on one side of a partition got while it lasted.
struct SideRecord {
  std::string side;  // its names: "1b 1c"
  std::uint64_t operations = 0, ok = 0;
};

/// The same within one interval of the time series, of all partitions that have such a side.
struct SideInterval {
  Time from;
  SideRecord counted;
};

/// faults.csv: one row each time a fault struck.
struct FaultRecord {
  std::uint32_t id = 0;
  std::string kind, target;  // target: names, "1a-0 1b-2"; "1a | 1b 1c"; "none"
  Time start{}, end = kNever;
  /// Lost, blocked or late on its account while it lasted; known once it has ended. What two faults
  /// stopped together is charged to both.
  std::uint64_t messages_stopped = 0;
  std::uint64_t operations_failed = 0;    // failed or unknown while it lasted
  std::optional<Duration> first_error{};  // from its start to the first of them
  /// From its end to the last operation that failed before another fault struck. None: it lasts.
  std::optional<Duration> recovery{};
  std::vector<SideRecord> sides{};  // of a partition, in the order of its groups
};

/// Applies the faults of a scenario. What overlaps nests: the end of one fault leaves what another
/// still holds. The network must outlive it.
class FaultInjector {
 public:
  struct Hooks {
    std::function<std::vector<NodeId>(std::uint64_t key)> holders_of;
    std::function<void(std::string_view workload, Ratio factor)> set_load;
    std::function<void(NodeId, Ratio rows, Rng&)> rot;  // of what the model has stored there
  };
  FaultInjector(Network&, std::vector<FaultSpec>, Hooks,
                Duration series_interval = std::chrono::seconds(1));
  void arm(Time end);  ///< schedules everything; nothing strikes at or after `end`
  void heal_all();     ///< ends what still lasts and restarts what is down: the run settles
  /// One that failed is charged to every fault that lasts now, or, if none does, to the recovery
  /// from the last ones; each is counted for the sides of partitions that its client's site is on.
  void operation_ended(SiteId, bool ok);
  const std::vector<FaultRecord>& records() const { return records_; }
  const std::vector<SideInterval>& side_intervals() const { return side_intervals_; }
  bool any_struck() const { return !records_.empty(); }

 private:
  struct Source {  // a FaultSpec with the streams it draws from
    FaultSpec spec;
    Distribution gap;
    Rng schedule, targets;
  };
  struct Active {      // a fault that lasts
    std::uint32_t id;  // of its record
    const Fault* fault;
    Time since;
    std::vector<NodeId> hosts{};
    std::vector<LinkId> links{};
    std::optional<Network::PartitionId> partition{};
    std::uint64_t stopped_before = 0;
    std::vector<std::uint64_t> groups_of_sites{};  // of a partition, by SiteId
  };

  void schedule(Source&, Time at);
  void strike(Source&);
  void end(std::uint32_t id);
  void end(const Active&);
  void trace(const Active&, TracedEvent::Kind);
  void note_failed_operation();
  void count(SideRecord&, bool ok);

  // One pair for each kind of fault: what it does, and what its end undoes.
  void begin(Active&, const Crash&, Rng&);
  void begin(Active&, const Pause&, Rng&);
  void begin(Active&, const Slow&, Rng&);
  void begin(Active&, const DiskStall&, Rng&);
  void begin(Active&, const BitRot&, Rng&);
  void begin(Active&, const ClockFault&, Rng&);
  void begin(Active&, const Partition&, Rng&);
  void begin(Active&, const LinkFault&, Rng&);
  void begin(Active&, const Outage&, Rng&);
  void begin(Active&, const Load&, Rng&);
  void undo(const Active&, const Crash&);
  void undo(const Active&, const Pause&);
  void undo(const Active&, const Slow&);
  void undo(const Active&, const DiskStall&);
  void undo(const Active&, const BitRot&) {}
  void undo(const Active&, const ClockFault&);
  void undo(const Active&, const Partition&);
  void undo(const Active&, const LinkFault&);
  void undo(const Active&, const Outage&);
  void undo(const Active&, const Load&);

  std::vector<NodeId> hosts_of(const Target&, Rng&) const;
  template <class... Kinds>
  bool holds(NodeId) const;  ///< whether an active fault of one of these kinds does
  void restart_unheld(const std::vector<NodeId>&);
  void set_slowness(NodeId);
  void set_link(LinkId);
  void set_load(const std::string& workload);
  std::uint64_t stopped_by(const Active&) const;

  Network& network_;
  Hooks hooks_;
  std::vector<Source> sources_;
  std::vector<Link> links_;     // as they are without faults
  std::vector<Active> active_;  // in the order they struck
  std::vector<FaultRecord> records_;
  std::vector<SideInterval> side_intervals_;
  const Duration series_interval_;
  std::vector<std::uint32_t> recovering_;  // records of faults that ended since one struck
  Time end_{};
  bool healed_ = false;
};

}  // namespace sim
