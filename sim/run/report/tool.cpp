#include "sim/run/report/tool.h"

#include <version>

#include "build_info.h"

namespace sim {

std::string_view tool_version() { return build_info::kVersion; }

std::string_view compiler() { return build_info::kCompiler; }

std::string_view build_flags() { return build_info::kFlags; }

std::string_view standard_library() {
#ifdef _LIBCPP_VERSION
  return "libc++";
#else
  return "libstdc++";
#endif
}

std::string git_commit() {
  return std::string(build_info::kCommit) + (build_info::kDirty ? "-dirty" : "");
}

std::string tool_text() {
  return std::string(kToolName) + " " + std::string(tool_version()) + "+" + git_commit();
}

}  // namespace sim
