#include "models/dynamo/messages.h"

#include "models/dynamo/membership.h"

namespace dynamo {
namespace {

// Our choice, near what a compact binary protocol over TCP takes: headers of TCP/IP (40) and of
// the request; a name for a key; per clock entry a node, a counter and a time (4.4).
constexpr std::uint32_t kHeaderBytes = 64, kKeyBytes = 16, kClockEntryBytes = 20, kDigestBytes = 16;
// Of a hash tree: a range by the 128 bits of its end, a node's number, a hash.
constexpr std::uint32_t kRangeBytes = 16, kNodeBytes = 4, kHashBytes = 8;
// Of a SWIM update: a node, its incarnation and its standing.
constexpr std::uint32_t kUpdateBytes = 9;

std::uint32_t clock_bytes(const Siblings& siblings) {
  std::size_t entries = 0;
  for (const VersionRef& version : siblings.all()) {
    const ClockEntry& dot = version->dot;
    const bool is_beside = version->clock.counter(dot.writer) < dot.counter;  // of the clock
    entries += version->clock.entries().size() + is_beside;
  }
  return kClockEntryBytes * static_cast<std::uint32_t>(entries);
}

struct Price {
  std::uint32_t bytes = kHeaderBytes;
  Leg leg = Leg::kNone;
  sim::Work work = sim::Work::kNone;
};

std::uint32_t count(std::size_t items) { return static_cast<std::uint32_t>(items); }

constexpr auto kOther = sim::Work::kOther;
Price price(const ClientGet&) { return {kHeaderBytes + kKeyBytes, Leg::kNone, kOther}; }
Price price(const Put& put) {
  const std::uint32_t context = clock_bytes(put.context);
  return {kHeaderBytes + kKeyBytes + put.value.bytes + context, Leg::kNone, kOther};
}
Price price(const ClientPut& asked) { return price(*asked.put); }
Price price(const ChosenPut& chosen) { return price(*chosen.put); }
Price price(const Taken&) { return {}; }
Price price(const ForwardTimer&) { return {0}; }  // timers never travel
Price price(const GetReply& reply) { return {kHeaderBytes + bytes_of(reply.versions)}; }
Price price(const PutReply& reply) { return {kHeaderBytes + clock_bytes(reply.written)}; }
Price price(const Read&) { return {kHeaderBytes + kKeyBytes, Leg::kRead, sim::Work::kRead}; }
Price price(const ReadReply& reply) {
  return {kHeaderBytes + bytes_of(reply.versions), Leg::kResponse, kOther};
}
Price price(const Write& write) {
  return {kHeaderBytes + kKeyBytes + bytes_of(write.versions), Leg::kWrite, sim::Work::kWrite};
}
Price price(const WriteReply&) { return {kHeaderBytes, Leg::kAck, kOther}; }
Price price(const Repair& repair) {
  return {kHeaderBytes + kKeyBytes + bytes_of(repair.versions), Leg::kWrite, sim::Work::kWrite};
}
Price price(const Synced&) { return {0}; }  // from the host's own disk
Price price(const GetTimer&) { return {0}; }
Price price(const PutTimer&) { return {0}; }
Price price(const Handoff& handoff) {
  const std::uint32_t view = handoff.view ? kDigestBytes + handoff.view->bytes() : 0;
  return {kHeaderBytes + kKeyBytes + bytes_of(handoff.versions) + view, Leg::kWrite,
          sim::Work::kWrite};
}
Price price(const HandoffReply&) { return {kHeaderBytes + kKeyBytes, Leg::kAck, kOther}; }
Price price(const HandoffTimer&) { return {0}; }
Price price(const HintScan&) { return {0}; }
Price price(const GossipTimer&) { return {0}; }
Price price(const GossipCall&) { return {kHeaderBytes + kDigestBytes, Leg::kNone, kOther}; }
Price price(const GossipView& gossip) {
  return {kHeaderBytes + kDigestBytes + gossip.view->bytes(), Leg::kNone, kOther};
}
Price price(const RumourCall&) { return {kHeaderBytes, Leg::kNone, kOther}; }
Price price(const Rumour& rumour) { return {kHeaderBytes + rumour.bytes, Leg::kNone, kOther}; }
Price price(const RumourReply&) { return {kHeaderBytes + kDigestBytes, Leg::kNone, kOther}; }
Price price(const Command&) { return {0}; }  // from the host's own console
Price price(const TreeLevel& level) {
  return {kHeaderBytes + kRangeBytes + (kNodeBytes + kHashBytes) * count(level.nodes->size()),
          Leg::kNone, kOther};
}
Price price(const TreeReply& reply) {
  const std::size_t nodes = reply.differing ? reply.differing->size() : 0;
  return {kHeaderBytes + kNodeBytes * count(nodes), Leg::kNone, kOther};
}
std::uint32_t bytes_of(const LeafContents& contents) {
  return kNodeBytes * count(contents.leaves.size()) +
         (kKeyBytes + kHashBytes) * count(contents.versions.size());
}
Price price(const LeafVersions& leaves) {
  return {kHeaderBytes + kRangeBytes + bytes_of(*leaves.contents), Leg::kNone, sim::Work::kRead};
}
Price price(const LeafReply& reply) {
  return {kHeaderBytes + bytes_of(*reply.wanted), Leg::kNone, kOther};
}
Price price(const Missed& missed) {
  return {kHeaderBytes + kKeyBytes + bytes_of(missed.versions), Leg::kWrite, sim::Work::kWrite};
}
Price price(const TreeTimer&) { return {0}; }
Price price(const Heartbeat&) { return {kHeaderBytes, Leg::kNone, kOther}; }
Price price_with(const SwimUpdates& updates) {
  return {kHeaderBytes + kUpdateBytes * count(updates.all().size()), Leg::kNone, kOther};
}
Price price(const Ping& ping) { return price_with(ping.updates); }
Price price(const PingRequest& request) { return price_with(request.updates); }
Price price(const PingReply& reply) { return price_with(reply.updates); }
Price price(const MonitorTimer&) { return {0}; }
Price price(const kv::LoadTimer&) { return {0}; }

}  // namespace

std::uint32_t bytes_of(const Siblings& siblings) {
  std::uint32_t bytes = clock_bytes(siblings);
  for (const VersionRef& version : siblings.all()) bytes += version->value.bytes;
  return bytes;
}

sim::Postage postage(const Message& message) {
  const Price it = std::visit([](const auto& body) { return price(body); }, message);
  return {it.bytes, static_cast<std::uint8_t>(message.index()), static_cast<std::uint8_t>(it.leg),
          it.work};
}

std::vector<std::string> message_names() {
  return {"client-get",     "client-put",    "chosen-put",    "taken",         "forward-timer",
          "get-reply",      "put-reply",     "read",          "read-reply",    "write",
          "write-reply",    "read-repair",   "synced",        "get-timer",     "put-timer",
          "hinted-handoff", "handoff-reply", "handoff-timer", "hint-scan",     "gossip-timer",
          "gossip-call",    "gossip-view",   "command",       "tree-level",    "tree-reply",
          "leaf-versions",  "leaf-reply",    "anti-entropy",  "tree-timer",    "heartbeat",
          "ping",           "ping-request",  "ping-reply",    "monitor-timer", "rumour-call",
          "rumour",         "rumour-reply",  "load-timer"};
}

}  // namespace dynamo
