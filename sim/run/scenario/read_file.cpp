#include "sim/run/scenario/read_file.h"

#include <fstream>
#include <iostream>
#include <iterator>

namespace sim {

std::optional<std::string> read_file(const std::string& path) {
  using Characters = std::istreambuf_iterator<char>;
  if (path == "-") return std::string(Characters(std::cin), Characters());
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  file.peek();  // a folder opens, but does not read
  if (file.bad()) return std::nullopt;
  file.clear();
  return std::string(Characters(file), Characters());
}

}  // namespace sim
