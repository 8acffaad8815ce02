// Words of commands that people copy into a shell.
#pragma once

#include <string>

namespace sim {

/// Quoted if it has to be.
std::string shell_word(const std::string&);

}  // namespace sim
