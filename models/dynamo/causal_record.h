// What really happened to every write, kept beside the protocol and trusted by no part of it: the
// judge of what is lost, of what is given up, and of what a get may answer with.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "models/dynamo/config.h"
#include "models/dynamo/siblings.h"
#include "models/dynamo/small_vector.h"
#include "models/kv/types.h"
#include "sim/kernel/pages.h"
#include "sim/kernel/prefetch.h"
#include "sim/kernel/simulation.h"
#include "sim/observe/checks.h"

namespace dynamo {

/// True causality, by what each writer had read and not by clocks. A write is followed from its
/// stamping until an acknowledged descendant covers it: from then on the descendant's survival is
/// what matters. So the record of a key holds its open and uncovered writes only, usually one.
/// Truncated clocks may lie (4.4 admits it): keys whose clocks were truncated are not judged.
///
/// A covered write knows who covers it. So its descendants are found from there, upwards, and an
/// answer can be judged: it should hold no two versions of which one really descends from the
/// other, and none that an acknowledged delete had read.
///
/// Where the last write wins, the latest acknowledged one by physical time is followed, and every
/// other that it had not read, or that had read it, is counted as lost.
class CausalRecord {
 public:
  /// What is there in the end.
  struct Holdings {
    /// Who keeps versions of a key, for itself or for others; perhaps some who keep none.
    std::function<std::span<const sim::NodeId>(kv::Key)> keepers;
    /// All that a node keeps of a key, in memory or, while it is down, on its disk.
    std::function<Siblings(sim::NodeId, kv::Key)> versions;
  };
  struct Size {
    std::uint64_t keys;
    bool audits;  // false: no write is followed, and nothing is judged
  };
  CausalRecord(sim::Checks&, const sim::Simulation&, Versioning, Size);

  void prefetch(kv::Key key) const {
    if (key.value < keys_.size()) sim::prefetch(&keys_[key.value]);
  }
  /// Names a version that a coordinator is about to make by its put, and notes its ancestors in it.
  /// A put that is tried at two coordinators makes two versions: one write, with one context.
  void stamp(kv::Key, const Siblings& context, Version& fresh);
  /// The version is made: its dot is above any that its coordinator gave the key.
  void numbered(kv::Key, const Version& fresh);
  void truncated(kv::Key);  ///< its clocks no longer tell everything
  /// The replica acknowledges a write, and holds these as safely as it ever will.
  void stored(kv::Key, const Siblings&, sim::NodeId);
  void acknowledged(kv::Key, const Version&);  ///< the client is told so
  void replaced(sim::NodeId, kv::Key, const Siblings& before, const Siblings& after);
  /// A node that kept versions for another gave up on delivering them (4.6), or that one has them:
  /// of the key this is left here.
  void dropped(sim::NodeId, kv::Key, const Siblings& left);
  void delivered(sim::NodeId, kv::Key, const Siblings& left);
  /// A replica let go of a tombstone that nobody should need any more.
  void tombstone_dropped(kv::Key, const Version&);
  /// A disk or a memory failed the node: of the key it has only this left. Where that is no excuse,
  /// it had promised to keep what it acknowledged.
  void lost(sim::NodeId, kv::Key, const Siblings& left, bool is_excuse);
  /// What a get is about to answer; `deletes` is what was acknowledged when it began. Whether it
  /// could have seen all that was acknowledged by then is for the caller to know.
  void answered(kv::Key, const Siblings&, std::uint32_t deletes, bool promises_fresh_reads);
  /// Looks for every acknowledged write among all replicas that may hold it.
  void judge(const Holdings&);
  /// What each replica of a key holds, now that they agree and nobody keeps anything for them.
  void judge_converged(kv::Key, const Siblings&);

  std::uint64_t bytes() const;  ///< of what is remembered of writes and keys
  std::uint64_t truncated_keys() const { return truncated_keys_; }
  /// A disk or a memory that kept the key failed.
  bool has_lost_copies(kv::Key) const;
  /// That every acknowledged write of the key, or a descendant, is there in the end, and that what
  /// intersecting quorums find newest is the latest: no node lost what it had acknowledged or gave
  /// up a hint of the key, its clocks tell everything, and time does not decide.
  bool promises_newest(kv::Key) const;
  /// A put was tried at two coordinators: its readers may have read one of its versions alone.
  bool has_twins() const { return has_twins_; }
  std::uint32_t deletes() const { return deletes_; }  ///< acknowledged so far
  struct Tally {
    std::uint64_t lost = 0;             // acknowledged, and superseded by one that had not read it
    std::uint64_t gone = 0;             // acknowledged, and on no replica: all of them lost it
    std::uint64_t overtaken = 0;        // among them, by one that they had read themselves
    std::uint64_t false_siblings = 0;   // answered beside a descendant, excusably
    std::uint64_t deleted_answers = 0;  // of a value that was deleted, excusably
  };
  const Tally& tally() const { return tally_; }

 private:
  static constexpr std::uint32_t kNone = ~0u;
  struct Entry {
    Stamp stamp = 0;
    ClockEntry dot{};
    std::uint32_t next = kNone;
    bool acknowledged = false, is_tombstone = false, was_dropped = false;
    SmallVector<sim::NodeId, 4> keepers;  // that acknowledged it and have not lost it since
  };
  struct KeyState {
    std::uint32_t first = kNone;
    bool truncated = false;
    bool has_lost_copies = false;
    bool has_dropped = false;  // a hint that was not delivered, or what a node had acknowledged
  };

  KeyState& state(kv::Key);
  Entry* find(kv::Key, Stamp);
  void remove(kv::Key, Stamp);
  void cover(kv::Key, Stamp covered, Stamp by);
  void acknowledged_by_time(kv::Key, const Version&);
  bool judges(const Version&) const;
  bool descends(const Version&, Stamp older) const;
  bool is_deleted(Stamp, std::uint32_t deletes) const;
  bool regresses(const Siblings& before, const Siblings& after) const;
  void judge_siblings(kv::Key, const Siblings&);
  void judge_deleted(kv::Key, const Siblings&, std::uint32_t deletes, bool is_promised);
  bool stop_keeping(sim::NodeId, kv::Key, const Siblings& left);
  void judge(kv::Key, const Entry&, const Holdings&);
  void judge_dropped(kv::Key, const Entry&, const Holdings&);
  bool holds(const Siblings&, const Entry&) const;
  bool survives(kv::Key, const Entry&, const Holdings&);
  void judge_maximal(kv::Key, const Siblings&);

  const sim::Simulation& simulation_;
  sim::Check& survival_;
  sim::Check& overwriting_;
  sim::Check& regress_;
  sim::Check& siblings_;
  sim::Check& deletion_;
  sim::Check& maximal_;
  const Versioning versioning_;
  const bool audits_;
  sim::PagedVector<KeyState> keys_;
  sim::PagedVector<Entry> entries_;
  std::vector<std::uint32_t> free_;
  struct Known {                   // of a put, for good
    std::uint32_t covered_by = 0;  // an acknowledged descendant's stamp; 0: none
    std::uint32_t deleted_as = 0;  // it is the so-manieth acknowledged delete; 0: none
    bool is_stamped = false, has_twin = false;
  };
  static constexpr std::uint64_t kPage = 1 << 16;  // puts: 768 KiB, allocated as they are stamped
  using Page = std::array<Known, kPage>;
  Known& known(Stamp);
  Known find_known(Stamp stamp) const {
    return stamp / kPage < known_.size() ? (*known_[stamp / kPage])[stamp % kPage] : Known{};
  }
  std::vector<std::unique_ptr<Page>> known_;  // by Stamp
  std::uint32_t deletes_ = 0;
  Tally tally_;
  std::uint64_t truncated_keys_ = 0;
  bool has_twins_ = false;
};

}  // namespace dynamo
