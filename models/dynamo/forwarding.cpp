#include "models/dynamo/forwarding.h"

#include <algorithm>
#include <utility>

namespace dynamo {

using sim::NodeId;

/// Each attempt of a client begins one further down: with strict quorums there is no other remedy.
void Forwarding::start(Context ctx, Services& services, const View& view, Suspects& suspects,
                       RequestId id, sim::Shared<Put> put, bool from_node, bool may_stand_in) {
  state_ = State::kWaiting;
  id_ = id;
  put_ = std::move(put);
  may_stand_in_ = may_stand_in;
  list_ = view.placement().preference_list(put_->key);
  const auto top = view.placement().top(put_->key);
  top_ = top.size();
  if (!services.is_sloppy()) list_ = top;
  rest_ = top_;
  if (from_node) {
    const auto self = std::find(list_.begin(), list_.end(), ctx.self());
    if (self != list_.end()) rest_ = static_cast<std::size_t>(self - list_.begin());
  }
  const auto fastest = std::find(top.begin(), top.end(), put_->fastest);
  first_ = fastest == top.end() ? 0 : static_cast<std::size_t>(fastest - top.begin());
  first_ += put_->caller.attempt;
  ask(ctx, services, next(ctx, suspects).value_or(candidate(0)));
}

NodeId Forwarding::candidate(std::size_t turn) const {
  return turn < top_ ? list_[(first_ + turn) % top_] : list_[turn];
}

std::optional<NodeId> Forwarding::next(Context ctx, const Suspects& suspects) {
  while (turn_ < list_.size()) {
    if (turn_ == top_) turn_ = rest_;
    const NodeId node = candidate(turn_++);
    if (node == ctx.self() && may_stand_in_) return node;
    if (node != ctx.self() && !suspects.suspects(node, ctx.local_time())) return node;
  }
  return std::nullopt;
}

void Forwarding::ask(Context ctx, Services& services, NodeId node) {
  if (node == ctx.self()) return enter(State::kOwn);
  asked_ = node;
  ctx.send(node, ChosenPut{put_, id_});
  const sim::Duration step = services.next_wait(waited_);
  waited_ += step;
  timer_ = ctx.after(step, ForwardTimer{id_});
}

void Forwarding::on(Context ctx, const Taken&) {
  ctx.cancel(timer_);
  enter(State::kDone);
}

void Forwarding::on(Context ctx, Services& services, const ForwardTimer&, Suspects& suspects) {
  suspects.suspect(asked_, ctx.local_time());
  ++services.tally.suspicions;
  if (waited_ >= services.config.request_timeout) return enter(State::kDone);
  const auto node = next(ctx, suspects);
  if (!node) return enter(State::kDone);
  enter(State::kWaiting);
  ask(ctx, services, *node);
}

void Forwarding::clear() {
  put_ = {};
  turn_ = 0;
  waited_ = {};
}

}  // namespace dynamo
