// Which acknowledged puts were overwritten by somebody who had not seen them.
#pragma once

#include "models/kv/checkers/operations.h"
#include "models/kv/checkers/verdict.h"

namespace kv::checkers {

/// Two clients read a key, both write what they make of it, and one of the writes is gone: the lost
/// update of Berenson et al., "A critique of ANSI SQL isolation levels" (SIGMOD 1995, P4). Where
/// concurrent writes are kept side by side (Dynamo 4.4) it must not happen.
///
/// Judged by the last get of each key, which stands for all that the clients can still learn. Lost
/// is a put that was acknowledged before that get began, if what the get returned does not build on
/// it (derivation.h) but on another put, not acknowledged when the lost one began, whose client
/// had read the key and written without having seen it. Not lost is what a blind put may
/// have replaced on purpose, nor what is only missing from an answer older than it: that one is
/// stale, and a later get might tell otherwise. Deletes are not updates.
///
/// Findings: the lost put, the put that replaced it, the last get. O(n log n), if few gets of
/// nothing are built on.
Verdict judge_lost_updates(const Operations&);

}  // namespace kv::checkers
