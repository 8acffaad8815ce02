#include "sim/run/scenario/suggestions.h"

#include <vector>

#include <fmt/format.h>

#include "sim/run/nearest.h"

namespace sim {
namespace {
constexpr std::size_t kLongestWord = 64;  // longer ones are no typing mistakes: our choice
constexpr std::size_t kFew = 16;          // as many as fit on a line or two: our choice
}  // namespace

std::string meant_by(std::string_view word, std::span<const std::string> candidates) {
  if (word.size() > kLongestWord) return "";
  const auto found = nearest(word, candidates);
  // A word that shares no letter with the candidate was not it.
  const bool near = !found.empty() && edit_distance(word, found[0]) < found[0].size();
  return near ? found[0] : "";
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
  if (const auto meant = meant_by(word, candidates); !meant.empty())
    return fmt::format("; did you mean \"{}\"?", meant);
  if (candidates.empty() || candidates.size() > kFew) return "";
  return fmt::format("; known: {}", fmt::join(candidates, ", "));
}

}  // namespace sim
