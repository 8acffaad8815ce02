// Anti-entropy with hash trees (4.7), decided wrongly.
#pragma once

#include "models/dynamo/policy.h"

namespace test {

using dynamo::Bearer;
using dynamo::Policy;
using dynamo::Siblings;
using dynamo::Versions;

/// 4.7 with trees that forget some updates.
struct ForgetsUpdates : Policy {
  bool tree_follows(kv::Key key) const override { return key.value % 16 != 0; }
};

/// 4.7: a tree tells which keys there are, and not in which versions.
struct HashesKeysAlone : Policy {
  std::uint64_t tree_hash(kv::Key key, const Siblings& now) const override {
    return now.empty() ? 0 : (key.value + 1) * 0x9E3779B97F4A7C15;
  }
};

/// 4.7: trees still tell of what a crash has lost.
struct TreesOutliveTheData : Policy {
  bool rebuilds_trees_after_a_loss() const override { return false; }
};

/// 4.7, and leaves of an odd number are never exchanged.
struct SkipsLeaves : Policy {
  bool descends_into(std::uint32_t node, bool differs) const override {
    return differs && (node < 8 || node % 2 == 0);
  }
};

/// 4.7: what an exchange brings replaces what the replica has taken since.
struct ExchangeOverwrites : Policy {
  Siblings keep(Versions& versions, const Siblings& held, const Siblings& incoming,
                Bearer by) const override {
    return by == Bearer::kAntiEntropy ? incoming : reconcile(versions, held, incoming);
  }
};

}  // namespace test
