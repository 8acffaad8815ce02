#include "models/kv/checkers/stale_reads.h"

#include <algorithm>
#include <span>
#include <utility>

#include "models/kv/checkers/answers.h"

namespace kv::checkers {
namespace {

/// The acknowledged puts of one key, by when they began and by when they ended.
class Acknowledged {
 public:
  Acknowledged(const Operations& operations, std::span<const OperationIndex> of_key)
      : operations_(operations) {
    for (const OperationIndex i : of_key) {
      if (!operations[i].is_put() || operations[i].ended == kOpen) continue;
      by_begin_.push_back(i);
      ends_.push_back(operations[i].ended);
    }
    std::sort(ends_.begin(), ends_.end());
    first_to_end_ = by_begin_;
    for (std::size_t i = first_to_end_.size(); i-- > 1;) {
      OperationIndex& before = first_to_end_[i - 1];
      if (operations[first_to_end_[i]].ended < operations[before].ended) before = first_to_end_[i];
    }
  }

  /// Of those that began after `moment` the first that ended.
  OperationIndex first_after(Moment moment) const {
    const auto after =
        std::partition_point(by_begin_.begin(), by_begin_.end(),
                             [&](OperationIndex i) { return operations_[i].begun <= moment; });
    return after == by_begin_.end()
               ? kNone
               : first_to_end_[static_cast<std::size_t>(after - by_begin_.begin())];
  }
  std::uint32_t ended_by(Moment moment) const {
    return static_cast<std::uint32_t>(std::upper_bound(ends_.begin(), ends_.end(), moment) -
                                      ends_.begin());
  }

 private:
  const Operations& operations_;
  std::vector<OperationIndex> by_begin_, first_to_end_;  // the latter: of it and all after it
  std::vector<Moment> ends_;
};

}  // namespace

std::vector<StaleRead> stale_reads(const Operations& operations) {
  std::vector<StaleRead> stale;
  const Writers writers(operations);
  const ByKey keys(operations);
  for (std::size_t key = 0; key < keys.size(); ++key) {
    const Answers answers(operations, writers, keys[key]);
    const Acknowledged puts(operations, keys[key]);
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
