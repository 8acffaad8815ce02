// How old an answer is: by when all that it returned had been put.
#pragma once

#include <span>
#include <vector>

#include "models/kv/checkers/operations.h"

namespace kv::checkers {

/// Answers to the gets of one key. "Precedes" as in staleness.h: acknowledged before the other
/// began. So what a get returned is older than a put, all of it, iff the put began after the end of
/// the answer.
class Answers {
 public:
  Answers(const Operations&, const Writers&, std::span<const OperationIndex> of_key);

  /// The latest end of the puts that wrote what the get returned; of a get of nothing, that of the
  /// deletes that began before it ended. 0: what was there before the run. kOpen: nobody knows, or
  /// nobody wrote it; then it is not held against anybody. O(log n).
  Moment end(const Operation& get) const;

 private:
  struct Delete {
    Moment begun = 0, latest_end = 0;  // of it and those that began before
  };
  const Operations& operations_;
  const Writers& writers_;
  std::vector<Delete> deletes_;
};

}  // namespace kv::checkers
