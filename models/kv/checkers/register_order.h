// Puts the operations of a register in order where no two puts write the same: no search needed.
#pragma once

#include <optional>
#include <span>

#include "models/kv/checkers/linearizability.h"
#include "models/kv/checkers/operations.h"

namespace kv::checkers {

/// Where each value has one put, a put and the gets of its value stand together in every order:
/// once another put has come the value does not return. So such a block is ordered as a whole, and
/// whoever ended before something of it began must come before all of it: a topological sort, as
/// Gibbons and Korach found ("Testing shared memories", SIAM J. Computing 1997, section 4).
///
/// A get of nothing may follow any delete, which is more than they treat. Yet there is always a
/// next step that loses no order, because moving it to the front of any order leaves that one
/// valid:
///
///   1. a get of nothing, where nothing is there: it changes nothing;
///   2. a block that may come next: what stood after it begins with a put, or finds it as it was;
///   3. else only a delete can be next, and of these the one that ended first: it can change places
///      with the one that was, since whatever follows that one in time follows this one, too. An
///      unknown delete ends last of all; it is taken only for a get of nothing.
///
/// If none is there, no order exists. Nothing if two puts wrote the same value.
///
/// Requires what required() returns. O(n log n).
std::optional<Order> order_register(const Operations&, std::span<const OperationIndex> required);

}  // namespace kv::checkers
