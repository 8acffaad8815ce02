// The part of a benchmark that counts: its CPU time here, its instructions under callgrind.
#pragma once

#include <sys/resource.h>

namespace bench {

/// Where the measured part begins and where it ends. It does nothing: scripts/instructions has
/// callgrind dump its counters before each call.
[[gnu::noinline]] inline void window_edge() { asm volatile("" ::: "memory"); }

/// CPU seconds of the process, in user and in system mode.
inline double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// A stop watch of CPU time; one window a process if it is to be counted in instructions.
class Window {
 public:
  void open() {
    window_edge();
    opened_ = cpu_seconds();
  }
  void close() {
    seconds_ = cpu_seconds() - opened_;
    window_edge();
  }
  double seconds() const { return seconds_; }

 private:
  double opened_ = 0, seconds_ = 0;
};

}  // namespace bench
