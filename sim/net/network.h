// Hosts at sites, and the messages between them.
#pragma once

#include <any>
#include <array>
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
#include "sim/net/tracer.h"
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
  std::uint64_t blocked = 0;  // by a partition or for want of a route: see README.md
  std::uint64_t late = 0;     // the receiver was down, or was no longer the incarnation meant
  std::uint64_t duplicated = 0;
  std::uint64_t reordered = 0;  // times that a link held one back
  std::uint64_t in_flight = 0;
};

/// A message on its way, as its event carries it. Timers and disk writes travel alike.
struct Flight {
  enum class Stage : std::uint8_t {
    kAtALink,    // where its next stretch begins
    kOnTheWire,  // of its last stretch
    kAtTheHost,
    kInService,
    kOnTheDisk,  // a disk write
    kLocal       // a timer, or a disk write that is done
  };
  enum class Copy : std::uint8_t { kOnly, kOriginal, kDuplicate };  // duplicated once at most
  struct Way {
    std::uint32_t number = 0;  // of its sender's messages, modulo 2^32
    SiteId at{};               // kAtALink: where it is
  };
  NodeId from, to;
  std::uint32_t incarnation = 0;  // the receiver's when it was sent
  Stage stage = Stage::kOnTheWire;
  Copy copy = Copy::kOnly;
  std::uint16_t stretch = 0;  // of its way: see README.md
  Postage postage;
  union {  // no room for both
    Way way{};
    Time arrived;  // from kAtTheHost on; of a timer or disk write: when it was begun
  };
  Time due{};  // kInService, kOnTheDisk: its end by that station's clock

  bool is_message() const { return stage != Stage::kOnTheDisk && stage != Stage::kLocal; }
  /// In a run that is traced, a message's number; of a timer or disk write, that of the message in
  /// hand when it was begun. For want of room it stands where something has no more to tell: until
  /// its last stretch in `due`, then in the postage's bytes.
  std::uint32_t traced() const {
    return stage == Stage::kAtALink ? static_cast<std::uint32_t>(due.time_since_epoch().count())
                                    : postage.bytes;
  }
  void trace(std::uint32_t number) {
    if (stage == Stage::kAtALink)
      due = kStart + Duration(number);
    else
      postage.bytes = number;
  }
};

/// Carries the messages of one run between hosts, and is what faults act on. Messages are
/// datagrams: they do not wait for one another but where bandwidth or a worker is short. One
/// thread; the simulation and the topology must outlive it.
class Network {
 public:
  /// Builds a host's process, at start and at restart.
  using Boot = std::function<std::unique_ptr<Process>(NodeId)>;
  /// Applied to `durable` by a crash that keeps only what was synced, or nothing.
  using Forget = std::function<void(std::any& durable, Keeps)>;
  static constexpr std::size_t kMessageBytes = 64;  // a larger message does not compile

  Network(Simulation&, Topology&, const HostSpec&, NetworkSpec);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  /// Places of the storage nodes that the topology asks for, in NodeId order from 0.
  std::span<const Placement> storage_places() const { return storage_places_; }
  NodeId add_storage(Boot, Forget);  ///< at the next free place; before every client
  /// No processor, no disk queue, a clock that is right. Its name is its alone: streams bear it.
  NodeId add_client(std::string name, SiteId, Boot);
  void start();  ///< boots every host, in order
  /// From now on it is told of every message, crash and restart. It must outlive the network.
  void be_traced_by(Tracer& tracer) { tracer_ = &tracer; }
  Tracer* tracer() { return tracer_; }  ///< null in most runs
  /// The message that a handler has, or by which its timer was begun; 0: none. Of traced runs
  /// alone.
  std::uint32_t in_hand() const { return in_handler_ ? in_hand_ : 0; }
  /// Destroys every process and what hosts kept: for what lives in pools that go before the network
  /// does. Nothing may be sent or read afterwards.
  void shut_down();

  std::size_t host_count() const;
  std::size_t storage_count() const { return storage_count_; }
  const Placement& place(NodeId) const;
  bool up(NodeId) const;
  std::uint32_t incarnation(NodeId) const;  ///< grows at every crash
  std::any& durable(NodeId);                ///< for boot, forget and checkers
  Process* process(NodeId);                 ///< null while down; for checkers and reports only
  Time local_time(NodeId) const;
  Duration processor_backlog(NodeId) const;  ///< until a message that came in now would be begun
  Duration disk_backlog(NodeId) const;
  /// What the message in hand has spent at its host, waiting and being served; of a disk write that
  /// is done, since it was begun. Requires that a handler runs.
  Duration since_arrival() const;
  /// No partition or missing route stands between them now. For clients' load balancers and
  /// reports.
  bool can_talk(NodeId from, NodeId to) const;

  std::span<const std::string> message_names() const { return message_names_; }
  const MessageCounts& counts(std::uint8_t kind) const { return counts_[kind]; }
  MessageCounts total() const;
  Simulation& simulation() { return simulation_; }
  Topology& topology() { return topology_; }

  /// Adds the check "messages-are-conserved"; judge() looks at it, at any moment between events.
  void register_checks(Checks&);
  void judge();

  // For Context: see there.
  template <class Message, class Body>
  void send(NodeId from, NodeId to, Body&& body);
  template <class Message, class Body>
  EventHandle after(NodeId self, Duration delay, Body&& body);
  template <class Message, class Body>
  void write(NodeId self, Bytes bytes, Body&& done);
  void cancel(EventHandle handle) { simulation_.cancel(handle); }
  Rng& rng(NodeId);  ///< a stream per host, which goes on across restarts

  // Faults: called by the injector alone, each as its own event, never inside a handler.
  void crash(NodeId, Keeps);  ///< ends a pause; of a host that is down only the disk is hit
  void restart(NodeId);       ///< no effect on a host that is up
  /// kNever: until resume(). Of two pauses the later end counts. No effect on a host that is down.
  void pause(NodeId, Time until);
  void resume(NodeId);              ///< no effect on a host that is not paused
  void slow(NodeId, Ratio factor);  ///< service and disk times from here on; {1,1} ends it
  /// kNever: until another call; one that is not in the future ends the stall.
  void stall_disk(NodeId, Time until);
  void step_clock(NodeId, Duration by);
  void drift_clock(NodeId, std::int64_t by_parts_per_billion);  ///< added to its present rate
  using PartitionId = Id<struct PartitionTag>;
  /// Per host a set of groups (bit i: group i; 0: in none, untouched). Two hosts in groups can talk
  /// if they share one. One way: blocked only from a lower-numbered group to a higher one, by the
  /// lowest group of each.
  PartitionId partition(std::vector<std::uint64_t> groups, bool one_way);
  void heal(PartitionId);
  /// What waits for its turn on the link goes on at the new bandwidth; what has set out arrives as
  /// it would have.
  void set_link(LinkId, const Link& state);

  // What was stopped, by cause, so that faults can be charged with it.
  std::uint64_t late_at(NodeId) const;          ///< messages that found it down or changed
  std::uint64_t lost_on(LinkId) const;          ///< by the link's loss
  std::uint64_t blocked_by(PartitionId) const;  ///< requires that it is not healed
  std::uint64_t unroutable() const { return unroutable_; }  ///< for want of a route

 private:
  struct Host;
  struct WireKeys;
  struct Luck;
  struct Partition;
  struct Journey;
  template <class Message>
  struct Carrier;
  /// What a message's event does next: nothing more, hand it over, wait, stay with a host that
  /// cannot take it until a fault ends, or set out on the next stretch.
  enum class Next : std::uint8_t { kGone, kHandOver, kWait, kHold, kForward };
  struct Step {
    Next next;
    Time at{};  // kWait
  };
  struct Dispatch {  // what set out on a stretch: a message, and perhaps a duplicate
    Flight flight;
    std::uint32_t copies = 0;
    std::array<Time, 2> arrivals{};
    std::uint32_t twin = 0;      // the duplicate's number in a trace
    TracedMessage::Fate fate{};  // if no copy set out: why
    bool add(const Journey&, MessageCounts&);
  };

  Dispatch dispatch(NodeId from, NodeId to, const Postage&);
  Dispatch forward(Flight);
  Dispatch set_out(const Flight&, std::span<const LinkId> route, Luck&);
  template <class Message, class Body>
  void carry(const Dispatch&, Body&&);
  template <class Message, class Body>
  void carry_duplicate(const Dispatch&, const Body&);
  template <class Message, class Body>
  void send_traced(NodeId from, NodeId to, const Postage&, Body&&);
  // Of runs that are traced alone.
  void trace(Dispatch&, std::uint32_t number, bool was_single);
  void trace_blocked(const Flight&);
  void trace_late(const Flight&);
  void trace_handed_over(const Flight&);
  void trace_crash(NodeId, Keeps);
  Journey travel(SiteId from, std::span<const LinkId> route, const Postage&, Luck&);
  void cross(LinkId, Journey&, const Postage&, Luck&);
  Time transmit(LinkId, const Link&, bool backwards, std::uint32_t bytes, Time ready);
  Flight timer(NodeId self) const;
  std::pair<Flight, Time> disk_write(NodeId self, Bytes);
  Step advance(Flight&);
  const Process* soon_to_receive(const Flight&) const;
  bool blocked(NodeId from, NodeId to, std::span<const LinkId> route) {
    return (!partitions_.empty() || route.empty()) && charge_blocked(from, to, route);
  }
  bool charge_blocked(NodeId from, NodeId to, std::span<const LinkId> route);
  Step late(const Flight&);
  void hand_over(const Flight&, const void* body);
  ParkedEvents& held(NodeId);

  NodeId add_host(Placement, Boot, Forget, std::uint32_t workers);
  Rng stream_of(const Placement&, std::string_view purpose) const;
  void set_clock(Host&);
  void boot(NodeId);
  void release(Host&);
  Host& host(NodeId);
  const Host& host(NodeId) const;
  Host& host_for_fault(NodeId);

  Simulation& simulation_;
  Topology& topology_;
  std::array<Distribution, 4> service_;  // by Work
  std::array<bool, 4> takes_time_{};     // by Work: what takes none waits for no worker
  Distribution disk_time_;
  HostSpec spec_;
  std::vector<Distribution> legs_;  // by Postage::leg; none where no leg takes time
  std::vector<std::string> message_names_;
  std::vector<Placement> storage_places_;
  std::vector<Host> hosts_;
  std::size_t storage_count_ = 0;
  bool started_ = false, in_handler_ = false;
  Time in_hand_arrived_{};     // the message that a handler has
  std::uint32_t in_hand_ = 0;  // its number in a trace
  Tracer* tracer_ = nullptr;

  std::vector<MessageCounts> counts_;         // by kind
  std::vector<std::uint64_t> lost_on_;        // by link
  std::vector<std::array<Time, 2>> free_at_;  // by link and direction: when its last byte has left
  std::uint64_t unroutable_ = 0;
  std::vector<Partition> partitions_;
  std::uint32_t next_partition_ = 0;
  Check* conservation_ = nullptr;
};

}  // namespace sim

#include "sim/net/carrier.h"
