#include "models/dynamo/hint_store.h"

#include <algorithm>

namespace dynamo {

HintStore::Hint* HintStore::Bundle::find(kv::Key key) {
  if (size_ == 0) return nullptr;
  const std::uint64_t* place = places_.find(key);
  return place && *place > 0 ? &hints_[*place - 1 - trimmed_] : nullptr;
}

HintStore::Hint& HintStore::Bundle::of(kv::Key key, sim::Time now) {
  if (Hint* hint = find(key)) return *hint;
  Hint& hint = hints_.emplace_back();
  hint.key = key;
  hint.since = hint.grown = now;
  ++size_;
  places_.of(key) = trimmed_ + hints_.size();
  return hint;
}

void HintStore::Bundle::erase(kv::Key key) {
  Hint* hint = find(key);
  if (!hint) return;
  *hint = Hint{};
  places_.of(key) = 0;
  if (--size_ == 0) clear();
}

void HintStore::Bundle::trim() {
  while (!hints_.empty() && hints_.front().current.empty()) {
    hints_.pop_front();
    ++trimmed_;
  }
}

void HintStore::Bundle::clear() {
  hints_.clear();
  places_.clear();
  trimmed_ = 0;
  size_ = 0;
}

HintStore::Hint* HintStore::find(sim::NodeId owner, kv::Key key) {
  const auto bundle = bundles_.find(owner);
  return bundle == bundles_.end() ? nullptr : bundle->second.find(key);
}

std::size_t HintStore::size() const {
  std::size_t size = 0;
  for (const auto& [owner, bundle] : bundles_) size += bundle.size();
  return size;
}

bool HintStore::Bundle::has_transfers() const {
  return std::any_of(hints_.begin(), hints_.end(),
                     [](const Hint& hint) { return hint.is_transfer; });
}

std::size_t HintStore::Bundle::older_than(sim::Time time) const {
  const auto older = std::count_if(hints_.begin(), hints_.end(), [&](const Hint& hint) {
    return !hint.current.empty() && hint.grown < time;
  });
  return static_cast<std::size_t>(older);
}

bool HintStore::has_transfers() const {
  return std::any_of(bundles_.begin(), bundles_.end(),
                     [](const auto& entry) { return entry.second.has_transfers(); });
}

void HintStore::synced(kv::Key key, Versions& versions, const Siblings& written) {
  for (auto& entry : bundles_) {
    Hint* hint = entry.second.find(key);
    if (!hint || !(reconcile(versions, hint->current, written) == hint->current)) continue;
    hint->synced = reconcile(versions, hint->synced, written);
  }
}

void HintStore::reopen() {
  for (auto& [owner, bundle] : bundles_) {
    bundle.each([](Hint& hint) {
      hint.synced = hint.current;
      hint.sent = {};
      hint.is_out = false;
      hint.is_buffered = false;
      return true;
    });
  }
}

void HintStore::forget(sim::Keeps keeps, std::vector<kv::Key>& lost) {
  for (auto& entry : bundles_) {
    Bundle& bundle = entry.second;
    bundle.each([&](Hint& hint) {
      const kv::Key key = hint.key;
      if (forget_of(hint, keeps)) lost.push_back(key);
      if (hint.current.empty()) bundle.erase(key);
      return bundle.size() > 0;
    });
  }
}

}  // namespace dynamo
