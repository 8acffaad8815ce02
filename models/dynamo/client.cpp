#include "models/dynamo/client.h"

#include <algorithm>
#include <utility>

#include "sim/kernel/check.h"

namespace dynamo {

using sim::NodeId;

Client::Client(Context ctx, Services& services, const kv::WorkloadConfig& workload, kv::Place place,
               kv::Recorder& recorder)
    : ctx_(ctx),
      services_(services),
      context_from_(workload.context),
      workload_(workload),
      carts_(recorder.carts()),
      driver_(workload, std::move(place), ctx.network().simulation().seed(), *this, recorder),
      suspects_(services.config.suspicion) {
  go_by(services.views.latest());
}

void Client::start() {
  driver_.start(ctx_.true_time());
  ctx_.after(services_.config.membership.client_poll, GossipTimer{});
}

void Client::on(NodeId, const GossipTimer&) {
  ctx_.after(services_.config.membership.client_poll, GossipTimer{});
  ctx_.send(any_node(), GossipCall{view_});
}

void Client::on(NodeId from, const GossipView& gossip) {
  suspects_.heard_from(from);
  go_by(services_.views.merged(*view_, *gossip.view));
}

/// Once the last proxy has left, the balancer picks among all others.
void Client::go_by(const View& view) {
  view_ = &view;
  const Ring& ring = view.ring();
  const bool proxies_only = services_.config.coordination == Coordination::kProxies &&
                            ring.holder_count() < ring.members().size();
  balanced_.clear();
  for (const Member& member : ring.members()) {
    if (!proxies_only || member.weight == 0) balanced_.push_back(member.node);
  }
}

void Client::prefetch(kv::Key key) const {
  view_->prefetch(key);
  services_.record.prefetch(key);
  seen_.prefetch(key);
}

void Client::prefetch(kv::OperationId id) const {
  seen_.prefetch(calls_[id.slot].key);
  driver_.prefetch(id);
}

void Client::get(kv::OperationId id, std::uint32_t attempt, kv::ClientId, kv::Key key) {
  send_get(id, begin(id, attempt, key, {}));
}

void Client::put(kv::OperationId id, std::uint32_t attempt, kv::ClientId, kv::Key key,
                 kv::Value value) {
  Call& call = begin(id, attempt, key, value);
  if (call.has_context) return send_put(id, call);
  switch (context_from_) {
    case kv::ContextFrom::kNone:
      return send_put(id, call, {});
    case kv::ContextFrom::kLastSeen: {
      const Seen* seen = seen_.find(key);
      return send_put(id, call, seen ? seen->versions : Siblings{});
    }
    case kv::ContextFrom::kReadFirst:
      call.reads_first = true;
      return send_get(id, call);
  }
}

/// A context that comes later is for nobody: the put may be over, and nothing of it was sent.
void Client::timed_out(kv::OperationId id, std::uint32_t) {
  Call& call = calls_[id.slot];
  call.reads_first = false;
  if (!call.answered) suspects_.suspect(call.coordinator, ctx_.local_time());
}

/// A put that is still reading its context has sent nothing that could write.
bool Client::may_have_written(kv::OperationId id) const { return calls_[id.slot].has_context; }

Client::Call& Client::begin(kv::OperationId id, std::uint32_t attempt, kv::Key key,
                            kv::Value value) {
  if (id.slot >= calls_.size()) calls_.resize(id.slot + 1);
  Call& call = calls_[id.slot];
  const bool goes_on = call.generation == id.generation && attempt > 0;
  call = {.generation = id.generation,
          .attempt = attempt,
          .coordinator = {},
          .answered = false,
          .reads_first = false,
          .key = key,
          .value = value,
          .has_context = goes_on && call.has_context,
          .context = goes_on ? std::move(call.context) : Siblings{}};
  return call;
}

Client::Call* Client::find(const Caller& caller) {
  Call& call = calls_[caller.operation.slot];
  return call.generation == caller.operation.generation ? &call : nullptr;
}

void Client::send_get(kv::OperationId id, Call& call) {
  call.coordinator = coordinator_of(call, false);
  ctx_.send(call.coordinator, ClientGet{{ctx_.self(), call.attempt, id}, call.key});
}

void Client::send_put(kv::OperationId id, Call& call, Siblings context) {
  call.context = std::move(context);
  call.has_context = true;
  send_put(id, call);
}

void Client::send_put(kv::OperationId id, Call& call) {
  call.coordinator = coordinator_of(call, true);
  const Seen* seen = seen_.find(call.key);
  sim::Shared<Put> put = services_.puts.make({{ctx_.self(), call.attempt, id},
                                              call.key,
                                              sized(call.value),
                                              call.context,
                                              seen ? seen->fastest : kNoNode});
  if (services_.config.coordination == Coordination::kClient) {
    ctx_.send(call.coordinator, ChosenPut{std::move(put), {}});
  } else {
    ctx_.send(call.coordinator, ClientPut{std::move(put)});
  }
}

NodeId Client::coordinator_of(const Call& call, bool is_put) {
  if (services_.config.coordination != Coordination::kClient) return any_node();
  const Seen* seen = is_put ? seen_.find(call.key) : nullptr;
  const auto trusted = [&](NodeId node) { return !suspects_.suspects(node, ctx_.local_time()); };
  const NodeId fastest = seen ? seen->fastest : kNoNode;
  if (fastest != kNoNode && trusted(fastest)) return fastest;
  return one_of_the_first_n(call);
}

/// Always the first would load the nodes unevenly (5): one of the first N at random, of this site
/// if it has some, and not one that is suspected. Where all are, the next on the list (4.6).
NodeId Client::one_of_the_first_n(const Call& call) {
  const auto top = view_->placement().top(call.key);
  const auto worth = [&](NodeId node) {
    const bool is_here = ctx_.network().place(node).site == ctx_.network().place(ctx_.self()).site;
    return 2 * !suspects_.suspects(node, ctx_.local_time()) + is_here;
  };
  const auto drawn = static_cast<std::size_t>(ctx_.rng().below(top.size()));
  NodeId best = top[drawn];
  for (std::size_t i = 1; i < top.size(); ++i) {
    const NodeId node = top[(drawn + i) % top.size()];
    if (worth(node) > worth(best)) best = node;
  }
  return suspects_.suspects(best, ctx_.local_time()) ? first_healthy_spare(call, best) : best;
}

NodeId Client::first_healthy_spare(const Call& call, NodeId otherwise) {
  if (!services_.is_sloppy()) return otherwise;
  for (const NodeId node : view_->placement().preference_list(call.key)) {
    if (!suspects_.suspects(node, ctx_.local_time())) return node;
  }
  return otherwise;
}

/// The balancer passes over whom it suspects. Where it suspects all, it tries anyone.
NodeId Client::any_node() {
  const auto drawn = static_cast<std::size_t>(ctx_.rng().below(balanced_.size()));
  for (std::size_t i = 0; i < balanced_.size(); ++i) {
    const NodeId node = balanced_[(drawn + i) % balanced_.size()];
    if (!suspects_.suspects(node, ctx_.local_time())) return node;
  }
  return balanced_[drawn];
}

void Client::on(NodeId from, const GetReply& reply) {
  suspects_.heard_from(from);
  Call* call = find(reply.caller);
  if (!call) return;
  call->answered = true;
  if (reply.outcome == kv::Outcome::kOk && context_from_ != kv::ContextFrom::kNone) {
    Seen& seen = seen_.of(call->key);  // replies may overtake one another: what was read stays read
    seen = {reconcile(services_.versions, seen.versions, reply.versions), reply.fastest};
  }
  if (call->value.id != 0) {  // the get was for a put's context
    if (call->reads_first && reply.caller.attempt == call->attempt) read_first(reply, *call);
    return;
  }
  sim::Simulation& simulation = ctx_.network().simulation();
  simulation.note(static_cast<std::uint64_t>(reply.outcome));  // what clients read is the run too
  for (const VersionRef& version : reply.versions.all()) simulation.note(version->value.id);
  note_values(reply.versions);
  driver_.answered(reply.caller.operation, reply.caller.attempt, reply.outcome, values_,
                   ctx_.true_time());
}

/// Twins of one put that was tried at two coordinators are one value.
void Client::note_values(const Siblings& versions) {
  values_.clear();
  for (const VersionRef& version : versions.all()) {
    const bool is_known =
        std::find(values_.begin(), values_.end(), version->value) != values_.end();
    if (!is_known) values_.push_back(version->value);
  }
}

/// The reconciliation that the application's meaning allows (4.4): a union of all siblings. Who
/// does without takes one of them for all.
void Client::fill_cart(const kv::Value& put, const Siblings& read) {
  note_values(read);
  const bool takes_all = services_.policy.unites_siblings(workload_.reconcile);
  const std::size_t others = takes_all || values_.empty() ? 0 : values_.size() - 1;
  carts_.fill(put, std::span(values_).subspan(others));
}

/// A cart is as large as its items make it.
kv::Value Client::sized(kv::Value value) const {
  if (!workload_.cart || value.is_tombstone) return value;
  const std::uint64_t items = carts_.of(value.id).size() * workload_.cart->item_size.count;
  value.bytes =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(value.bytes + items, ~std::uint32_t{0}));
  return value;
}

void Client::read_first(const GetReply& reply, Call& call) {
  const kv::OperationId id = reply.caller.operation;
  if (reply.outcome != kv::Outcome::kOk) {
    return driver_.answered(id, reply.caller.attempt, kv::Outcome::kFail, {}, ctx_.true_time());
  }
  call.reads_first = false;
  call.answered = false;
  if (workload_.cart) fill_cart(call.value, reply.versions);
  send_put(id, call, reply.versions);
}

void Client::on(NodeId from, const PutReply& reply) {
  suspects_.heard_from(from);
  Call* call = find(reply.caller);
  if (!call) return;
  call->answered = true;
  const bool is_context = context_from_ == kv::ContextFrom::kLastSeen;
  if (reply.outcome == kv::Outcome::kOk && is_context && !reply.written.empty()) {
    Seen& seen = seen_.of(call->key);
    seen.versions = reconcile(services_.versions, seen.versions, reply.written);
  }
  driver_.answered(reply.caller.operation, reply.caller.attempt, reply.outcome, {},
                   ctx_.true_time());
}

void Client::on(NodeId, const kv::LoadTimer& timer) { driver_.on(timer, ctx_.true_time()); }

sim::EventHandle Client::wake_after(sim::Duration delay, kv::LoadTimer timer) {
  return ctx_.after(delay, timer);
}

void Client::cancel(sim::EventHandle handle) { ctx_.cancel(handle); }

void Client::refuse() const { SIM_CHECK(false, "a client got a message for a storage node"); }

}  // namespace dynamo
