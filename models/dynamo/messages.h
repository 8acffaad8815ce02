// Every message of the Dynamo model, in the order of the paper's sections.
#pragma once

#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "models/dynamo/change.h"
#include "models/dynamo/ring.h"
#include "models/dynamo/siblings.h"
#include "models/dynamo/small_vector.h"
#include "models/dynamo/swim.h"
#include "models/kv/driver.h"
#include "models/kv/types.h"
#include "sim/net/context.h"

namespace dynamo {

class View;

inline constexpr sim::NodeId kNoNode{~std::uint32_t{0}};

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
// clocks. A get may be coordinated by any node; a put behind a load balancer may be forwarded
// (6.4).
struct ClientGet {
  Caller caller;
  kv::Key key;
};
struct Put {
  Caller caller;
  kv::Key key;
  kv::Value value;
  Siblings context;
  sim::NodeId fastest = kNoNode;  // of the replicas that answered the get before (5)
};
struct ClientPut {
  sim::Shared<Put> put;
};
struct ChosenPut {  // its sender walked the preference list and chose its receiver to coordinate it
  sim::Shared<Put> put;
  RequestId forwarding;  // the sender's, unless it is the client
};
struct Taken {  // the receiver of a forwarded put sees to it
  RequestId id;
};
struct ForwardTimer {
  RequestId id;
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
  sim::NodeId owner;        // not the receiver: a hint, who should have had it (4.6)
  bool is_durable = false;  // to be acknowledged from the disk whatever others do (6.1)
};
struct WriteReply {
  RequestId id;
};
struct Repair {  // read repair: what a stale replica lacked; not acknowledged
  kv::Key key;
  Siblings versions;
};
enum class AnswerTo : std::uint8_t { kNobody, kCoordinator, kHandoff, kWriter };
struct Synced {      // from the disk: all of the key's versions, as they were when the write began
  sim::NodeId from;  // who sent them
  RequestId id;
  kv::Key key;
  Siblings versions;
  sim::NodeId owner;
  AnswerTo answer_to = AnswerTo::kNobody;
};
struct GetTimer {
  RequestId id;
};
struct PutTimer {
  RequestId id;
};

// 4.6  Hinted handoff
struct Handoff {  // what the receiver missed while it was down
  RequestId id;   // of the batch: slot is the receiver's NodeId
  kv::Key key;
  Siblings versions;
  const View* view;  // of the first of a batch, so that the receiver knows why; else null
};
struct HandoffReply {
  RequestId id;
  kv::Key key;
  sim::Duration rest{};  // the owner has a slice for another after so long (6.5)
};
struct HandoffTimer {  // a batch had no reply, or its bandwidth is paid for and slices are there
  RequestId id;
};
struct HintScan {};

// 4.8  Gossip, and what an administrator says
struct GossipTimer {};
struct GossipCall {  // "this is the digest of my history": answered only if it differs
  const View* view;
};
struct GossipView {  // a whole history with its tokens
  const View* view;
  bool wants_reply = false;  // with what its sender lacks
};
struct RumourCall {};  // "is there any news?"
struct Rumour {        // one change, with its tokens
  Change change;
  std::uint32_t bytes = 0;
};
struct RumourReply {
  Change change;
  bool was_news = false;
};
struct Command {  // served by its receiver
  sim::NodeId node;
  bool joins = true;
};

// 4.7  Anti-entropy with hash trees. A range is named by where it ends. Larger bodies are shared.
struct TreeNode {
  std::uint32_t node = 0;
  std::uint64_t hash = 0;
};
using TreeNodes = SmallVector<TreeNode, 4>;
struct TreeLevel {  // some nodes of the sender's tree: which of them differ from the receiver's?
  RequestId id;
  Position end;
  sim::Shared<TreeNodes> nodes;
};
struct TreeReply {
  RequestId id;
  sim::Shared<TreeNodes> differing;  // null: none; as they were asked for
};
struct VersionName {  // a version by its hash
  kv::Key key;
  std::uint64_t hash = 0;
  friend constexpr auto operator<=>(const VersionName&, const VersionName&) = default;
};
using VersionNames = std::vector<VersionName>;  // ascending
struct LeafContents {
  TreeNodes leaves;
  VersionNames versions;
};
struct LeafVersions {  // all that the sender holds in some leaves: what of it does the receiver
                       // lack?
  RequestId id;
  Position end;
  sim::Shared<LeafContents> contents;
};
struct LeafReply {
  RequestId id;
  sim::Shared<LeafContents> wanted;
};
struct Missed {  // versions that the receiver lacked; not acknowledged: the next exchange will tell
  kv::Key key;
  Siblings versions;
};
struct TreeTimer {  // the next exchange is due, or the peer is silent
  RequestId id;
};

// 4.8  Other failure detectors than the paper's: phi-accrual and SWIM
struct Heartbeat {};
struct Ping {
  sim::NodeId origin;  // who wants to know; its sender, unless that one stands in for it
  RequestId probe;     // the origin's: slot is the target's NodeId, generation its period
  SwimUpdates updates;
};
struct PingRequest {  // "ping the target for me"
  RequestId probe;
  SwimUpdates updates;
};
struct PingReply {
  sim::NodeId origin;
  RequestId probe;
  SwimUpdates updates;
};
struct MonitorTimer {
  RequestId probe;
  bool begins_period = false;  // else: the probe has had no answer
};

using Message = std::variant<ClientGet, ClientPut, ChosenPut, Taken, ForwardTimer, GetReply,
                             PutReply, Read, ReadReply, Write, WriteReply, Repair, Synced, GetTimer,
                             PutTimer, Handoff, HandoffReply, HandoffTimer, HintScan, GossipTimer,
                             GossipCall, GossipView, Command, TreeLevel, TreeReply, LeafVersions,
                             LeafReply, Missed, TreeTimer, Heartbeat, Ping, PingRequest, PingReply,
                             MonitorTimer, RumourCall, Rumour, RumourReply, kv::LoadTimer>;
static_assert(sizeof(Message) <= 64);
using Context = sim::Context<Message>;

/// Legs of a quorum operation as PBS names them: each has a delay of its own beside the network's.
enum class Leg : std::uint8_t { kNone, kWrite, kAck, kRead, kResponse, kBalancer };

/// The place of an alternative in Message.
template <class Body, class... Bodies>
constexpr std::uint8_t index_in(const std::variant<Bodies...>*) {
  std::uint8_t index = 0;
  (void)((std::is_same_v<Body, Bodies> || (++index, false)) || ...);
  return index;
}
template <class Body>
inline constexpr std::uint8_t kIndex = index_in<Body>(static_cast<const Message*>(nullptr));

/// Names of the purposes, by Postage::kind, in the order of Message.
std::vector<std::string> message_names();

}  // namespace dynamo

#include "models/dynamo/postage.h"
#include "models/dynamo/subjects.h"
