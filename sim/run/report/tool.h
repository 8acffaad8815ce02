// What this program is.
#pragma once

#include <string>
#include <string_view>

namespace sim {

inline constexpr std::string_view kToolName = "dynamosim";

/// Goes up whenever equal input may give a different run; part of every run id.
inline constexpr int kModelVersion = 4;

/// Of the run folder's files; columns are only appended within one version.
inline constexpr int kSchemaVersion = 4;

std::string_view tool_version();      // "0.1.0"
std::string_view compiler();          // "GNU 12.2.0"
std::string_view build_flags();       // of this build type
std::string_view standard_library();  // "libstdc++"
std::string git_commit();             // "1a2b3c4d5e6f", "1a2b3c4d5e6f-dirty", or "unknown"

/// "dynamosim 0.1.0+1a2b3c4d5e6f"
std::string tool_text();

}  // namespace sim
