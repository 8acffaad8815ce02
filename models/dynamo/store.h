// A replica's data: per key the versions in memory, and what of them is on disk. Survives the
// process: it lives in the host.
#pragma once

#include <any>
#include <cstdint>

#include "models/dynamo/key_table.h"
#include "models/dynamo/siblings.h"
#include "sim/net/host.h"

namespace dynamo {

class Store {
 public:
  struct Row {
    Siblings current, synced;
    std::uint64_t counted = 0;  // the node's own counter in the latest clock it gave this object
  };

  const Siblings& find(kv::Key key) const {  ///< nothing: an empty set
    static const Siblings kNothing;
    const Row* row = rows_.find(key);
    return row ? row->current : kNothing;
  }
  Row& row(kv::Key key) { return rows_.of(key); }
  const KeyTable<Row>& rows() const { return rows_; }

  /// Grows whenever writes were lost: part of the node's name in vector clocks.
  std::uint32_t life() const { return life_; }

  /// A node starts: what its disk kept of the last process is on disk.
  void reopen() {
    rows_.each([](kv::Key, Row& row) { row.synced = row.current; });
  }

  /// What a crash does. kSynced: the versions in memory go, those on disk stay.
  void forget(sim::Keeps keeps) {
    if (keeps == sim::Keeps::kDisk) return;
    ++life_;
    if (keeps == sim::Keeps::kNothing) {
      rows_.clear();
    } else {
      rows_.each([](kv::Key, Row& row) { row.current = row.synced; });
    }
  }

 private:
  KeyTable<Row> rows_;
  std::uint32_t life_ = 0;
};

}  // namespace dynamo
