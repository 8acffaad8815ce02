// What every message of the Dynamo model costs. Included by messages.h alone.
#pragma once

#include "models/dynamo/messages.h"

namespace dynamo {

// Our choice, near what a compact binary protocol over TCP takes: headers of TCP/IP (40) and of
// the request; a name for a key; per clock entry a node, a counter and a time (4.4).
inline constexpr std::uint32_t kHeaderBytes = 64, kKeyBytes = 16, kClockEntryBytes = 20,
                               kDigestBytes = 16;
// Of a hash tree: a range by the 128 bits of its end, a node's number, a hash.
inline constexpr std::uint32_t kRangeBytes = 16, kNodeBytes = 4, kHashBytes = 8;
// Of a SWIM update: a node, its incarnation and its standing.
inline constexpr std::uint32_t kUpdateBytes = 9;

/// What versions' clocks take on the wire, and what they take with their values, there and on a
/// disk.
inline std::uint32_t clock_bytes(const Siblings& siblings) {
  std::uint32_t pairs = 0;
  for (const VersionRef& version : siblings.all()) pairs += version->pairs;
  return kClockEntryBytes * pairs;
}
inline std::uint32_t bytes_of(const Siblings& siblings) {
  std::uint32_t bytes = clock_bytes(siblings);
  for (const VersionRef& version : siblings.all()) bytes += version->value.bytes;
  return bytes;
}

struct Price {
  std::uint32_t bytes = kHeaderBytes;
  Leg leg = Leg::kNone;
  sim::Work work = sim::Work::kNone;
};

inline std::uint32_t count(std::size_t items) { return static_cast<std::uint32_t>(items); }

inline constexpr auto kOther = sim::Work::kOther;
inline Price price(const ClientGet&) { return {kHeaderBytes + kKeyBytes, Leg::kBalancer, kOther}; }
inline Price price(const Put& put) {
  const std::uint32_t context = clock_bytes(put.context);
  return {kHeaderBytes + kKeyBytes + put.value.bytes + context, Leg::kNone, kOther};
}
inline Price price(const ClientPut& asked) {
  return {price(*asked.put).bytes, Leg::kBalancer, kOther};
}
inline Price price(const ChosenPut& chosen) { return price(*chosen.put); }
inline Price price(const Taken&) { return {}; }
inline Price price(const ForwardTimer&) { return {0}; }  // timers never travel
inline Price price(const GetReply& reply) {
  return {kHeaderBytes + bytes_of(reply.versions), Leg::kBalancer};
}
inline Price price(const PutReply& reply) {
  return {kHeaderBytes + clock_bytes(reply.written), Leg::kBalancer};
}
inline Price price(const Read&) { return {kHeaderBytes + kKeyBytes, Leg::kRead, sim::Work::kRead}; }
inline Price price(const ReadReply& reply) {
  return {kHeaderBytes + bytes_of(reply.versions), Leg::kResponse, kOther};
}
inline Price price(const Write& write) {
  return {kHeaderBytes + kKeyBytes + bytes_of(write.versions), Leg::kWrite, sim::Work::kWrite};
}
inline Price price(const WriteReply&) { return {kHeaderBytes, Leg::kAck, kOther}; }
inline Price price(const Repair& repair) {
  return {kHeaderBytes + kKeyBytes + bytes_of(repair.versions), Leg::kWrite, sim::Work::kWrite};
}
inline Price price(const Synced&) { return {0}; }  // from the host's own disk
inline Price price(const GetTimer&) { return {0}; }
inline Price price(const PutTimer&) { return {0}; }
Price price(const Handoff&);
inline Price price(const HandoffReply&) { return {kHeaderBytes + kKeyBytes, Leg::kAck, kOther}; }
inline Price price(const HandoffTimer&) { return {0}; }
inline Price price(const HintScan&) { return {0}; }
inline Price price(const GossipTimer&) { return {0}; }
inline Price price(const GossipCall&) { return {kHeaderBytes + kDigestBytes, Leg::kNone, kOther}; }
Price price(const GossipView&);
inline Price price(const RumourCall&) { return {kHeaderBytes, Leg::kNone, kOther}; }
inline Price price(const Rumour& rumour) {
  return {kHeaderBytes + rumour.bytes, Leg::kNone, kOther};
}
inline Price price(const RumourReply&) { return {kHeaderBytes + kDigestBytes, Leg::kNone, kOther}; }
inline Price price(const Command&) { return {0}; }  // from the host's own console
inline Price price(const TreeLevel& level) {
  return {kHeaderBytes + kRangeBytes + (kNodeBytes + kHashBytes) * count(level.nodes->size()),
          Leg::kNone, kOther};
}
inline Price price(const TreeReply& reply) {
  const std::size_t nodes = reply.differing ? reply.differing->size() : 0;
  return {kHeaderBytes + kNodeBytes * count(nodes), Leg::kNone, kOther};
}
inline std::uint32_t bytes_of(const LeafContents& contents) {
  return kNodeBytes * count(contents.leaves.size()) +
         (kKeyBytes + kHashBytes) * count(contents.versions.size());
}
inline Price price(const LeafVersions& leaves) {
  return {kHeaderBytes + kRangeBytes + bytes_of(*leaves.contents), Leg::kNone, sim::Work::kRead};
}
inline Price price(const LeafReply& reply) {
  return {kHeaderBytes + bytes_of(*reply.wanted), Leg::kNone, kOther};
}
inline Price price(const Missed& missed) {
  return {kHeaderBytes + kKeyBytes + bytes_of(missed.versions), Leg::kWrite, sim::Work::kWrite};
}
inline Price price(const TreeTimer&) { return {0}; }
inline Price price(const Heartbeat&) { return {kHeaderBytes, Leg::kNone, kOther}; }
inline Price price_with(const SwimUpdates& updates) {
  return {kHeaderBytes + kUpdateBytes * count(updates.all().size()), Leg::kNone, kOther};
}
inline Price price(const Ping& ping) { return price_with(ping.updates); }
inline Price price(const PingRequest& request) { return price_with(request.updates); }
inline Price price(const PingReply& reply) { return price_with(reply.updates); }
inline Price price(const MonitorTimer&) { return {0}; }
inline Price price(const kv::LoadTimer&) { return {0}; }

/// Its size, its purpose, its leg and the work it makes. Of one alternative of Message: without
/// looking which it is.
template <class Body>
sim::Postage postage(const Body& body) {
  const Price it = price(body);
  return {it.bytes, kIndex<Body>, static_cast<std::uint8_t>(it.leg), it.work};
}
inline sim::Postage postage(const Message& message) {
  return std::visit([](const auto& body) { return postage(body); }, message);
}

}  // namespace dynamo
