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
      driver_(workload, std::move(place), ctx.network().simulation().seed(), *this, recorder),
      suspects_(services.config.suspicion) {}

void Client::start() { driver_.start(ctx_.true_time()); }

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

/// Whoever asks again from the same slot says that the last coordinator did not answer in time.
Client::Call& Client::begin(kv::OperationId id, std::uint32_t attempt, kv::Key key,
                            kv::Value value) {
  if (id.slot >= calls_.size()) calls_.resize(id.slot + 1);
  Call& call = calls_[id.slot];
  if (!call.answered) suspects_.suspect(call.coordinator, ctx_.local_time());
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
  ctx_.send(call.coordinator,
            ClientPut{{ctx_.self(), call.attempt, id}, call.key, call.value, call.context});
}

NodeId Client::coordinator_of(const Call& call, bool is_put) {
  if (services_.config.coordination == Coordination::kLoadBalancer) return any_node();
  const Seen* seen = is_put ? seen_.find(call.key) : nullptr;
  const auto trusted = [&](NodeId node) { return !suspects_.suspects(node, ctx_.local_time()); };
  if (seen && seen->has_fastest && trusted(seen->fastest)) return seen->fastest;
  const auto top = services_.placement.top(call.key);
  const auto first = std::find_if(top.begin(), top.end(), trusted);
  return first != top.end() ? *first : top[call.attempt % top.size()];
}

/// The balancer's health checks find who is up and within reach. Where nobody is, it tries anyone.
NodeId Client::any_node() {
  const auto nodes = static_cast<std::uint32_t>(ctx_.network().storage_count());
  const auto drawn = static_cast<std::uint32_t>(ctx_.rng().below(nodes));
  for (std::uint32_t i = 0; i < nodes; ++i) {
    const NodeId node{(drawn + i) % nodes};
    if (ctx_.network().up(node) && ctx_.network().can_talk(ctx_.self(), node)) return node;
  }
  return {drawn};
}

void Client::on(NodeId from, const GetReply& reply) {
  suspects_.heard_from(from);
  Call* call = find(reply.caller);
  if (!call) return;
  call->answered = true;
  if (reply.outcome == kv::Outcome::kOk && context_from_ != kv::ContextFrom::kNone) {
    seen_.of(call->key) = {reply.versions, true, reply.fastest};
  }
  if (call->value.id != 0) {  // the get was for a put's context
    if (call->reads_first) read_first(reply, *call);
    return;
  }
  values_.clear();
  for (const VersionRef& version : reply.versions.all()) {
    // Twins of one put that was tried at two coordinators are one value.
    const bool is_known =
        std::find(values_.begin(), values_.end(), version->value) != values_.end();
    if (!is_known) values_.push_back(version->value);
  }
  driver_.answered(reply.caller.operation, reply.caller.attempt, reply.outcome, values_,
                   ctx_.true_time());
}

void Client::read_first(const GetReply& reply, Call& call) {
  const kv::OperationId id = reply.caller.operation;
  if (reply.outcome != kv::Outcome::kOk) {
    return driver_.answered(id, reply.caller.attempt, kv::Outcome::kFail, {}, ctx_.true_time());
  }
  call.reads_first = false;
  call.answered = false;
  send_put(id, call, reply.versions);
}

void Client::on(NodeId from, const PutReply& reply) {
  suspects_.heard_from(from);
  Call* call = find(reply.caller);
  if (!call) return;
  call->answered = true;
  const bool is_context = context_from_ == kv::ContextFrom::kLastSeen;
  if (reply.outcome == kv::Outcome::kOk && is_context && !reply.written.empty()) {
    seen_.of(call->key).versions = reply.written;
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
