#include "sim/run/report/host.h"

#include <ctime>
#include <fstream>
#include <sys/resource.h>
#include <sys/utsname.h>

namespace sim {
namespace {

std::string cpu_model() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("model name", 0) != 0) continue;
    const std::size_t value = line.find(": ");
    return value == std::string::npos ? "" : line.substr(value + 2);
  }
  return "";
}

}  // namespace

std::uint64_t Stopwatch::microseconds() const {
  const auto elapsed = std::chrono::steady_clock::now() - start_;
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(elapsed).count());
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm fields{};
  gmtime_r(&now, &fields);
  char text[sizeof "2026-11-22T13:00:00Z"];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &fields);
  return text;
}

HostInfo this_host() {
  HostInfo host;
  utsname names{};
  if (uname(&names) == 0)
    host.os = std::string(names.sysname) + " " + names.release + " " + names.machine;
  host.cpu = cpu_model();
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) == 0)
    host.max_rss_bytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  return host;
}

}  // namespace sim
