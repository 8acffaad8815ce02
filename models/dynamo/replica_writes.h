// How a replica takes a write, Dynamo 4.5 and 6.1: memory, object buffer, disk, acknowledgement.
#pragma once

#include <deque>

#include "models/dynamo/hinted_handoff.h"
#include "models/dynamo/messages.h"
#include "models/dynamo/services.h"
#include "models/dynamo/store.h"

namespace dynamo {

/// A write is in memory at once, where reads find it. Direct: it is acknowledged once it is on
/// disk. Buffered (`sync` false): at once; a writer takes one object after the other to the disk,
/// so that an object that is written again in the meantime costs one disk operation. A write that
/// its coordinator wants durable is direct, and so is each while the buffer is full.
class ReplicaWrites {
 public:
  ReplicaWrites(Services& services, Store& store, HintedHandoff& handoff, Admission& admission)
      : services_(services), store_(store), handoff_(handoff), admission_(admission) {}

  /// `write.owner`: whose replica it is; another's is kept as a hint.
  void store(Context, Synced write, Bearer, bool is_durable);
  void on(Context, const Synced&);

 private:
  struct Place {
    sim::NodeId owner;
    kv::Key key;
  };
  Held* find(Context, Place);
  bool is_direct(Context, bool is_durable) const;
  void buffer(Context, Held&, Place);
  void write_next(Context);
  bool still_holds(const Synced&);
  void answer(Context, Synced&);

  Services& services_;
  Store& store_;
  HintedHandoff& handoff_;
  Admission& admission_;
  std::deque<Place> buffer_;  // objects that are not on disk, the longest waiting first
  bool is_writing_ = false;   // the first of them
};

}  // namespace dynamo
