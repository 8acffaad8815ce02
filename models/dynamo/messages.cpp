#include "models/dynamo/messages.h"

#include "models/dynamo/membership.h"

namespace dynamo {

Price price(const Handoff& handoff) {
  const std::uint32_t view = handoff.view ? kDigestBytes + handoff.view->bytes() : 0;
  return {kHeaderBytes + kKeyBytes + bytes_of(handoff.versions) + view, Leg::kWrite,
          sim::Work::kWrite};
}

Price price(const GossipView& gossip) {
  return {kHeaderBytes + kDigestBytes + gossip.view->bytes(), Leg::kNone, kOther};
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
