#include "sim/run/report/build_info.h"

#include <version>

// Given by CMake for this file alone; the defaults let it compile without.
#ifndef DYNAMOSIM_VERSION
#define DYNAMOSIM_VERSION "unknown"
#endif
#ifndef DYNAMOSIM_GIT_COMMIT
#define DYNAMOSIM_GIT_COMMIT ""
#endif
#ifndef DYNAMOSIM_BUILD_FLAGS
#define DYNAMOSIM_BUILD_FLAGS ""
#endif

namespace sim {

std::string_view tool_version() { return DYNAMOSIM_VERSION; }

std::string_view git_commit() { return DYNAMOSIM_GIT_COMMIT; }

std::string_view build_flags() { return DYNAMOSIM_BUILD_FLAGS; }

std::string compiler() {
#ifdef __clang__
  return "clang++ " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

std::string_view standard_library() {
#ifdef _LIBCPP_VERSION
  return "libc++";
#else
  return "libstdc++";
#endif
}

}  // namespace sim
