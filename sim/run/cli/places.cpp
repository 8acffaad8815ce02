// Where commands write, and how they are typed.
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <unistd.h>

#include <fmt/format.h>

#include "sim/run/cli/commands.h"
#include "sim/run/report/run_folder.h"

namespace sim {

std::filesystem::path out_folder(const Session& session) {
  if (!session.arguments.out.empty()) return session.arguments.out;
  return session.console.environment("DYNAMOSIM_OUT").value_or("results");
}

std::filesystem::path run_folder_meant(const std::string& word) {
  const std::filesystem::path path(word);
  const std::filesystem::path folder = path.filename() == "run.json" ? path.parent_path() : path;
  return (folder.empty() ? std::filesystem::path(".") : folder).lexically_normal();
}

void check_out_folder(const std::filesystem::path& out) {
  std::filesystem::path place = std::filesystem::absolute(out);
  std::error_code ignored;
  while (!std::filesystem::exists(place, ignored) && place.has_relative_path())
    place = place.parent_path();
  std::string reason;
  if (!std::filesystem::is_directory(place, ignored))
    reason = "not a directory";
  else if (::access(place.c_str(), W_OK) != 0)
    reason = std::strerror(errno);
  if (!reason.empty())
    throw FileError(fmt::format("cannot write run folders to {}: {}", out.string(), reason));
}

bool wants_progress(const Session& session) {
  const Arguments& arguments = session.arguments;
  return session.console.err_is_terminal && !arguments.quiet && !arguments.no_progress &&
         session.console.environment("TERM") != "dumb";
}

}  // namespace sim
