// A node's data: per key the versions in memory, and what of them is on disk; beside them what it
// keeps for others. Survives the process: it lives in the host.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "models/dynamo/hint_store.h"
#include "models/dynamo/key_table.h"
#include "models/dynamo/membership.h"
#include "models/dynamo/replica_trees.h"
#include "models/dynamo/siblings.h"
#include "sim/net/host.h"

namespace dynamo {

class Store {
 public:
  struct Row : Held {
    std::uint16_t epoch = 0;    // of the node as a writer of this object
    std::uint64_t counted = 0;  // the node's own counter in the latest clock it gave this object
    TreeLink link;
    /// There is something, and all of it is on disk.
    bool is_at_rest() const { return !current.empty() && current == synced && !is_buffered; }
  };

  const Siblings& find(kv::Key key) const {  ///< nothing: an empty set
    static const Siblings kNothing;
    const Row* row = rows_.find(key);
    return row ? row->current : kNothing;
  }
  Row& row(kv::Key key) { return rows_.of(key); }
  /// The one way in which versions in memory change. `place` is the key's row or a hint: hash trees
  /// (4.7) follow rows alone.
  void replace(Held& place, kv::Key key, Siblings now) {
    place.current = std::move(now);
    if (!trees_ || &place != rows_.find(key)) return;
    trees_->follow(key, static_cast<Row&>(place).link, place.current);
  }
  const KeyTable<Row>& rows() const { return rows_; }
  KeyTable<Row>& rows() { return rows_; }

  /// How many keys it holds versions of, as one of their replicas.
  std::uint64_t keys() const {
    std::uint64_t keys = 0;
    rows_.each([&](kv::Key, const Row& row) { keys += !row.current.empty(); });
    return keys;
  }

  HintStore& hints() { return hints_; }
  const HintStore& hints() const { return hints_; }
  /// Its own versions of the key and those that it keeps for others, reconciled (4.6).
  Siblings everything(Versions& versions, kv::Key key) {
    Siblings all = find(key);
    hints_.each_of(key, [&](const Siblings& hint) { all = reconcile(versions, all, hint); });
    return all;
  }

  /// What the node knows of the ring, and what it knew before; persistent (4.8). Null: nothing yet.
  const View* view() const { return view_; }
  const View* previous_view() const { return previous_view_; }
  void learn(const View& view) {
    previous_view_ = std::exchange(view_, &view);
    if (!trees_ || trees_->goes_by(view.ranges())) return;
    trees_->go_by(view.ranges());
    rebuild_trees();
  }

  /// From now on, and through crashes, the trees are those of what is here.
  void keep_trees(ReplicaTrees trees) {
    trees_ = std::move(trees);
    rebuild_trees();
  }
  ReplicaTrees* trees() { return trees_ ? &*trees_ : nullptr; }  ///< null: it keeps none
  /// Bit rot: nothing of the row can be read any more. Its checksum says so, hence nothing false is
  /// answered, and a writer that finds its counter gone begins anew. Trees are made of what can be
  /// read, as the periodic rebuild of Riak's are, so they tell.
  void rot(kv::Key key, Row& row) {
    row.current = row.synced = {};
    begin_anew(row);
    if (trees_) trees_->put(key, row.link, row.current);
  }

  /// The node's name in the clock of its next version of the key.
  Writer writer(sim::NodeId self, kv::Key key) { return {self, life_, row(key).epoch}; }
  /// What was kept for another is delivered, or given up. If the node has made versions of the key
  /// itself, it may know them no more: as a writer it begins anew.
  void forget_hint(sim::NodeId owner, kv::Key key) {
    hints_.of(owner).erase(key);
    begin_anew(rows_.of(key));
  }

  /// A node starts: what its disk kept of the last process is on disk.
  void reopen() {
    rows_.each([](kv::Key, Row& row) {
      row.synced = row.current;
      row.is_buffered = false;
    });
    hints_.reopen();
  }

  /// What a crash does, and the keys of which something was lost. kDisk: what was on its way to the
  /// disk gets there, only the object buffer (6.1) goes, which is the process's. kSynced: the disk
  /// alone stays.
  std::vector<kv::Key> forget(sim::Keeps keeps) {
    std::vector<kv::Key> lost;
    rows_.each([&](kv::Key key, Row& row) {
      if (forget_of(row, keeps)) lost.push_back(key);
    });
    hints_.forget(keeps, lost);
    if (keeps == sim::Keeps::kNothing) {
      rows_.clear();
      view_ = previous_view_ = nullptr;
    }
    if (keeps != sim::Keeps::kDisk || !lost.empty()) {
      ++life_;
      if (trees_ && trees_->policy().rebuilds_trees_after_a_loss()) rebuild_trees();
    }
    return lost;
  }

 private:
  static void begin_anew(Row& row) {
    if (std::exchange(row.counted, 0) > 0) ++row.epoch;
  }
  void rebuild_trees() {
    if (!trees_) return;
    trees_->clear();
    rows_.each([&](kv::Key key, Row& row) {
      row.link = {};
      trees_->put(key, row.link, row.current);
    });
  }

  KeyTable<Row> rows_;
  HintStore hints_;
  const View* view_ = nullptr;
  const View* previous_view_ = nullptr;
  std::optional<ReplicaTrees> trees_;
  std::uint16_t life_ = 0;  // grows whenever writes were lost
};

}  // namespace dynamo
