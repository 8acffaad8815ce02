// Parameters of the Dynamo model. One list serves JSON, schema, help and the resolved scenario.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/dynamo/buggify.h"
#include "models/dynamo/placement.h"
#include "models/dynamo/ring.h"
#include "models/dynamo/rumours.h"
#include "models/dynamo/swim.h"
#include "models/dynamo/versioning.h"
#include "sim/kernel/distribution.h"
#include "sim/kernel/time.h"
#include "sim/model/fields.h"
#include "sim/net/topology.h"

namespace dynamo {

/// Whom a request is for: the first N nodes of the preference list, or the first N healthy ones.
enum class QuorumKind : std::uint8_t { kStrict, kSloppy };

/// How many of the nodes that a request is for are asked: all, as 4.5 has it, or R or W of them,
/// drawn each time, and nobody else ever: the quorums that do not expand of PBS 3.1.
enum class Fanout : std::uint8_t { kAll, kQuorum };

/// How a node tells whom to pass over: by the silence that its requests met, as the paper does, by
/// regular heartbeats, or by probing and hearsay (4.8).
enum class Detector : std::uint8_t { kSilence, kPhi, kSwim };

/// What a node knows of the others when it starts for the first time (4.8).
enum class Bootstrap : std::uint8_t {
  kConfigured,  // all founders of the ring
  kSeeds,       // itself and the seeds, who tell it the rest
};

/// How joins and leaves become known (4.8): the paper's reconciliation with a random peer, or
/// rumour mongering (Demers et al., PODC 1987), which it could be instead.
enum class NewsSpread : std::uint8_t { kReconcile, kRumourPush, kRumourPull };

/// Who brings a request to a coordinator (4.5, 6.4).
enum class Coordination : std::uint8_t {
  kLoadBalancer,  // any node that is up; it forwards a put that it may not coordinate
  kClient,        // a client library that knows the ring goes straight to a coordinator
  kProxies,       // a load balancer over the nodes that hold no keys
};

struct Config {
  std::uint32_t n = 3, r = 2, w = 2;
  QuorumKind quorum = QuorumKind::kSloppy;
  Fanout fanout = Fanout::kAll;
  std::uint32_t spares = 9;  // on a preference list after the first n
  sim::Duration patience = std::chrono::milliseconds(50);
  Partitioning partitioning;
  Spread spread = Spread::kSites;
  Versioning versioning = Versioning::kVectorClock;
  std::uint32_t clock_truncation = 10;
  bool audit = true;              // every write is remembered to the end
  sim::Duration tombstone_age{};  // 0: tombstones stay for ever
  bool read_repair = true;
  sim::Duration repair_window = std::chrono::milliseconds(100);
  Coordination coordination = Coordination::kLoadBalancer;
  sim::Duration request_timeout = std::chrono::milliseconds(250);
  sim::Duration suspicion = std::chrono::seconds(1);
  bool sync = true;
  struct Buffer {  // where sync is false
    std::uint64_t objects = 1000;
    std::uint32_t durable_replicas = 0;
  } buffer;
  struct Hints {
    sim::Duration scan_interval = std::chrono::seconds(1);
    std::uint32_t batch = 64;
    std::uint64_t bandwidth = 0;  // bytes per second to one owner; 0: unlimited
    sim::Duration max_age = std::chrono::hours(3);
    std::uint64_t limit = 1'000'000;
  } hints;
  struct Membership {
    /// An administrator's command.
    struct Command {
      sim::Duration at{};
      bool joins = true;
      std::string node;
    };
    Bootstrap bootstrap = Bootstrap::kConfigured;
    std::vector<std::string> seeds;
    sim::Duration gossip_interval = std::chrono::seconds(1);
    NewsSpread spread = NewsSpread::kReconcile;
    std::uint32_t rumour_interest = 5;  // our choice: pushed, 0.1 % of 1000 nodes do not hear
    Rumours::Loss rumour_loss = Rumours::Loss::kFeedbackCounter;
    bool in_step = false;                  // all nodes call at once
    std::uint32_t calls_per_interval = 0;  // that a node takes; 0: all
    sim::Duration client_poll = std::chrono::seconds(10);
    std::vector<Command> changes;
  } membership;
  Detector failure_detector = Detector::kSilence;
  struct Phi {  // defaults: Cassandra's
    sim::Duration heartbeat_interval = std::chrono::seconds(1);
    std::int64_t threshold_millionths = 8'000'000;
    std::uint32_t window = 1000;
  } phi;
  struct Swim {  // defaults: memberlist's for a LAN; its multiples are of 4 log10, here of log2
    sim::Duration period = std::chrono::seconds(1);
    sim::Duration timeout = std::chrono::milliseconds(500);
    std::uint32_t proxies = 3;
    dynamo::Swim::Targets targets = dynamo::Swim::Targets::kRoundRobin;
    std::uint32_t suspicion = 1, transmissions = 2;
    bool in_step = false;  // all periods begin at once
  } swim;
  struct Capacity {
    std::vector<std::string> of;  // nodes or sites
    std::uint32_t weight = 1;
  };
  std::vector<Capacity> capacity;
  BuggifyConfig buggify;
  struct AntiEntropy {  // defaults: README, "Anti-entropy"
    bool enabled = true;
    sim::Duration interval = std::chrono::seconds(10);
    std::uint32_t depth = 6;
  } anti_entropy;
  struct Admission {  // defaults: the paper's example
    bool enabled = false;
    sim::Duration window = std::chrono::seconds(60);
    sim::Duration threshold = std::chrono::milliseconds(50);
    std::uint32_t slices = 100;  // our choice: 10 ms each, an operation of a disk of its day
  } admission;
  struct Legs {
    sim::DistributionSpec write, ack, read, response, balancer;
  } legs;

  /// By Leg.
  std::vector<sim::DistributionSpec> leg_delays() const;

  /// Of a preference list, in a cluster of so many nodes.
  std::uint32_t list_length(std::size_t nodes) const {
    return static_cast<std::uint32_t>(std::min<std::size_t>(nodes, std::size_t{n} + spares));
  }

  /// Hints that may be under way to one owner: a slice admits one.
  std::uint32_t hints_at_once() const { return admission.enabled ? 1 : hints.batch; }
  /// Of a node, by its name.
  std::uint32_t weight_of(const std::string& node) const;
  /// The node with its weight.
  Member member(sim::NodeId, std::span<const sim::Placement>) const;
  /// Whether a node of that name is in the ring from the start: it is not told to join first.
  bool founds(const std::string& node) const;

  /// How long a node that is back may be passed over by another, in a cluster of so many.
  sim::Duration forgiveness_max(std::size_t nodes) const;

  void describe(sim::Fields&);
  /// Rules between fields; pointers begin with "/dynamo".
  void validate(const sim::TopologySpec&, sim::Problems&) const;

  void validate_weights(std::uint64_t holders, std::uint64_t nodes, sim::Problems&) const;
  void validate_spread(sim::Problems&) const;
  void validate_membership(std::uint64_t holders, sim::Problems&) const;

  /// More replicas than this are refused: our choice, three times what the paper uses and more.
  static constexpr std::uint32_t kReplicasMax = 16;
};

}  // namespace dynamo
