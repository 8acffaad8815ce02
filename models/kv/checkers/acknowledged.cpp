#include "models/kv/checkers/acknowledged.h"

#include <algorithm>

namespace kv::checkers {

Acknowledged::Acknowledged(const Operations& operations, std::span<const OperationIndex> of_key,
                           Which which)
    : operations_(operations) {
  for (const OperationIndex i : of_key) {
    const Operation& it = operations[i];
    if (!it.is_put() || it.ended == kOpen || (which == Which::kDeletes && !it.deletes)) continue;
    by_begin_.push_back(i);
    ends_.push_back(it.ended);
  }
  std::sort(ends_.begin(), ends_.end());
  first_to_end_ = by_begin_;
  for (std::size_t i = first_to_end_.size(); i-- > 1;) {
    OperationIndex& before = first_to_end_[i - 1];
    if (operations[first_to_end_[i]].ended < operations[before].ended) before = first_to_end_[i];
  }
}

OperationIndex Acknowledged::first_after(Moment moment) const {
  const auto after =
      std::partition_point(by_begin_.begin(), by_begin_.end(),
                           [&](OperationIndex i) { return operations_[i].begun <= moment; });
  if (after == by_begin_.end()) return kNone;
  return first_to_end_[static_cast<std::size_t>(after - by_begin_.begin())];
}

std::uint32_t Acknowledged::ended_by(Moment moment) const {
  return static_cast<std::uint32_t>(std::upper_bound(ends_.begin(), ends_.end(), moment) -
                                    ends_.begin());
}

}  // namespace kv::checkers
