#include "models/kv/checkers/resurrections.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "models/kv/checkers/acknowledged.h"
#include "models/kv/checkers/answers.h"

namespace kv::checkers {
namespace {

using Read = std::pair<OperationIndex, OperationIndex>;  // a put, and a get of its value

class Judge {
 public:
  Judge(const Operations& operations, const Writers& writers,
        std::span<const OperationIndex> of_key, Verdict& verdict)
      : operations_(operations),
        answers_(operations, writers, of_key),
        deletes_(operations, of_key, Acknowledged::Which::kDeletes),
        verdict_(verdict) {
    for (const OperationIndex i : of_key) {
      if (!operations[i].is_get()) continue;
      gets_.push_back(i);
      for (const std::uint64_t id : operations.values(operations[i]))
        if (const OperationIndex put = writers.of(id); put != kNone) reads_.emplace_back(put, i);
    }
    std::sort(reads_.begin(), reads_.end());
  }

  void judge() {
    for (auto first = reads_.begin(); first != reads_.end();) {
      const auto last = std::find_if(first, reads_.end(),
                                     [&](const Read& read) { return read.first != first->first; });
      judge(first->first, {first, last});
      first = last;
    }
  }

 private:
  void judge(OperationIndex put, std::span<const Read> reads) {
    const OperationIndex by = deletes_.first_after(operations_[put].ended);
    if (by == kNone || !operations_[by].precedes(operations_[reads.back().second])) return;
    ++verdict_.judged;
    const OperationIndex gone = first_without(put, by, reads);
    if (gone == kNone) return;
    const auto again = std::find_if(reads.begin(), reads.end(), [&](const Read& read) {
      return operations_[gone].precedes(operations_[read.second]);
    });
    if (again != reads.end())
      verdict_.add("a deleted value came back", {put, by, gone, again->second});
  }

  /// The first get after the delete that shows its effect.
  OperationIndex first_without(OperationIndex put, OperationIndex by,
                               std::span<const Read> reads) const {
    auto get = std::partition_point(gets_.begin(), gets_.end(), [&](OperationIndex i) {
      return operations_[i].begun < operations_[by].ended;
    });
    for (; get != gets_.end() && *get < reads.back().second; ++get) {
      const bool has = std::binary_search(reads.begin(), reads.end(), Read{put, *get});
      if (!has && answers_.end(operations_[*get]) > operations_[by].begun) return *get;
    }
    return kNone;
  }

  const Operations& operations_;
  const Answers answers_;
  const Acknowledged deletes_;
  std::vector<OperationIndex> gets_;
  std::vector<Read> reads_;  // by put, then by get
  Verdict& verdict_;
};

}  // namespace

Verdict judge_resurrections(const Operations& operations) {
  Verdict verdict;
  const Writers writers(operations);
  const ByKey keys(operations);
  for (std::size_t key = 0; key < keys.size(); ++key)
    Judge(operations, writers, keys[key], verdict).judge();
  return verdict;
}

}  // namespace kv::checkers
