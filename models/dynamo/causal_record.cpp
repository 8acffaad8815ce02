#include "models/dynamo/causal_record.h"

#include <algorithm>

#include "models/dynamo/subjects.h"

namespace dynamo {
namespace {

/// The definitions (4.4), told apart from `compare` on purpose: this one judges it.
bool supersedes(Versioning versioning, const Version& newer, const Version& older) {
  if (versioning == Versioning::kDottedVersionVector) {
    const bool is_it =
        newer.dot.writer == older.dot.writer && newer.dot.counter == older.dot.counter;
    return is_it || newer.clock.counter(older.dot.writer) >= older.dot.counter;
  }
  const auto pairs = older.clock.entries();
  return std::all_of(pairs.begin(), pairs.end(), [&](const ClockEntry& pair) {
    return newer.clock.counter(pair.writer) >= pair.counter;
  });
}

/// Whether they tell of the writer's so-manieth put.
bool tell_of(const Siblings& siblings, const ClockEntry& put) {
  const auto all = siblings.all();
  return std::any_of(all.begin(), all.end(), [&](const VersionRef& version) {
    const bool by_dot = version->dot.writer == put.writer && version->dot.counter >= put.counter;
    return by_dot || version->clock.counter(put.writer) >= put.counter;
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
                           Versioning versioning, Size size)
    : simulation_(simulation),
      survival_(checks.add("acknowledged-writes-survive",
                           "an acknowledged write or a descendant of it is on some replica while "
                           "at least one replica that acknowledged it kept its disk (Dynamo 4.5)")),
      overwriting_(checks.add("versions-overwrite-only-ancestors",
                              "a replica gives a version up only for one that descends from it "
                              "(Dynamo 4.4)")),
      regress_(checks.add("clocks-do-not-regress",
                          "what a replica's clock of a key told of once it tells of until a crash "
                          "loses data, and no coordinator numbers two puts alike (Dynamo 4.4)")),
      siblings_(checks.add("siblings-are-concurrent",
                           "no version of an answer has another one among its real ancestors "
                           "(Dynamo 4.4)")),
      deletion_(checks.add("deleted-values-stay-deleted",
                           "a value that an acknowledged delete had read is not read again where "
                           "R + W > N, and not left behind by dropped tombstones (Dynamo 4.4)")),
      maximal_(checks.add("replicas-hold-maximal-versions",
                          "replicas that have converged hold every acknowledged write or one that "
                          "descends from it, and no real ancestor of what they hold (Dynamo 4.4, "
                          "4.7)")),
      versioning_(versioning),
      audits_(size.audits),
      keys_(size.audits ? size.keys : 0) {}

std::uint64_t CausalRecord::bytes() const {
  return keys_.capacity() * sizeof(KeyState) + entries_.capacity() * sizeof(Entry) +
         free_.capacity() * sizeof(free_[0]) + known_.size() * sizeof(Page);
}

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
  if (!audits_) return;
  const auto note = [&](Stamp ancestor) {
    if (find(key, ancestor) && !contains(fresh.ancestors, ancestor)) {
      fresh.ancestors.push_back(ancestor);
    }
  };
  for (const VersionRef& parent : context.all()) {
    note(parent->stamp);
    for (const Stamp ancestor : parent->ancestors) note(ancestor);
  }
  Known& put = known(fresh.stamp);
  put.has_twin = put.is_stamped;
  has_twins_ |= put.has_twin;
  if (std::exchange(put.is_stamped, true)) return;  // followed still, or covered already
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

CausalRecord::Known& CausalRecord::known(Stamp stamp) {
  while (stamp / kPage >= known_.size()) known_.push_back(std::make_unique<Page>());
  return (*known_[stamp / kPage])[stamp % kPage];
}

void CausalRecord::numbered(kv::Key key, const Version& fresh) {
  if (!audits_) return;
  for (std::uint32_t i = state(key).first; i != kNone; i = entries_[i].next) {
    Entry& entry = entries_[i];
    if (entry.stamp == fresh.stamp) {
      entry.dot = fresh.dot;
      entry.is_tombstone = fresh.is_tombstone();
      continue;
    }
    if (entry.dot.writer != fresh.dot.writer || entry.dot.counter < fresh.dot.counter) continue;
    if (state(key).truncated) continue;
    regress_.fail({simulation_.now(),
                   "node " + std::to_string(fresh.dot.writer.node.value) + " numbers v" +
                       std::to_string(fresh.value.id) + " as put " +
                       std::to_string(fresh.dot.counter) + " of the key after put " +
                       std::to_string(entry.dot.counter),
                   name(key), version_names({fresh.stamp, entry.stamp})});
  }
}

void CausalRecord::truncated(kv::Key key) {
  truncated_keys_ += !std::exchange(state(key).truncated, true);
}

void CausalRecord::stored(kv::Key key, const Siblings& versions, sim::NodeId node) {
  if (!audits_) return;
  for (std::uint32_t i = state(key).first; i != kNone; i = entries_[i].next) {
    Entry& entry = entries_[i];
    if (!carries(versions, entry.stamp)) continue;
    const auto known = std::find(entry.keepers.begin(), entry.keepers.end(), node);
    if (known == entry.keepers.end()) entry.keepers.push_back(node);
  }
}

void CausalRecord::acknowledged(kv::Key key, const Version& version) {
  if (!audits_) return;
  Entry* entry = find(key, version.stamp);
  if (!entry) return;  // an acknowledged descendant stands for it already
  if (version.is_tombstone() && !entry->acknowledged) known(version.stamp).deleted_as = ++deletes_;
  entry->acknowledged = true;
  if (versioning_ == Versioning::kLastWriteWins) return acknowledged_by_time(key, version);
  for (const Stamp ancestor : version.ancestors) cover(key, ancestor, version.stamp);
}

void CausalRecord::cover(kv::Key key, Stamp covered, Stamp by) {
  SIM_CHECK(by <= ~std::uint32_t{0}, "more puts than the causal record can name");
  if (!find(key, covered)) return;
  known(covered).covered_by = static_cast<std::uint32_t>(by);
  remove(key, covered);
}

/// Of the acknowledged writes of a key, the latest by time is left; it may have been read by one
/// that a slow clock puts before it.
void CausalRecord::acknowledged_by_time(kv::Key key, const Version& version) {
  find(key, version.stamp)->dot = version.dot;
  const Entry* top = nullptr;
  for (std::uint32_t i = state(key).first; i != kNone; i = entries_[i].next) {
    const Entry& entry = entries_[i];
    if (entry.acknowledged && entry.stamp != version.stamp) top = &entry;
  }
  const bool is_late = top && wins(top->dot, version.dot);
  const bool has_read_top = top && contains(version.ancestors, top->stamp);
  tally_.lost += top && (is_late || !has_read_top);
  tally_.overtaken += is_late && has_read_top;
  if (is_late) return remove(key, version.stamp);
  if (top && !has_read_top) remove(key, top->stamp);
  for (const Stamp ancestor : version.ancestors) cover(key, ancestor, version.stamp);
}

void CausalRecord::replaced(sim::NodeId node, kv::Key key, const Siblings& before,
                            const Siblings& after) {
  if (!audits_ || state(key).truncated) return;
  if (!regresses(before, after)) {
    regress_.pass();
  } else {
    regress_.fail({simulation_.now(),
                   "node " + std::to_string(node.value) + " went back from " + tell(before) +
                       " to " + tell(after),
                   name(key), version_names(before)});
  }
  if (versioning_ == Versioning::kLastWriteWins) return;  // ancestors or not, the latest stays
  for (const VersionRef& old : before.all()) {
    const auto all = after.all();
    const bool covered = std::any_of(all.begin(), all.end(), [&](const VersionRef& kept) {
      return supersedes(versioning_, *kept, *old);
    });
    const Entry* entry = find(key, old->stamp);
    // A tombstone that is dropped somewhere is outdated by whatever comes after it there.
    const bool followed = entry && !entry->was_dropped;
    if (covered && (!followed || carries(after, old->stamp))) {
      overwriting_.pass();
      continue;
    }
    overwriting_.fail({simulation_.now(),
                       "node " + std::to_string(node.value) + " gave up v" +
                           std::to_string(old->value.id) + " " + to_string(old->clock) + " for " +
                           tell(after) +
                           (covered ? ", whose writers had not read it" : ", none a descendant"),
                       name(key), version_names({old->value.id})});
  }
}

/// All but what is left. Says whether that was anything.
bool CausalRecord::stop_keeping(sim::NodeId node, kv::Key key, const Siblings& left) {
  bool stops = false;
  for (std::uint32_t i = state(key).first; i != kNone; i = entries_[i].next) {
    auto& keepers = entries_[i].keepers;
    const auto keeper = std::find(keepers.begin(), keepers.end(), node);
    if (keeper == keepers.end() || carries(left, entries_[i].stamp)) continue;
    keepers.erase_at(static_cast<std::size_t>(keeper - keepers.begin()));
    stops = true;
  }
  return stops;
}

void CausalRecord::dropped(sim::NodeId node, kv::Key key, const Siblings& left) {
  stop_keeping(node, key, left);
  state(key).has_dropped = true;
}

void CausalRecord::delivered(sim::NodeId node, kv::Key key, const Siblings& left) {
  stop_keeping(node, key, left);
}

void CausalRecord::lost(sim::NodeId node, kv::Key key, const Siblings& left, bool is_excuse) {
  state(key).has_lost_copies = true;
  if (is_excuse && stop_keeping(node, key, left)) state(key).has_dropped = true;
}

bool CausalRecord::has_lost_copies(kv::Key key) const {
  return key.value < keys_.size() && keys_[key.value].has_lost_copies;
}

bool CausalRecord::promises_newest(kv::Key key) const {
  if (!audits_ || versioning_ == Versioning::kLastWriteWins) return false;
  return key.value >= keys_.size() || !(keys_[key.value].truncated || keys_[key.value].has_dropped);
}

bool CausalRecord::regresses(const Siblings& before, const Siblings& after) const {
  for (const VersionRef& old : before.all()) {
    if (versioning_ == Versioning::kLastWriteWins) {
      if (after.empty() || wins(old->dot, after.all()[0]->dot)) return true;
      continue;
    }
    if (!tell_of(after, old->dot)) return true;
    for (const ClockEntry& pair : old->clock.entries()) {
      if (!tell_of(after, pair)) return true;
    }
  }
  return false;
}

/// Whether `older` is really among its ancestors: it, or one that covered it, was read. Misses a
/// descent by other ways than those that were acknowledged first; never finds one that is none.
bool CausalRecord::descends(const Version& version, Stamp older) const {
  for (Stamp step = older; step != 0; step = find_known(step).covered_by) {
    if (contains(version.ancestors, step)) return true;
  }
  return false;
}

bool CausalRecord::is_deleted(Stamp stamp, std::uint32_t deletes) const {
  for (Stamp step = find_known(stamp).covered_by; step != 0; step = find_known(step).covered_by) {
    const std::uint32_t number = find_known(step).deleted_as;
    if (number > 0 && number <= deletes) return true;
  }
  return false;
}

/// A version that was stamped anew has a later clock than its descendants know of, and a put that
/// was tried at two coordinators has a version that its readers' clocks do not cover (README).
bool CausalRecord::judges(const Version& version) const {
  return !version.stamped_anew && !find_known(version.stamp).has_twin;
}

void CausalRecord::answered(kv::Key key, const Siblings& answer, std::uint32_t deletes,
                            bool promises_fresh_reads) {
  if (!audits_ || versioning_ == Versioning::kLastWriteWins || state(key).truncated) return;
  if (answer.size() > 1) judge_siblings(key, answer);
  if (deletes > 0) judge_deleted(key, answer, deletes, promises_fresh_reads);
}

void CausalRecord::judge_siblings(kv::Key key, const Siblings& answer) {
  for (const VersionRef& newer : answer.all()) {
    if (newer->ancestors.empty()) continue;  // a blind write descends from nothing
    for (const VersionRef& older : answer.all()) {
      if (older->stamp == newer->stamp || !descends(*newer, older->stamp)) continue;
      if (!judges(*older)) {
        ++tally_.false_siblings;
        continue;
      }
      siblings_.fail({simulation_.now(),
                      "a get answers v" + std::to_string(older->value.id) + " beside v" +
                          std::to_string(newer->value.id) +
                          ", whose writer had read it: " + tell(answer),
                      name(key), version_names({older->value.id, newer->value.id})});
    }
  }
  siblings_.pass();
}

void CausalRecord::judge_deleted(kv::Key key, const Siblings& answer, std::uint32_t deletes,
                                 bool is_promised) {
  for (const VersionRef& version : answer.all()) {
    if (!is_deleted(version->stamp, deletes)) continue;
    if (!is_promised || !judges(*version)) {
      ++tally_.deleted_answers;
      continue;
    }
    deletion_.fail({simulation_.now(),
                    "a get answers v" + std::to_string(version->value.id) +
                        ", which was deleted before it began",
                    name(key), version_names({version->value.id})});
  }
  if (is_promised) deletion_.pass();
}

void CausalRecord::tombstone_dropped(kv::Key key, const Version& tombstone) {
  if (Entry* entry = find(key, tombstone.stamp)) entry->was_dropped = true;
}

/// Where the last write wins, one that nobody acknowledged may have won.
bool CausalRecord::survives(kv::Key key, const Entry& entry, const Holdings& holdings) {
  bool has_lost = false;
  for (const sim::NodeId node : holdings.keepers(key)) {
    const Siblings held = holdings.versions(node, key);
    if (carries(held, entry.stamp)) return true;
    if (versioning_ == Versioning::kLastWriteWins && !held.empty()) {
      has_lost |= wins(held.all()[0]->dot, entry.dot);
    }
  }
  tally_.lost += has_lost;
  return has_lost;
}

void CausalRecord::judge(const Holdings& holdings) {
  for (std::uint64_t i = 0; i < keys_.size(); ++i) {
    if (keys_[i].truncated) continue;
    for (std::uint32_t e = keys_[i].first; e != kNone; e = entries_[e].next) {
      const Entry& entry = entries_[e];
      if (!entry.acknowledged) continue;
      if (!entry.keepers.empty()) {
        judge({i}, entry, holdings);
      } else {
        tally_.gone += !survives({i}, entry, holdings);
      }
    }
  }
}

void CausalRecord::judge(kv::Key key, const Entry& entry, const Holdings& holdings) {
  if (entry.was_dropped) return judge_dropped(key, entry, holdings);
  survival_.pass();
  if (survives(key, entry, holdings)) return;
  survival_.fail({simulation_.now(),
                  "acknowledged write v" + std::to_string(entry.stamp) +
                      " is on no replica; node " + std::to_string(entry.keepers[0].value) +
                      " acknowledged it and kept its disk",
                  name(key), version_names({entry.stamp})});
}

/// Where the last write wins, a later one may stand in the place of the latest acknowledged.
bool CausalRecord::holds(const Siblings& held, const Entry& entry) const {
  if (carries(held, entry.stamp)) return true;
  const bool by_time = versioning_ == Versioning::kLastWriteWins && !held.empty();
  return by_time && wins(held.all()[0]->dot, entry.dot);
}

void CausalRecord::judge_converged(kv::Key key, const Siblings& held) {
  if (!audits_ || state(key).truncated) return;
  for (std::uint32_t e = state(key).first; e != kNone; e = entries_[e].next) {
    const Entry& entry = entries_[e];
    if (!entry.acknowledged || entry.was_dropped || entry.keepers.empty()) continue;
    if (holds(held, entry)) continue;
    maximal_.fail({simulation_.now(),
                   "all replicas lack acknowledged write v" + std::to_string(entry.stamp) +
                       " and hold " + tell(held),
                   name(key), version_names({entry.stamp})});
  }
  if (held.size() > 1) judge_maximal(key, held);
  maximal_.pass();
}

void CausalRecord::judge_maximal(kv::Key key, const Siblings& held) {
  for (const VersionRef& newer : held.all()) {
    for (const VersionRef& older : held.all()) {
      if (older->stamp == newer->stamp || !judges(*older)) continue;
      if (!descends(*newer, older->stamp)) continue;
      maximal_.fail({simulation_.now(),
                     "all replicas hold v" + std::to_string(older->value.id) + " beside v" +
                         std::to_string(newer->value.id) +
                         ", whose writer had read it: " + tell(held),
                     name(key), version_names({older->value.id, newer->value.id})});
    }
  }
}

/// Of a tombstone: where nothing tells of it any more, nothing may be left of what it deleted.
void CausalRecord::judge_dropped(kv::Key key, const Entry& tombstone, const Holdings& holdings) {
  deletion_.pass();
  if (survives(key, tombstone, holdings) || versioning_ == Versioning::kLastWriteWins) return;
  const std::uint32_t number = find_known(tombstone.stamp).deleted_as;
  for (const sim::NodeId node : holdings.keepers(key)) {
    const Siblings held = holdings.versions(node, key);
    for (const VersionRef& version : held.all()) {
      if (!judges(*version) || !is_deleted(version->stamp, number)) continue;
      return deletion_.fail({simulation_.now(),
                             "node " + std::to_string(node.value) + " holds v" +
                                 std::to_string(version->value.id) +
                                 ", and the tombstone that deleted it was dropped everywhere",
                             name(key), version_names({version->value.id, tombstone.stamp})});
    }
  }
}

}  // namespace dynamo
