// Quorums (4.5) and what is sent back to replicas (5), decided wrongly.
#pragma once

#include "models/dynamo/policy.h"

namespace test {

using dynamo::Bearer;
using dynamo::Config;
using dynamo::Policy;
using dynamo::Siblings;
using dynamo::Versions;

/// 4.5 with acknowledgements from memory, whatever `sync` says.
struct AcknowledgesFromMemory : Policy {
  bool acknowledges_from_disk(const Config&) const override { return false; }
};

/// 4.5 with quorums one short of R and W.
struct OneShort : Policy {
  bool is_enough(std::uint32_t replies, std::uint32_t wanted) const override {
    return replies + 1 >= wanted;
  }
};

/// 4.5: a reply that the network delivered twice counts for two replicas.
struct CountsAReplyTwice : Policy {
  bool counts_again() const override { return true; }
};

/// 4.5: when time is up, whoever has replied is enough.
struct AnswersWhenLate : Policy {
  bool is_enough_when_late(std::uint32_t) const override { return true; }
};

/// 4.4: of two replies the first one counts, not what is newest of both.
struct AnswersTheFirstReply : Policy {
  Siblings merge_replies(Versions&, const Siblings& first, const Siblings& second) const override {
    return first.empty() ? second : first;
  }
};

/// 5: what a get found replaces what the replica has, whatever came to it meanwhile.
struct RepairOverwrites : Policy {
  Siblings keep(Versions& versions, const Siblings& held, const Siblings& incoming,
                Bearer by) const override {
    return by == Bearer::kRepair ? incoming : reconcile(versions, held, incoming);
  }
};

}  // namespace test
