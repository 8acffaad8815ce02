// "did you mean": the names closest to a misspelt one.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// Insertions, deletions, changes and swaps of neighbours that turn one word into the other.
std::size_t edit_distance(std::string_view, std::string_view);

/// The names at the least distance from `word`, at most a third of its length plus one, in the
/// order given. Empty: nothing is close.
std::vector<std::string> nearest(std::string_view word, std::span<const std::string> names);

/// "; did you mean \"a\" or \"b\"?", or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string> names);

}  // namespace sim
