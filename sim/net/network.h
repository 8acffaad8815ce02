// Hosts at sites, and the messages between them.
#pragma once

#include <any>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/kernel/simulation.h"
#include "sim/net/host.h"
#include "sim/net/process.h"
#include "sim/net/topology.h"
#include "sim/observe/checks.h"

namespace sim {

/// What a message costs. A model supplies `Postage postage(const Message&)`, found by ADL.
struct Postage {
  std::uint32_t bytes = 0;  // on the wire
  std::uint8_t kind = 0;    // index into NetworkSpec::message_names: the purpose it is counted by
  std::uint8_t leg = 0;     // index into NetworkSpec::legs
  Work work = Work::kNone;  // kNone: handled at once, without waiting for a worker
};

/// What a model tells the network about its messages.
struct NetworkSpec {
  std::vector<std::string> message_names;  // by Postage::kind
  std::vector<DistributionSpec> legs;      // by Postage::leg; added to the path's latency
};

/// How many messages, and what became of them: sent = delivered + lost + blocked + late + in flight
/// (a duplicate counts as one more sent).
struct MessageCounts {
  std::uint64_t sent = 0, sent_bytes = 0, delivered = 0;
  std::uint64_t lost = 0;     // by a link's loss
  std::uint64_t blocked = 0;  // by a partition or for want of a route, at sending or at arrival
  std::uint64_t late = 0;     // the receiver was down, or was no longer the incarnation meant
  std::uint64_t duplicated = 0, reordered = 0;
  std::uint64_t in_flight = 0;
};

class Network {
 public:
  /// Builds a host's process, at start and at restart. `durable` is what the host kept.
  using Boot = std::function<std::unique_ptr<Process>(NodeId)>;
  /// Applied to `durable` by a crash that keeps only what was synced, or nothing.
  using Forget = std::function<void(std::any& durable, Keeps)>;

  Network(Simulation&, Topology&, const HostSpec&, NetworkSpec);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  /// Places of the storage nodes that the topology asks for, in NodeId order from 0.
  std::span<const Placement> storage_places() const;
  NodeId add_storage(Boot, Forget);                   ///< at the next free place
  NodeId add_client(std::string name, SiteId, Boot);  ///< no processor, no disk queue
  void start();                                       ///< boots every host, in order

  std::size_t host_count() const;
  std::size_t storage_count() const;
  const Placement& place(NodeId) const;
  bool up(NodeId) const;
  std::uint32_t incarnation(NodeId) const;
  std::any& durable(NodeId);  ///< for boot, forget and checkers
  Process* process(NodeId);   ///< null while down; for checkers and reports only
  Time local_time(NodeId) const;
  Duration processor_backlog(NodeId) const;  ///< until a message that came in now would be begun
  Duration disk_backlog(NodeId) const;
  /// No partition or missing route stands between them now. For clients' load balancers and
  /// reports.
  bool can_talk(NodeId from, NodeId to) const;

  std::span<const std::string> message_names() const;
  const MessageCounts& counts(std::uint8_t kind) const;
  MessageCounts total() const;
  Simulation& simulation();
  Topology& topology();

  // For Context: see there.
  template <class Message>
  void send(NodeId from, NodeId to, Message message);
  template <class Message>
  EventHandle after(NodeId self, Duration delay, Message message);
  template <class Message>
  void write(NodeId self, Bytes bytes, Message done);
  void cancel(EventHandle);
  Rng& rng(NodeId);

  // Faults: called by the injector alone, each as its own event, never inside a handler.
  void crash(NodeId, Keeps);
  void restart(NodeId);
  void pause(NodeId, Time until);  ///< kNever: until resume()
  void resume(NodeId);
  void slow(NodeId, Ratio factor);  ///< service and disk times from here on; {1,1} ends it
  void stall_disk(NodeId, Time until);
  void step_clock(NodeId, Duration by);
  void drift_clock(NodeId, std::int64_t parts_per_billion);
  using PartitionId = Id<struct PartitionTag>;
  /// Per host a set of groups (bit i: group i; 0: in none, untouched). Two hosts in groups can talk
  /// if they share one. One way: blocked only from a lower-numbered group to a higher one.
  PartitionId partition(std::vector<std::uint64_t> groups, bool one_way);
  void heal(PartitionId);
};

}  // namespace sim
