// What checkers of transactions read: what each one read and wrote, in its own order.
#pragma once

#include <cstdint>
#include <vector>

#include "models/kv/types.h"

namespace kv::checkers {

/// One read or write of a transaction. A write of a list appends to it.
struct Step {
  Key key{};
  Action action{};
  std::vector<std::uint64_t> values;  // a write: the one written; a read: a list, or the one value
                                      // of a register, or nothing
};

/// Ok: it took effect, and its reads are known. Failed: it did not. Unknown: it may have, and what
/// its reads returned is not known.
struct Transaction {
  ClientId client{};
  Outcome outcome = Outcome::kOk;
  std::vector<Step> steps;
};

}  // namespace kv::checkers
