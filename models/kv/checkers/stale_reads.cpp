#include "models/kv/checkers/stale_reads.h"

#include "models/kv/checkers/acknowledged.h"
#include "models/kv/checkers/answers.h"

namespace kv::checkers {
std::vector<StaleRead> stale_reads(const Operations& operations) {
  std::vector<StaleRead> stale;
  const Writers writers(operations);
  const ByKey keys(operations);
  for (std::size_t key = 0; key < keys.size(); ++key) {
    const Answers answers(operations, writers, keys[key]);
    const Acknowledged puts(operations, keys[key], Acknowledged::Which::kPuts);
    for (const OperationIndex i : keys[key]) {
      const Operation& get = operations[i];
      if (!get.is_get()) continue;
      const Moment end = answers.end(get);
      const OperationIndex put = puts.first_after(end);
      if (put == kNone || !operations[put].precedes(get)) continue;
      const std::uint32_t newest = get.values == 0 || end == 0 ? 0 : puts.ended_by(end);
      stale.push_back(
          {i, put, puts.ended_by(get.begun) - newest, get.invoked - operations[put].completed});
    }
  }
  return stale;
}

Verdict judge_staleness(const Operations& operations, const StalenessBound& bound) {
  Verdict verdict;
  for (const Operation& it : operations.all()) verdict.judged += it.is_get();
  for (const StaleRead& read : stale_reads(operations)) {
    if (read.versions <= bound.versions || read.superseded_for <= bound.superseded_for) continue;
    verdict.add("a read is older than promised", {read.put, read.get});
  }
  return verdict;
}

}  // namespace kv::checkers
