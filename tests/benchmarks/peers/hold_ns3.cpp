// The hold model on ns-3's core: its simulator and one of its schedulers, nothing of its networks.
//
//   hold_ns3 SCHEDULER PENDING EVENTS      Map (the default), Heap, PriorityQueue, Calendar
//
// An event carries no message here, which is to the peer's advantage.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "ns3/core-module.h"
#include "tests/benchmarks/peers/draws.h"
#include "tests/benchmarks/peers/report.h"

namespace {

constexpr double kUnitNs = 1e6, kLeastDelay = 0.1;

struct Process {
  peers::Rng rng;
  std::uint64_t received = 0;
};

class Hold {
 public:
  Hold(std::uint32_t pending, std::uint64_t events)
      : events_(events), left_(events + pending), processes_(pending) {
    for (std::uint32_t i = 0; i < pending; ++i) {
      processes_[i].rng.state = peers::mix(i + 1);
      schedule(processes_[i], i);
    }
  }
  const bench::Window& window() const { return window_; }
  std::uint64_t check() const {
    std::uint64_t sum = 0;
    for (const Process& process : processes_) sum = peers::mix(sum ^ process.received);
    return sum;
  }

 private:
  void receive(std::uint32_t self) {
    if (left_ == events_) window_.open();  // the first round is cheaper than the others
    if (--left_ == 0) {
      window_.close();
      ns3::Simulator::Stop();
      return;
    }
    Process& process = processes_[self];
    ++process.received;
    schedule(process, process.rng.below(static_cast<std::uint32_t>(processes_.size())));
  }
  void schedule(Process& process, std::uint32_t to) {
    const auto delay =
        static_cast<std::uint64_t>(kUnitNs * (kLeastDelay + delay_.draw(process.rng)));
    ns3::Simulator::Schedule(ns3::NanoSeconds(delay), &Hold::receive, this, to);
  }

  std::uint64_t events_, left_;
  peers::Exponential delay_;
  std::vector<Process> processes_;
  bench::Window window_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  ns3::ObjectFactory scheduler("ns3::" + std::string(argv[1]) + "Scheduler");
  ns3::Simulator::SetScheduler(scheduler);
  const std::uint64_t events = std::strtoull(argv[3], nullptr, 10);
  Hold hold(static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10)), events);
  ns3::Simulator::Run();
  peers::report_hold(hold.window(), events, hold.check());
  std::_Exit(0);  // taking a million pending events down is no part of the measure
}
