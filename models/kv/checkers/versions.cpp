#include "models/kv/checkers/versions.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "sim/kernel/check.h"

namespace kv::checkers {
namespace {

std::pair<Key, std::uint64_t> version(const Write& write) { return {write.key, write.value}; }

}  // namespace

Versions::Versions(std::span<const Transaction> transactions, Datatype datatype)
    : transactions_(transactions), datatype_(datatype) {
  for (Node node = 0; node < transactions.size(); ++node) {
    add_writes(node);
    took_effect_.push_back(transactions[node].outcome == Outcome::kOk);
  }
  std::sort(writes_.begin(), writes_.end(),
            [](const Write& a, const Write& b) { return version(a) < version(b); });
  const auto same = [](const Write& a, const Write& b) { return version(a) == version(b); };
  SIM_CHECK(std::adjacent_find(writes_.begin(), writes_.end(), same) == writes_.end(),
            "two writes of a key write the same value");
  for (Node node = 0; node < transactions.size(); ++node)
    if (transactions[node].outcome == Outcome::kOk) add_reads(node);
  std::sort(reads_.begin(), reads_.end(), [](const ExternalRead& a, const ExternalRead& b) {
    return std::tie(a.key, a.by) < std::tie(b.key, b.by);
  });
}

void Versions::add_writes(Node node) {
  const auto& steps = transactions_[node].steps;
  for (auto step = steps.begin(); step != steps.end(); ++step) {
    if (step->action != Action::kPut) continue;
    SIM_CHECK(step->values.size() == 1 && step->values[0] != 0, "a write has one value, not 0");
    const bool is_last = std::none_of(step + 1, steps.end(), [&](const Step& later) {
      return later.action == Action::kPut && later.key == step->key;
    });
    writes_.push_back({step->key, step->values[0], node, is_last});
  }
}

const Write* Versions::find(Key key, std::uint64_t value) const {
  const auto at = std::lower_bound(
      writes_.begin(), writes_.end(), std::pair(key, value),
      [](const Write& write, const auto& wanted) { return version(write) < wanted; });
  return at != writes_.end() && version(*at) == std::pair(key, value) ? &*at : nullptr;
}

/// What the transaction itself knows of each key decides what it must read.
void Versions::add_reads(Node node) {
  struct Known {
    Key key{};
    std::vector<std::uint64_t> values;
    bool whole = false;  // all of it; otherwise the end of a list
  };
  std::vector<Known> known;
  for (const Step& step : transactions_[node].steps) {
    auto it = std::find_if(known.begin(), known.end(),
                           [&](const Known& each) { return each.key == step.key; });
    const bool is_first = it == known.end();
    if (is_first) it = known.insert(known.end(), {step.key, {}, false});
    if (step.action == Action::kPut) {
      if (datatype_ == Datatype::kRegister) *it = {step.key, {}, true};
      it->values.push_back(step.values[0]);
      continue;
    }
    judge_read(node, step);
    if (is_first) reads_.push_back({step.key, node, step.values});
    const bool fits = it->values.size() <= step.values.size() &&
                      std::equal(it->values.rbegin(), it->values.rend(), step.values.rbegin()) &&
                      (!it->whole || it->values.size() == step.values.size());
    if (!fits) add("internal", {node});
    *it = {step.key, step.values, true};
  }
}

void Versions::judge_read(Node node, const Step& read) {
  for (const std::uint64_t value : read.values) {
    const Write* write = find(read.key, value);
    if (!write) {
      add("a value that nobody wrote", {node});
      continue;
    }
    if (transactions_[write->by].outcome == Outcome::kFail) add("G1a", {node, write->by});
    took_effect_[write->by] = true;
  }
  if (!read.values.empty()) {
    const Write* newest = find(read.key, read.values.back());
    if (newest && !newest->is_last && newest->by != node) add("G1b", {node, newest->by});
  }
  std::vector<std::uint64_t> values = read.values;
  std::sort(values.begin(), values.end());
  if (std::adjacent_find(values.begin(), values.end()) != values.end())
    add("a value is there twice", {node});
}

}  // namespace kv::checkers
