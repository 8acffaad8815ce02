// One line of a CSV file: cells by RFC 4180, quotes and all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kv {

/// A quote that is never closed reaches to the end of the line.
std::vector<std::string> csv_cells(std::string_view line);

}  // namespace kv
