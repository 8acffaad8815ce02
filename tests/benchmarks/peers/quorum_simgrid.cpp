// The quorum store on SimGrid's S4U: actors, mailboxes and sleeps.
//
//   quorum_simgrid random|constant NODES CLIENTS OPERATIONS
//
// A node is a coordinator and a replica, each an actor with a mailbox; so is a client. `random` has
// the latencies of the work, by a callback of the network model CM02. `constant` has every hop take
// their mean, which draws nothing: SimGrid's cheapest message, for its cost only.
#include <cstdint>
#include <cstdlib>
#include <simgrid/kernel/resource/NetworkModelIntf.hpp>
#include <simgrid/s4u.hpp>
#include <string>
#include <unordered_set>
#include <vector>

#include "tests/benchmarks/peers/quorum_work.h"
#include "tests/benchmarks/peers/report.h"

namespace {

namespace s4u = simgrid::s4u;

enum class Kind { kRequest, kReplicaRequest, kReply, kResponse };
struct Message {
  Kind kind;
  std::uint32_t operation;
};
struct Letter {
  Message message{};
  s4u::CommPtr sending;
  bool delivered = false;
};

/// Sends without waiting. In SimGrid 3.32 the end of a detached message is searched for among all
/// detached ones, and one that nobody waits for is kept for ever; so the receiver marks a letter,
/// and its sender waits for the marked ones, which takes no time, before it sends another.
class Outbox {
 public:
  void send(s4u::Mailbox* to, const Message& message) {
    reap();
    if (spare_.empty()) spare_.push_back(new Letter);
    Letter* const letter = spare_.back();
    spare_.pop_back();
    letter->message = message;
    letter->delivered = false;
    letter->sending = to->put_async(letter, 0);
    sent_.push_back(letter);
  }
  static Message receive(s4u::Mailbox* from) {
    Letter* const letter = from->get<Letter>();
    letter->delivered = true;
    return letter->message;
  }

 private:
  void reap() {
    for (std::size_t i = 0; i < sent_.size();) {
      if (!sent_[i]->delivered) {
        ++i;
        continue;
      }
      sent_[i]->sending->wait();
      sent_[i]->sending = nullptr;
      spare_.push_back(sent_[i]);
      sent_[i] = sent_.back();
      sent_.pop_back();
    }
  }
  std::vector<Letter*> sent_, spare_;
};

struct Operation {
  std::uint32_t client = 0, coordinator = 0, replies = 0, outstanding = 0;
};

class Store {
 public:
  Store(std::uint32_t nodes, std::uint32_t clients, std::uint64_t operations)
      : left_(operations), work_(nodes) {
    for (std::uint32_t i = 0; i < nodes; ++i) {
      coordinators_.push_back(s4u::Mailbox::by_name("coordinator-" + std::to_string(i)));
      replicas_.push_back(s4u::Mailbox::by_name("replica-" + std::to_string(i)));
    }
    for (std::uint32_t i = 0; i < clients; ++i)
      clients_.push_back(s4u::Mailbox::by_name("client-" + std::to_string(i)));
  }
  void start(const std::vector<s4u::Host*>& hosts) {
    for (std::uint32_t i = 0; i < replicas_.size(); ++i) {
      s4u::Actor::create("coordinator", hosts[i], [this, i] { coordinate(i); })->daemonize();
      s4u::Actor::create("replica", hosts[i], [this, i] { replicate(i); })->daemonize();
    }
    for (std::uint32_t i = 0; i < clients_.size(); ++i)
      s4u::Actor::create("client", hosts.back(), [this, i] { ask(i); });
  }
  peers::QuorumWork& work() { return work_; }
  const peers::Latencies& latencies() const { return latencies_; }

 private:
  void coordinate(std::uint32_t node) {
    coordinators_[node]->set_receiver(s4u::Actor::self());
    Outbox out;
    for (;;) {
      const Message message = Outbox::receive(coordinators_[node]);
      if (message.kind == Kind::kRequest) {
        for (std::uint32_t rank = 0; rank < peers::kReplicas; ++rank)
          out.send(replicas_[work_.replica(node, rank)],
                   {Kind::kReplicaRequest, message.operation});
        continue;
      }
      Operation& operation = operations_[message.operation];
      const bool answers = ++operation.replies == peers::kQuorum;
      const std::uint32_t client = operation.client;
      if (--operation.outstanding == 0) free_.push_back(message.operation);
      if (answers) out.send(clients_[client], {Kind::kResponse, message.operation});
    }
  }
  void replicate(std::uint32_t node) {
    replicas_[node]->set_receiver(s4u::Actor::self());
    Outbox out;
    for (;;) {
      const Message message = Outbox::receive(replicas_[node]);
      s4u::this_actor::sleep_for(1e-9 * static_cast<double>(work_.draw_service_ns()));
      out.send(coordinators_[operations_[message.operation].coordinator],
               {Kind::kReply, message.operation});
    }
  }
  void ask(std::uint32_t client) {
    clients_[client]->set_receiver(s4u::Actor::self());
    Outbox out;
    while (left_ > 0) {
      --left_;
      const std::uint32_t index = take();
      operations_[index] = {client, work_.draw_coordinator(), 0, peers::kReplicas};
      const double began = s4u::Engine::get_clock();
      out.send(coordinators_[operations_[index].coordinator], {Kind::kRequest, index});
      Outbox::receive(clients_[client]);
      latencies_.add(static_cast<std::uint64_t>((s4u::Engine::get_clock() - began) * 1e9));
    }
  }
  std::uint32_t take() {
    if (free_.empty()) {
      operations_.emplace_back();
      return static_cast<std::uint32_t>(operations_.size() - 1);
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    return index;
  }

  std::uint64_t left_;
  peers::QuorumWork work_;
  peers::Latencies latencies_;
  std::vector<s4u::Mailbox*> coordinators_, replicas_, clients_;
  std::vector<Operation> operations_;
  std::vector<std::uint32_t> free_;
};

void configure(bool constant) {
  s4u::Engine::set_config("contexts/factory:raw");  // the fastest there is
  s4u::Engine::set_config("contexts/stack-size:16");
  s4u::Engine::set_config("contexts/guard-size:0");
  s4u::Engine::set_config("network/crosstraffic:0");
  s4u::Engine::set_config("network/TCP-gamma:0");
  s4u::Engine::set_config(constant ? "network/model:Constant" : "network/model:CM02");
  if (constant) s4u::Engine::set_config("network/latency-factor:0.000283");  // 250 us * e^(0.5^2/2)
}

/// Hosts of the nodes, and a last one of the clients.
std::vector<s4u::Host*> make_hosts(s4u::NetZone* zone, std::uint32_t nodes) {
  std::vector<s4u::Host*> hosts;
  for (std::uint32_t i = 0; i <= nodes; ++i)
    hosts.push_back(zone->create_host("host-" + std::to_string(i), 1e9));
  return hosts;
}

/// A link for messages between hosts, whose latency the callback draws, and one within a host.
void connect(s4u::NetZone* zone, const std::vector<s4u::Host*>& hosts, peers::QuorumWork& work) {
  using Policy = s4u::Link::SharingPolicy;
  using Direction = s4u::LinkInRoute::Direction;
  constexpr double kNoLimit = 1e15, kHalfWay = 0.5;  // a route takes the link twice: 1 s in all
  s4u::Link* const far = zone->create_link("far", kNoLimit)->set_latency(kHalfWay);
  s4u::Link* const near = zone->create_link("near", kNoLimit)->set_latency(0);
  for (s4u::Link* link : {far, near}) link->set_sharing_policy(Policy::FATPIPE)->seal();
  for (const s4u::Host* host : hosts) {
    auto* const point = host->get_netpoint();
    zone->add_route(point, nullptr, nullptr, nullptr, {{far, Direction::NONE}}, true);
    zone->add_route(point, point, nullptr, nullptr, {{near, Direction::NONE}}, false);
  }
  zone->get_network_model()->set_lat_factor_cb(
      [&work](double, const s4u::Host* from, const s4u::Host* to, const std::vector<s4u::Link*>&,
              const std::unordered_set<s4u::NetZone*>&) {
        return from == to ? 0.0 : 1e-9 * static_cast<double>(work.draw_network_ns());
      });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const bool constant = std::string(argv[1]) == "constant";
  const auto nodes = static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10));
  int engine_argc = 2;
  std::string quiet = "--log=root.thresh:warning";
  char* engine_argv[] = {argv[0], quiet.data(), nullptr};
  s4u::Engine engine(&engine_argc, engine_argv);
  configure(constant);
  auto* const zone =
      constant ? simgrid::s4u::create_empty_zone("zone") : simgrid::s4u::create_star_zone("zone");
  const std::vector<s4u::Host*> hosts = make_hosts(zone, nodes);
  Store store(nodes, static_cast<std::uint32_t>(std::strtoul(argv[3], nullptr, 10)),
              std::strtoull(argv[4], nullptr, 10));
  if (!constant) connect(zone, hosts, store.work());
  zone->seal();
  store.start(hosts);
  bench::Window window;
  window.open();
  engine.run();
  window.close();
  peers::report_quorum(window, store.latencies());
  std::_Exit(0);  // taking the actors down is no part of the measure
}
