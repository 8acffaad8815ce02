// Whether clients saw causes before effects: causal consistency of a whole history.
#pragma once

#include "models/kv/checkers/operations.h"
#include "models/kv/checkers/verdict.h"

namespace kv::checkers {

/// Causal convergence (CCv) as Bouajjani et al. define it, "On verifying causal consistency" (POPL
/// 2017): there is one order of all puts that agrees with causality, and each get returns, of the
/// puts that are among its causes, the last in that order. A cause of an operation is what its
/// client did or read before, the put that it read, and their causes. Where each value has one put,
/// a history is CCv iff it has none of these patterns (theorem 3 there), which are the rules:
///
///   CyclicCO         an operation is among its own causes: a cycle of them
///   ThinAirRead      a get of what nobody put: the get
///   WriteCOInitRead  a get of nothing, with a put of its key among its causes: the put, the get
///   WriteCORead      a get of what another of its causes replaced: the put, that other, the get
///   CyclicCF         no order agrees: a cycle of causes, and of puts that gets had passed over
///
/// The first four alone make causal consistency (CC). Time plays no part: a stale read may be
/// causal.
///
/// What they leave open is held against nobody. An unknown put is no cause of what its client did
/// next, and replaces nothing; who reads it has its causes. A get of nothing may be that of any
/// delete which none of the get's causes had replaced. Of siblings none may be replaced by a cause
/// of the get, but nothing is said of what stands in the order where: no CyclicCF comes of them. Of
/// several cycles one is shown for each set of operations that hang together.
///
/// O(operations * clients) in time and, for puts, in memory.
Verdict judge_causality(const Operations&);

}  // namespace kv::checkers
