#include "sim/run/nearest.h"

#include <algorithm>

namespace sim {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({changed, last[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::vector<std::string> nearest(std::string_view word, std::span<const std::string> names) {
  std::size_t best = word.size() / 3 + 1;
  std::vector<std::string> found;
  for (const std::string& name : names) {
    const std::size_t distance = edit_distance(word, name);
    if (distance > best || distance >= name.size()) continue;
    if (distance < best) found.clear();
    best = distance;
    found.push_back(name);
  }
  return found;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> names) {
  std::string text;
  for (const std::string& name : nearest(word, names))
    text += (text.empty() ? "; did you mean \"" : " or \"") + name + '"';
  return text.empty() ? text : text + '?';
}

}  // namespace sim
