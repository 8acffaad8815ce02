#include "models/dynamo/causal_record.h"

#include <algorithm>

namespace dynamo {
namespace {

/// The paper's definition (4.4), told apart from `compare` on purpose: this one judges it.
bool descends(const VectorClock& newer, const VectorClock& older) {
  return std::all_of(older.entries().begin(), older.entries().end(), [&](const ClockEntry& pair) {
    return newer.counter(pair.writer) >= pair.counter;
  });
}

bool contains(const SmallVector<Stamp, 4>& stamps, Stamp stamp) {
  return std::find(stamps.begin(), stamps.end(), stamp) != stamps.end();
}

/// The write itself or one whose writer had seen it.
bool carries(const VersionRef& version, Stamp stamp) {
  return version->stamp == stamp || contains(version->ancestors, stamp);
}

bool carries(const Siblings& siblings, Stamp stamp) {
  const auto all = siblings.all();
  return std::any_of(all.begin(), all.end(), [&](const auto& it) { return carries(it, stamp); });
}

std::string name(kv::Key key) { return "k" + std::to_string(key.value); }

std::string tell(const Siblings& siblings) {
  std::string text;
  for (const VersionRef& version : siblings.all()) {
    if (!text.empty()) text += ", ";
    text += "v" + std::to_string(version->value.id) + " " + to_string(version->clock);
  }
  return text.empty() ? "nothing" : text;
}

}  // namespace

CausalRecord::CausalRecord(sim::Checks& checks, const sim::Simulation& simulation,
                           std::uint32_t nodes, std::uint64_t keys)
    : simulation_(simulation),
      survival_(checks.add("acknowledged-writes-survive",
                           "an acknowledged write or a descendant of it is on some replica while "
                           "at least one replica that acknowledged it kept its disk (Dynamo 4.5)")),
      overwriting_(checks.add("versions-overwrite-only-ancestors",
                              "a replica gives a version up only for one that descends from it "
                              "(Dynamo 4.4)")),
      keys_(keys),
      breaks_(nodes) {}

CausalRecord::KeyState& CausalRecord::state(kv::Key key) {
  if (key.value >= keys_.size()) keys_.resize(std::max(keys_.size() * 2, key.value + 1));
  return keys_[key.value];
}

CausalRecord::Entry* CausalRecord::find(kv::Key key, Stamp stamp) {
  for (std::uint32_t i = state(key).first; i != kNone; i = entries_[i].next) {
    if (entries_[i].stamp == stamp) return &entries_[i];
  }
  return nullptr;
}

void CausalRecord::remove(kv::Key key, Stamp stamp) {
  std::uint32_t* link = &state(key).first;
  while (*link != kNone && entries_[*link].stamp != stamp) link = &entries_[*link].next;
  if (*link == kNone) return;
  const std::uint32_t index = *link;
  *link = entries_[index].next;
  entries_[index] = Entry{};
  free_.push_back(index);
}

void CausalRecord::stamp(kv::Key key, const Siblings& context, Version& fresh) {
  fresh.stamp = fresh.value.id;
  fresh.ancestors.clear();
  const auto note = [&](Stamp ancestor) {
    if (find(key, ancestor) && !contains(fresh.ancestors, ancestor)) {
      fresh.ancestors.push_back(ancestor);
    }
  };
  for (const VersionRef& parent : context.all()) {
    note(parent->stamp);
    for (const Stamp ancestor : parent->ancestors) note(ancestor);
  }
  if (stamped_before(fresh.stamp)) return;  // followed still, or covered already
  if (free_.empty()) {
    entries_.emplace_back();
    free_.push_back(static_cast<std::uint32_t>(entries_.size() - 1));
  }
  const std::uint32_t index = free_.back();
  free_.pop_back();
  entries_[index] = Entry{};
  entries_[index].stamp = fresh.stamp;
  entries_[index].next = std::exchange(state(key).first, index);
}

bool CausalRecord::stamped_before(Stamp stamp) {
  if (stamp >= stamped_.size()) stamped_.resize(std::max(stamp + 1, 2 * stamped_.size()));
  const bool before = stamped_[stamp];
  stamped_[stamp] = true;
  return before;
}

void CausalRecord::truncated(kv::Key key) {
  truncated_keys_ += !std::exchange(state(key).truncated, true);
}

void CausalRecord::stored(kv::Key key, const Siblings& versions, sim::NodeId node) {
  const Keeper keeper{node, breaks_[node.value]};
  for (std::uint32_t i = state(key).first; i != kNone; i = entries_[i].next) {
    Entry& entry = entries_[i];
    if (!carries(versions, entry.stamp)) continue;
    const auto same_node = [&](const Keeper& other) { return other.node == node; };
    const auto place = std::find_if(entry.keepers.begin(), entry.keepers.end(), same_node);
    if (place != entry.keepers.end()) {
      *place = keeper;
    } else {
      entry.keepers.push_back(keeper);
    }
  }
}

void CausalRecord::acknowledged(kv::Key key, const Version& version) {
  Entry* entry = find(key, version.stamp);
  if (!entry) return;  // an acknowledged descendant stands for it already
  entry->acknowledged = true;
  for (const Stamp ancestor : version.ancestors) remove(key, ancestor);
}

void CausalRecord::replaced(sim::NodeId node, kv::Key key, const Siblings& before,
                            const Siblings& after) {
  if (state(key).truncated) return;
  for (const VersionRef& old : before.all()) {
    const auto all = after.all();
    const bool covered = std::any_of(all.begin(), all.end(), [&](const VersionRef& kept) {
      return descends(kept->clock, old->clock);
    });
    const bool followed = find(key, old->stamp) != nullptr;
    if (covered && (!followed || carries(after, old->stamp))) {
      overwriting_.pass();
      continue;
    }
    overwriting_.fail({simulation_.now(),
                       "node " + std::to_string(node.value) + " gave up v" +
                           std::to_string(old->value.id) + " " + to_string(old->clock) + " for " +
                           tell(after) +
                           (covered ? ", whose writers had not read it" : ", none a descendant"),
                       name(key)});
  }
}

void CausalRecord::dropped(sim::NodeId node, kv::Key key, const Siblings& versions) {
  for (std::uint32_t i = state(key).first; i != kNone; i = entries_[i].next) {
    if (!carries(versions, entries_[i].stamp)) continue;
    for (Keeper& keeper : entries_[i].keepers) {
      if (keeper.node == node) keeper.breaks = kNone;
    }
  }
}

void CausalRecord::broke_promises(sim::NodeId node) {
  ++breaks_[node.value];
  promises_hold_ = false;
}

bool CausalRecord::has_keeper(const Entry& entry) const {
  return std::any_of(entry.keepers.begin(), entry.keepers.end(), [&](const Keeper& keeper) {
    return keeper.breaks == breaks_[keeper.node.value];
  });
}

bool CausalRecord::survives(kv::Key key, const Entry& entry, const Holdings& holdings) const {
  for (std::uint32_t node = 0; node < breaks_.size(); ++node) {
    if (carries(holdings({node}, key), entry.stamp)) return true;
  }
  return false;
}

void CausalRecord::judge(const Holdings& holdings) {
  for (std::uint64_t i = 0; i < keys_.size(); ++i) {
    if (keys_[i].truncated) continue;
    for (std::uint32_t e = keys_[i].first; e != kNone; e = entries_[e].next) {
      const Entry& entry = entries_[e];
      if (!entry.acknowledged || !has_keeper(entry)) continue;
      survival_.pass();
      if (survives({i}, entry, holdings)) continue;
      const Keeper& keeper = entry.keepers[0];
      survival_.fail({simulation_.now(),
                      "acknowledged write v" + std::to_string(entry.stamp) +
                          " is on no replica; node " + std::to_string(keeper.node.value) +
                          " acknowledged it and kept its disk",
                      name({i})});
    }
  }
}

}  // namespace dynamo
