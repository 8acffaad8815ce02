#include "models/kv/checkers/operations.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "sim/kernel/check.h"

namespace kv::checkers {
namespace {

Outcome outcome(History::Type type) {
  switch (type) {
    case History::Type::kOk:
      return Outcome::kOk;
    case History::Type::kFail:
      return Outcome::kFail;
    case History::Type::kInvoke:
    case History::Type::kInfo:
      break;
  }
  return Outcome::kUnknown;
}

}  // namespace

Operations::Operations(const History& history)
    : clients_(static_cast<std::uint32_t>(history.clients())) {
  SIM_CHECK(history.size() < kNone, "more lines than operations can be numbered");
  std::vector<OperationIndex> open(clients_, kNone);
  for (Moment moment = 1; moment <= history.size(); ++moment) {
    const History::Line& line = history.lines()[moment - 1];
    const ClientId client{static_cast<std::uint32_t>(line.process % clients_)};
    const auto values = history.values(line);
    if (line.type == History::Type::kInvoke) {
      open[client.value] = static_cast<OperationIndex>(operations_.size());
      add({.client = client,
           .key = {line.key},
           .begun = moment,
           .invoked = line.at,
           .action = line.action,
           .deletes = line.deletes},
          values);
    } else if (line.type != History::Type::kInfo) {
      Operation& operation = operations_[open[client.value]];
      operation.ended = moment;
      operation.completed = line.at;
      operation.outcome = outcome(line.type);
      if (operation.action == Action::kPut) continue;
      operation.first_value = values_.size();
      operation.values = line.values;
      values_.insert(values_.end(), values.begin(), values.end());
    }
  }
}

void Operations::add(Operation operation, std::span<const std::uint64_t> values) {
  SIM_CHECK(operation.begun > (operations_.empty() ? 0 : operations_.back().begun),
            "an operation that began before the one before it");
  SIM_CHECK(operation.action == Action::kGet || values.size() == 1, "a put writes one value");
  SIM_CHECK((operation.outcome == Outcome::kUnknown) == (operation.ended == kOpen),
            "an operation has an end iff its outcome is known");
  clients_ = std::max(clients_, operation.client.value + 1);
  operation.first_value = values_.size();
  operation.values = static_cast<std::uint32_t>(values.size());
  operations_.push_back(operation);
  values_.insert(values_.end(), values.begin(), values.end());
}

std::string Operations::text(OperationIndex index) const {
  const Operation& it = operations_[index];
  const auto ids = values(it);
  std::string what = it.action == Action::kGet ? "get" : it.deletes ? "delete" : "put";
  if (it.outcome != Outcome::kOk) what += it.outcome == Outcome::kFail ? " (failed)" : " (unknown)";
  const std::string end =
      it.ended == kOpen ? "" : fmt::format("{}ns", it.completed.time_since_epoch().count());
  return fmt::format("client {} {} k{} = {} [{}ns, {}]", it.client.value, what, it.key.value,
                     ids.empty() ? "nothing" : fmt::format("{}", fmt::join(ids, ",")),
                     it.invoked.time_since_epoch().count(), end);
}

ByKey::ByKey(const Operations& operations) : starts_{0} {
  std::vector<std::pair<std::uint64_t, OperationIndex>> keyed;
  keyed.reserve(operations.size());
  for (OperationIndex i = 0; i < operations.size(); ++i)
    keyed.emplace_back(operations[i].key.value, i);
  std::sort(keyed.begin(), keyed.end());
  order_.reserve(keyed.size());
  for (std::size_t i = 0; i < keyed.size(); ++i) {
    if (i > 0 && keyed[i].first != keyed[i - 1].first) starts_.push_back(i);
    order_.push_back(keyed[i].second);
  }
  if (!keyed.empty()) starts_.push_back(keyed.size());
}

Writers::Writers(const Operations& operations) {
  for (OperationIndex i = 0; i < operations.size(); ++i) {
    const Operation& it = operations[i];
    if (it.is_put() && !it.deletes) entries_.push_back({operations.id(it), i});
  }
  const auto before = [](const Entry& a, const Entry& b) {
    return std::tie(a.id, a.put) < std::tie(b.id, b.put);
  };
  if (!std::is_sorted(entries_.begin(), entries_.end(), before))
    std::sort(entries_.begin(), entries_.end(), before);
}

OperationIndex Writers::of(std::uint64_t id) const {
  const auto at =
      std::lower_bound(entries_.begin(), entries_.end(), id,
                       [](const Entry& entry, std::uint64_t key) { return entry.id < key; });
  return at != entries_.end() && at->id == id ? at->put : kNone;
}

}  // namespace kv::checkers
