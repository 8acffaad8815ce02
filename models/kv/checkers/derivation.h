// Which puts build on which: as far as the reads of their clients show.
#pragma once

#include <span>
#include <vector>

#include "models/kv/checkers/operations.h"

namespace kv::checkers {

/// A put builds on what its client had read: on the answer of its latest ok get of the key, if the
/// client put nothing of that key in between. It replaces all that stands in that answer, and what
/// those puts build on. Otherwise it is blind: what it was meant to replace no history tells. A get
/// of nothing stands for every delete that began before it ended.
///
/// About the puts of one key. Unknown puts, too, build on something.
class Derivation {
 public:
  Derivation(const Operations&, const Writers&, std::span<const OperationIndex> of_key);

  /// The get that `put` builds on; kNone: it is blind.
  OperationIndex read_by(OperationIndex put) const;
  /// All puts that `puts` build on, and themselves; ascending. O(what is found, and its answers).
  std::vector<OperationIndex> closure(std::span<const OperationIndex> puts) const;
  /// Whether `later` builds on `earlier`. Looks only at what began after that.
  bool builds_on(OperationIndex later, OperationIndex earlier) const;
  /// What an answer stands for.
  void add_answer(OperationIndex get, std::vector<OperationIndex>& puts) const;

 private:
  std::vector<OperationIndex> reach(std::span<const OperationIndex> puts,
                                    OperationIndex oldest) const;
  struct Base {
    OperationIndex put = kNone, get = kNone;
  };
  const Operations& operations_;
  const Writers& writers_;
  std::vector<Base> bases_;  // by put
  std::vector<OperationIndex> deletes_;
};

}  // namespace kv::checkers
