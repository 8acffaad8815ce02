#include "sim/net/storms.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "sim/kernel/check.h"
#include "sim/net/name_draws.h"

namespace sim {
namespace {

constexpr std::size_t kMostNodes = 32;  // that take part: our choice, so that people can read it
constexpr Ratio kHalf{1, 2};
constexpr std::array<Duration, 4> kClockSteps = {10ms, 100ms, 1s, 10s};  // our choice
constexpr std::uint64_t kMostDriftPpm = 500;                             // our choice

/// Where and when a storm rages: nodes in an order by chance, and a part of the window.
struct Weather {
  Names nodes, sites;
  Duration from{}, unit{};
  std::int64_t length = 0;  // in units: times are whole ones, which are easier to read
  Rng& rng;

  Weather(const TopologySpec& topology, FaultWindow window, Rng& of)
      : unit(window.until - window.from < 1s ? Duration(1us) : Duration(1ms)), rng(of) {
    PlaceNames names = names_of(topology);
    nodes = shuffled(std::move(names.nodes), rng);
    nodes.resize(std::min(nodes.size(), kMostNodes));
    sites = shuffled(std::move(names.sites), rng);
    const std::int64_t all = (window.until - window.from) / unit;
    SIM_CHECK(all > 0, "no time for a storm");
    length = std::max<std::int64_t>(all - below(all * 3 / 4 + 1), 1);
    from = window.from + below(all - length + 1) * unit;
  }

  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(n)));
  }
  /// From one part of the storm to another, in parts of so many.
  FaultSpec between(std::int64_t begin, std::int64_t end, std::int64_t parts, Fault fault) const {
    const std::int64_t first = length * begin / parts;
    const std::int64_t last = std::max(length * end / parts, first + 1);
    return {from + first * unit, std::nullopt, (last - first) * unit, std::move(fault)};
  }
  FaultSpec throughout(Fault fault) const { return between(0, 1, 1, std::move(fault)); }
};

std::vector<FaultSpec> in_order(std::vector<FaultSpec> faults) {
  std::stable_sort(faults.begin(), faults.end(),
                   [](const FaultSpec& a, const FaultSpec& b) { return a.at < b.at; });
  return faults;
}

Target only(const std::string& node) { return {Target::Named{{node}}}; }

/// FoundationDB's swizzle: some are cut off one by one, and come back in another order.
std::vector<FaultSpec> swizzle(const TopologySpec& topology, FaultWindow window, Rng& rng) {
  Weather weather(topology, window, rng);
  const std::size_t count = 1 + rng.below(weather.nodes.size());
  const Names leaving(weather.nodes.begin(),
                      weather.nodes.begin() + static_cast<std::ptrdiff_t>(count));
  const Names coming = shuffled(leaving, rng);
  const auto parts = static_cast<std::int64_t>(2 * count);
  std::vector<FaultSpec> faults;
  for (std::size_t i = 0; i < count; ++i) {
    const auto back = std::find(coming.begin(), coming.end(), leaving[i]) - coming.begin();
    faults.push_back(
        weather.between(static_cast<std::int64_t>(i), static_cast<std::int64_t>(count) + back + 1,
                        parts, Partition{{{leaving[i]}, without(weather.nodes, {leaving[i]})}}));
  }
  return faults;
}

/// Jepsen's majorities ring: each sees a majority, and no two the same. Nodes stand in a circle,
/// and each talks to as many on either side as a majority takes.
std::vector<FaultSpec> majorities_ring(const TopologySpec& topology, FaultWindow window, Rng& rng) {
  const Weather weather(topology, window, rng);
  const std::size_t count = weather.nodes.size(), reach = (count / 2 + 1) / 2;
  Partition ring;
  for (std::size_t i = 0; i < count; ++i) {
    Names& side = ring.groups.emplace_back();
    for (std::size_t j = 0; j <= reach; ++j) side.push_back(weather.nodes[(i + j) % count]);
  }
  return {weather.throughout(std::move(ring))};
}

/// Two halves that cannot talk, and one node that talks to both.
std::vector<FaultSpec> bridge(const TopologySpec& topology, FaultWindow window, Rng& rng) {
  const Weather weather(topology, window, rng);
  Partition halves{.groups = {{weather.nodes[0]}, {weather.nodes[0]}}};
  for (std::size_t i = 1; i < weather.nodes.size(); ++i)
    halves.groups[i % 2].push_back(weather.nodes[i]);
  return {weather.throughout(std::move(halves))};
}

/// One node against all others: cut off, or deaf, or mute.
std::vector<FaultSpec> isolate_one(const TopologySpec& topology, FaultWindow window, Rng& rng) {
  const Weather weather(topology, window, rng);
  Partition cut{.groups = {{weather.nodes[0]}, without(weather.nodes, {weather.nodes[0]})}};
  cut.one_way = rng.chance(kHalf);
  if (rng.chance(kHalf)) std::swap(cut.groups[0], cut.groups[1]);
  return {weather.throughout(std::move(cut))};
}

/// One zone after the other fails; the next before the last is back, or a while after.
std::vector<FaultSpec> rolling_outage(const TopologySpec& topology, FaultWindow window, Rng& rng) {
  const Weather weather(topology, window, rng);
  const auto sites = static_cast<std::int64_t>(weather.sites.size());
  const auto quarters = static_cast<std::int64_t>(2 + rng.below(4));  // of its turn, to 5 of 4
  const Keeps keeps = rng.chance(kHalf) ? Keeps::kDisk : Keeps::kSynced;
  std::vector<FaultSpec> faults;
  for (std::int64_t i = 0; i < sites; ++i)
    faults.push_back(weather.between(
        4 * i, std::min(4 * i + quarters, 4 * sites), 4 * sites,
        Outage{{Target::InSite{weather.sites[static_cast<std::size_t>(i)]}}, keeps}));
  return faults;
}

/// Every node crashes once, one after the other, as in a deployment.
std::vector<FaultSpec> rolling_restarts(const TopologySpec& topology, FaultWindow window,
                                        Rng& rng) {
  const Weather weather(topology, window, rng);
  const auto nodes = static_cast<std::int64_t>(weather.nodes.size());
  const auto eighths = static_cast<std::int64_t>(1 + rng.below(8));  // of its turn
  const Keeps keeps = rng.chance(kHalf) ? Keeps::kDisk : Keeps::kSynced;
  std::vector<FaultSpec> faults;
  for (std::int64_t i = 0; i < nodes; ++i)
    faults.push_back(
        weather.between(8 * i, 8 * i + eighths, 8 * nodes,
                        Crash{only(weather.nodes[static_cast<std::size_t>(i)]), keeps}));
  return faults;
}

/// Every clock goes wrong, each in its own way.
std::vector<FaultSpec> clock_storm(const TopologySpec& topology, FaultWindow window, Rng& rng) {
  Weather weather(topology, window, rng);
  constexpr std::int64_t kParts = 16;
  const auto signed_by_chance = [&](auto value) { return rng.chance(kHalf) ? -value : value; };
  std::vector<FaultSpec> faults;
  for (const std::string& node : weather.nodes) {
    ClockFault clock{only(node)};
    clock.step = signed_by_chance(kClockSteps[rng.below(kClockSteps.size())]);
    const auto ppm = static_cast<std::int64_t>(1 + rng.below(kMostDriftPpm));
    if (rng.chance(kHalf)) clock.drift_ppb = signed_by_chance(ppm * 1000);
    const std::int64_t begin = weather.below(kParts);
    const std::int64_t end = begin + 1 + weather.below(kParts - begin);
    faults.push_back(weather.between(begin, end, kParts, std::move(clock)));
  }
  return in_order(std::move(faults));
}

constexpr std::array kStorms = {
    Storm{"swizzle", "nodes are cut off one by one, and come back in another order", 2, 1, swizzle},
    Storm{"majorities-ring", "each node sees a majority, and no two the same", 4, 1,
          majorities_ring},
    Storm{"bridge", "two halves, and one node that talks to both", 3, 1, bridge},
    Storm{"isolate-one", "one node is cut off, deaf or mute", 2, 1, isolate_one},
    Storm{"rolling-outage", "one site after the other fails", 2, 2, rolling_outage},
    Storm{"rolling-restarts", "one node after the other crashes", 1, 1, rolling_restarts},
    Storm{"clock-storm", "every clock goes wrong", 1, 1, clock_storm}};

}  // namespace

bool Storm::fits(const TopologySpec& topology) const {
  const PlaceNames names = names_of(topology);
  return names.nodes.size() >= least_nodes && names.sites.size() >= least_sites;
}

std::span<const Storm> storms() { return kStorms; }

}  // namespace sim
