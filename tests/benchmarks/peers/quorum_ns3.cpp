// The quorum store on ns-3's core: one scheduled call for each of the nine events of an operation.
//
//   quorum_ns3 SCHEDULER NODES CLIENTS OPERATIONS
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <string>
#include <vector>

#include "ns3/core-module.h"
#include "tests/benchmarks/peers/quorum_work.h"
#include "tests/benchmarks/peers/report.h"

namespace {

struct Operation {
  std::uint64_t began = 0;
  std::uint32_t client = 0, coordinator = 0;
  std::uint32_t replies = 0, outstanding = 0;
  bool answered = false;
};
struct Arrival {
  std::uint32_t operation, rank;
};

class Store {
 public:
  Store(std::uint32_t nodes, std::uint32_t clients, std::uint64_t operations)
      : clients_(clients), left_(operations), work_(nodes), queues_(nodes) {}
  void run() {
    for (std::uint32_t i = 0; i < clients_; ++i) ask(i);
    ns3::Simulator::Run();
  }
  const peers::Latencies& latencies() const { return latencies_; }

 private:
  void ask(std::uint32_t client) {
    if (left_ == 0) return;
    --left_;
    std::uint32_t operation = 0;
    if (free_.empty()) {
      operation = static_cast<std::uint32_t>(operations_.size());
      operations_.emplace_back();
    } else {
      operation = free_.back();
      free_.pop_back();
    }
    operations_[operation] = {now(), client, work_.draw_coordinator(), 0, peers::kReplicas, false};
    ns3::Simulator::Schedule(network(), &Store::request, this, operation);
  }
  void request(std::uint32_t operation) {
    for (std::uint32_t rank = 1; rank < peers::kReplicas; ++rank)
      ns3::Simulator::Schedule(network(), &Store::arrive, this, operation, rank);
    arrive(operation, 0);
  }
  void arrive(std::uint32_t operation, std::uint32_t rank) {
    const std::uint32_t node = work_.replica(operations_[operation].coordinator, rank);
    queues_[node].push_back({operation, rank});
    if (queues_[node].size() == 1) serve(node);
  }
  void serve(std::uint32_t node) {
    ns3::Simulator::Schedule(ns3::NanoSeconds(work_.draw_service_ns()), &Store::served, this, node);
  }
  void served(std::uint32_t node) {
    const Arrival done = queues_[node].front();
    queues_[node].pop_front();
    if (!queues_[node].empty()) serve(node);
    if (done.rank == 0) return reply(done.operation);
    ns3::Simulator::Schedule(network(), &Store::reply, this, done.operation);
  }
  void reply(std::uint32_t index) {
    Operation& operation = operations_[index];
    --operation.outstanding;
    if (++operation.replies == peers::kQuorum)
      ns3::Simulator::Schedule(network(), &Store::answer, this, index);
    free_if_over(index);
  }
  void answer(std::uint32_t index) {
    latencies_.add(now() - operations_[index].began);
    operations_[index].answered = true;
    const std::uint32_t client = operations_[index].client;
    free_if_over(index);
    ask(client);
  }
  void free_if_over(std::uint32_t index) {
    const Operation& operation = operations_[index];
    if (operation.outstanding == 0 && operation.answered) free_.push_back(index);
  }
  static std::uint64_t now() {
    return static_cast<std::uint64_t>(ns3::Simulator::Now().GetNanoSeconds());
  }
  ns3::Time network() { return ns3::NanoSeconds(work_.draw_network_ns()); }

  std::uint32_t clients_;
  std::uint64_t left_;
  peers::QuorumWork work_;
  peers::Latencies latencies_;
  std::vector<std::deque<Arrival>> queues_;  // of the nodes; the first is being served
  std::vector<Operation> operations_;
  std::vector<std::uint32_t> free_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  ns3::ObjectFactory scheduler("ns3::" + std::string(argv[1]) + "Scheduler");
  ns3::Simulator::SetScheduler(scheduler);
  Store store(static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10)),
              static_cast<std::uint32_t>(std::strtoul(argv[3], nullptr, 10)),
              std::strtoull(argv[4], nullptr, 10));
  bench::Window window;
  window.open();
  store.run();
  window.close();
  peers::report_quorum(window, store.latencies());
  std::_Exit(0);
}
