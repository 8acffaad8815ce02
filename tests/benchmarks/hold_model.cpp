// How many events a second the kernel handles: messages that wander among processes for ever.
//
//   hold_model PENDING EVENTS
//
// Every event carries a 64-byte message to a process, which counts it, reads it, and sends another
// one after 0.1 ms plus an exponential delay of 1 ms to a process chosen at random: the work that
// PHOLD asks of other simulators.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "sim/kernel/distribution.h"
#include "sim/kernel/pages.h"
#include "sim/kernel/simulation.h"
#include "tests/benchmarks/window.h"

namespace {

using namespace std::chrono_literals;

struct Message {
  std::uint32_t to, from;
  std::array<std::uint64_t, 7> body;
};

struct alignas(64) Process {
  std::uint64_t received = 0;
};

class HoldModel {
 public:
  HoldModel(sim::Simulation& simulation, std::size_t processes)
      : simulation_(simulation),
        count_(processes),
        pages_(sim::allocate_pages(processes * sizeof(Process))),
        processes_(reinterpret_cast<Process*>(pages_.get())) {
    std::uninitialized_value_construct_n(processes_, processes);
    for (std::uint32_t i = 0; i < processes; ++i) send(i, i, i);
  }
  std::uint64_t sum() const { return sum_; }

 private:
  struct Delivery {
    HoldModel* model;
    Message message;
    void look_ahead() const { __builtin_prefetch(&model->processes_[message.to], 1); }
    void operator()() const { model->receive(message); }
  };
  void send(std::uint32_t from, std::uint32_t to, std::uint64_t value) {
    Message message{to, from, {}};
    for (std::size_t i = 0; i < message.body.size(); ++i) message.body[i] = value + i;
    simulation_.after(100us + delay_.draw(rng_), Delivery{this, message});
  }
  void receive(const Message& message) {
    for (const std::uint64_t word : message.body) sum_ += word;
    ++processes_[message.to].received;
    send(message.to, static_cast<std::uint32_t>(rng_.below(count_)), sum_);
  }

  sim::Simulation& simulation_;
  std::size_t count_;
  sim::Pages pages_;  // huge pages, as the bare loop has
  Process* processes_;
  sim::Distribution delay_ =
      sim::Distribution::of({sim::DistributionSpec::Exponential{sim::Duration(1ms)}});
  sim::Rng rng_ = simulation_.stream("hold");
  std::uint64_t sum_ = 0;
};

void measure(std::size_t pending, std::uint64_t events) {
  sim::Simulation simulation(1);
  const HoldModel model(simulation, pending);
  simulation.run_until(sim::kNever, pending);  // the first round is cheaper than the others
  bench::Window window;
  window.open();
  simulation.run_until(sim::kNever, events);
  window.close();
  std::printf("{\"pending\": %zu, \"events\": %llu, \"cpu_s\": %.6f, \"check\": \"%016llx\"}\n",
              pending, static_cast<unsigned long long>(events), window.seconds(),
              static_cast<unsigned long long>(simulation.fingerprint() ^ model.sum()));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  measure(std::strtoull(argv[1], nullptr, 10), std::strtoull(argv[2], nullptr, 10));
}
