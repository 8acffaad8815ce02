// Once warm, the kernel allocates nothing: this file counts every call of operator new.
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "sim/kernel/distribution.h"
#include "sim/kernel/shared.h"
#include "sim/kernel/simulation.h"

namespace {

std::size_t allocations = 0;

void* counted(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace sim {
namespace {

/// Messages that wander for ever, each with a timeout that the next one cancels.
struct Wanderer {
  Simulation& simulation;
  Rng rng = simulation.stream("wanderer");
  Distribution delay = Distribution::of({DistributionSpec::Exponential{1ms}});
  Pool<std::uint64_t> bodies{};

  void send(EventHandle timeout, const Shared<std::uint64_t>& heard) {
    simulation.cancel(timeout);
    const auto next = simulation.after(100ms, [] { FAIL() << "a cancelled timeout ran"; });
    const auto body = bodies.make(heard ? *heard + 1 : 0);
    simulation.after(delay.draw(rng), [this, next, body] { send(next, body); });
  }
};

void expect_no_allocation(int messages) {
  Simulation simulation(1);
  Wanderer wanderer{simulation};
  for (int i = 0; i < messages; ++i) wanderer.send({}, {});
  simulation.run_until(kStart + 300ms);  // every structure has had its largest size
  const std::size_t before = allocations;
  simulation.run_until(kStart + 400ms);
  EXPECT_EQ(allocations, before) << messages << " messages";
  EXPECT_EQ(wanderer.bodies.live(), static_cast<std::size_t>(messages));
  simulation.drop_all();  // handles go before their pool
}

TEST(NoAllocation, TheCountSeesAnAllocation) {
  const std::size_t before = allocations;
  ::operator delete(::operator new(1));  // as calls: a new-expression may be optimised away
  EXPECT_GT(allocations, before);
}

TEST(NoAllocation, InTheHeapAlone) { expect_no_allocation(1); }
TEST(NoAllocation, InTheLadder) { expect_no_allocation(500); }

TEST(NoAllocation, InAPoolWhoseBodiesComeAndGo) {
  Pool<std::uint64_t> pool;
  pool.make(1);
  const std::size_t before = allocations;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const Shared<std::uint64_t> first = pool.make(std::uint64_t{i}), second = first;
    ASSERT_EQ(*second, i);
  }
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(pool.live(), 0u);
}

}  // namespace
}  // namespace sim
