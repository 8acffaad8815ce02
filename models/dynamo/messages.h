// Every message of the Dynamo model, in the order of the paper's sections.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "models/dynamo/siblings.h"
#include "models/kv/driver.h"
#include "models/kv/types.h"
#include "sim/net/context.h"

namespace dynamo {

/// A request that a coordinator has open. Late replies, and replies to requests that died in a
/// crash, find nobody: generations count a slot's requests, incarnations the node's lives.
struct RequestId {
  std::uint32_t slot = 0, generation = 0, incarnation = 0;
  friend constexpr bool operator==(RequestId, RequestId) = default;
};

/// Which attempt of which client operation an answer is for, and where to send it.
struct Caller {
  sim::NodeId client;
  std::uint32_t attempt = 0;
  kv::OperationId operation;
};

// 4.1, 4.5  get() and put(). A context is the versions that were read: the coordinator merges their
// clocks. A put may be forwarded, a get may be coordinated by any node (6.4).
struct ClientGet {
  Caller caller;
  kv::Key key;
};
struct ClientPut {
  Caller caller;
  kv::Key key;
  kv::Value value;
  Siblings context;
};
struct GetReply {
  Caller caller;
  kv::Outcome outcome;
  sim::NodeId fastest;  // which replica replied first: the one to coordinate the next put (5)
  Siblings versions;
};
struct PutReply {
  Caller caller;
  kv::Outcome outcome;
  Siblings written;  // the new version, where it stands alone: the client's next context
};

// 4.5, 5  A coordinator and its replicas
struct Read {
  RequestId id;
  kv::Key key;
};
struct ReadReply {
  RequestId id;
  Siblings versions;
};
struct Write {
  RequestId id;
  kv::Key key;
  Siblings versions;
};
struct WriteReply {
  RequestId id;
};
struct Repair {  // read repair: what a stale replica lacked; not acknowledged
  kv::Key key;
  Siblings versions;
};
struct Synced {  // from the disk: all of the key's versions, as they were when the write began
  sim::NodeId coordinator;
  RequestId id;
  kv::Key key;
  Siblings versions;
  bool acknowledge = false;  // to the coordinator
};
struct GetTimer {
  RequestId id;
};
struct PutTimer {
  RequestId id;
};

using Message = std::variant<ClientGet, ClientPut, GetReply, PutReply, Read, ReadReply, Write,
                             WriteReply, Repair, Synced, GetTimer, PutTimer, kv::LoadTimer>;
static_assert(sizeof(Message) <= 64);
using Context = sim::Context<Message>;

/// Legs of a quorum operation as PBS names them: each has a delay of its own beside the network's.
enum class Leg : std::uint8_t { kNone, kWrite, kAck, kRead, kResponse };

/// What the message costs: its size, its purpose, its leg and the work it makes.
sim::Postage postage(const Message&);
/// What versions take on the wire and on a disk: their values and their clocks.
std::uint32_t bytes_of(const Siblings&);
/// Names of the purposes, by Postage::kind, in the order of Message.
std::vector<std::string> message_names();

}  // namespace dynamo
