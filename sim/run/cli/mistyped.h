// Mistakes on the command line that CLI11 would refuse in words that do not help.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "sim/run/cli/arguments.h"

namespace sim {

/// An unknown command or option with the nearest known one, or a word too many with what it was
/// probably meant for. nullopt: nothing of the kind.
std::optional<ParsedArguments> mistyped(std::span<const std::string> words,
                                        std::span<const CommandSpec>);

}  // namespace sim
