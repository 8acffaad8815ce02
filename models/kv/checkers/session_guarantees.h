// The four session guarantees over a whole history: the offline twin of sessions.h.
#pragma once

#include <array>

#include "models/kv/checkers/operations.h"
#include "models/kv/checkers/verdict.h"
#include "models/kv/sessions.h"

namespace kv::checkers {

/// By Guarantee; each judges every ok get. The definitions are those of sessions.h, without its
/// omission: writes follow reads knows of every value that a writer had read of the key, not of the
/// youngest alone. A value counts as read when its get ended.
///
/// Findings, at most one a get, in which the broken get is last:
///
///   read your writes     the client's put that is younger than all it returned
///   monotonic reads      a put that is younger than all it returned, the client's get of it
///   monotonic writes     the earlier put of a client, its later one
///   writes follow reads  a put, a get of it by another client, that client's put
///
/// O(n log n), for answers of few siblings.
using SessionVerdicts = std::array<Verdict, kGuarantees>;
SessionVerdicts judge_sessions(const Operations&);

}  // namespace kv::checkers
