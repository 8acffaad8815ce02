// What the parts of a simulated event cost, each by itself: `parts --benchmark_filter=Queue`.
//
// Nanoseconds that bare code of the same kind takes on one core of an AMD EPYC 9004 at work, to
// compare with (our measurements, g++ 12.2 -O3, medians of five):
//
//   pop and push, ladder of 16-byte keys    15 / 18 / 27 with 10^3 / 10^5 / 10^6 pending
//   the same, std::priority_queue           73 / 155 / 449
//   64-byte message, copied in L1           1.5, from a random line of 1 GiB 32
//   random number, splitmix64               1.1
//   random block, Philox2x64-10             5.7, so 2.9 for each of its two numbers
//   exponential                             4.1 by ziggurat, 6.9 by log
//   lognormal                               4.4 by 1024 pieces, 40 by Box-Muller and exp
//   histogram, a value recorded             1.5
//   64 bits mixed into 64                   0.6
#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "sim/kernel/distribution.h"
#include "sim/kernel/event_queue.h"
#include "sim/kernel/random.h"
#include "sim/kernel/simulation.h"
#include "sim/observe/histogram.h"

namespace {

using namespace std::chrono_literals;
using sim::Distribution;
using sim::DistributionSpec;
using sim::Duration;

Distribution exponential() {
  return Distribution::of({DistributionSpec::Exponential{Duration(1ms)}});
}

/// An event that puts itself back, so that as many are pending all the time.
struct Hop {
  sim::EventQueue* queue;
  sim::Time* now;
  const Distribution* delay;
  sim::Rng* rng;
  void operator()() const { queue->push(*now + 100us + delay->draw(*rng), Hop(*this)); }
};

void QueuePopAndPush(benchmark::State& state) {
  sim::EventQueue queue;
  sim::Time now = sim::kStart;
  const Distribution delay = exponential();
  sim::Rng rng = sim::stream(1, "hops");
  for (std::int64_t i = 0; i < state.range(0); ++i) Hop{&queue, &now, &delay, &rng}();
  for (auto _ : state)
    queue.run_next_until(sim::kNever, [&](sim::Time at, std::uint32_t) { now = at; });
}
BENCHMARK(QueuePopAndPush)->Arg(1'000)->Arg(100'000)->Arg(1'000'000);

/// A timeout that is set and cancelled while others are pending; its key is dropped later.
void QueuePushAndCancel(benchmark::State& state) {
  sim::EventQueue queue;
  sim::Time now = sim::kStart;
  std::vector<sim::EventHandle> timeouts(static_cast<std::size_t>(state.range(0)));
  std::size_t next = 0;
  const auto renew = [&] {
    queue.cancel(timeouts[next]);
    timeouts[next] = queue.push(now + 100ms, [] {});
    next = next + 1 < timeouts.size() ? next + 1 : 0;
  };
  for (std::size_t i = 0; i < timeouts.size(); ++i) renew();
  for (auto _ : state) {
    now += 1us;
    queue.push(now, [] {});
    queue.run_next();
    renew();
  }
}
BENCHMARK(QueuePushAndCancel)->Arg(1'000)->Arg(100'000);

void RandomNumber(benchmark::State& state) {
  sim::Rng rng = sim::stream(1, "numbers");
  for (auto _ : state) benchmark::DoNotOptimize(rng.bits());
}
BENCHMARK(RandomNumber);

void RandomBelow(benchmark::State& state) {
  sim::Rng rng = sim::stream(1, "numbers");
  for (auto _ : state) benchmark::DoNotOptimize(rng.below(1'000'000));
}
BENCHMARK(RandomBelow);

/// A stream for one message, as the network has them, and its first number.
void RandomStreamOfAMessage(benchmark::State& state) {
  const std::uint64_t key = sim::stream(1, "messages").bits();
  std::uint64_t message = 0;
  for (auto _ : state) benchmark::DoNotOptimize(sim::Rng(key, ++message).bits());
}
BENCHMARK(RandomStreamOfAMessage);

void draw(benchmark::State& state, const DistributionSpec& spec) {
  const Distribution distribution = Distribution::of(spec);
  sim::Rng rng = sim::stream(1, "draws");
  for (auto _ : state) benchmark::DoNotOptimize(distribution.draw(rng));
}
BENCHMARK_CAPTURE(draw, exponential, DistributionSpec{DistributionSpec::Exponential{100us}});
BENCHMARK_CAPTURE(draw, lognormal, DistributionSpec{DistributionSpec::Lognormal{250us, 500'000}});
BENCHMARK_CAPTURE(draw, pareto, DistributionSpec{DistributionSpec::Pareto{100us, 2'500'000}});

void HistogramAdd(benchmark::State& state) {
  constexpr std::size_t kValues = 1024;  // a power of two; in L1
  const Distribution latency = exponential();
  sim::Rng rng = sim::stream(1, "latencies");
  std::array<Duration, kValues> values{};
  for (Duration& value : values) value = latency.draw(rng);
  sim::Histogram histogram;
  std::size_t next = 0;
  for (auto _ : state) histogram.add(values[next++ % kValues]);
  benchmark::DoNotOptimize(histogram.count());
}
BENCHMARK(HistogramAdd);

void FingerprintNote(benchmark::State& state) {
  sim::Simulation simulation(1);
  std::uint64_t fact = 0;
  for (auto _ : state) simulation.note(++fact);
  benchmark::DoNotOptimize(simulation.fingerprint());
}
BENCHMARK(FingerprintNote);

}  // namespace

BENCHMARK_MAIN();
