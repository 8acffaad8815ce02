// A small cluster for tests of the network: one message type, processes made of a function.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sim/net/context.h"

namespace test {

using namespace sim;

struct Ping {
  std::uint64_t number = 0;
  Work work = Work::kNone;
  std::uint32_t bytes = 0;
};
struct Tick {
  std::uint64_t number = 0;
};
using Message = std::variant<Ping, Tick>;
inline Postage postage(const Ping& ping) {
  return {.bytes = ping.bytes, .kind = 0, .leg = 0, .work = ping.work};
}
inline Postage postage(const Tick&) { return {}; }
/// Even pings are of a key; odd ones go on with what their sender has in hand.
inline Subject subject(const Ping& ping) {
  if (ping.number % 2 != 0) return {.text = "answer", .continues = true};
  return {.key = "k" + std::to_string(ping.number), .operation = "o", .text = "ask"};
}

inline Postage postage(const Message& message) {
  return std::visit([](const auto& body) { return postage(body); }, message);
}

/// Keeps what it received; what it does about it is a test's own function.
class Recorder final : public Protocol<Recorder, Message> {
 public:
  struct Received {
    NodeId from;
    std::uint64_t number;
    Time at;
  };
  explicit Recorder(Context<Message> context) : context_(context) {}
  void start() override {
    if (on_start) on_start(context_);
  }
  void on(NodeId from, const Ping& ping) {
    pings.push_back({from, ping.number, context_.true_time()});
    if (on_ping) on_ping(context_, from, ping);
  }
  void on(NodeId from, const Tick& tick) {
    ticks.push_back({from, tick.number, context_.true_time()});
    if (on_tick) on_tick(context_, tick);
  }

  std::vector<Received> pings, ticks;
  std::function<void(Context<Message>)> on_start;
  std::function<void(Context<Message>, NodeId, const Ping&)> on_ping;
  std::function<void(Context<Message>, const Tick&)> on_tick;

 private:
  Context<Message> context_;
};

inline DistributionSpec constant(Duration value) { return {DistributionSpec::Constant{value}}; }
inline DistributionSpec exponential(Duration mean) { return {DistributionSpec::Exponential{mean}}; }

/// `sites` names become sites "a", "b", ... of `nodes` each, `apart` from one another.
inline TopologySpec sites(std::uint32_t count, std::uint32_t nodes, Duration apart = 1ms) {
  TopologySpec spec;
  for (std::uint32_t i = 0; i < count; ++i)
    spec.sites.push_back({.name = std::string(1, static_cast<char>('a' + i)), .nodes = nodes});
  spec.links.push_back({.from = "*", .to = "*", .latency = constant(apart)});
  return spec;
}

/// A network whose hosts are Recorders, started.
struct World {
  explicit World(const TopologySpec& topology_spec, HostSpec hosts = {}, std::uint64_t seed = 1,
                 std::vector<DistributionSpec> legs = {})
      : simulation(seed),
        topology(topology_spec),
        network(simulation, topology, hosts, {{"ping"}, std::move(legs)}) {
    const auto boot = [this](NodeId id) {
      auto process = std::make_unique<Recorder>(Context<Message>(network, id));
      if (prepare) prepare(*process, id);
      return process;
    };
    for (std::size_t i = 0; i < network.storage_places().size(); ++i)
      network.add_storage(boot, nullptr);
  }
  ~World() { simulation.drop_all(); }

  NodeId add_client(std::string name, std::uint32_t site) {
    return network.add_client(std::move(name), SiteId{site}, [this](NodeId id) {
      return std::make_unique<Recorder>(Context<Message>(network, id));
    });
  }
  Recorder& at(std::uint32_t node) {
    return static_cast<Recorder&>(*network.process(NodeId{node}));
  }
  void send(std::uint32_t from, std::uint32_t to, Ping ping = {}) {
    network.send<Message>(NodeId{from}, NodeId{to}, ping);
  }
  void run_for(Duration time) { simulation.run_until(simulation.now() + time); }
  bool conserved() const {
    const MessageCounts sum = network.total();
    return sum.sent == sum.delivered + sum.lost + sum.blocked + sum.late + sum.in_flight;
  }

  Simulation simulation;
  Topology topology;
  Network network;
  std::function<void(Recorder&, NodeId)> prepare;
};

}  // namespace test
