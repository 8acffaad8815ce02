// Which deleted values came back.
#pragma once

#include "models/kv/checkers/operations.h"
#include "models/kv/checkers/verdict.h"

namespace kv::checkers {

/// A value is resurrected if it was gone and is there again: its put was acknowledged before a
/// delete began; after the acknowledgement of the delete a get answered without the value, from a
/// state not older than the delete; and a get that began after that one had ended returned it.
/// Without the get between, or where that one was older than the delete, the last is only stale: it
/// shows what was, not what came back.
///
/// Judges values that were read after a delete of theirs. Findings: the put, the delete, the get
/// that saw it gone, the get that saw it again. O(n log n), and a look at each get from the delete
/// to the one that saw it gone.
Verdict judge_resurrections(const Operations&);

}  // namespace kv::checkers
