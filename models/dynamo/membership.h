// Ring membership, Dynamo 4.8: a history of joins and leaves, and the ring that it makes.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "models/dynamo/change.h"
#include "models/dynamo/placement.h"
#include "models/dynamo/policy.h"
#include "models/dynamo/replica_trees.h"
#include "sim/kernel/simulation.h"
#include "sim/observe/checks.h"

namespace dynamo {

/// What a node knows of the ring: the founders, and a history in the order of its times. Immutable,
/// made once per history: nodes that know the same share it, and compare two by their addresses.
/// The token mapping follows from the history, since every change draws from a stream of its own:
/// who reconciles histories has reconciled mappings.
class View {
 public:
  View(std::vector<Change> history, std::unique_ptr<Placement>, std::size_t nodes);

  std::span<const Change> history() const { return history_; }
  const Ring& ring() const { return placement_->ring(); }
  Placement& placement() const { return *placement_; }  ///< looking up a key fills a cache
  ReplicaRanges& ranges() const { return *ranges_; }    ///< and so it does here
  bool has(sim::NodeId) const;                          ///< is a member
  bool knows(const Change&) const;
  std::uint32_t bytes() const { return bytes_; }  ///< of history and tokens, on the wire
  std::uint32_t bytes_of(const Change&) const;    ///< of one change of it

 private:
  std::vector<Change> history_;  // sorted
  std::unique_ptr<Placement> placement_;
  std::unique_ptr<ReplicaRanges> ranges_;
  std::uint32_t bytes_ = 0;
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
  const View& of(std::vector<Change> history);
  Ring ring_of(std::span<const Change> history) const;
  sim::Rng stream_of(const Change&) const;
  void check_preference_lists(const Placement&) const;

  const Setup setup_;
  std::vector<sim::NodeId> founders_;
  std::map<std::vector<Change>, View> views_;
  const View* latest_ = nullptr;
  const View* founding_ = nullptr;  // what all founders together know from the start
  sim::Check& distinct_;
};

}  // namespace dynamo
