// The scenarios of the project's scenarios/ folder, built into the program.
#pragma once

#include <span>
#include <string_view>

namespace sim {

struct Example {
  std::string_view name;     // "quickstart", "faults/crash"
  std::string_view content;  // the file
};

/// Sorted by name. cmake/embed_examples.cmake writes the function.
std::span<const Example> examples();

}  // namespace sim
