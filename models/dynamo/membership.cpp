#include "models/dynamo/membership.h"

#include <algorithm>
#include <set>
#include <string>

namespace dynamo {
namespace {

using sim::NodeId;

// Our choice: per change a time, a node and its kind; per token a position (MD5 has 16 bytes).
constexpr std::uint32_t kChangeBytes = 16, kTokenBytes = 16;

}  // namespace

View::View(std::vector<Change> history, std::unique_ptr<Placement> placement, std::size_t nodes)
    : history_(std::move(history)),
      placement_(std::move(placement)),
      ranges_(std::make_unique<ReplicaRanges>()) {
  ranges_->build(*placement_, nodes);
  for (const Change& change : history_) bytes_ += bytes_of(change);
}

bool View::knows(const Change& change) const {
  return std::binary_search(history_.begin(), history_.end(), change);
}

std::uint32_t View::bytes_of(const Change& change) const {
  const auto tokens = ring().tokens();
  const auto own = std::count_if(tokens.begin(), tokens.end(),
                                 [&](const Token& token) { return token.node == change.node; });
  return kChangeBytes + kTokenBytes * static_cast<std::uint32_t>(own);
}

bool View::has(NodeId node) const {
  const auto members = ring().members();
  return std::any_of(members.begin(), members.end(),
                     [&](const Member& member) { return member.node == node; });
}

Views::Views(Setup setup, std::vector<NodeId> founders, sim::Checks& checks)
    : setup_(setup),
      founders_(std::move(founders)),
      distinct_(checks.add(
          "preference-lists-hold-n-distinct-nodes",
          "the first N of a preference list are distinct physical nodes, on distinct racks and "
          "sites where there are enough (Dynamo 4.3)")) {
  std::vector<Change> history;
  if (setup_.config.membership.bootstrap == Bootstrap::kSeeds) {
    for (const NodeId node : founders_) history.push_back({sim::kStart, node, true});
    founders_.clear();
  }
  std::sort(history.begin(), history.end());
  founding_ = latest_ = &of(std::move(history));
}

const View& Views::first(NodeId node) {
  if (setup_.config.membership.bootstrap == Bootstrap::kConfigured) return of({});
  const auto joined = [](NodeId who) { return Change{sim::kStart, who, true}; };
  const auto founds = [&](NodeId who) { return founding_->knows(joined(who)); };
  if (founds(node)) return of({joined(node)});
  std::vector<Change> seeds;
  for (const NodeId seed : setup_.seeds) {
    if (founds(seed)) seeds.push_back(joined(seed));
  }
  std::sort(seeds.begin(), seeds.end());
  return of(std::move(seeds));
}

Change Views::next_change(const View& view, Change change) {
  if (view.history().empty()) return change;
  change.at = std::max(change.at, view.history().back().at + sim::Duration(1));
  return change;
}

const View& Views::with(const View& view, Change change) {
  std::vector<Change> history(view.history().begin(), view.history().end());
  const auto place = std::lower_bound(history.begin(), history.end(), change);
  if (place == history.end() || *place != change) history.insert(place, change);
  return of(std::move(history));
}

const View& Views::merged(const View& a, const View& b) {
  std::vector<Change> history;
  std::set_union(a.history().begin(), a.history().end(), b.history().begin(), b.history().end(),
                 std::back_inserter(history));
  return of(std::move(history));
}

const View& Views::of(std::vector<Change> history) {
  const auto known = views_.find(history);
  if (known != views_.end()) return known->second;
  Ring ring = ring_of(history);
  Placement::Lists lists = setup_.policy.preference_lists(ring, setup_.places, setup_.config);
  auto placement = std::make_unique<Placement>(std::move(ring), std::move(lists));
  check_preference_lists(*placement);
  View view(history, std::move(placement), setup_.places.size());
  return views_.emplace(std::move(history), std::move(view)).first->second;
}

sim::Rng Views::stream_of(const Change& change) const {
  const std::string& name = setup_.places[change.node.value].name;
  return setup_.simulation.stream((change.joins ? "dynamo.join:" : "dynamo.leave:") + name,
                                  static_cast<std::uint64_t>(change.at.time_since_epoch().count()));
}

/// The founders' ring and then one change after the other. What cannot be (a member that joins, a
/// leave of who is none, or of the last that holds keys) changes nothing.
Ring Views::ring_of(std::span<const Change> history) const {
  const Partitioning& how = setup_.config.partitioning;
  std::vector<Member> members;
  for (const NodeId node : founders_) members.push_back(setup_.config.member(node, setup_.places));
  sim::Rng founding = setup_.simulation.stream("dynamo.tokens");
  if (members.empty()) {
    members.push_back(setup_.config.member(history[0].node, setup_.places));
    founding = stream_of(history[0]);
  }
  Ring ring = Ring::make(how, members, founding);
  for (const Change& change : history) {
    const auto now = ring.members();
    const bool is_member = std::any_of(
        now.begin(), now.end(), [&](const Member& member) { return member.node == change.node; });
    const Member member = setup_.config.member(change.node, setup_.places);
    const bool others_hold = ring.holder_count() > (member.weight > 0);
    sim::Rng rng = stream_of(change);
    if (change.joins && !is_member) {
      ring = ring.with(member, rng);
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
  for (std::uint32_t i = 0; i < placement.ring().partitions(); ++i) {
    const auto top = placement.top(PartitionId{i});
    const std::set<NodeId> nodes(top.begin(), top.end());
    std::set<sim::RackId> racks;
    std::set<sim::SiteId> sites;
    for (const NodeId node : top) {
      racks.insert(setup_.places[node.value].rack);
      sites.insert(setup_.places[node.value].site);
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
