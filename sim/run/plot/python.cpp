#include "sim/run/plot/python.h"

#include <csignal>
#include <cstring>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "sim/run/report/run_folder.h"

extern char** environ;

namespace sim {
namespace {

/// Whoever reads may be gone already; then it has its reasons, and says them.
void write_all(int to, std::string_view text) {
  const auto usual = std::signal(SIGPIPE, SIG_IGN);
  while (!text.empty()) {
    const ssize_t written = ::write(to, text.data(), text.size());
    if (written <= 0) break;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  std::signal(SIGPIPE, usual);
}

}  // namespace

int run_python(const std::string& interpreter, std::string_view script,
               const std::vector<std::string>& words) {
  std::vector<std::string> all{interpreter, "-"};
  all.insert(all.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  for (std::string& word : all) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  int pipe_ends[2];
  if (::pipe(pipe_ends) != 0) throw FileError("no pipe can be made");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[0], STDIN_FILENO);
  posix_spawn_file_actions_addclose(&actions, pipe_ends[0]);
  posix_spawn_file_actions_addclose(&actions, pipe_ends[1]);
  pid_t child = 0;
  const int failed =
      ::posix_spawnp(&child, interpreter.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(pipe_ends[0]);
  if (failed == 0) write_all(pipe_ends[1], script);
  ::close(pipe_ends[1]);
  if (failed != 0)
    throw FileError(
        fmt::format("{}: cannot be run: {}; install python3, or name another by "
                    "DYNAMOSIM_PYTHON",
                    interpreter, std::strerror(failed)));
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace sim
