// The quorum store without a simulator: flat arrays, a ladder, a switch over kinds of events.
//
//   quorum_bare NODES CLIENTS OPERATIONS
//
// Nine events an operation: the request, two requests to replicas, three ends of service, two
// replies, the response. An event names its operation (or node), the replica's rank and its kind.
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "tests/benchmarks/peers/ladder.h"
#include "tests/benchmarks/peers/quorum_work.h"
#include "tests/benchmarks/peers/report.h"

namespace {

enum class Kind : std::uint32_t { kRequest, kReplicaRequest, kServed, kReply, kResponse };

constexpr std::uint32_t kNone = ~std::uint32_t{0};

// Payload of an event: kind in 3 bits, rank in 2, index in 27.
constexpr std::uint32_t pack(Kind kind, std::uint32_t rank, std::uint32_t index) {
  return static_cast<std::uint32_t>(kind) | rank << 3 | index << 5;
}
constexpr std::uint32_t ticket(std::uint32_t operation, std::uint32_t rank) {
  return operation << 2 | rank;  // of an operation in a replica's queue
}

struct Operation {
  std::uint64_t began;
  std::uint32_t client, coordinator;       // client: none once it has its answer
  std::uint32_t behind[peers::kReplicas];  // the next ticket in each replica's queue
  std::uint8_t replies, outstanding;
};
struct Node {
  std::uint32_t first = kNone, last = kNone;  // tickets
};

class Store {
 public:
  Store(std::uint32_t nodes, std::uint32_t clients, std::uint64_t operations)
      : clients_(clients), left_(operations), work_(nodes), nodes_(nodes) {
    operations_.reserve(4 * std::size_t{clients});
  }
  void run() {
    for (std::uint32_t i = 0; i < clients_; ++i) ask(i);
    while (!queue_.empty()) {
      const peers::Event event = queue_.pop();
      now_ = event.time;
      handle(event.what());
    }
  }
  const peers::Latencies& latencies() const { return latencies_; }

 private:
  void handle(std::uint32_t what) {
    const std::uint32_t rank = what >> 3 & 3, index = what >> 5;
    switch (static_cast<Kind>(what & 7)) {
      case Kind::kRequest:
        over_network(Kind::kReplicaRequest, 1, index);
        over_network(Kind::kReplicaRequest, 2, index);
        return arrive(index, 0);
      case Kind::kReplicaRequest:
        return arrive(index, rank);
      case Kind::kServed:
        return served(index);
      case Kind::kReply:
        return reply(index);
      case Kind::kResponse:
        return answer(index);
    }
  }
  void ask(std::uint32_t client) {
    if (left_ == 0) return;
    --left_;
    std::uint32_t operation = free_;
    if (operation != kNone) {
      free_ = operations_[operation].behind[0];
    } else {
      operation = static_cast<std::uint32_t>(operations_.size());
      operations_.emplace_back();
    }
    operations_[operation] = {now_, client, work_.draw_coordinator(), {}, 0, peers::kReplicas};
    over_network(Kind::kRequest, 0, operation);
  }
  void arrive(std::uint32_t operation, std::uint32_t rank) {
    const std::uint32_t index = work_.replica(operations_[operation].coordinator, rank);
    const std::uint32_t arrival = ticket(operation, rank);
    Node& node = nodes_[index];
    operations_[operation].behind[rank] = kNone;
    if (node.first == kNone) {
      node.first = node.last = arrival;
      serve(index);
    } else {
      operations_[node.last >> 2].behind[node.last & 3] = arrival;
      node.last = arrival;
    }
  }
  void served(std::uint32_t index) {
    Node& node = nodes_[index];
    const std::uint32_t operation = node.first >> 2, rank = node.first & 3;
    node.first = operations_[operation].behind[rank];
    if (node.first != kNone) serve(index);
    if (rank == 0) return reply(operation);
    over_network(Kind::kReply, rank, operation);
  }
  void reply(std::uint32_t operation) {
    --operations_[operation].outstanding;
    if (++operations_[operation].replies == peers::kQuorum)
      over_network(Kind::kResponse, 0, operation);
    free_if_over(operation);
  }
  void answer(std::uint32_t operation) {
    latencies_.add(now_ - operations_[operation].began);
    const std::uint32_t client = operations_[operation].client;
    operations_[operation].client = kNone;
    free_if_over(operation);
    ask(client);
  }
  void free_if_over(std::uint32_t index) {
    Operation& operation = operations_[index];
    if (operation.outstanding != 0 || operation.client != kNone) return;
    operation.behind[0] = free_;
    free_ = index;
  }
  void serve(std::uint32_t node) { at(work_.draw_service_ns(), pack(Kind::kServed, 0, node)); }
  void over_network(Kind kind, std::uint32_t rank, std::uint32_t operation) {
    at(work_.draw_network_ns(), pack(kind, rank, operation));
  }
  void at(std::uint64_t delay, std::uint32_t what) {
    queue_.push(peers::Event::make(now_ + delay, number_++, what));
  }

  std::uint32_t clients_, free_ = kNone;
  std::uint64_t left_, now_ = 0, number_ = 0;
  peers::QuorumWork work_;
  peers::Ladder queue_;
  peers::Latencies latencies_;
  std::vector<Node> nodes_;
  std::vector<Operation> operations_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  Store store(static_cast<std::uint32_t>(std::strtoul(argv[1], nullptr, 10)),
              static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10)),
              std::strtoull(argv[3], nullptr, 10));
  bench::Window window;
  window.open();
  store.run();
  window.close();
  peers::report_quorum(window, store.latencies());
}
