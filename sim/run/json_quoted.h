// Text as a JSON string.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sim {

/// Quoted and escaped; bytes beyond ASCII are passed on as they are.
std::string json_quoted(std::string_view);

/// The same of each, in brackets.
std::string json_list(std::span<const std::string>);

}  // namespace sim
