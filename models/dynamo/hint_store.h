// Replicas kept for somebody else, Dynamo 4.6: a store of its own, scanned periodically.
#pragma once

#include <cstdint>
#include <deque>
#include <map>

#include "models/dynamo/key_table.h"
#include "models/dynamo/siblings.h"
#include "sim/kernel/time.h"
#include "sim/net/host.h"

namespace dynamo {

/// What a place for versions holds, and what of it is on disk.
struct Held {
  Siblings current, synced;
  bool is_buffered = false;  // waits for the writer (6.1)
};

/// A crash: what the place holds afterwards. True: something was lost.
inline bool forget_of(Held& place, sim::Keeps keeps) {
  const bool stays = keeps == sim::Keeps::kDisk && !place.is_buffered;
  Siblings left = keeps == sim::Keeps::kNothing ? Siblings{} : stays ? place.current : place.synced;
  const bool loses = !(left == place.current);
  place.current = std::move(left);
  return loses;
}

/// Hints by owner, the oldest first; one of each owner and key. Lives in the host, as the store
/// beside it does.
class HintStore {
 public:
  struct Hint : Held {
    kv::Key key;
    sim::Time since;  // by the local clock
    sim::Time grown;  // when it last got a version
    Siblings sent;    // to the owner, who has not confirmed it; nothing: nothing was
    bool is_out = false;
    bool is_transfer = false;  // a range changes hands (4.9): it is kept as long as it takes
  };
  /// The hints for one node.
  class Bundle {
   public:
    Hint* find(kv::Key);
    const Hint* find(kv::Key key) const { return const_cast<Bundle*>(this)->find(key); }
    Hint& of(kv::Key, sim::Time now);  ///< a fresh one if there is none
    void erase(kv::Key);
    std::size_t size() const { return size_; }
    bool has_transfers() const;
    std::size_t older_than(sim::Time) const;  ///< hints that nothing was added to since
    void clear();
    template <class Visit>  // bool(Hint&): false ends it; may erase the hint it is shown
    void each(Visit&& visit) {
      for (std::size_t i = 0; i < hints_.size(); ++i) {
        if (!hints_[i].current.empty() && !visit(hints_[i])) return;
      }
      trim();
    }

   private:
    void trim();
    std::deque<Hint> hints_;          // an erased one is empty until it is the first
    KeyTable<std::uint64_t> places_;  // counted from the first hint ever, plus one; 0: none
    std::uint64_t trimmed_ = 0;
    std::size_t size_ = 0;
  };

  Bundle& of(sim::NodeId owner) { return bundles_[owner]; }
  Hint* find(sim::NodeId owner, kv::Key);
  const Hint* find(sim::NodeId owner, kv::Key key) const {
    return const_cast<HintStore*>(this)->find(owner, key);
  }
  Hint& of(sim::NodeId owner, kv::Key key, sim::Time now) { return bundles_[owner].of(key, now); }
  std::size_t size() const;
  bool has_transfers() const;
  void clear() { bundles_.clear(); }
  std::map<sim::NodeId, Bundle>& bundles() { return bundles_; }  ///< by owner
  const std::map<sim::NodeId, Bundle>& bundles() const { return bundles_; }

  /// All that is held for the key, whoever owns it, into `visit(const Siblings&)`.
  template <class Visit>
  void each_of(kv::Key key, Visit&& visit) {
    for (auto& [owner, bundle] : bundles_) {
      if (const Hint* hint = bundle.find(key)) visit(hint->current);
    }
  }

  bool has(kv::Key key) {  ///< for anyone
    bool found = false;
    each_of(key, [&](const Siblings&) { found = true; });
    return found;
  }

  /// What was under way to the disk when its key changed hands has reached it.
  void synced(kv::Key, Versions&, const Siblings&);
  void reopen();                                        ///< a node starts: see Store
  void forget(sim::Keeps, std::vector<kv::Key>& lost);  ///< a node crashes: see Store

 private:
  std::map<sim::NodeId, Bundle> bundles_;
};

}  // namespace dynamo
