// Shell completion, written from the commands' own description.
#pragma once

#include <span>
#include <string>

#include "sim/run/cli/arguments.h"

namespace sim {

std::string bash_completion(std::span<const CommandSpec>);
std::string zsh_completion(std::span<const CommandSpec>);
std::string fish_completion(std::span<const CommandSpec>);

}  // namespace sim
