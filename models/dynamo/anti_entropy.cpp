#include "models/dynamo/anti_entropy.h"

#include <algorithm>
#include <iterator>

namespace dynamo {

using sim::NodeId;

namespace {

std::uint64_t keys_of(const VersionNames& names) {
  std::uint64_t keys = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    keys += i == 0 || names[i].key != names[i - 1].key;
  }
  return keys;
}

VersionNames without(const VersionNames& names, const VersionNames& others) {
  VersionNames rest;
  std::set_difference(names.begin(), names.end(), others.begin(), others.end(),
                      std::back_inserter(rest));
  return rest;
}

}  // namespace

sim::Duration AntiEntropy::round_max(const Config& config, std::size_t ranges) {
  const Config::AntiEntropy& how = config.anti_entropy;
  const std::int64_t steps = how.depth + 2;  // the root, each level below, the leaves' contents
  const sim::Duration wait = config.admission.enabled ? config.admission.window : sim::Duration{};
  const sim::Duration longest =
      std::max(how.interval * 3 / 2, wait) + config.request_timeout * steps;
  return longest * static_cast<std::int64_t>(ranges * (config.n - 1));
}

// -- the node that begins an exchange

void AntiEntropy::start(Context ctx) {
  if (!store_.trees() || services_.config.n < 2) return;
  turn_ = ctx.rng().below(kTurns);
  step_.incarnation = ctx.network().incarnation(ctx.self());
  timer_ =
      ctx.after(ctx.rng().between({}, services_.config.anti_entropy.interval), TreeTimer{step_});
}

void AntiEntropy::on(Context ctx, const TreeTimer& timer, Suspects& suspects) {
  if (!(timer.id == step_)) return;
  if (state_ != State::kResting) {
    suspects.suspect(peer_, ctx.local_time());
    services_.replicas.disturbed();
    return rest(ctx);
  }
  if (!choose(ctx, suspects)) return rest(ctx);
  ++services_.tally.anti_entropy.begun;
  TreeNodes root;
  root.push_back({MerkleTree::kRoot, store_.trees()->hash(ranges().end(range_), 1)});
  compare(ctx, std::move(root));
}

void AntiEntropy::ring_changed(Context ctx) {
  if (state_ != State::kResting) rest(ctx);
}

ReplicaRanges& AntiEntropy::ranges() { return store_.view()->ranges(); }

/// The next pair of a range and another holder of it that is not suspected.
bool AntiEntropy::choose(Context ctx, const Suspects& suspects) {
  const auto mine = ranges().of(ctx.self());
  const std::size_t others = services_.config.n - 1, turns = mine.size() * others;
  for (std::size_t i = 0; i < turns; ++i) {
    turn_ = (turn_ + 1) % turns;
    range_ = mine[turn_ % mine.size()];
    const auto holders = ranges().holders(range_);
    const auto self = std::find(holders.begin(), holders.end(), ctx.self()) - holders.begin();
    const std::size_t step = 1 + turn_ / mine.size();
    peer_ = holders[(static_cast<std::size_t>(self) + step) % holders.size()];
    if (peer_ != ctx.self() && !suspects.suspects(peer_, ctx.local_time())) return true;
  }
  return false;
}

void AntiEntropy::compare(Context ctx, TreeNodes nodes) {
  enter(State::kComparing);
  await(ctx);
  services_.tally.anti_entropy.nodes_compared += nodes.size();
  send(ctx, peer_,
       TreeLevel{step_, ranges().end(range_), services_.tree_nodes.make(std::move(nodes))});
}

void AntiEntropy::on(Context ctx, const TreeReply& reply) {
  if (!is_current(reply.id) || state_ != State::kComparing) return;
  if (!reply.differing) {
    ++services_.tally.anti_entropy.finished;
    return rest(ctx);
  }
  if (services_.buggify.fires(BuggifySite::kAbandonExchange, ctx.true_time())) return rest(ctx);
  services_.tally.anti_entropy.nodes_differing += reply.differing->size();
  if ((*reply.differing)[0].node >> store_.trees()->depth()) return list(ctx, *reply.differing);
  const Position end = ranges().end(range_);
  TreeNodes children;
  for (const TreeNode& parent : *reply.differing) {
    for (const std::uint32_t child : {2 * parent.node, 2 * parent.node + 1}) {
      children.push_back({child, store_.trees()->hash(end, child)});
    }
  }
  compare(ctx, std::move(children));
}

void AntiEntropy::list(Context ctx, const TreeNodes& leaves) {
  enter(State::kListing);
  await(ctx);
  const Position end = ranges().end(range_);
  LeafContents contents{leaves, names_in(end, leaves)};
  services_.tally.anti_entropy.keys_listed += keys_of(contents.versions);
  send(ctx, peer_, LeafVersions{step_, end, services_.leaf_contents.make(std::move(contents))});
}

void AntiEntropy::on(Context ctx, const LeafReply& reply) {
  if (!is_current(reply.id) || state_ != State::kListing) return;
  send_missed(ctx, peer_, reply.wanted->versions);
  ++services_.tally.anti_entropy.finished;
  rest(ctx);
}

void AntiEntropy::rest(Context ctx) {
  if (state_ != State::kResting) enter(State::kResting);
  ctx.cancel(timer_);
  ++step_.generation;
  const sim::Duration interval = services_.config.anti_entropy.interval;
  const sim::Duration rest = ctx.rng().between(interval / 2, interval * 3 / 2);
  timer_ = ctx.after(std::max(rest, admission_.reserve(ctx.local_time())), TreeTimer{step_});
}

void AntiEntropy::await(Context ctx) {
  ctx.cancel(timer_);
  ++step_.generation;
  timer_ = ctx.after(services_.config.request_timeout, TreeTimer{step_});
}

// -- its peer

void AntiEntropy::on(Context ctx, NodeId from, const TreeLevel& level) {
  TreeNodes differing;
  if (!ranges().holds(ctx.self(), level.end)) return send(ctx, from, TreeReply{level.id, {}});
  for (const TreeNode& theirs : *level.nodes) {
    const bool differs = store_.trees()->hash(level.end, theirs.node) != theirs.hash;
    if (services_.policy.descends_into(theirs.node, differs)) differing.push_back(theirs);
  }
  TreeReply reply{level.id, {}};
  if (!differing.empty()) reply.differing = services_.tree_nodes.make(std::move(differing));
  send(ctx, from, std::move(reply));
}

/// What the other side lacks goes at once, and before the answer: what it makes old there need not
/// come here.
void AntiEntropy::on(Context ctx, NodeId from, const LeafVersions& leaves) {
  if (!ranges().holds(ctx.self(), leaves.end)) {  // the ring has changed meanwhile
    return send(ctx, from, LeafReply{leaves.id, services_.leaf_contents.make({})});
  }
  const VersionNames mine = names_in(leaves.end, leaves.contents->leaves);
  const VersionNames& theirs = leaves.contents->versions;
  send_missed(ctx, from, without(mine, theirs));
  LeafContents wanted{{}, without(theirs, mine)};
  send(ctx, from, LeafReply{leaves.id, services_.leaf_contents.make(std::move(wanted))});
}

// -- both

/// Of the named versions, those that are still here.
void AntiEntropy::send_missed(Context ctx, NodeId to, const VersionNames& names) {
  std::uint64_t keys = 0;
  for (auto name = names.begin(); name != names.end();) {
    const kv::Key key = name->key;
    const auto next =
        std::find_if(name, names.end(), [&](const auto& it) { return it.key != key; });
    VersionSet versions;
    for (const VersionRef& version : store_.find(key).all()) {
      if (std::binary_search(name, next, VersionName{key, hash_of(key, *version)})) {
        versions.push_back(version);
      }
    }
    name = next;
    if (versions.empty()) continue;
    ++keys;
    send(ctx, to, Missed{key, services_.versions.wrap(std::move(versions))});
  }
  services_.tally.anti_entropy.keys_sent += keys;
  admission_.reserve(ctx.local_time(), keys);
}

VersionNames AntiEntropy::names_in(Position end, const TreeNodes& leaves) {
  VersionNames names;
  const ReplicaTrees::Tree* tree = store_.trees()->find(end);
  if (!tree) return names;
  for (const TreeNode& leaf : leaves) {
    kv::Key key = tree->first[leaf.node - tree->hashes.leaves()];
    while (key != ReplicaTrees::kNoKey) {
      const Store::Row& row = *store_.rows().find(key);
      for (const VersionRef& it : row.current.all()) names.push_back({key, hash_of(key, *it)});
      key = row.link.next;
    }
  }
  std::sort(names.begin(), names.end());  // no ties but exact duplicates
  return names;
}

void AntiEntropy::send(Context ctx, NodeId to, Message message) {
  services_.tally.anti_entropy.bytes += postage(message).bytes;
  ctx.send(to, std::move(message));
}

}  // namespace dynamo
