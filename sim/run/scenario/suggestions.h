// "Did you mean": the candidate that a typing mistake could have come from.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace sim {

/// How many letters were inserted, dropped, replaced or swapped with a neighbour (Damerau's
/// distance, optimal string alignment).
std::size_t typing_distance(std::string_view a, std::string_view b);

/// The nearest candidate within 2 (1 for words of up to 3 letters), the first of equals; or "".
std::string_view nearest(std::string_view word, std::span<const std::string> candidates);

/// `; did you mean "read_quorum"?`, else `; known: a, b, c` if they are few, else nothing.
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

}  // namespace sim
