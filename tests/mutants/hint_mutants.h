// Sloppy quorums and hinted handoff (4.6) and their time slices (6.5), decided wrongly.
#pragma once

#include <chrono>

#include "models/dynamo/policy.h"

namespace test {

using dynamo::Bearer;
using dynamo::Policy;
using dynamo::Siblings;
using dynamo::Versions;

/// 4.6 with stand-ins for nodes that are well.
struct PassesOverTheHealthy : Policy {
  bool passes_over(bool is_suspected) const override { return !is_suspected; }
};

/// 4.6 without "D may delete the object from its local store".
struct NeverForgetsAHint : Policy {
  bool forgets_hint(bool) const override { return false; }
};

/// 4.6, and what was added to a hint while it was under way goes with it.
struct ForgetsWhatTheOwnerLacks : Policy {
  bool forgets_hint(bool) const override { return true; }
};

/// 4.6: a hint is deleted when it is sent, not when its owner confirms it.
struct DeletesHintsUnconfirmed : Policy {
  bool forgets_unconfirmed_hint() const override { return true; }
};

/// 4.6: hints are the process's, and a restart loses them.
struct ForgetsHintsAtRestart : Policy {
  bool keeps_hints_through_restarts() const override { return false; }
};

/// 4.6: of the writes that a node keeps for another, the latest replaces the rest.
struct HintsHoldTheLatest : Policy {
  Siblings keep(Versions& versions, const Siblings& held, const Siblings& incoming,
                Bearer by) const override {
    return by == Bearer::kHint ? incoming : reconcile(versions, held, incoming);
  }
};

/// 4.6: what comes by handoff replaces what its owner has taken since.
struct HandoffOverwrites : Policy {
  Siblings keep(Versions& versions, const Siblings& held, const Siblings& incoming,
                Bearer by) const override {
    return by == Bearer::kHandoff ? incoming : reconcile(versions, held, incoming);
  }
};

/// 6.5 by a controller that starves what runs in the background.
struct StarvesTheBackground : Policy {
  sim::Duration wait_for_slice(sim::Duration due) const override {
    return due + std::chrono::hours(1);
  }
};

}  // namespace test
