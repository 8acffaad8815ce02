#include "models/dynamo/replica_writes.h"

#include <utility>

namespace dynamo {

Held* ReplicaWrites::find(Context ctx, Place place) {
  if (place.owner == ctx.self()) return &store_.row(place.key);
  return store_.hints().find(place.owner, place.key);
}

bool ReplicaWrites::is_direct(Context ctx, bool is_durable) const {
  return is_durable || services_.policy.acknowledges_from_disk(services_.config) ||
         buffer_.size() >= services_.config.buffer.objects ||
         services_.buggify.fires(BuggifySite::kWriteThrough, ctx.true_time());
}

void ReplicaWrites::store(Context ctx, Synced write, Bearer by, bool is_durable) {
  const Place where{write.owner, write.key};
  Held* place =
      where.owner == ctx.self() ? find(ctx, where) : handoff_.keep(ctx, where.owner, where.key, by);
  if (!place) return;  // it takes no more hints
  Siblings kept = services_.policy.keep(services_.versions, place->current, write.versions, by);
  if (!(kept == place->current)) {
    services_.record.replaced(ctx.self(), write.key, place->current, kept);
    ctx.note([&] {
      const bool is_own = where.owner == ctx.self();
      return change_of(write.key, place->current, kept, is_own ? kNoNode : where.owner);
    });
    store_.replace(*place, write.key, std::move(kept));
  }
  write.versions = place->current;
  if (place->current == place->synced) return answer(ctx, write);
  if (is_direct(ctx, is_durable)) return ctx.write({bytes_of(place->current)}, std::move(write));
  answer(ctx, write);
  buffer(ctx, *place, where);
}

void ReplicaWrites::buffer(Context ctx, Held& place, Place where) {
  if (std::exchange(place.is_buffered, true)) return;
  buffer_.push_back(where);
  write_next(ctx);
}

/// Of what was delivered or handed over meanwhile there is nothing left to write.
void ReplicaWrites::write_next(Context ctx) {
  while (!is_writing_ && !buffer_.empty()) {
    const Place first = buffer_.front();
    Held* place = find(ctx, first);
    if (place && !place->current.empty()) {
      is_writing_ = true;
      ctx.write({bytes_of(place->current)},
                Synced{ctx.self(), {}, first.key, place->current, first.owner, AnswerTo::kWriter});
    } else {
      if (place) place->is_buffered = false;
      buffer_.pop_front();
    }
  }
}

void ReplicaWrites::on(Context ctx, const Synced& synced) {
  Synced write = synced;
  Held* place = find(ctx, {write.owner, write.key});
  // What was delivered or damaged meanwhile is not there any more; what was handed over is a hint.
  if (place && !place->current.empty()) {
    place->synced = write.versions;
  } else {
    store_.hints().synced(write.key, services_.versions, write.versions);
  }
  if (write.answer_to != AnswerTo::kWriter) return answer(ctx, write);
  const Place first = buffer_.front();
  buffer_.pop_front();
  is_writing_ = false;
  if (place) {
    place->is_buffered = false;
    if (!(place->current == place->synced)) buffer(ctx, *place, first);
  }
  write_next(ctx);
}

/// What was damaged or delivered while it was on its way to the disk is not kept here.
bool ReplicaWrites::still_holds(const Synced& write) {
  const Siblings held = store_.everything(services_.versions, write.key);
  return held == write.versions || reconcile(services_.versions, held, write.versions) == held;
}

void ReplicaWrites::answer(Context ctx, Synced& write) {
  const AnswerTo whom = std::exchange(write.answer_to, AnswerTo::kNobody);
  if (whom == AnswerTo::kNobody) return;
  if (still_holds(write)) services_.record.stored(write.key, write.versions, ctx.self());
  if (whom == AnswerTo::kCoordinator) ctx.send(write.from, WriteReply{write.id});
  if (whom == AnswerTo::kHandoff) {
    ctx.send(write.from, HandoffReply{write.id, write.key, admission_.reserve(ctx.local_time())});
  }
}

}  // namespace dynamo
