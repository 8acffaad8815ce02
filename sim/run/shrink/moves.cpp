#include "sim/run/shrink/moves.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "sim/run/shrink/smaller.h"

namespace sim {
namespace {

using std::string_view_literals::operator""sv;
using Kind = JsonValue::Kind;

/// Members that say more than their default would, or that every scenario has.
constexpr std::array kStays = {"phases"sv, "warmup"sv, "measure"sv,  "settle"sv,    "arrival"sv,
                               "keys"sv,   "count"sv,  "clients"sv,  "for"sv,       "seed"sv,
                               "model"sv,  "name"sv,   "topology"sv, "workloads"sv, "operations"sv};

/// The children that may go.
std::vector<std::size_t> candidates_to_drop(const JsonValue& from) {
  std::vector<std::size_t> children;
  for (std::size_t i = 0; i < from.children.size(); ++i) {
    const JsonValue& child = from.children[i];
    if (from.kind == Kind::kList || !is_among(kStays, child.key)) children.push_back(i);
  }
  return children;
}

}  // namespace

void at_each(Descent& descent, const std::function<bool(const JsonValue&)>& takes,
             const std::function<void(const JsonPath&)>& act) {
  for (std::size_t i = 0; !descent.is_over(); ++i) {
    const std::vector<JsonPath> places = places_of(descent.best().root, takes);
    if (i >= places.size()) return;
    act(places[i]);
  }
}

void drop_children(Descent& descent, const JsonPath& path) {
  const auto children = [&] { return candidates_to_drop(at(descent.best().root, path)); };
  for (std::size_t size = children().size(); size > 0; size /= 2) {
    for (std::size_t from = 0;;) {
      const std::vector<std::size_t> all = children();
      std::vector<Candidate> candidates;
      for (std::size_t first = from; first < all.size(); first += size) {
        const auto chunk = std::span(all).subspan(first, std::min(size, all.size() - first));
        candidates.push_back({without(descent.best().root, path, chunk),
                              at(descent.best().root, path).kind == Kind::kObject});
      }
      const auto taken = descent.first_of(std::move(candidates));
      if (!taken) break;
      from += *taken * size;
    }
  }
}

void lower(Descent& descent, const JsonPath& path) {
  for (bool lowered = true; lowered;) {
    std::vector<Candidate> candidates;
    for (JsonValue& value : smaller(at(descent.best().root, path)))
      candidates.push_back({with(descent.best().root, path, std::move(value))});
    lowered = descent.first_of(std::move(candidates)).has_value();
  }
}

}  // namespace sim
