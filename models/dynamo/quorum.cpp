#include "models/dynamo/quorum.h"

#include <algorithm>

namespace dynamo {

using sim::NodeId;

void Quorum::ask_strictly(std::span<const NodeId> list, std::uint32_t n) {
  walked_ = std::min<std::size_t>(n, list.size());  // fewer nodes than N: all of them
  for (const NodeId node : list.first(walked_)) replicas_.push_back({node, node});
}

/// Knuth's selection sampling: each of those left is as likely as any other to be among the rest.
void Quorum::ask_some(std::span<const NodeId> list, std::uint32_t n, std::uint32_t count,
                      sim::Rng& rng) {
  walked_ = std::min<std::size_t>(n, list.size());
  for (std::size_t i = 0; i < walked_ && replicas_.size() < count; ++i) {
    const std::size_t wanted = count - replicas_.size();
    if (rng.below(walked_ - i) < wanted) replicas_.push_back({list[i], list[i]});
  }
}

void Quorum::ask_sloppily(std::span<const NodeId> list, std::uint32_t n, const Health& health) {
  walked_ = std::min<std::size_t>(n, list.size());
  const std::span<const NodeId> owners = list.first(walked_);
  for (const NodeId owner : owners) {
    if (!health.passes_over(owner)) replicas_.push_back({owner, owner});
  }
  for (const NodeId owner : owners) {
    if (!health.passes_over(owner)) continue;
    const NodeId node = next_healthy(list, health).value_or(owner);
    replicas_.push_back({node, owner});
  }
}

void Quorum::take_place(NodeId self, NodeId owner) {
  if (was_asked(self)) return;
  for (Replica& replica : replicas_) {
    if (replica.owner == owner) replica.node = self;
  }
}

bool Quorum::was_asked(NodeId node) const {
  return std::any_of(replicas_.begin(), replicas_.end(),
                     [&](const Replica& replica) { return replica.node == node; });
}

std::optional<NodeId> Quorum::next_healthy(std::span<const NodeId> list, const Health& health) {
  while (walked_ < list.size()) {
    const NodeId node = list[walked_++];
    if (!health.passes_over(node) && !was_asked(node)) return node;
  }
  return std::nullopt;
}

std::optional<std::size_t> Quorum::reply(NodeId node, const Policy& policy) {
  for (std::size_t i = 0; i < replicas_.size(); ++i) {
    if (replicas_[i].node != node) continue;
    if (replicas_[i].standing == Standing::kReplied && !policy.counts_again()) continue;
    replicas_[i].standing = Standing::kReplied;
    ++count_;
    return i;
  }
  return std::nullopt;
}

std::uint32_t Quorum::suspect_silent(const Health& health) {
  std::uint32_t suspected = 0;
  for (const Replica& replica : replicas_) {
    if (replica.standing != Standing::kAsked || replica.node == health.self) continue;
    health.suspects.suspect(replica.node, health.now);
    ++suspected;
  }
  return suspected;
}

void Quorum::replace_silent(std::span<const NodeId> list, const Health& health) {
  for (std::size_t i = 0, asked = replicas_.size(); i < asked; ++i) {
    const Replica silent = replicas_[i];
    if (silent.standing != Standing::kAsked || silent.node == health.self) continue;
    const auto next = next_healthy(list, health);
    if (!next) return;
    replicas_[i].standing = Standing::kPassedOver;
    replicas_.push_back({*next, silent.owner});
  }
}

bool Quorum::complete() const {
  return std::none_of(replicas_.begin(), replicas_.end(),
                      [](const Replica& replica) { return replica.standing == Standing::kAsked; });
}

bool Quorum::passed_over(NodeId owner) const {
  return std::any_of(replicas_.begin(), replicas_.end(), [&](const Replica& replica) {
    return replica.owner == owner && replica.standing == Standing::kPassedOver;
  });
}

void Quorum::clear() {
  replicas_.clear();
  count_ = 0;
  walked_ = 0;
}

}  // namespace dynamo
