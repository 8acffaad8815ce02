// The end of a message about a misspelt word.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sim {

/// The word that was most likely meant, or "".
std::string meant_by(std::string_view word, std::span<const std::string> candidates);

/// `; did you mean "read_quorum"?`, else `; known: a, b, c` if they are few, else nothing.
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

}  // namespace sim
