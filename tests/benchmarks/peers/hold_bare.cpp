// The hold model without a simulator: what hold_model does, by hand, with a 64-byte message an
// event.
//
//   hold_bare PENDING EVENTS
//
// The ladder orders 16-byte events that name slots of a slab; slots and processes lie on huge pages
// and are asked for ahead of their turn. Nothing is checked, cancelled or noted: it is the bound.
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "sim/kernel/pages.h"
#include "tests/benchmarks/peers/draws.h"
#include "tests/benchmarks/peers/ladder.h"
#include "tests/benchmarks/peers/report.h"

namespace {

constexpr std::size_t kWords = 7;                             // of a message's body
constexpr std::size_t kMessageAhead = 16, kProcessAhead = 6;  // turns
constexpr double kUnitNs = 1e6, kLeastDelay = 0.1;

struct alignas(64) Message {
  std::uint32_t to, from;
  std::uint64_t body[kWords];
};
struct alignas(64) Process {
  peers::Rng rng;
  std::uint64_t received;
};

template <class T>
class Array {
 public:
  explicit Array(std::size_t size)
      : pages_(sim::allocate_pages(size * sizeof(T))), items_(reinterpret_cast<T*>(pages_.get())) {
    std::uninitialized_value_construct_n(items_, size);
  }
  T& operator[](std::size_t i) { return items_[i]; }

 private:
  sim::Pages pages_;
  T* items_;
};

class Hold {
 public:
  explicit Hold(std::uint32_t pending)
      : pending_(pending), processes_(pending), messages_(pending + 1) {
    for (std::uint32_t i = 0; i < pending; ++i) {
      processes_[i].rng.state = peers::mix(i + 1);
      send(delay(processes_[i]), i, i, i);
    }
  }
  void run(std::uint64_t events) {
    for (std::uint64_t i = 0; i < events; ++i) step();
  }
  std::uint64_t check() {
    std::uint64_t sum = now_ ^ sum_;
    for (std::uint32_t i = 0; i < pending_; ++i)
      sum = peers::mix(sum ^ (processes_[i].received + i));
    return sum;
  }

 private:
  void step() {
    const peers::Event event = queue_.pop();
    queue_.look_ahead(kMessageAhead, [&](auto slot) { __builtin_prefetch(&messages_[slot], 1); });
    queue_.look_ahead(kProcessAhead,
                      [&](auto slot) { __builtin_prefetch(&processes_[messages_[slot].to], 1); });
    now_ = event.time;
    Message& message = messages_[event.what()];
    const std::uint32_t self = message.to;
    for (const std::uint64_t word : message.body) sum_ += word;
    message.to = free_;
    free_ = event.what();
    Process& process = processes_[self];
    ++process.received;
    const std::uint64_t at = now_ + delay(process);
    send(at, self, process.rng.below(pending_), sum_);
  }
  void send(std::uint64_t at, std::uint32_t from, std::uint32_t to, std::uint64_t value) {
    std::uint32_t slot = used_;
    if (free_ != kNone) {
      slot = free_;
      free_ = messages_[slot].to;
    } else {
      ++used_;
    }
    Message& message = messages_[slot];
    message.to = to;
    message.from = from;
    for (std::size_t i = 0; i < kWords; ++i) message.body[i] = value + i;
    queue_.push(peers::Event::make(at, number_++, slot));
  }
  std::uint64_t delay(Process& process) {
    return static_cast<std::uint64_t>(kUnitNs * (kLeastDelay + delay_.draw(process.rng)));
  }

  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  std::uint32_t pending_, used_ = 0, free_ = kNone;
  std::uint64_t now_ = 0, number_ = 0, sum_ = 0;
  peers::Exponential delay_;
  peers::Ladder queue_;
  Array<Process> processes_;
  Array<Message> messages_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto pending = static_cast<std::uint32_t>(std::strtoul(argv[1], nullptr, 10));
  const std::uint64_t events = std::strtoull(argv[2], nullptr, 10);
  Hold hold(pending);
  hold.run(pending);  // the first round is cheaper than the others
  bench::Window window;
  window.open();
  hold.run(events);
  window.close();
  peers::report_hold(window, events, hold.check());
}
