#include "models/dynamo/detections.h"

#include <algorithm>

namespace dynamo {

void Detections::crashed(sim::NodeId node) {
  if (node.value >= crash_of_.size()) crash_of_.resize(node.value + 1, kUp);
  crash_of_[node.value] = crashes_.size();
  crashes_.push_back({simulation_.now()});
}

void Detections::restarted(sim::NodeId node) {
  if (node.value < crash_of_.size()) crash_of_[node.value] = kUp;
}

void Detections::suspected(sim::NodeId node, sim::Duration since) {
  if (!is_down(node)) return;
  Crash& crash = crashes_[crash_of_[node.value]];
  const sim::Duration after = simulation_.now() - since - crash.at;
  crash.first = std::min(crash.first, std::max(after, sim::Duration{}));
}

std::uint64_t Detections::noticed() const {
  const auto count = std::count_if(crashes_.begin(), crashes_.end(),
                                   [](const Crash& crash) { return crash.first != kNever; });
  return static_cast<std::uint64_t>(count);
}

sim::Duration Detections::first_mean() const {
  sim::Duration sum{};
  for (const Crash& crash : crashes_) {
    if (crash.first != kNever) sum += crash.first;
  }
  return sum / static_cast<std::int64_t>(noticed());
}

sim::Duration Detections::first_max() const {
  sim::Duration max{};
  for (const Crash& crash : crashes_) {
    if (crash.first != kNever) max = std::max(max, crash.first);
  }
  return max;
}

}  // namespace dynamo
