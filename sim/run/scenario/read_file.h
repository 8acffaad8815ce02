// A whole file as text.
#pragma once

#include <optional>
#include <string>

namespace sim {

/// nullopt: it cannot be read (it is not there, it is a folder, ...). "-" is standard input.
std::optional<std::string> read_file(const std::string& path);

}  // namespace sim
