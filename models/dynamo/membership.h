// Ring membership, Dynamo 4.8: a history of joins and leaves, and the ring that it makes.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "models/dynamo/change.h"
#include "models/dynamo/number_set.h"
#include "models/dynamo/placement.h"
#include "models/dynamo/policy.h"
#include "models/dynamo/replica_trees.h"
#include "sim/kernel/simulation.h"
#include "sim/observe/checks.h"

namespace dynamo {

class Views;

/// What a node knows of the ring: the founders, and a history in the order of its times. Immutable,
/// made once per history: nodes that know the same share it, and compare two by their addresses.
/// The token mapping follows from the history, since every change draws from a stream of its own:
/// who reconciles histories has reconciled mappings.
///
/// Costs a bit for each change and each node; the ring is made when it is first looked at.
class View {
 public:
  View(Views&, const NumberSet& known);
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  std::size_t changes() const { return changes_; }
  std::span<const Change> history() const;  ///< ascending; made when first asked for
  /// Shows what `before` does not know, in no order that means anything.
  template <class Visit>
  void each_news(const View& before, Visit&&) const;
  bool knows(const Change&) const;

  const NumberSet& members() const { return members_; }
  bool has(sim::NodeId node) const { return members_.has(node.value); }
  /// The members and the seeds: whom a node may gossip with.
  const NumberSet& contacts() const { return contacts_; }
  std::size_t contact_count() const { return contact_count_; }

  const Ring& ring() const { return placement().ring(); }
  Placement& placement() const { return placement_.get(); }  ///< looking up a key fills a cache
  void prefetch(kv::Key key) const {
    if (const Placement* made = placement_.made()) made->prefetch(key);
  }
  ReplicaRanges& ranges() const { return ranges_; }  ///< and so it does here

  std::uint32_t bytes() const;                  ///< of history and tokens, on the wire
  std::uint32_t bytes_of(const Change&) const;  ///< of one change of it

 private:
  friend class Views;

  Views& views_;
  const NumberSet& known_;  // by the changes' numbers
  std::size_t changes_ = 0;
  NumberSet members_;  // by NodeId, and so those that follow
  NumberSet contacts_;
  std::size_t contact_count_ = 0;
  mutable LazyPlacement placement_;
  mutable ReplicaRanges ranges_;
  mutable std::vector<Change> history_;
  mutable std::uint32_t bytes_ = 0;
};

/// All views of a run. Views last as long as the run does.
class Views {
 public:
  struct Setup {
    const Config& config;
    const Policy& policy;
    std::span<const sim::Placement> places;  // of all storage nodes, members or not
    std::vector<sim::NodeId> seeds;
    const sim::Simulation& simulation;
  };
  Views(Setup, std::vector<sim::NodeId> founders, sim::Checks&);
  Views(const Views&) = delete;
  Views& operator=(const Views&) = delete;

  /// What a node knows before it has heard of anybody: all founders where they were configured; a
  /// founder only itself, and who joins later the seeds alone, where seeds tell of the others.
  const View& first(sim::NodeId);
  const View& with(const View&, Change);
  /// A change to come after all that the view knows of, however slow the clock that dates it.
  static Change next_change(const View&, Change);
  const View& merged(const View&, const View&);  ///< the union of both histories

  /// All changes that were ever served. No node knows it at once: for judges and reports.
  const View& latest() const { return *latest_; }
  void served(const Change& change) { latest_ = &with(*latest_, change); }

 private:
  friend class View;
  /// Who is a member after a history, and by which change; founders by none.
  using Roll = std::map<sim::NodeId, std::optional<Change>>;

  const View& of(const NumberSet& known);
  std::uint32_t number(const Change&);
  Roll roll_after(std::span<const Change> history) const;
  NumberSet members_after(const NumberSet& known) const;
  std::unique_ptr<Placement> make_placement(std::span<const Change> history) const;
  Ring ring_of(std::span<const Change> history) const;
  Ring ring_by_tokens(std::span<const Change> history) const;
  Ring ring_by_deals(std::span<const Change> history) const;
  Ring founding_ring(std::span<const Change> history) const;
  Member member(sim::NodeId node) const { return {node, weights_[node.value]}; }
  sim::Rng stream_of(const Change&) const;
  void check_preference_lists(const Placement&) const;

  const Setup setup_;
  std::vector<sim::NodeId> founders_;
  std::vector<std::uint32_t> weights_;  // by NodeId
  std::vector<Change> changes_;         // that anybody ever heard of, by number
  std::map<Change, std::uint32_t> numbers_;
  std::map<NumberSet, std::unique_ptr<View>> views_;  // by the numbers of what is known
  std::shared_ptr<KeyPositions> positions_ = std::make_shared<KeyPositions>();
  const View* latest_ = nullptr;
  const View* founding_ = nullptr;  // what all founders together know from the start
  sim::Check& distinct_;
};

template <class Visit>
void View::each_news(const View& before, Visit&& visit) const {
  known_.each_not_in(before.known_, [&](std::uint32_t number) { visit(views_.changes_[number]); });
}

}  // namespace dynamo
