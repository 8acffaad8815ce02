#include "models/kv/checkers/linearizability.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "models/kv/checkers/register_order.h"
#include "models/kv/checkers/search.h"

namespace kv::checkers {
namespace {

Order order_of(const Operations& operations, std::span<const OperationIndex> of_key,
               std::uint64_t budget) {
  const std::vector<OperationIndex> all = required(operations, of_key);
  if (std::optional<Order> order = order_register(operations, all)) return *std::move(order);
  return search_order(operations, all, Register(operations, all), budget);
}

}  // namespace

Linearizability judge_linearizability(const Operations& operations, std::uint64_t steps_per_key) {
  Linearizability verdict;
  const ByKey keys(operations);
  verdict.keys = keys.size();
  verdict.operations = operations.size();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    Order order = order_of(operations, keys[i], steps_per_key);
    if (order.judgement == Judgement::kHolds) continue;
    if (verdict.judgement != Judgement::kBroken) verdict.judgement = order.judgement;
    verdict.failures.push_back({operations[keys[i][0]].key, std::move(order)});
  }
  return verdict;
}

std::vector<OperationIndex> required(const Operations& operations,
                                     std::span<const OperationIndex> of_key) {
  std::vector<std::uint64_t> read;
  bool reads_nothing = false, has_unknown = false;
  for (const OperationIndex i : of_key) {
    const Operation& it = operations[i];
    has_unknown |= it.is_put() && it.outcome == Outcome::kUnknown;
    if (!it.is_get()) continue;
    reads_nothing |= it.values == 0;
    const auto ids = operations.values(it);
    read.insert(read.end(), ids.begin(), ids.end());
  }
  if (has_unknown) std::sort(read.begin(), read.end());
  std::vector<OperationIndex> needed;
  needed.reserve(of_key.size());
  for (const OperationIndex i : of_key) {
    const Operation& it = operations[i];
    const bool is_optional = it.is_put() && it.outcome == Outcome::kUnknown;
    const auto was_read = [&] {
      return it.deletes ? reads_nothing
                        : std::binary_search(read.begin(), read.end(), operations.id(it));
    };
    if (is_optional ? was_read() : it.outcome == Outcome::kOk) needed.push_back(i);
  }
  return needed;
}

std::string text(const Operations& operations, const Order& order) {
  std::string text;
  for (const OperationIndex i : order.operations) text += operations.text(i) + "\n";
  for (const Misfit& misfit : order.misfits) {
    text +=
        "not next: " + operations.text(misfit.operation) + ": " + std::string(misfit.why) + "\n";
    for (const OperationIndex i : misfit.because) text += "  " + operations.text(i) + "\n";
  }
  return text;
}

}  // namespace kv::checkers
