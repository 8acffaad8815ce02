// Who keeps what, in the end: for judges that go from keys to nodes.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/dynamo/store.h"

namespace dynamo {

/// By key, the nodes that have a row or a hint of it. Costs 4 bytes a row, and 8 a key.
class Keepers {
 public:
  explicit Keepers(std::span<Store* const> stores);  // by NodeId

  std::span<const sim::NodeId> of(kv::Key) const;  ///< ascending; some may be there twice
  bool is_hinted(kv::Key key) const { return key.value < hinted_.size() && hinted_[key.value]; }

 private:
  std::vector<std::size_t> begin_;  // by key, in the nodes; one more for the end
  std::vector<sim::NodeId> nodes_;
  std::vector<bool> hinted_;  // by key, as long as the highest needs
};

}  // namespace dynamo
