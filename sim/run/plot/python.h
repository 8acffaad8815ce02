// Another program's work: Python's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// Runs a script with these words as its arguments; what it prints goes where this program's output
/// goes. Returns its exit status. Throws FileError if there is no such interpreter.
int run_python(const std::string& interpreter, std::string_view script,
               const std::vector<std::string>& words);

}  // namespace sim
