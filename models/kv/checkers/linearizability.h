// Whether each key behaved like one register: every operation at one instant while it was open.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/kv/checkers/operations.h"
#include "models/kv/checkers/verdict.h"

namespace kv::checkers {

/// Herlihy and Wing, "Linearizability" (TOPLAS 1990): the operations can be put in one order in
/// which each that ended before another began comes first, and every get returns what the put
/// before it wrote. Linearizability is local (their theorem 1): a history is linearizable iff each
/// key is by itself.
///
/// Ok operations must be in the order, failed ones must not, an unknown put may or may not. Before
/// the first put a key holds what was there before the run: the value 0 if any get of the key
/// returned that, otherwise nothing. A get of several values fits nowhere: a register has one.

/// Why an operation could not be put next. `because`: by which operations.
struct Misfit {
  OperationIndex operation;
  std::string_view why;  // outlives all
  std::vector<OperationIndex> because;
};

/// One key's operations in such an order; or, if there is none, the longest beginning that was
/// found, and each operation that real time would let come next, with why it may not. Unknown puts
/// that nobody read are left out.
struct Order {
  Judgement judgement = Judgement::kHolds;
  std::vector<OperationIndex> operations;
  std::vector<Misfit> misfits;
};

struct Linearizability {
  Judgement judgement = Judgement::kHolds;  // broken if any key is, else undecided if any is
  std::uint64_t keys = 0, operations = 0;   // judged
  struct OfKey {
    Key key;
    Order order;
  };
  std::vector<OfKey> failures;  // keys that are broken, or undecided; ascending
};

/// Exact in O(n log n) for a key whose puts have different ids, as all of a run have
/// (register_order.h). For another it searches, `steps_per_key` at most (search.h).
Linearizability judge_linearizability(const Operations&, std::uint64_t steps_per_key = 10'000'000);

/// What the operations of one key require: without those that failed, gets without an answer, and
/// unknown puts of what no get returned.
std::vector<OperationIndex> required(const Operations&, std::span<const OperationIndex> of_key);

/// The order so far, an operation a line, then each misfit with its reasons.
std::string text(const Operations&, const Order&);

}  // namespace kv::checkers
