// The clients of one workload at one site, and the library they call, Dynamo 4.5, 5 and 6.4.
#pragma once

#include <vector>

#include "models/dynamo/key_table.h"
#include "models/dynamo/messages.h"
#include "models/dynamo/services.h"
#include "models/dynamo/suspects.h"
#include "models/kv/driver.h"
#include "sim/net/process.h"

namespace dynamo {

/// Two strategies (4.5): behind a load balancer, which knows which nodes are up and picks any of
/// them, or any proxy where there are such; or with a library that knows the ring and goes straight
/// to a coordinator. The library sends a put to the node that replied fastest to the get before it
/// (5), and passes over nodes that did not answer lately. What clients of this place read is the
/// context of their puts.
class Client final : public sim::Protocol<Client, Message>, private kv::Library {
 public:
  Client(Context, Services&, const kv::WorkloadConfig&, kv::Place, kv::Recorder&);
  void start() override;

  void on(sim::NodeId, const GetReply&);
  void on(sim::NodeId, const PutReply&);
  void on(sim::NodeId, const kv::LoadTimer&);
  void on(sim::NodeId, const ClientGet&) { refuse(); }  // only storage nodes receive the rest
  void on(sim::NodeId, const ClientPut&) { refuse(); }
  void on(sim::NodeId, const ChosenPut&) { refuse(); }
  void on(sim::NodeId, const Taken&) { refuse(); }
  void on(sim::NodeId, const ForwardTimer&) { refuse(); }
  void on(sim::NodeId, const Read&) { refuse(); }
  void on(sim::NodeId, const ReadReply&) { refuse(); }
  void on(sim::NodeId, const Write&) { refuse(); }
  void on(sim::NodeId, const WriteReply&) { refuse(); }
  void on(sim::NodeId, const Repair&) { refuse(); }
  void on(sim::NodeId, const Synced&) { refuse(); }
  void on(sim::NodeId, const GetTimer&) { refuse(); }
  void on(sim::NodeId, const PutTimer&) { refuse(); }
  void on(sim::NodeId, const Handoff&) { refuse(); }
  void on(sim::NodeId, const HandoffReply&) { refuse(); }
  void on(sim::NodeId, const HandoffTimer&) { refuse(); }
  void on(sim::NodeId, const HintScan&) { refuse(); }
  void on(sim::NodeId, const GossipTimer&);        // 6.4  polls a random node for the ring
  void on(sim::NodeId, const GossipView& gossip);  // 6.4  it has changed
  void on(sim::NodeId, const GossipCall&) { refuse(); }
  void on(sim::NodeId, const RumourCall&) { refuse(); }
  void on(sim::NodeId, const Rumour&) { refuse(); }
  void on(sim::NodeId, const RumourReply&) { refuse(); }
  void on(sim::NodeId, const Command&) { refuse(); }
  void on(sim::NodeId, const TreeLevel&) { refuse(); }
  void on(sim::NodeId, const TreeReply&) { refuse(); }
  void on(sim::NodeId, const LeafVersions&) { refuse(); }
  void on(sim::NodeId, const LeafReply&) { refuse(); }
  void on(sim::NodeId, const Missed&) { refuse(); }
  void on(sim::NodeId, const TreeTimer&) { refuse(); }
  void on(sim::NodeId, const Heartbeat&) { refuse(); }
  void on(sim::NodeId, const Ping&) { refuse(); }
  void on(sim::NodeId, const PingRequest&) { refuse(); }
  void on(sim::NodeId, const PingReply&) { refuse(); }
  void on(sim::NodeId, const MonitorTimer&) { refuse(); }

  // What an answer will touch.
  void prefetch(const GetReply& reply) const { prefetch(reply.caller.operation); }
  void prefetch(const PutReply& reply) const { prefetch(reply.caller.operation); }

  kv::Driver& driver() { return driver_; }
  const kv::Driver& driver() const { return driver_; }

 private:
  /// What the library knows of an operation that is under way.
  struct Call {
    std::uint32_t generation = 0, attempt = 0;
    sim::NodeId coordinator;
    bool answered = true;
    bool reads_first = false;  // a put that fetches its context
    kv::Key key;
    kv::Value value;           // of a put
    bool has_context = false;  // a put that was sent: every attempt sends the same
    Siblings context;
  };
  /// What the clients here know of a key: the next put's context, and who should coordinate it.
  struct Seen {
    Siblings versions;
    sim::NodeId fastest = kNoNode;
  };

  void prefetch(kv::OperationId) const;
  void prefetch(kv::Key) const override;
  void get(kv::OperationId, std::uint32_t attempt, kv::ClientId, kv::Key) override;
  void put(kv::OperationId, std::uint32_t attempt, kv::ClientId, kv::Key, kv::Value) override;
  void timed_out(kv::OperationId, std::uint32_t attempt) override;
  bool may_have_written(kv::OperationId) const override;
  sim::EventHandle wake_after(sim::Duration, kv::LoadTimer) override;
  void cancel(sim::EventHandle) override;

  Call& begin(kv::OperationId, std::uint32_t attempt, kv::Key, kv::Value);
  Call* find(const Caller&);
  void go_by(const View&);
  void send_get(kv::OperationId, Call&);
  void send_put(kv::OperationId, Call&);
  void send_put(kv::OperationId, Call&, Siblings context);
  void read_first(const GetReply&, Call&);
  void note_values(const Siblings&);
  void fill_cart(const kv::Value& put, const Siblings& read);
  kv::Value sized(kv::Value) const;
  sim::NodeId coordinator_of(const Call&, bool is_put);
  sim::NodeId one_of_the_first_n(const Call&);
  sim::NodeId first_healthy_spare(const Call&, sim::NodeId otherwise);
  sim::NodeId any_node();
  void refuse() const;

  Context ctx_;
  Services& services_;
  const View* view_ = nullptr;         // of the library and of the load balancer: polled
  std::vector<sim::NodeId> balanced_;  // whom the balancer may pick
  const kv::ContextFrom context_from_;
  const kv::WorkloadConfig& workload_;
  kv::Carts& carts_;
  kv::Driver driver_;
  LocalSilence suspects_;
  std::vector<Call> calls_;  // by OperationId::slot
  KeyTable<Seen> seen_;
  std::vector<kv::Value> values_;  // of the answer that is being handed over
};

}  // namespace dynamo
