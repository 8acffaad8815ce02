// Where replicas lie (4.3), decided wrongly.
#pragma once

#include "models/dynamo/policy.h"

namespace test {

using dynamo::Config;
using dynamo::Placement;
using dynamo::Policy;
using dynamo::Ring;

/// 4.3 without "skip further tokens of a node that is listed".
struct RepeatsNodes : Policy {
  Placement::Lists preference_lists(const Ring& ring, std::span<const sim::Placement>,
                                    const Config& config) const override {
    const std::uint32_t n = config.n;
    Placement::Lists lists{.n = n, .length = n, .nodes = {}};
    const auto tokens = ring.tokens();
    for (std::uint32_t p = 0; p < ring.partitions(); ++p) {
      const std::size_t first = ring.owner({p});
      for (std::uint32_t i = 0; i < n; ++i) {
        lists.nodes.push_back(tokens[(first + i) % tokens.size()].node);
      }
    }
    return lists;
  }
};

/// 4.3 without racks: all replicas may share one.
struct IgnoresRacks : Policy {
  Placement::Lists preference_lists(const Ring& ring, std::span<const sim::Placement> places,
                                    const Config& config) const override {
    return Placement::make_lists(ring, places, dynamo::Spread::kNodes, config.n,
                                 config.list_length(ring.members().size()));
  }
};

}  // namespace test
