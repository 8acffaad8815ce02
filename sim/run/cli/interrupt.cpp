#include "sim/run/cli/interrupt.h"

#include <atomic>
#include <unistd.h>

namespace sim {
namespace {

// A signal handler can reach nothing but a global. Runs on other threads ask for it, too.
std::atomic<int> first_signal = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a handler must not wait");

extern "C" void take_signal(int number) {
  if (first_signal != 0) ::_exit(128 + number);
  first_signal = number;
}

}  // namespace

Interrupts::Interrupts() {
  first_signal = 0;
  struct sigaction action {};
  action.sa_handler = take_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, &old_int_);
  ::sigaction(SIGTERM, &action, &old_term_);
}

Interrupts::~Interrupts() {
  ::sigaction(SIGINT, &old_int_, nullptr);
  ::sigaction(SIGTERM, &old_term_, nullptr);
}

int Interrupts::signal() const { return first_signal; }

}  // namespace sim
