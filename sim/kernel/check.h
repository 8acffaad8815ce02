// SIM_CHECK: a condition whose failure is a bug in the program, never in its input. Always on.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace sim {

/// Thrown by SIM_CHECK; sim/run adds time, event and seed, and exits with status 70.
struct InternalError : std::logic_error {
  using logic_error::logic_error;
};

[[noreturn]] void fail_check(std::string_view condition, std::string_view message,
                             std::string_view file, int line);

}  // namespace sim

/// SIM_CHECK(condition, "what a reader needs to know"); the message is built only on failure.
#define SIM_CHECK(condition, message)                               \
  do {                                                              \
    if (!(condition)) [[unlikely]]                                  \
      ::sim::fail_check(#condition, (message), __FILE__, __LINE__); \
  } while (false)
