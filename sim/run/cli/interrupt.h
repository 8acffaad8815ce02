// Ctrl-C: the first asks, the second does not.
#pragma once

#include <csignal>

namespace sim {

/// Takes SIGINT and SIGTERM while it lives. The first is kept to be asked for; the second ends the
/// process at once. One at a time.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  int signal() const;  ///< the first one's number; 0: none came

 private:
  struct sigaction old_int_ {
  }, old_term_{};
};

}  // namespace sim
