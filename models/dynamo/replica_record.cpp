#include "models/dynamo/replica_record.h"

#include <algorithm>
#include <set>
#include <string>

#include "models/dynamo/subjects.h"

namespace dynamo {
namespace {

using sim::NodeId;

/// By what versions are and not by where: the same one may have been made twice.
bool hold_the_same(const Siblings& a, const Siblings& b) {
  if (a == b) return true;
  const auto left = a.all(), right = b.all();
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const VersionRef& x, const VersionRef& y) {
                      return x->value == y->value && x->dot.writer == y->dot.writer &&
                             x->dot.counter == y->dot.counter &&
                             compare(x->clock, y->clock) == Causality::kEqual;
                    });
}

std::string node(NodeId id) { return "node " + std::to_string(id.value); }

/// Of one range, which of its holders i and j hold different versions of some key.
std::size_t pair(PartitionId range, std::size_t n, std::size_t i, std::size_t j) {
  return (range.value * n + std::min(i, j)) * n + std::max(i, j);
}

/// Shows every key once, as visit(key, range, holders).
template <class Visit>
void each_key(const ReplicaRecord::Cluster& cluster, Visit&& visit) {
  for (std::uint32_t self = 0; self < cluster.stores.size(); ++self) {
    cluster.stores[self]->rows().each([&](kv::Key key, const Store::Row&) {
      const PartitionId range = cluster.placement.partition(key);
      const auto holders = cluster.placement.top(range);
      for (const NodeId holder : holders) {  // the first of them that has a row shows the key
        if (holder == NodeId{self}) return visit(key, range, holders);
        if (cluster.stores[holder.value]->rows().find(key)) return;
      }
    });
  }
}

}  // namespace

ReplicaRecord::ReplicaRecord(sim::Checks& checks, const sim::Simulation& simulation)
    : simulation_(simulation),
      trees_(checks.add("merkle-roots-tell-contents",
                        "two replicas of a range have equal roots if and only if they hold the "
                        "same versions, and a tree that followed every change is the one that is "
                        "made of what is there (Dynamo 4.7)")),
      convergence_(checks.add("replicas-converge",
                              "once nothing was written for so long that each two replicas must "
                              "have met twice, they hold the same versions (Dynamo 4.7)")),
      homes_(checks.add("replicas-hold-only-their-ranges",
                        "once a ring change is done, no member holds a key, otherwise than for "
                        "another, whose first N it is not among (Dynamo 4.9)")) {}

std::uint64_t ReplicaRecord::differing_keys(const Cluster& cluster) {
  std::uint64_t differing = 0;
  each_key(cluster, [&](kv::Key key, PartitionId, std::span<const NodeId> holders) {
    const Siblings& first = cluster.stores[holders[0].value]->find(key);
    differing += !std::all_of(holders.begin() + 1, holders.end(), [&](NodeId holder) {
      return hold_the_same(first, cluster.stores[holder.value]->find(key));
    });
  });
  return differing;
}

void ReplicaRecord::judge(const Cluster& cluster) {
  const std::size_t n = cluster.n;
  std::vector<bool> differ(cluster.placement.ring().partitions() * n * n);
  each_key(cluster, [&](kv::Key key, PartitionId range, std::span<const NodeId> holders) {
    bool all_same = true;
    for (std::size_t i = 0; i < holders.size(); ++i) {
      for (std::size_t j = i + 1; j < holders.size(); ++j) {
        const bool same = compare_pair(cluster, key, holders[i], holders[j]);
        if (!same) differ[pair(range, n, i, j)] = true;
        all_same &= same;
      }
    }
    differing_keys_ += !all_same;
    const auto is_up = [&](NodeId holder) { return cluster.is_up[holder.value]; };
    if (all_same && cluster.must_have_converged &&
        std::all_of(holders.begin(), holders.end(), is_up)) {
      cluster.on_agreement(key, cluster.stores[holders[0].value]->find(key));
    }
  });
  if (cluster.is_settled) judge_homes(cluster);
  if (!cluster.keep_trees) return;
  judge_trees(cluster);
  judge_roots(cluster, differ);
}

bool ReplicaRecord::compare_pair(const Cluster& cluster, kv::Key key, NodeId a, NodeId b) {
  const Siblings& here = cluster.stores[a.value]->find(key);
  const Siblings& there = cluster.stores[b.value]->find(key);
  const bool same = hold_the_same(here, there);
  if (!cluster.must_have_converged || !cluster.is_up[a.value] || !cluster.is_up[b.value]) {
    return same;
  }
  if (same) {
    convergence_.pass();
  } else {
    convergence_.fail({simulation_.now(),
                       node(a) + " and " + node(b) + " hold " + std::to_string(here.size()) +
                           " and " + std::to_string(there.size()) + " versions and not the same",
                       "k" + std::to_string(key.value), change_of(key, here, there).versions});
  }
  return same;
}

/// Who has left and is away does not know that it should hand over.
void ReplicaRecord::judge_homes(const Cluster& cluster) {
  for (const Member& member : cluster.placement.ring().members()) {
    if (!cluster.is_up[member.node.value]) continue;
    cluster.stores[member.node.value]->rows().each([&](kv::Key key, const Store::Row& row) {
      const auto top = cluster.placement.top(key);
      if (row.current.empty()) return;
      if (std::find(top.begin(), top.end(), member.node) != top.end()) return homes_.pass();
      homes_.fail({simulation_.now(), node(member.node) + " holds it, and is none of its replicas",
                   "k" + std::to_string(key.value)});
    });
  }
}

void ReplicaRecord::judge_trees(const Cluster& cluster) {
  for (std::uint32_t i = 0; i < cluster.stores.size(); ++i) {
    ReplicaTrees& followed = *cluster.stores[i]->trees();
    ReplicaTrees made = followed.like();
    cluster.stores[i]->rows().each([&](kv::Key key, const Store::Row& row) {
      TreeLink link;
      made.put(key, link, row.current);
    });
    std::set<Position> ends;
    followed.each_end([&](Position end) { ends.insert(end); });
    made.each_end([&](Position end) { ends.insert(end); });
    const Ring& ring = cluster.placement.ring();
    for (const Position end : ends) {
      const PartitionId range = ring.partition(end);
      if (ring.end(range) != end) continue;  // of an earlier ring
      if (followed.hash(end, MerkleTree::kRoot) == made.hash(end, MerkleTree::kRoot)) {
        trees_.pass();
      } else {
        trees_.fail({simulation_.now(),
                     node({i}) + "'s tree of range " + std::to_string(range.value) +
                         " is not the one of what it holds",
                     {}});
      }
    }
  }
}

void ReplicaRecord::judge_roots(const Cluster& cluster, const std::vector<bool>& differ) {
  for (std::uint32_t range = 0; range < cluster.placement.ring().partitions(); ++range) {
    const Position end = cluster.placement.ring().end({range});
    const auto holders = cluster.placement.top(PartitionId{range});
    const auto root = [&](std::size_t i) {
      return cluster.stores[holders[i].value]->trees()->hash(end, MerkleTree::kRoot);
    };
    for (std::size_t i = 0; i < holders.size(); ++i) {
      for (std::size_t j = i + 1; j < holders.size(); ++j) {
        const bool contents_differ = differ[pair({range}, cluster.n, i, j)];
        if ((root(i) != root(j)) == contents_differ) {
          trees_.pass();
          continue;
        }
        trees_.fail({simulation_.now(),
                     node(holders[i]) + " and " + node(holders[j]) + " hold " +
                         (contents_differ ? "different versions" : "the same versions") +
                         " in range " + std::to_string(range) + ", and their roots " +
                         (contents_differ ? "do not tell" : "differ"),
                     {}});
      }
    }
  }
}

}  // namespace dynamo
