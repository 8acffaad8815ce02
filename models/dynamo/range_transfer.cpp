#include "models/dynamo/range_transfer.h"

#include <algorithm>
#include <vector>

namespace dynamo {
namespace {

using sim::NodeId;
using Nodes = std::span<const NodeId>;

bool has(Nodes nodes, NodeId node) {
  return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

Receivers those_not_in(Nodes nodes, Nodes others) {
  Receivers missing;
  for (const NodeId node : nodes) {
    if (!has(others, node)) missing.push_back(node);
  }
  return missing;
}

/// Whose leave was served by another, since they were away: they hand nothing over, unless they are
/// back.
Receivers absent_since(const View& before, const View& after, NodeId self) {
  std::vector<Change> leaves;
  after.each_news(before, [&](const Change& change) {
    if (change.is_forced && change.node != self) leaves.push_back(change);
  });
  std::sort(leaves.begin(), leaves.end());
  Receivers absent;
  for (const Change& leave : leaves) absent.push_back(leave.node);
  return absent;
}

void add_to(Context ctx, Services& services, Store& store, Held& place, kv::Key key,
            const Held& held) {
  Siblings kept =
      services.policy.keep(services.versions, place.current, held.current, Bearer::kTransfer);
  if (!(kept == place.current)) {
    services.record.replaced(ctx.self(), key, place.current, kept);
    ctx.note([&] { return change_of(key, place.current, kept); });
  }
  store.replace(place, key, std::move(kept));
  place.synced = reconcile(services.versions, place.synced, held.synced);
}

/// Adds the versions to what is kept for the owner.
void keep_for(Context ctx, Services& services, Store& store, NodeId owner, kv::Key key,
              const Held& held) {
  HintStore::Hint& hint = store.hints().of(owner, key, ctx.local_time());
  hint.is_transfer = true;
  add_to(ctx, services, store, hint, key, held);
}

void move_rows(Context ctx, Services& services, Store& store, const View& before,
               const View& after) {
  // Only where tokens cut the ring do the cuts move; equal partitions are files of their own (6.2).
  const bool scans = services.config.partitioning.strategy == Strategy::kTokens;
  const Policy& policy = services.policy;
  const Receivers absent = absent_since(before, after, ctx.self());
  store.rows().each([&](kv::Key key, Store::Row& row) {
    if (row.current.empty()) return;
    services.tally.keys_scanned += scans;
    const Nodes old_top = before.placement().top(key), new_top = after.placement().top(key);
    const Receivers receivers = receivers_of(old_top, new_top, ctx.self(), absent.span());
    for (const NodeId receiver : receivers) {
      if (!policy.keeps_until_confirmed() || !policy.hands_over(key)) continue;
      keep_for(ctx, services, store, receiver, key, row);
    }
    if (has(new_top, ctx.self()) || receivers.empty()) return;
    ++services.tally.keys_handed_over;
    services.tally.keys_to_old_members += std::any_of(
        receivers.begin(), receivers.end(), [&](NodeId receiver) { return before.has(receiver); });
    store.replace(row, key, {});
    row.synced = {};
    services.transfers.moved(key);
  });
}

/// Hints whose owner is no member any more go to who took its place.
void readdress_hints(Context ctx, Services& services, Store& store, const View& before,
                     const View& after) {
  std::vector<NodeId> gone;
  for (const auto& [owner, bundle] : store.hints().bundles()) {
    if (bundle.size() > 0 && !after.has(owner)) gone.push_back(owner);
  }
  for (const NodeId owner : gone) {
    store.hints().of(owner).each([&](HintStore::Hint& hint) {
      const Nodes new_top = after.placement().top(hint.key);
      Receivers heirs = receivers_of(before.placement().top(hint.key), new_top, owner);
      if (heirs.empty()) heirs.push_back(new_top[0]);
      for (const NodeId heir : heirs) {
        if (heir == ctx.self()) {
          add_to(ctx, services, store, store.row(hint.key), hint.key, hint);
        } else {
          keep_for(ctx, services, store, heir, hint.key, hint);
        }
      }
      return true;
    });
    store.hints().of(owner).clear();
  }
}

/// Keys on their way to others that are its own again: a second change came before they were gone.
void take_back(Context ctx, Services& services, Store& store, const View& after) {
  for (auto& [owner, bundle] : store.hints().bundles()) {
    bundle.each([&](const HintStore::Hint& hint) {
      if (!hint.is_transfer || !has(after.placement().top(hint.key), ctx.self())) return true;
      add_to(ctx, services, store, store.row(hint.key), hint.key, hint);
      return true;
    });
  }
}

}  // namespace

Receivers receivers_of(Nodes before, Nodes after, NodeId self, Nodes absent) {
  const Receivers present = those_not_in(before, absent);
  const Receivers droppers = those_not_in(present.span(), after);
  const Receivers gainers = those_not_in(after, before);
  Receivers receivers;
  for (std::size_t i = 0; i < gainers.size() && !present.empty(); ++i) {
    const NodeId sender = i < droppers.size() ? droppers[i] : present[0];
    if (sender == self) receivers.push_back(gainers[i]);
  }
  // More drop the key than gain it: the surplus is merged into a replica that stays.
  if (receivers.empty() && !has(after, self)) receivers.push_back(after[0]);
  return receivers;
}

bool hand_over(Context ctx, Services& services, Store& store, const View& before,
               const View& after) {
  move_rows(ctx, services, store, before, after);
  readdress_hints(ctx, services, store, before, after);
  take_back(ctx, services, store, after);
  return store.hints().size() > 0;
}

NodeId successor_of(Store& store, kv::Key key, NodeId self) {
  const Nodes top = store.view()->placement().top(key);
  if (!store.previous_view()) return top[0];
  return receivers_of(store.previous_view()->placement().top(key), top, self)[0];
}

}  // namespace dynamo
