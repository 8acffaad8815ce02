#include "models/kv/checkers/answers.h"

#include <algorithm>

namespace kv::checkers {

Answers::Answers(const Operations& operations, const Writers& writers,
                 std::span<const OperationIndex> of_key)
    : operations_(operations), writers_(writers) {
  for (const OperationIndex i : of_key) {
    const Operation& it = operations[i];
    if (!it.is_put() || !it.deletes) continue;
    const Moment latest = deletes_.empty() ? 0 : deletes_.back().latest_end;
    deletes_.push_back({it.begun, std::max(latest, it.ended)});
  }
}

Moment Answers::end(const Operation& get) const {
  if (get.values == 0) {
    const auto after = std::partition_point(deletes_.begin(), deletes_.end(),
                                            [&](const Delete& it) { return it.begun < get.ended; });
    return after == deletes_.begin() ? 0 : (after - 1)->latest_end;
  }
  Moment latest = 0;
  for (const std::uint64_t id : operations_.values(get)) {
    if (id == 0) continue;
    const OperationIndex put = writers_.of(id);
    latest = std::max(latest, put == kNone ? kOpen : operations_[put].ended);
  }
  return latest;
}

}  // namespace kv::checkers
