// What became of every item of every cart: the judge of what is lost, and the count of what
// returns.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/kv/carts.h"
#include "models/kv/types.h"
#include "sim/kernel/time.h"
#include "sim/observe/checks.h"

namespace kv {

/// Of Dynamo's cart "an add is never lost; a deleted item can resurface" (4.4). Lost is an item
/// whose put was acknowledged and which no put removed, acknowledged or not, that is missing from
/// the union of what all replicas hold in the end; or from a get that began after the
/// acknowledgement, where reads are promised to be fresh. Resurfaced is an item that a get returns
/// though an acknowledged put had removed it before the get began: a sibling had brought it
/// back, or had replaced the removal. Stale gets do not count: they show what was, not what came
/// back.
///
/// Looks at what puts wrote and at what is there, never at how the protocol got it there. A get
/// costs a look at each item of its cart.
class CartRecord {
 public:
  /// `promises`: every put of a cart unites all it read. Otherwise adds that are lost are counted
  /// alone.
  CartRecord(sim::Checks&, const Carts&, bool promises);

  void acknowledged(Key, const Value& put);
  /// Acknowledgements so far: what a get may be judged by, taken when it begins.
  std::uint64_t moment() const { return acknowledgements_; }
  struct Get {
    Key key{};
    std::uint64_t begun_at = 0;  // a moment()
    std::span<const Value> read{};
    bool is_stale = false, must_be_fresh = false;
  };
  void judge_read(const Get&, sim::Time now);

  /// When the run is over: keys() are those that carts were written to, ascending.
  std::uint64_t keys() const { return kept_.size(); }
  /// `held`: by all replicas together. Whether acknowledged writes of the key had to survive is
  /// for the model to know.
  void judge(Key, std::span<const Value> held, bool must_survive, sim::Time now);

  struct Tally {
    std::uint64_t adds = 0, removals = 0;  // acknowledged
    std::uint64_t adds_lost = 0;           // counted by `judge`
    std::uint64_t items_resurfaced = 0;    // each counted once
    std::uint64_t items_max = 0;           // that a get returned
  };
  const Tally& tally() const { return tally_; }

 private:
  struct Fate {  // of an item: when what was acknowledged, by number; 0: not
    std::uint64_t added = 0, removed = 0;
    bool has_resurfaced = false;
  };
  void count_resurfaced(std::uint64_t begun_at);
  void expect_all(const Get&, sim::Time now);
  Fate& fate(Item);
  std::vector<Item>& kept(Key);

  const Carts& carts_;
  const bool promises_;
  sim::Check& check_;
  std::uint64_t acknowledgements_ = 0;
  std::vector<Fate> fates_;              // by Item
  std::vector<std::vector<Item>> kept_;  // by key: acknowledged, in that order, and not removed
  std::vector<Item> found_;              // by the look that is being taken
  Tally tally_;
};

}  // namespace kv
