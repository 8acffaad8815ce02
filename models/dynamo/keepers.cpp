#include "models/dynamo/keepers.h"

#include <numeric>

namespace dynamo {
namespace {

/// Shows every row and every hint as visit(key, is_hint).
template <class Visit>
void each_kept(Store& store, Visit&& visit) {
  store.rows().each([&](kv::Key key, const Store::Row&) { visit(key, false); });
  for (auto& [owner, bundle] : store.hints().bundles()) {
    bundle.each([&](const HintStore::Hint& hint) {
      visit(hint.key, true);
      return true;
    });
  }
}

}  // namespace

Keepers::Keepers(std::span<Store* const> stores) {
  for (Store* store : stores) {
    each_kept(*store, [&](kv::Key key, bool is_hint) {
      if (key.value + 2 > begin_.size()) begin_.resize(key.value + 2);
      ++begin_[key.value + 1];
      if (!is_hint) return;
      if (key.value >= hinted_.size()) hinted_.resize(key.value + 1);
      hinted_[key.value] = true;
    });
  }
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  nodes_.resize(begin_.empty() ? 0 : begin_.back());
  std::vector<std::size_t> next = begin_;
  for (std::size_t i = 0; i < stores.size(); ++i) {
    const sim::NodeId node{static_cast<std::uint32_t>(i)};
    each_kept(*stores[i], [&](kv::Key key, bool) { nodes_[next[key.value]++] = node; });
  }
}

std::span<const sim::NodeId> Keepers::of(kv::Key key) const {
  if (key.value + 1 >= begin_.size()) return {};
  const std::size_t first = begin_[key.value];
  return std::span(nodes_).subspan(first, begin_[key.value + 1] - first);
}

}  // namespace dynamo
