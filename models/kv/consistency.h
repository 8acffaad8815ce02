// What a scenario may demand of all that its clients saw: consistency models, judged at the end.
#pragma once

#include <cstdint>
#include <vector>

#include "models/kv/history.h"
#include "sim/model/fields.h"
#include "sim/observe/checks.h"

namespace kv {

/// What no protocol invariant says, for the protocol promises less: a scenario that names one of
/// these asks for it, whatever was configured and whatever failed.
enum class Consistency : std::uint8_t {
  kLinearizable,
  kCausal,
  kReadYourWrites,
  kMonotonicReads,
  kMonotonicWrites,
  kWritesFollowReads,
};

/// The member "consistency" of a scenario.
void describe_consistency(std::vector<Consistency>&, sim::Fields&);

/// The checkers (checkers/) over a whole history, each an invariant of the run: "is-linearizable",
/// "is-causal", and the session guarantees as "is-..." by their names. Every put of a run has an id
/// of its own, so no verdict is left open. Costs the history, 40 bytes a line, and up to a
/// microsecond an operation and model at the end (causality: times the clients).
class ConsistencyJudge {
 public:
  ConsistencyJudge(const std::vector<Consistency>&, sim::Checks&);
  void judge(const History&, sim::Time now);

 private:
  struct Asked {
    Consistency model;
    sim::Check* check;
  };
  std::vector<Asked> asked_;
};

}  // namespace kv
