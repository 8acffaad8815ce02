// Names for contents.
#pragma once

#include <string>
#include <string_view>

namespace sim {

std::string sha256_hex(std::string_view content);    // 64 digits
std::string xxh3_128_hex(std::string_view content);  // 32 digits, the canonical byte order

}  // namespace sim
