// Adding and removing nodes, Dynamo 4.9: who ceases to hold a key hands it to who begins to.
#pragma once

#include "models/dynamo/membership.h"
#include "models/dynamo/services.h"
#include "models/dynamo/small_vector.h"
#include "models/dynamo/store.h"

namespace dynamo {

using Receivers = SmallVector<sim::NodeId, 4>;

/// To whom `self` sends a key of which the first list held it before and the second holds it now.
/// Who drops a key sends it to one who gains it, so that each gets it once; where more gain it than
/// drop it (there were too few nodes for N), the first of the old holders sends to the rest, and
/// does so in the place of who is absent. Who was no holder before and is none now, and yet has the
/// key, sends it to the first.
Receivers receivers_of(std::span<const sim::NodeId> before, std::span<const sim::NodeId> after,
                       sim::NodeId self, std::span<const sim::NodeId> absent = {});

/// A node has learned of a new ring. What it is no replica of any more moves from its rows to its
/// hints, under the name of who gains it: delivered as hints are, kept until the receiver confirms,
/// and readable here in the meantime. Hints for who has left get a new owner. True: there is
/// something to deliver.
bool hand_over(Context, Services&, Store&, const View& before, const View& after);

/// Whose a version is that came to a node which, for all it knows, is no replica of the key. If it
/// was one before, the sender has not heard of the new ring: it is for who took the node's place.
/// If not, it is for the first of the key's replicas.
sim::NodeId successor_of(Store&, kv::Key, sim::NodeId self);

}  // namespace dynamo
