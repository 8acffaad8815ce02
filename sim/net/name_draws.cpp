#include "sim/net/name_draws.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace sim {

Names shuffled(Names names, Rng& rng) {
  for (std::size_t i = 0; i + 1 < names.size(); ++i)
    std::swap(names[i], names[i + rng.below(names.size() - i)]);
  return names;
}

Names some_of(const Names& names, std::size_t count, Rng& rng) {
  std::vector<std::size_t> order(names.size());
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = 0; i < count; ++i)
    std::swap(order[i], order[i + rng.below(order.size() - i)]);
  std::sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count));
  Names chosen;
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(names[order[i]]);
  return chosen;
}

Names without(const Names& all, const Names& some) {
  Names rest;
  for (const std::string& name : all)
    if (std::find(some.begin(), some.end(), name) == some.end()) rest.push_back(name);
  return rest;
}

}  // namespace sim
