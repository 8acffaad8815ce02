#include "sim/run/scenario/suggestions.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace sim {
namespace {
constexpr std::size_t kLongestWord = 64;  // longer ones are no typing mistakes: our choice
constexpr std::size_t kFew = 16;          // as many as fit on a line or two: our choice
}  // namespace

std::size_t typing_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_back(b.size() + 1), back(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    two_back.swap(back);
    back.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = back[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({back[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_back[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::string_view nearest(std::string_view word, std::span<const std::string> candidates) {
  if (word.size() > kLongestWord) return {};
  std::size_t best = word.size() <= 3 ? 2 : 3;
  std::string_view found;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongestWord) continue;
    const std::size_t distance = typing_distance(word, candidate);
    if (distance < best && distance < candidate.size()) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
  const auto found = nearest(word, candidates);
  if (!found.empty()) return fmt::format("; did you mean \"{}\"?", found);
  if (candidates.empty() || candidates.size() > kFew) return "";
  return fmt::format("; known: {}", fmt::join(candidates, ", "));
}

}  // namespace sim
