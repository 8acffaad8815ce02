#include "models/dynamo/membership.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace dynamo {
namespace {

using sim::NodeId;

// Our choice: per change a time, a node and its kind; per token a position (MD5 has 16 bytes).
constexpr std::uint32_t kChangeBytes = 16, kTokenBytes = 16;

template <class Id>
void add_new(std::vector<Id>& ids, Id id) {
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
}

}  // namespace

View::View(Views& views, const NumberSet& known)
    : views_(views),
      known_(known),
      changes_(known.size()),
      members_(views.members_after(known)),
      contacts_(members_),
      placement_([this] { return views_.make_placement(history()); }),
      ranges_(placement_) {
  for (const NodeId seed : views.setup_.seeds) contacts_.add(seed.value);
  contact_count_ = contacts_.size();
}

std::span<const Change> View::history() const {
  if (history_.size() < changes_) {
    known_.each([&](std::uint32_t number) { history_.push_back(views_.changes_[number]); });
    std::sort(history_.begin(), history_.end());
  }
  return history_;
}

bool View::knows(const Change& change) const {
  const auto number = views_.numbers_.find(change);
  return number != views_.numbers_.end() && known_.has(number->second);
}

std::uint32_t View::bytes() const {
  if (bytes_ == 0) {
    known_.each([&](std::uint32_t number) { bytes_ += bytes_of(views_.changes_[number]); });
  }
  return bytes_;
}

std::uint32_t View::bytes_of(const Change& change) const {
  const Partitioning& how = views_.setup_.config.partitioning;
  if (how.strategy != Strategy::kEqualParts) {
    const std::uint32_t own = how.tokens_per_node * views_.weights_[change.node.value];
    return kChangeBytes + kTokenBytes * (has(change.node) ? own : 0);
  }
  const auto tokens = ring().tokens();
  const auto own = std::count_if(tokens.begin(), tokens.end(),
                                 [&](const Token& token) { return token.node == change.node; });
  return kChangeBytes + kTokenBytes * static_cast<std::uint32_t>(own);
}

Views::Views(Setup setup, std::vector<NodeId> founders, sim::Checks& checks)
    : setup_(setup),
      founders_(std::move(founders)),
      distinct_(checks.add(
          "preference-lists-hold-n-distinct-nodes",
          "the first N of a preference list are distinct physical nodes, on distinct racks and "
          "sites where there are enough (Dynamo 4.3)")) {
  for (const sim::Placement& place : setup_.places) {
    weights_.push_back(setup_.config.weight_of(place.name));
  }
  NumberSet known;
  if (setup_.config.membership.bootstrap == Bootstrap::kSeeds) {
    for (const NodeId node : founders_) known.add(number({sim::kStart, node, true}));
    founders_.clear();
  }
  founding_ = latest_ = &of(known);
}

std::uint32_t Views::number(const Change& change) {
  const auto fresh = static_cast<std::uint32_t>(changes_.size());
  const auto [known, is_new] = numbers_.try_emplace(change, fresh);
  if (is_new) changes_.push_back(change);
  return known->second;
}

const View& Views::first(NodeId node) {
  NumberSet known;
  if (setup_.config.membership.bootstrap == Bootstrap::kConfigured) return of(known);
  const auto joined = [](NodeId who) { return Change{sim::kStart, who, true}; };
  const auto founds = [&](NodeId who) { return founding_->knows(joined(who)); };
  if (founds(node)) {
    known.add(number(joined(node)));
    return of(known);
  }
  for (const NodeId seed : setup_.seeds) {
    if (founds(seed)) known.add(number(joined(seed)));
  }
  return of(known);
}

Change Views::next_change(const View& view, Change change) {
  if (view.changes() == 0) return change;
  change.at = std::max(change.at, view.history().back().at + sim::Duration(1));
  return change;
}

const View& Views::with(const View& view, Change change) {
  NumberSet known = view.known_;
  known.add(number(change));
  return of(known);
}

const View& Views::merged(const View& a, const View& b) {
  NumberSet known = a.known_;
  known.unite(b.known_);
  return of(known);
}

const View& Views::of(const NumberSet& known) {
  const auto [view, is_new] = views_.try_emplace(known);
  if (is_new) view->second = std::make_unique<View>(*this, view->first);
  return *view->second;
}

/// Without a leave among them everybody is a member who ever joined.
NumberSet Views::members_after(const NumberSet& known) const {
  NumberSet members;
  for (const NodeId node : founders_) members.add(node.value);
  std::vector<Change> history;
  bool all_join = true;
  known.each([&](std::uint32_t number) {
    const Change& change = changes_[number];
    all_join &= change.joins;
    members.add(change.node.value);
    history.push_back(change);
  });
  if (all_join) return members;
  std::sort(history.begin(), history.end());
  members = {};
  for (const auto& [node, by] : roll_after(history)) members.add(node.value);
  return members;
}

/// What cannot be (a member that joins, a leave of who is none, or of the last that holds keys)
/// changes nothing.
Views::Roll Views::roll_after(std::span<const Change> history) const {
  Roll roll;
  for (const NodeId node : founders_) roll.emplace(node, std::nullopt);
  if (founders_.empty()) roll.emplace(history[0].node, history[0]);
  std::size_t holders = 0;
  for (const auto& [node, by] : roll) holders += weights_[node.value] > 0;
  for (const Change& change : history) {
    const bool is_holder = weights_[change.node.value] > 0;
    if (change.joins) {
      holders += roll.emplace(change.node, change).second && is_holder;
    } else if (holders > is_holder) {
      holders -= roll.erase(change.node) > 0 && is_holder;
    }
  }
  return roll;
}

std::unique_ptr<Placement> Views::make_placement(std::span<const Change> history) const {
  Ring ring = ring_of(history);
  Placement::Lists lists = setup_.policy.preference_lists(ring, setup_.places, setup_.config);
  auto placement = std::make_unique<Placement>(std::move(ring), std::move(lists), positions_);
  check_preference_lists(*placement);
  return placement;
}

sim::Rng Views::stream_of(const Change& change) const {
  const std::string& name = setup_.places[change.node.value].name;
  return setup_.simulation.stream((change.joins ? "dynamo.join:" : "dynamo.leave:") + name,
                                  static_cast<std::uint64_t>(change.at.time_since_epoch().count()));
}

Ring Views::ring_of(std::span<const Change> history) const {
  if (history.empty()) return founding_ring(history);
  const bool deals = setup_.config.partitioning.strategy == Strategy::kEqualParts;
  return deals ? ring_by_deals(history) : ring_by_tokens(history);
}

/// Where nobody was configured, of whoever came first.
Ring Views::founding_ring(std::span<const Change> history) const {
  std::vector<Member> members;
  for (const NodeId node : founders_) members.push_back(member(node));
  sim::Rng rng = setup_.simulation.stream("dynamo.tokens");
  if (members.empty()) {
    members.push_back(member(history[0].node));
    rng = stream_of(history[0]);
  }
  return Ring::make(setup_.config.partitioning, std::move(members), rng);
}

/// Strategies 1 and 2: a member's tokens depend on the change that it joined by, and on no other.
Ring Views::ring_by_tokens(std::span<const Change> history) const {
  const Partitioning& how = setup_.config.partitioning;
  const Roll roll = roll_after(history);
  std::vector<Member> members;
  std::vector<Token> tokens;
  for (const auto& [node, by] : roll) {
    members.push_back(member(node));
    if (!by) continue;
    sim::Rng rng = stream_of(*by);
    draw_tokens(how, members.back(), rng, tokens);
  }
  if (!founders_.empty()) {
    for (const Token& token : founding_->ring().tokens()) {
      const auto of_node = roll.find(token.node);
      if (of_node != roll.end() && !of_node->second) tokens.push_back(token);
    }
  }
  return Ring::of(how, std::move(members), std::move(tokens));
}

/// Strategy 3: each change deals anew what the one before it left.
Ring Views::ring_by_deals(std::span<const Change> history) const {
  Ring ring = founding_ring(history);
  for (const Change& change : history) {
    const auto now = ring.members();
    const bool is_member = std::any_of(now.begin(), now.end(),
                                       [&](const Member& it) { return it.node == change.node; });
    const bool others_hold = ring.holder_count() > (weights_[change.node.value] > 0);
    sim::Rng rng = stream_of(change);
    if (change.joins && !is_member) {
      ring = ring.with(member(change.node), rng);
    } else if (!change.joins && is_member && others_hold) {
      ring = ring.without(change.node, rng);
    }
  }
  return ring;
}

/// 4.3, looked at for every ring that anybody ever goes by. While fewer than N members hold keys,
/// all of them are wanted.
void Views::check_preference_lists(const Placement& placement) const {
  std::set<sim::RackId> all_racks;
  std::set<sim::SiteId> all_sites;
  for (const Member& member : placement.ring().members()) {
    if (member.weight == 0) continue;
    all_racks.insert(setup_.places[member.node.value].rack);
    all_sites.insert(setup_.places[member.node.value].site);
  }
  const std::size_t n = std::min<std::size_t>(setup_.config.n, placement.ring().holder_count());
  const Spread spread = setup_.config.spread;
  const std::size_t racks_wanted = spread == Spread::kNodes ? 1 : std::min(all_racks.size(), n);
  const std::size_t sites_wanted = spread == Spread::kSites ? std::min(all_sites.size(), n) : 1;
  std::vector<NodeId> nodes;
  std::vector<sim::RackId> racks;
  std::vector<sim::SiteId> sites;
  for (std::uint32_t i = 0; i < placement.ring().partitions(); ++i) {
    nodes.clear(), racks.clear(), sites.clear();
    for (const NodeId node : placement.top(PartitionId{i})) {
      add_new(nodes, node);
      add_new(racks, setup_.places[node.value].rack);
      add_new(sites, setup_.places[node.value].site);
    }
    if (nodes.size() == n && racks.size() >= racks_wanted && sites.size() >= sites_wanted) {
      distinct_.pass();
      continue;
    }
    distinct_.fail({setup_.simulation.now(),
                    "partition " + std::to_string(i) + " lists " + std::to_string(nodes.size()) +
                        " distinct nodes on " + std::to_string(racks.size()) + " racks at " +
                        std::to_string(sites.size()) + " sites, expected " + std::to_string(n) +
                        " on " + std::to_string(racks_wanted) + " at " +
                        std::to_string(sites_wanted),
                    {}});
  }
}

}  // namespace dynamo
