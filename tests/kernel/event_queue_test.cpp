// The event queue against a dumb twin: a std::map by (time, insertion).
#include "sim/kernel/event_queue.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "sim/kernel/random.h"

namespace sim {
namespace {

Time at_ns(std::uint64_t ns) { return kStart + Duration(static_cast<std::int64_t>(ns)); }

/// Pushes, cancels and pops in both; every event knows its number, so any disagreement shows.
class Twins {
 public:
  explicit Twins(std::uint32_t first_order = 0) : queue_(first_order) {}

  std::uint64_t push(std::uint64_t time) {
    const std::uint64_t number = pushed_++;
    handles_[number] = queue_.push(at_ns(time), [this, number] { ran_ = number; });
    twin_[{time, number}] = number;
    times_[number] = time;
    return number;
  }
  void cancel(std::uint64_t number) {
    queue_.cancel(handles_[number]);
    twin_.erase({times_[number], number});
  }
  void cancel_some(Rng& rng) { cancel(rng.below(pushed_)); }
  void pop() {
    ASSERT_EQ(queue_.size(), twin_.size());
    const auto [key, number] = *twin_.begin();
    ASSERT_EQ(queue_.next_time(), at_ns(key.first));
    queue_.run_next();
    ASSERT_EQ(ran_, number);
    now_ = key.first;
    twin_.erase(twin_.begin());
  }
  void pop_all() {
    while (!twin_.empty()) ASSERT_NO_FATAL_FAILURE(pop());
    EXPECT_TRUE(queue_.empty());
  }
  std::size_t size() const { return twin_.size(); }
  std::uint64_t now() const { return now_; }

 private:
  EventQueue queue_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t> twin_;
  std::map<std::uint64_t, EventHandle> handles_;
  std::map<std::uint64_t, std::uint64_t> times_;
  std::uint64_t pushed_ = 0, ran_ = ~std::uint64_t{0}, now_ = 0;
};

/// Grows to `pending` and holds there: each pop is followed by pushes at now + delay().
void hold(Twins& twins, std::size_t pending, int steps, Rng& rng,
          const std::function<std::uint64_t()>& delay) {
  for (int step = 0; step < steps; ++step) {
    while (twins.size() < pending) twins.push(twins.now() + delay());
    if (rng.below(4) == 0) twins.cancel_some(rng);
    if (twins.size() == 0) continue;
    ASSERT_NO_FATAL_FAILURE(twins.pop()) << "step " << step;
  }
  twins.pop_all();
}

// Many events of few moments: long ties stay behind or come back, and what is due before them is
// put in its place while they wait.
TEST(EventQueue, AgreesWithItsTwinWhereLongTiesStandBesideWhatIsDueAtOnce) {
  for (const std::uint64_t seed : {1, 2, 3, 4}) {
    Rng rng = stream(seed, "ties");
    Twins twins;
    for (int burst = 0; burst < 12; ++burst) {
      const std::uint64_t tied = twins.now() + rng.below(300);
      for (int i = 0; i < 400; ++i) twins.push(tied);
      for (int i = 0; i < 150; ++i) twins.push(twins.now() + rng.below(100'000));
      for (int i = 0; i < 500; ++i) {
        ASSERT_NO_FATAL_FAILURE(twins.pop()) << "seed " << seed << ", burst " << burst;
        if (rng.below(4) == 0) twins.push(twins.now() + rng.below(3));
        if (rng.below(4) == 0) twins.push(tied > twins.now() ? tied : twins.now());
      }
    }
    twins.pop_all();
  }
}

TEST(EventQueue, AgreesWithItsTwinUnderRandomDelays) {
  for (const std::size_t pending : {1, 10, 255, 600, 5000}) {
    Rng rng = stream(1, "twin", pending);
    Twins twins;
    hold(twins, pending, 20'000, rng, [&] { return rng.below(1'000'000); });
  }
}

TEST(EventQueue, AgreesWithItsTwinUnderManyTies) {
  for (const std::size_t pending : {100, 3000}) {
    Rng rng = stream(2, "twin", pending);
    Twins twins;
    hold(twins, pending, 20'000, rng, [&] { return rng.below(4); });
  }
}

TEST(EventQueue, AgreesWithItsTwinWhenDelaysSpanAllScales) {
  for (const std::size_t pending : {300, 4000}) {
    Rng rng = stream(3, "twin", pending);
    Twins twins;
    hold(twins, pending, 20'000, rng, [&] { return rng.bits() >> (8 + rng.below(56)); });
  }
}

TEST(EventQueue, AgreesWithItsTwinWhenFewTimersAreFarAndMessagesNear) {
  Rng rng = stream(4, "twin");
  Twins twins;
  for (int i = 0; i < 1000; ++i) twins.push(rng.below(3'600'000'000'000));
  hold(twins, 3000, 30'000, rng, [&] { return 100'000 + rng.below(1'000'000); });
}

TEST(EventQueue, AgreesWithItsTwinWhenAllIsPushedIntoTheDueBucket) {
  Rng rng = stream(5, "twin");
  Twins twins;
  for (int i = 0; i < 5000; ++i) twins.push(std::uint64_t{1} << 40 | rng.below(1 << 20));
  for (int i = 0; i < 3000; ++i) ASSERT_NO_FATAL_FAILURE(twins.pop());
  hold(twins, 6000, 10'000, rng, [&] { return rng.below(30); });
}

TEST(EventQueue, AgreesWithItsTwinAfterHugeJumps) {
  Rng rng = stream(6, "twin");
  Twins twins;
  for (int jump = 0; jump < 20; ++jump) {
    const std::uint64_t base = twins.now() + (std::uint64_t{1} << (3 * jump));
    for (int i = 0; i < 700; ++i) twins.push(base + rng.below(10'000));
    for (int i = 0; i < 400; ++i) ASSERT_NO_FATAL_FAILURE(twins.pop());
  }
  twins.pop_all();
}

// A look at the next event readies its bucket; a later push may still come before it.
TEST(EventQueue, AgreesWithItsTwinWhenPushesComeBeforeAReadiedBucket) {
  Rng rng = stream(7, "twin");
  EventQueue queue;
  std::vector<std::uint64_t> ran;
  std::multimap<std::uint64_t, std::uint64_t> twin;
  std::uint64_t number = 0;
  const auto push = [&](std::uint64_t time) {
    queue.push(at_ns(time), [&ran, n = number] { ran.push_back(n); });
    twin.emplace(time, number++);
  };
  for (int i = 0; i < 1000; ++i) push(0x1'0000'0000 + rng.below(1 << 24));
  for (int round = 0; round < 10; ++round) {
    EXPECT_GE(queue.next_time(), at_ns(0));
    for (int i = 0; i < 1000; ++i) push(0x1'0000'0000 - rng.below(1 << (20 - round)));
  }
  std::vector<std::uint64_t> expected;
  for (const auto& [time, n] : twin) expected.push_back(n);
  while (!queue.empty()) queue.run_next();
  EXPECT_EQ(ran, expected);
}

TEST(EventQueue, KeepsItsOrderWhenTheInsertionCounterWraps) {
  for (const std::size_t pending : {50, 3000}) {
    Rng rng = stream(8, "twin", pending);
    Twins twins(~std::uint32_t{0} - 5000);
    hold(twins, pending, 20'000, rng, [&] { return rng.below(50); });
  }
}

TEST(EventQueue, RunsTiesInInsertionOrderHoweverMany) {
  EventQueue queue;
  std::vector<int> ran;
  for (int i = 0; i < 20'000; ++i) queue.push(at_ns(77), [&ran, i] { ran.push_back(i); });
  while (!queue.empty()) queue.run_next();
  for (int i = 0; i < 20'000; ++i) ASSERT_EQ(ran[static_cast<std::size_t>(i)], i);
}

TEST(EventQueue, AnActionMayPushWhileItRuns) {
  EventQueue queue;
  int ran = 0;
  queue.push(at_ns(1), [&] {
    const int before = ran;
    for (int i = 0; i < 10'000; ++i) queue.push(at_ns(2), [&ran] { ++ran; });
    EXPECT_EQ(ran, before);  // this closure's captures have not moved
  });
  while (!queue.empty()) queue.run_next();
  EXPECT_EQ(ran, 10'000);
}

// Timers that hardly ever fire: their keys are most of what there is, and are dropped on the way.
TEST(EventQueue, AgreesWithItsTwinWhereMostEventsAreCancelled) {
  Rng rng = stream(8, "twin");
  Twins twins;
  for (int step = 0; step < 40'000; ++step) {
    const std::uint64_t timer = twins.push(twins.now() + 1'000'000 + rng.below(500'000));
    twins.push(twins.now() + rng.below(2'000));
    ASSERT_NO_FATAL_FAILURE(twins.pop()) << "step " << step;
    if (rng.below(50) != 0) twins.cancel(timer);
  }
  twins.pop_all();
}

TEST(EventQueue, ACancelledEventsSlotServesAnotherWhichItsKeyDoesNotRun) {
  for (const std::uint64_t other : {5, 10, 20}) {
    EventQueue queue;
    std::vector<int> ran;
    const EventHandle first = queue.push(at_ns(10), [&ran] { ran.push_back(1); });
    queue.cancel(first);
    const EventHandle second = queue.push(at_ns(other), [&ran] { ran.push_back(2); });
    EXPECT_EQ(second.slot, first.slot);
    queue.cancel(first);  // stale: it does not name the second
    EXPECT_EQ(queue.size(), 1u);
    EXPECT_EQ(queue.next_time(), at_ns(other));
    queue.run_next();
    EXPECT_EQ(ran, (std::vector<int>{2}));
    EXPECT_TRUE(queue.empty());
  }
}

TEST(EventQueue, CancellingARunOrCancelledEventDoesNothing) {
  EventQueue queue;
  int ran = 0;
  EventHandle self;
  self = queue.push(at_ns(1), [&] {
    queue.cancel(self);
    ++ran;
  });
  queue.run_next();
  const EventHandle next = queue.push(at_ns(2), [&] { ++ran; });  // takes the same slot
  EXPECT_EQ(next.slot, self.slot);
  queue.cancel(self);
  queue.cancel(EventHandle{});
  EXPECT_EQ(queue.size(), 1u);
  queue.cancel(next);
  queue.cancel(next);
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(ran, 1);
}

TEST(EventQueue, DestroysEveryClosureOnceWhetherRunCancelledOrCleared) {
  const auto witness = std::make_shared<int>(0);
  {
    EventQueue queue;
    const auto push = [&](std::uint64_t time) {
      return queue.push(at_ns(time), [witness] { ++*witness; });
    };
    const EventHandle cancelled = push(1);
    for (int i = 0; i < 1000; ++i) push(2);
    EXPECT_EQ(witness.use_count(), 1002);
    queue.cancel(cancelled);
    EXPECT_EQ(witness.use_count(), 1001);  // at once, not when its time comes
    queue.run_next();
    EXPECT_EQ(witness.use_count(), 1000);
    queue.clear();
    EXPECT_EQ(witness.use_count(), 1);
    push(3);
  }
  EXPECT_EQ(witness.use_count(), 1);
  EXPECT_EQ(*witness, 1);
}

TEST(EventQueue, AnActionMayClearTheQueueItRunsFrom) {
  EventQueue queue;
  int ran = 0;
  queue.push(at_ns(1), [&] {
    queue.clear();
    queue.push(at_ns(5), [&] { ran += 10; });
    ++ran;
  });
  queue.push(at_ns(2), [&] { ran += 100; });
  while (!queue.empty()) queue.run_next();
  EXPECT_EQ(ran, 11);
}

/// Waits in `list` as long as it is given one.
struct Patient {
  ParkedEvents* const& list;
  std::vector<int>& ran;
  int number;
  std::shared_ptr<int> witness{};

  Unfinished operator()() const {
    if (list == nullptr) ran.push_back(number);
    return {.waits_in = list};
  }
};

/// Runs so many times, a nanosecond after each other.
struct Repeating {
  std::vector<int>& ran;
  int number, left;
  std::int64_t next;
  std::shared_ptr<int> witness{};

  Unfinished operator()() {
    ran.push_back(number);
    return {.again = --left > 0 ? at_ns(next++) : sim::kStart};
  }
};

TEST(EventQueue, AnEventThatWaitsForATimeComesAfterWhatWasPushedForItBefore) {
  EventQueue queue;
  std::vector<int> ran;
  queue.push(at_ns(1), Repeating{ran, 1, 3, 2});
  queue.push(at_ns(2), [&ran] { ran.push_back(2); });
  queue.push(at_ns(2), Repeating{ran, 3, 2, 3});
  while (!queue.empty()) queue.run_next();
  EXPECT_EQ(ran, (std::vector<int>{1, 2, 3, 1, 3, 1}));
}

TEST(EventQueue, AnEventThatWaitsForATimeKeepsItsSlotAndLosesItsHandle) {
  EventQueue queue;
  std::vector<int> ran;
  const auto witness = std::make_shared<int>(0);
  const EventHandle first = queue.push(at_ns(1), Repeating{ran, 1, 2, 2, witness});
  queue.run_next();
  EXPECT_EQ(queue.size(), 1u);
  EXPECT_EQ(witness.use_count(), 2);
  queue.cancel(first);  // it has run
  EXPECT_NE(queue.push(at_ns(9), [] {}).slot, first.slot);
  queue.run_next();
  EXPECT_EQ(ran, (std::vector<int>{1, 1}));
  EXPECT_EQ(witness.use_count(), 1);
  EXPECT_EQ(queue.push(at_ns(9), [] {}).slot, first.slot);
}

TEST(EventQueue, AParkedEventMayGoOnToWaitForATime) {
  EventQueue queue;
  ParkedEvents parked;
  std::vector<int> ran;
  int step = 0;
  queue.push(at_ns(1), [&]() -> Unfinished {
    ran.push_back(++step);
    if (step == 1) return {.waits_in = &parked};
    return {.again = step == 2 ? at_ns(5) : sim::kStart};
  });
  queue.run_next();
  EXPECT_TRUE(queue.empty());
  queue.run_parked(parked, at_ns(1));
  EXPECT_EQ(queue.next_time(), at_ns(5));
  queue.run_next();
  EXPECT_EQ(ran, (std::vector<int>{1, 2, 3}));
  EXPECT_TRUE(queue.empty());
}

TEST(EventQueue, ParkedEventsRunInOrderWhenAskedAndNotByThemselves) {
  EventQueue queue;
  ParkedEvents parked;
  ParkedEvents* list = &parked;
  std::vector<int> ran;
  for (int i = 0; i < 3; ++i) queue.push(at_ns(1), Patient{list, ran, i});
  while (!queue.empty()) queue.run_next();
  EXPECT_EQ(parked.size(), 3u);
  queue.run_parked(parked, at_ns(1));  // they park again
  EXPECT_EQ(parked.size(), 3u);
  EXPECT_TRUE(ran.empty());
  list = nullptr;
  queue.run_parked(parked, at_ns(1));
  EXPECT_EQ(ran, (std::vector<int>{0, 1, 2}));
  EXPECT_TRUE(parked.empty());
}

TEST(EventQueue, AParkedEventIsCancelledByTheHandleItAlwaysHad) {
  EventQueue queue;
  ParkedEvents parked;
  ParkedEvents* list = &parked;
  std::vector<int> ran;
  const auto witness = std::make_shared<int>(0);
  const EventHandle cancelled = queue.push(at_ns(1), Patient{list, ran, 1, witness});
  queue.push(at_ns(1), Patient{list, ran, 2, witness});
  while (!queue.empty()) queue.run_next();
  EXPECT_EQ(witness.use_count(), 3);
  queue.cancel(cancelled);
  EXPECT_EQ(witness.use_count(), 2);  // at once
  queue.cancel(cancelled);
  EXPECT_EQ(queue.size(), 0u);
  EXPECT_EQ(queue.push(at_ns(2), [&ran] { ran.push_back(3); }).slot, cancelled.slot);
  list = nullptr;
  queue.run_parked(parked, at_ns(1));
  EXPECT_EQ(ran, (std::vector<int>{2}));
  EXPECT_EQ(witness.use_count(), 1);
  queue.run_next();
  EXPECT_EQ(ran, (std::vector<int>{2, 3}));
}

TEST(EventQueue, AParkedEventMayCancelThoseAfterIt) {
  EventQueue queue;
  ParkedEvents parked;
  ParkedEvents* list = &parked;
  std::vector<int> ran;
  EventHandle last;
  const auto first = [&]() -> Unfinished {
    if (list == nullptr) queue.cancel(last);
    return {.waits_in = list};
  };
  queue.push(at_ns(1), first);
  last = queue.push(at_ns(1), Patient{list, ran, 1});
  while (!queue.empty()) queue.run_next();
  list = nullptr;
  queue.run_parked(parked, at_ns(1));
  EXPECT_TRUE(ran.empty());
}

TEST(EventQueue, ClearingDestroysParkedEventsAlsoFromInsideOne) {
  EventQueue queue;
  ParkedEvents parked;
  ParkedEvents* list = &parked;
  std::vector<int> ran;
  const auto witness = std::make_shared<int>(0);
  const auto clearing = [&]() -> Unfinished {
    if (list == nullptr) queue.clear();
    return {.waits_in = list};
  };
  queue.push(at_ns(1), clearing);
  queue.push(at_ns(1), Patient{list, ran, 1, witness});
  while (!queue.empty()) queue.run_next();
  queue.push(at_ns(2), [&] {  // runs the parked ones inside itself
    list = nullptr;
    queue.run_parked(parked, at_ns(2));
  });
  queue.run_next();
  EXPECT_TRUE(ran.empty());
  EXPECT_EQ(witness.use_count(), 1);
  std::vector<std::uint32_t> slots;  // each slot was given back once
  for (int i = 0; i < 4; ++i) slots.push_back(queue.push(at_ns(3), [] {}).slot);
  std::sort(slots.begin(), slots.end());
  EXPECT_EQ(std::unique(slots.begin(), slots.end()), slots.end());
}

}  // namespace
}  // namespace sim
