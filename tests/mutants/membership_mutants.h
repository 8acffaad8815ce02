// Membership, failure detection (4.8) and ring changes (4.9), decided wrongly.
#pragma once

#include "models/dynamo/policy.h"

namespace test {

using dynamo::Bearer;
using dynamo::Policy;
using dynamo::Siblings;
using dynamo::Versions;

/// 4.8 by a detector that is deaf to those who are back.
struct DeafToTheLiving : Policy {
  bool takes_for_alive() const override { return false; }
};

/// 4.8 without the other half of a reconciliation.
struct KeepsItsHistoryToItself : Policy {
  bool answers_gossip() const override { return false; }
};

/// 4.8: of two rings that meet, a node goes on by its own.
struct KeepsTheOlderRing : Policy {
  bool learns_from_gossip() const override { return false; }
};

/// 4.9 without "upon confirmation".
struct DropsBeforeItIsConfirmed : Policy {
  bool keeps_until_confirmed() const override { return false; }
};

/// 4.9: some keys of a range are never handed over.
struct LeavesKeysBehind : Policy {
  bool hands_over(kv::Key key) const override { return key.value % 4 != 0; }
};

/// 4.9: what is handed over replaces what is kept for its receiver already.
struct TransferOverwrites : Policy {
  Siblings keep(Versions& versions, const Siblings& held, const Siblings& incoming,
                Bearer by) const override {
    return by == Bearer::kTransfer ? incoming : reconcile(versions, held, incoming);
  }
};

/// 4.9, and a node takes whatever comes for its own.
struct KeepsStrays : Policy {
  bool passes_on() const override { return false; }
};

}  // namespace test
