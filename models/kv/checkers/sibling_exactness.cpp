#include "models/kv/checkers/sibling_exactness.h"

#include <algorithm>
#include <vector>

#include "models/kv/checkers/derivation.h"

namespace kv::checkers {
namespace {

void judge(const Derivation& derivation, OperationIndex get, Verdict& verdict) {
  std::vector<OperationIndex> puts;
  derivation.add_answer(get, puts);
  std::sort(puts.begin(), puts.end());
  if (const auto twice = std::adjacent_find(puts.begin(), puts.end()); twice != puts.end())
    return verdict.add("a value is there twice", {*twice, get});
  for (std::size_t later = 1; later < puts.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      if (!derivation.builds_on(puts[later], puts[earlier])) continue;
      return verdict.add("a value is beside one that replaced it",
                         {puts[earlier], puts[later], get});
    }
  }
}

}  // namespace

Verdict judge_siblings(const Operations& operations) {
  Verdict verdict;
  const Writers writers(operations);
  const ByKey keys(operations);
  for (std::size_t key = 0; key < keys.size(); ++key) {
    const Derivation derivation(operations, writers, keys[key]);
    for (const OperationIndex get : keys[key]) {
      if (!operations[get].is_get() || operations[get].values < 2) continue;
      ++verdict.judged;
      judge(derivation, get, verdict);
    }
  }
  return verdict;
}

}  // namespace kv::checkers
