#include "models/dynamo/hinting_record.h"

#include <string>

namespace dynamo {

HintingRecord::HintingRecord(sim::Checks& checks, const sim::Simulation& simulation)
    : simulation_(simulation),
      suspected_(checks.add("hints-stand-for-the-suspected",
                            "a node is asked in place of another only while the coordinator "
                            "suspects that one (Dynamo 4.6)")),
      delivered_(checks.add("hints-are-delivered",
                            "a hint is forgotten when its owner has it and not before; none is "
                            "left once owner and keeper have been well for long (Dynamo 4.6)")) {}

void HintingRecord::stands_in(kv::Key key, const Quorum::Replica& replica,
                              const Quorum::Health& health, bool was_silent) {
  if (key.value >= stood_in_.size()) stood_in_.resize(2 * key.value + 1);
  stood_in_[key.value] = true;
  if (was_silent || health.suspects_it(replica.owner)) return suspected_.pass();
  suspected_.fail({simulation_.now(),
                   "node " + std::to_string(health.self.value) + " asks node " +
                       std::to_string(replica.node.value) + " in place of node " +
                       std::to_string(replica.owner.value) + ", which it does not suspect",
                   "k" + std::to_string(key.value)});
}

void HintingRecord::confirmed(kv::Key key, sim::NodeId keeper, sim::NodeId owner, bool owner_has_it,
                              bool forgets) {
  if (forgets == owner_has_it) return delivered_.pass();
  delivered_.fail({simulation_.now(),
                   "node " + std::to_string(keeper.value) +
                       (forgets ? " forgot what node " : " goes on keeping what node ") +
                       std::to_string(owner.value) + (owner_has_it ? " has" : " has not"),
                   "k" + std::to_string(key.value)});
}

void HintingRecord::judge(sim::NodeId keeper, sim::NodeId owner, std::size_t hints, bool moves_on) {
  if (hints > 0 && moves_on) return;  // a long outage's hints may take longer than the run
  if (hints == 0) return delivered_.pass();
  delivered_.fail({simulation_.now(),
                   "node " + std::to_string(keeper.value) + " still keeps " +
                       std::to_string(hints) + " hints for node " + std::to_string(owner.value),
                   {}});
}

}  // namespace dynamo
