#include "sim/net/random_faults.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "sim/kernel/check.h"
#include "sim/kernel/random.h"
#include "sim/net/name_draws.h"

namespace sim {
namespace {

// Magnitudes are our choice: from hardly felt to hardly bearable.
constexpr std::array<std::uint32_t, 6> kPercents = {1, 2, 5, 10, 20, 50};
constexpr std::array<std::uint32_t, 6> kFactors = {2, 5, 10, 20, 50, 100};
constexpr std::array<Duration, 5> kClockSteps = {10ms, 100ms, 1s, 10s, 60s};
constexpr std::uint64_t kMostDriftPpm = 500;
constexpr std::uint64_t kMostTargets = 3;       // nodes that one fault hits
constexpr std::uint64_t kMostNodesParted = 32;  // names in a partition of nodes
constexpr std::uint64_t kHalvings = 7;          // a fault lasts 1/2 to 1/256 of the window
constexpr Duration kShortestWindow = 1ms;
constexpr Ratio kHalf{1, 2};

class Planner {
 public:
  Planner(const TopologySpec& topology, FaultWindow window, std::uint64_t seed)
      : topology_(topology),
        nodes_(names_of(topology).nodes),
        window_(window),
        unit_(window.until - window.from < 1s ? Duration(1us) : Duration(1ms)),
        rng_(stream(seed, "check.faults")) {}

  std::vector<FaultSpec> plan() {
    if (nodes_.empty() || window_.until - window_.from < kShortestWindow) return {};
    const std::vector<Draw> kinds = swarm();
    std::vector<FaultSpec> faults(1 + rng_.below(kMostRandomFaults));
    for (FaultSpec& fault : faults) {
      place_in_time(fault);
      fault.fault = (this->*kinds[rng_.below(kinds.size())])();
    }
    std::stable_sort(faults.begin(), faults.end(),
                     [](const FaultSpec& a, const FaultSpec& b) { return a.at < b.at; });
    return faults;
  }

 private:
  using Draw = Fault (Planner::*)();

  /// What this topology allows.
  std::vector<Draw> possible() const {
    std::vector<Draw> kinds = {&Planner::crash_keeping_disk,
                               &Planner::crash_keeping_synced,
                               &Planner::pause,
                               &Planner::slow,
                               &Planner::disk_stall,
                               &Planner::rot,
                               &Planner::clock,
                               &Planner::lossy_link,
                               &Planner::untidy_link,
                               &Planner::slow_link,
                               &Planner::cut_link,
                               &Planner::outage};
    if (nodes_.size() > 1)
      kinds.insert(kinds.end(), {&Planner::partition, &Planner::one_way_partition});
    if (nodes_.size() > 2)
      kinds.insert(kinds.end(), {&Planner::bridge, &Planner::crash_keeping_nothing});
    return kinds;
  }

  std::vector<Draw> swarm() {
    const std::vector<Draw> all = possible();
    std::vector<Draw> kept;
    for (const Draw kind : all)
      if (rng_.chance(kHalf)) kept.push_back(kind);
    if (kept.empty()) kept.push_back(all[rng_.below(all.size())]);
    return kept;
  }

  /// Short ones are as likely as long ones: the scale is drawn first.
  void place_in_time(FaultSpec& fault) {
    const std::int64_t units = (window_.until - window_.from) / unit_;
    const std::int64_t most = std::max<std::int64_t>(units >> (1 + rng_.below(kHalvings)), 2);
    const auto half = static_cast<std::uint64_t>(most / 2);
    const auto lasts = static_cast<std::int64_t>(half + rng_.below(half + 1));
    const auto begin = rng_.below(static_cast<std::uint64_t>(units - lasts) + 1);
    fault.at = window_.from + static_cast<std::int64_t>(begin) * unit_;
    fault.lasts = lasts * unit_;
  }

  template <class T>
  const T& one_of(std::span<const T> values) {
    return values[rng_.below(values.size())];
  }
  Ratio percent() { return {one_of(std::span<const std::uint32_t>(kPercents)), 100}; }
  Ratio factor() { return {one_of(std::span<const std::uint32_t>(kFactors)), 1}; }

  Names some_of(const Names& names, std::size_t count) { return sim::some_of(names, count, rng_); }

  Target some_nodes() {
    const std::uint64_t most = std::min<std::uint64_t>(kMostTargets, nodes_.size());
    return {Target::Named{some_of(nodes_, 1 + rng_.below(most))}};
  }

  Fault crash_keeping_disk() { return Crash{some_nodes(), Keeps::kDisk}; }
  Fault crash_keeping_synced() { return Crash{some_nodes(), Keeps::kSynced}; }
  Fault pause() { return Pause{some_nodes()}; }
  Fault slow() { return Slow{some_nodes(), factor()}; }
  Fault rot() { return BitRot{{Target::Named{some_of(nodes_, 1)}}, percent()}; }
  Fault disk_stall() { return DiskStall{some_nodes()}; }

  /// Beyond the budget only what was not synced is lost.
  Fault crash_keeping_nothing() {
    const Names victim = some_of(nodes_, 1);
    const bool again = destroyed_.contains(victim[0]);
    const bool allowed = again || destroyed_.size() < (nodes_.size() - 1) / 2;
    if (allowed) destroyed_.insert(victim[0]);
    return Crash{{Target::Named{victim}}, allowed ? Keeps::kNothing : Keeps::kSynced};
  }

  Fault clock() {
    ClockFault fault{some_nodes()};
    fault.step = one_of(std::span<const Duration>(kClockSteps));
    if (rng_.chance(kHalf)) fault.step = -fault.step;
    if (rng_.chance(kHalf)) {
      fault.drift_ppb = static_cast<std::int64_t>(1 + rng_.below(kMostDriftPpm)) * 1000;
      if (rng_.chance(kHalf)) fault.drift_ppb = -fault.drift_ppb;
    }
    return fault;
  }

  /// What can be parted: all nodes (some of many), or whole sites.
  Names parts() {
    if (topology_.sites.size() < 2 || rng_.chance(kHalf))
      return some_of(nodes_, std::min<std::size_t>(nodes_.size(), kMostNodesParted));
    return names_of(topology_).sites;
  }
  /// Which side comes first is drawn as well.
  Partition two_sides(const Names& all) {
    const Names first = some_of(all, 1 + rng_.below(all.size() - 1));
    return {.groups = {first, without(all, first)}};
  }
  Fault partition() { return two_sides(parts()); }
  Fault one_way_partition() {
    Partition partition = two_sides(parts());
    partition.one_way = true;
    return partition;
  }
  /// One node still talks to both sides.
  Fault bridge() {
    const Names all = some_of(nodes_, std::min<std::size_t>(nodes_.size(), kMostNodesParted));
    const Names middle = some_of(all, 1);
    Partition partition = two_sides(without(all, middle));
    for (Names& side : partition.groups) side.push_back(middle[0]);
    return partition;
  }

  /// The links inside one site, or between two.
  LinkFault some_links() {
    const auto& sites = topology_.sites;
    const std::size_t from = rng_.below(sites.size()), to = rng_.below(sites.size());
    return {.from = sites[from].name, .to = sites[to].name, .within = from == to};
  }
  Fault lossy_link() {
    LinkFault link = some_links();
    link.loss = percent();
    return link;
  }
  Fault untidy_link() {
    LinkFault link = some_links();
    link.duplicate = percent();
    link.reorder = percent();
    return link;
  }
  Fault slow_link() {
    LinkFault link = some_links();
    link.latency_factor = factor();
    return link;
  }
  Fault cut_link() {
    LinkFault link = some_links();
    link.cut = true;
    return link;
  }

  std::vector<Target> places() const {
    std::vector<Target> found;
    const PlaceNames names = names_of(topology_);
    for (const std::string& site : names.sites) found.push_back({Target::InSite{site}});
    for (const std::string& rack : names.racks) found.push_back({Target::InRack{rack}});
    for (const std::string& region : names.regions) found.push_back({Target::InRegion{region}});
    return found;
  }
  Fault outage() {
    const std::vector<Target> all = places();
    const Keeps keeps = rng_.chance(kHalf) ? Keeps::kDisk : Keeps::kSynced;
    return Outage{all[rng_.below(all.size())], keeps};
  }

  const TopologySpec& topology_;
  const Names nodes_;
  const FaultWindow window_;
  const Duration unit_;  // times are whole ones: easier to read
  Rng rng_;
  std::set<std::string> destroyed_;  // nodes whose disks are lost
};

}  // namespace

std::vector<FaultSpec> random_faults(const TopologySpec& topology, FaultWindow window,
                                     std::uint64_t seed) {
  SIM_CHECK(window.from <= window.until, "a window that ends before it begins");
  return Planner(topology, window, seed).plan();
}

}  // namespace sim
