// Whether siblings were siblings: no answer may hold a value beside one that replaced it.
#pragma once

#include "models/kv/checkers/operations.h"
#include "models/kv/checkers/verdict.h"

namespace kv::checkers {

/// A get returns versions none of which descends from another (Dynamo 4.4). A history shows of
/// descent what clients had read before they wrote (derivation.h), through any number of puts; so a
/// get must not return a value and one that builds on it, nor one value twice. That a sibling is
/// missing no history can show by itself: see stale_reads.h and lost_updates.h.
///
/// It holds where a put that was read first replaces what was read. Judges gets of several values.
/// Findings: the replaced put, the put that builds on it, the get; or the put that was returned
/// twice, and the get. A pair of siblings costs what was put between them.
Verdict judge_siblings(const Operations&);

}  // namespace kv::checkers
