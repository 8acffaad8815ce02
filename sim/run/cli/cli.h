// The command line: arguments in, exit status out.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>

#include "sim/model/model.h"

namespace sim {

/// What a command's exit status says.
enum ExitStatus : int {
  kDone = 0,
  kViolated = 1,      // an invariant or an expectation
  kWrongUsage = 2,    // or an invalid scenario
  kInconclusive = 3,  // an expectation could not be judged
  kIoError = 4,
  kNothingSelected = 5,
  kInternalError = 70,
  kInterrupted = 130,  // by SIGINT; 143 by SIGTERM
};

/// Where a command reads and writes: results to `out`, everything else to `err`.
struct Console {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false, err_is_terminal = false;
  std::function<std::optional<std::string>(const char* name)> environment;
};

/// Runs the command that the arguments name (without the program's own), and nothing throws.
int run_cli(std::span<const std::string> arguments, std::span<const ModelInfo> models, Console&);

/// The same on the process's own streams. For main().
int run_cli(int argc, char** argv, std::span<const ModelInfo> models);

}  // namespace sim
