// The acknowledged puts of a key: which of those that began after a moment ended first.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/kv/checkers/operations.h"

namespace kv::checkers {

class Acknowledged {
 public:
  enum class Which : std::uint8_t { kPuts, kDeletes };  // a delete is a put, too
  Acknowledged(const Operations&, std::span<const OperationIndex> of_key, Which);

  /// Of those that began after `moment` the first that ended; kNone: there is none. O(log n).
  OperationIndex first_after(Moment moment) const;
  std::uint32_t ended_by(Moment moment) const;  ///< how many. O(log n)

 private:
  const Operations& operations_;
  std::vector<OperationIndex> by_begin_, first_to_end_;  // the latter: of it and all after it
  std::vector<Moment> ends_;
};

}  // namespace kv::checkers
