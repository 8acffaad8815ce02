#include "tests/kv/checkers/random_history.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace test {

using kv::checkers::kOpen, kv::checkers::Moment, kv::checkers::Operation,
    kv::checkers::OperationIndex, kv::checkers::Operations;

namespace {

using Ids = std::vector<std::uint64_t>;

class Writer {
 public:
  Writer(const RandomHistory& setup, sim::Rng& rng)
      : setup_(setup), rng_(rng), clients_(setup.clients), held_(setup.keys) {
    for (Ids& ids : held_)
      if (rng_.below(2) == 0) ids = {0};
    written_ = held_;
  }

  Operations write() {
    std::uint32_t begun = 0, busy = 0;
    while (begun < setup_.operations || busy > 0) {
      Client& client = clients_[rng_.below(clients_.size())];
      if (!client.is_busy) {
        if (begun == setup_.operations) continue;
        begin(client);
        ++begun;
        ++busy;
      } else if (!client.has_effect) {
        take_effect(client);
      } else {
        end(client);
        --busy;
      }
    }
    Operations all;
    for (const auto& [operation, ids] : drawn_) all.add(operation, ids);
    return all;
  }

 private:
  struct Client {
    std::size_t operation = 0;
    bool is_busy = false, has_effect = false;
  };

  void begin(Client& client) {
    Operation it;
    it.client = {static_cast<std::uint32_t>(&client - clients_.data())};
    it.key = {rng_.below(setup_.keys)};
    it.begun = now_++;
    it.invoked = sim::kStart + sim::Duration(static_cast<std::int64_t>(it.begun));
    it.action = rng_.below(2) == 0 ? kv::Action::kGet : kv::Action::kPut;
    Ids ids;
    if (it.action == kv::Action::kPut) {
      it.deletes = rng_.chance(setup_.deletes);
      ids = {setup_.same_ids ? 1 + rng_.below(2) : ++puts_};
      if (!it.deletes) written_[it.key.value].push_back(ids[0]);
    }
    client = {drawn_.size(), true, false};
    drawn_.emplace_back(it, std::move(ids));
  }

  void take_effect(Client& client) {
    auto& [it, ids] = drawn_[client.operation];
    Ids& held = held_[it.key.value];
    client.has_effect = true;
    if (it.action == kv::Action::kGet) {
      ids = held;
      const Ids& written = written_[it.key.value];
      if (rng_.chance(setup_.wrong)) {
        ids.clear();
        if (!written.empty() && rng_.below(4) > 0) ids = {written[rng_.below(written.size())]};
      }
      if (rng_.chance(setup_.siblings) && !written.empty()) {
        const std::uint64_t more = written[rng_.below(written.size())];
        if (more != 0 && std::find(ids.begin(), ids.end(), more) == ids.end()) ids.push_back(more);
      }
      return;
    }
    if (rng_.chance(setup_.failed)) {
      it.outcome = kv::Outcome::kFail;
    } else {
      held = it.deletes ? Ids{} : ids;
      it.outcome = kv::Outcome::kOk;
    }
  }

  void end(Client& client) {
    auto& [it, ids] = drawn_[client.operation];
    client.is_busy = false;
    if (rng_.chance(setup_.unknown)) {
      it.outcome = kv::Outcome::kUnknown;  // with effect, or without
      if (it.action == kv::Action::kGet) ids.clear();
      return;
    }
    if (it.action == kv::Action::kGet) it.outcome = kv::Outcome::kOk;
    it.ended = now_++;
    it.completed = sim::kStart + sim::Duration(static_cast<std::int64_t>(it.ended));
  }

  const RandomHistory& setup_;
  sim::Rng& rng_;
  std::vector<Client> clients_;
  std::vector<Ids> held_, written_;  // by key
  std::vector<std::pair<Operation, Ids>> drawn_;
  Moment now_ = 1;
  std::uint64_t puts_ = 0;
};

/// Puts each operation next that nothing left precedes, and goes on with the rest.
struct EveryOrder {
  const Operations& operations;
  std::vector<OperationIndex> left;  // those that must or may be in order

  bool any_from(const Ids& held) {
    if (std::none_of(left.begin(), left.end(),
                     [&](OperationIndex i) { return operations[i].outcome == kv::Outcome::kOk; }))
      return true;
    for (std::size_t n = 0; n < left.size(); ++n) {
      const OperationIndex i = left[n];
      const Operation& it = operations[i];
      if (std::any_of(left.begin(), left.end(),
                      [&](OperationIndex other) { return operations[other].precedes(it); }))
        continue;
      const auto values = operations.values(it);
      const Ids ids(values.begin(), values.end());
      if (it.action == kv::Action::kGet && ids != held) continue;
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(n));
      const bool found = any_from(it.action == kv::Action::kGet ? held : it.deletes ? Ids{} : ids);
      left.insert(left.begin() + static_cast<std::ptrdiff_t>(n), i);
      if (found) return true;
    }
    return false;
  }
};

}  // namespace

Operations random_history(const RandomHistory& setup, sim::Rng& rng) {
  return Writer(setup, rng).write();
}

bool has_order(const Operations& operations) {
  EveryOrder every{operations, {}};
  for (OperationIndex i = 0; i < operations.size(); ++i)
    if (operations[i].is_get() || operations[i].is_put()) every.left.push_back(i);
  return every.any_from({}) || every.any_from({0});
}

}  // namespace test
