#include "models/dynamo/swim.h"

#include <algorithm>
#include <bit>

#include "sim/kernel/check.h"

namespace dynamo {

using sim::NodeId;

namespace {

void shuffle(std::vector<NodeId>& nodes, sim::Rng& rng) {
  for (std::size_t i = nodes.size(); i > 1; --i) std::swap(nodes[i - 1], nodes[rng.below(i)]);
}

/// Of two tales of one member the later incarnation is right; of one incarnation, the worse.
bool overrides(const SwimUpdate& news, const SwimUpdate& belief) {
  if (news.incarnation != belief.incarnation) return news.incarnation > belief.incarnation;
  return news.standing > belief.standing;
}

}  // namespace

void Swim::set_members(std::span<const NodeId> members) {
  others_.assign(members.begin(), members.end());
  std::erase(others_, self_);
  round_.clear();
}

std::uint32_t Swim::log_size() const {
  return static_cast<std::uint32_t>(std::bit_width(others_.size()));
}

NodeId Swim::next_target(sim::Rng& rng) {
  SIM_CHECK(!others_.empty(), "nobody is there to be probed");
  if (settings_.targets == Targets::kRandom) return others_[rng.below(others_.size())];
  if (round_.empty()) {
    round_ = others_;
    shuffle(round_, rng);
  }
  const NodeId target = round_.back();
  round_.pop_back();
  return target;
}

std::vector<NodeId> Swim::proxies(sim::Rng& rng, NodeId target, std::uint32_t count) const {
  std::vector<NodeId> chosen = others_;
  std::erase(chosen, target);
  shuffle(chosen, rng);
  chosen.resize(std::min<std::size_t>(chosen.size(), count));
  return chosen;
}

bool Swim::probe_failed(NodeId target, sim::Time now) {
  const SwimUpdate known = belief(target).update;
  if (known.standing != Standing::kAlive) return false;
  believe({target, known.incarnation, Standing::kSuspected}, now);
  return true;
}

void Swim::fail_suspects(sim::Time before) {
  for (std::size_t i = 0; i < beliefs_.size(); ++i) {
    const Belief& it = beliefs_[i];
    if (it.update.standing != Standing::kSuspected || it.since > before) continue;
    believe({it.update.node, it.update.incarnation, Standing::kFailed}, before);
  }
}

void Swim::heard(const SwimUpdate& update, sim::Time now) {
  if (update.node == self_) return refute(update);
  if (overrides(update, belief(update.node).update)) believe(update, now);
}

/// Only the member itself grows its incarnation. A process that was restarted begins with none and
/// learns of the last one it had from those who take it for failed.
void Swim::refute(const SwimUpdate& update) {
  if (update.standing == Standing::kAlive) {
    incarnation_ = std::max(incarnation_, update.incarnation);
    return;
  }
  incarnation_ = std::max(incarnation_, update.incarnation + 1);
  tell({self_, incarnation_, Standing::kAlive});
}

Swim::Belief& Swim::belief(NodeId node) {
  while (beliefs_.size() <= node.value) {
    beliefs_.push_back({{NodeId{static_cast<std::uint32_t>(beliefs_.size())}}});
  }
  return beliefs_[node.value];
}

void Swim::believe(const SwimUpdate& update, sim::Time now) {
  belief(update.node) = {update, now};
  tell(update);
}

/// The newest tale of a member replaces those before it.
void Swim::tell(const SwimUpdate& update) {
  std::erase_if(news_, [&](const News& it) { return it.update.node == update.node; });
  news_.insert(news_.begin(), News{update});
}

SwimUpdates Swim::updates_for(NodeId receiver) {
  SwimUpdates updates;
  if (standing(receiver) != Standing::kAlive) updates.add(belief(receiver).update);
  for (News& it : news_) {
    if (it.update.node == receiver) continue;
    if (!updates.add(it.update)) break;
    ++it.told;
  }
  const std::uint32_t enough = settings_.transmissions * log_size();
  std::erase_if(news_, [&](const News& it) { return it.told >= enough; });
  std::stable_sort(news_.begin(), news_.end(),
                   [](const News& a, const News& b) { return a.told < b.told; });
  return updates;
}

}  // namespace dynamo
