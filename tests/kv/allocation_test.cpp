// In steady state an operation allocates nothing: every `operator new` of this program is counted.
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "tests/kv/bench.h"

namespace {

std::uint64_t allocations = 0;

void* allocate(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace test {

/// Allocations of the second half of a second of load, 20 000 operations.
std::uint64_t allocations_in_steady_state(kv::WorkloadConfig config) {
  config.mix = {.get = 5, .put = 4, .read_modify_write = 1};
  config.keys.law = kv::KeyConfig::Law::kScrambledZipfian;
  Bench bench({config}, 10s);
  bench.keep_calls = false;
  bench.start();
  bench.simulation.run_until(sim::kStart + 500ms);
  const std::uint64_t before = allocations;
  bench.simulation.run_until(sim::kStart + 990ms);  // the interval of the series ends at 1 s
  return allocations - before;
}

TEST(Allocations, ThereAreNoneInAnOpenLoop) {
  EXPECT_EQ(allocations_in_steady_state(open(40'000, 1000)), 0u);
}

TEST(Allocations, ThereAreNoneInAClosedLoop) {
  kv::WorkloadConfig config = closed(400);
  config.arrival.think = {sim::DistributionSpec::Constant{9ms}};
  EXPECT_EQ(allocations_in_steady_state(config), 0u);
}

TEST(Allocations, ThereAreNoneInRetries) {
  kv::WorkloadConfig config = open(40'000, 1000);
  config.timeout = 900us;  // the store answers after 1 ms
  config.retries = 1;
  EXPECT_EQ(allocations_in_steady_state(config), 0u);
}

}  // namespace test
