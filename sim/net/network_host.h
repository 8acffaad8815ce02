// What the network keeps of a host and of a partition. Included by the network's own sources alone.
#pragma once

#include <any>
#include <memory>
#include <optional>
#include <vector>

#include "sim/net/network.h"
#include "sim/net/station.h"

namespace sim {

/// Keys of the streams that a host's messages draw from: one per purpose and message. So what
/// befalls one message, be it lost or blocked, shifts nothing of the next one's.
struct Network::WireKeys {
  std::uint64_t latency, leg, loss, duplicate, reorder;
};

/// The streams of one message on one stretch of its way. A duplicate that is made there goes on
/// with them and has its own from the next stretch on.
struct Network::Luck {
  struct Rare {  // drawn from by links that do more than delay
    Rng loss, duplicate, reorder;
  };
  const WireKeys& keys;
  std::uint64_t message;
  Rng latency, leg;
  std::optional<Rare> seldom;

  Luck(const WireKeys& of, const Flight& flight)
      : Luck(of, std::uint64_t{flight.stretch} << 48 |
                     std::uint64_t{flight.copy == Flight::Copy::kDuplicate} << 47 |
                     flight.way.number) {}
  Luck(const WireKeys& of, std::uint64_t number)
      : keys(of), message(number), latency(of.latency, number), leg(of.leg, number) {}
  Rare& rare() {
    if (!seldom)
      seldom = {{keys.loss, message}, {keys.duplicate, message}, {keys.reorder, message}};
    return *seldom;
  }
};

struct Network::Host {
  // What every message touches.
  std::unique_ptr<Process> process;  // null while down
  std::uint32_t incarnation = 0;
  SiteId site;
  bool is_client = false;
  Ratio slow{1, 1};
  Station processor;  // stopped while the host is paused
  // One stream per purpose: a purpose that is switched on shifts no other.
  Rng own, service, disk_time;
  WireKeys keys;
  std::uint64_t messages = 0;  // sent so far, not counting those to itself
  Station disk;                // stopped while it stalls
  LocalClock clock;
  std::uint64_t late = 0;

  // What faults and restarts touch.
  Placement place;
  Boot boot;
  Forget forget;
  std::any durable;
  Time paused_until{}, stalled_until{};
  ParkedEvents held;  // wait for the end of a pause or stall

  bool up() const { return process != nullptr; }
};

struct Network::Partition {
  PartitionId id;
  std::vector<std::uint64_t> groups;  // by host; hosts beyond its end are in none
  bool one_way = false;
  std::uint64_t blocked = 0;

  bool separates(NodeId from, NodeId to) const;
};

inline Network::Host& Network::host(NodeId id) { return hosts_[id.value]; }
inline const Network::Host& Network::host(NodeId id) const { return hosts_[id.value]; }

}  // namespace sim
