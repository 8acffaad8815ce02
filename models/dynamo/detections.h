// How long crashes stay unnoticed, Dynamo 4.8. For reports alone.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/kernel/ids.h"
#include "sim/kernel/simulation.h"
#include "sim/kernel/time.h"

namespace dynamo {

/// Every crash of a node, and when another node first took the crashed one for failed while it was
/// down. A suspicion that began before the crash and goes on does not count; one that is renewed
/// does.
class Detections {
 public:
  explicit Detections(const sim::Simulation& simulation) : simulation_(simulation) {}

  void crashed(sim::NodeId);
  void restarted(sim::NodeId);
  bool is_down(sim::NodeId node) const {
    return node.value < crash_of_.size() && crash_of_[node.value] != kUp;
  }
  /// Another node takes it for failed, since so long. No effect while it is up.
  void suspected(sim::NodeId, sim::Duration since = {});

  std::uint64_t crashes() const { return crashes_.size(); }
  std::uint64_t noticed() const;
  sim::Duration first_mean() const;  ///< requires that one was noticed
  sim::Duration first_max() const;

 private:
  struct Crash {
    sim::Time at;
    sim::Duration first = kNever;  // from the crash to the first suspicion
  };
  static constexpr sim::Duration kNever = sim::Duration::max();
  static constexpr std::size_t kUp = ~std::size_t{0};

  const sim::Simulation& simulation_;
  std::vector<Crash> crashes_;
  std::vector<std::size_t> crash_of_;  // by NodeId: of those that are down
};

}  // namespace dynamo
