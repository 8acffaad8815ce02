// What timeouts cost that never fire: requests that are answered long before.
//
//   cancelled_timers OPEN REQUESTS
//
// Of OPEN requests each is answered after 0.1 ms plus an exponential delay of 1 ms; the answer
// cancels the request's timeout of 100 ms and sends the next request. So the timeouts that still
// have a key in the queue are about a hundred times as many as those that are pending.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "sim/kernel/distribution.h"
#include "sim/kernel/simulation.h"
#include "tests/benchmarks/window.h"

namespace {

using namespace std::chrono_literals;

class Requests {
 public:
  Requests(sim::Simulation& simulation, std::uint32_t open)
      : simulation_(simulation), timeouts_(open) {
    for (std::uint32_t i = 0; i < open; ++i) send(i);
  }
  std::uint64_t fired() const { return fired_; }

 private:
  void send(std::uint32_t request) {
    timeouts_[request] = simulation_.after(100ms, [this] { ++fired_; });
    simulation_.after(100us + delay_.draw(rng_), [this, request] { answered(request); });
  }
  void answered(std::uint32_t request) {
    simulation_.cancel(timeouts_[request]);
    send(request);
  }

  sim::Simulation& simulation_;
  std::vector<sim::EventHandle> timeouts_;
  sim::Distribution delay_ =
      sim::Distribution::of({sim::DistributionSpec::Exponential{sim::Duration(1ms)}});
  sim::Rng rng_ = simulation_.stream("answers");
  std::uint64_t fired_ = 0;
};

void measure(std::uint32_t open, std::uint64_t requests) {
  constexpr sim::Duration kWarmup = 150ms;  // the first timeouts are dropped after 100 ms
  sim::Simulation simulation(1);
  const Requests model(simulation, open);
  simulation.run_until(sim::kStart + kWarmup);
  bench::Window window;
  window.open();
  simulation.run_until(sim::kNever, requests);
  window.close();
  std::printf("{\"open\": %u, \"requests\": %llu, \"fired\": %llu, \"cpu_s\": %.6f}\n", open,
              static_cast<unsigned long long>(requests),
              static_cast<unsigned long long>(model.fired()), window.seconds());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  measure(static_cast<std::uint32_t>(std::strtoul(argv[1], nullptr, 10)),
          std::strtoull(argv[2], nullptr, 10));
}
