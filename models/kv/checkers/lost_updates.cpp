#include "models/kv/checkers/lost_updates.h"

#include <algorithm>
#include <span>
#include <vector>

#include "models/kv/checkers/derivation.h"

namespace kv::checkers {
namespace {

OperationIndex last_get(const Operations& operations, std::span<const OperationIndex> of_key) {
  for (std::size_t i = of_key.size(); i-- > 0;)
    if (operations[of_key[i]].is_get()) return of_key[i];
  return kNone;
}

void judge(const Operations& operations, const Writers& writers,
           std::span<const OperationIndex> of_key, Verdict& verdict) {
  const OperationIndex get = last_get(operations, of_key);
  if (get == kNone) return;
  const Derivation derivation(operations, writers, of_key);
  std::vector<OperationIndex> answer;
  derivation.add_answer(get, answer);
  const std::vector<OperationIndex> kept = derivation.closure(answer);
  Moment last_blind_end = 0;
  OperationIndex replacer = kNone;  // of those who had read the one that ended last
  for (const OperationIndex put : kept) {
    const Moment end = operations[put].ended;
    if (derivation.read_by(put) == kNone)
      last_blind_end = std::max(last_blind_end, end);
    else if (replacer == kNone || operations[replacer].ended <= end)
      replacer = put;
  }
  for (const OperationIndex put : of_key) {
    const Operation& it = operations[put];
    if (!it.is_put() || it.deletes || !it.precedes(operations[get])) continue;
    ++verdict.judged;
    if (std::binary_search(kept.begin(), kept.end(), put)) continue;
    if (last_blind_end > it.begun || replacer == kNone || operations[replacer].precedes(it))
      continue;
    verdict.add("a put was replaced by one that had not seen it", {put, replacer, get});
  }
}

}  // namespace

Verdict judge_lost_updates(const Operations& operations) {
  Verdict verdict;
  const Writers writers(operations);
  const ByKey keys(operations);
  for (std::size_t key = 0; key < keys.size(); ++key)
    judge(operations, writers, keys[key], verdict);
  return verdict;
}

}  // namespace kv::checkers
