#include "models/dynamo/config.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <string>
#include <string_view>

#include "models/dynamo/merkle_tree.h"

namespace dynamo {
namespace {

using Words = std::string_view;
constexpr std::array kStrategies{Words("tokens"), Words("tokens-and-equal-partitions"),
                                 Words("equal-partitions")};
constexpr std::array kSpreads{Words("sites"), Words("racks"), Words("nodes")};
constexpr std::array kVersionings{Words("vector-clock"), Words("dotted-version-vector"),
                                  Words("last-write-wins")};
constexpr std::array kQuorums{Words("strict"), Words("sloppy")};
constexpr std::array kFanouts{Words("all"), Words("quorum")};
constexpr std::array kRumourLosses{Words("feedback-counter"), Words("feedback-coin"),
                                   Words("blind-counter"), Words("blind-coin")};
constexpr std::array kDetectors{Words("silence"), Words("phi"), Words("swim")};
constexpr std::array kTargets{Words("random"), Words("round-robin")};
constexpr std::array kBootstraps{Words("configured"), Words("seeds")};
constexpr std::array kNewsSpreads{Words("reconcile"), Words("rumour-push"), Words("rumour-pull")};
constexpr std::array kCoordinations{Words("load-balancer"), Words("client"), Words("proxies")};

constexpr std::int64_t kMillisecond = 1'000'000, kHour = 3'600'000'000'000, kYear = 8766 * kHour;

void describe_partitioning(Partitioning& how, sim::Fields& fields) {
  fields.choice("strategy", how.strategy, kStrategies,
                {"how the ring is cut and placed: strategies 1, 2 and 3 of section 6.2"});
  fields.integer("tokens_per_node", how.tokens_per_node,
                 {"virtual nodes of each node, section 4.2; strategies 1 and 2", 1, 10'000});
  fields.integer(
      "partitions", how.partitions,
      {"equal partitions of the ring (Q), section 6.2; strategies 2 and 3", 1, 1'000'000});
}

void describe_legs(Config::Legs& legs, sim::Fields& fields) {
  fields.distribution("write", legs.write, {"a write on its way to a replica: PBS's W"});
  fields.distribution("ack", legs.ack, {"a write's acknowledgement: PBS's A"});
  fields.distribution("read", legs.read, {"a read on its way to a replica: PBS's R"});
  fields.distribution("response", legs.response, {"a read's response: PBS's S"});
  fields.distribution("balancer", legs.balancer,
                      {"a request, or its answer, on its way through a load balancer, section 6.4; "
                       "clients that know the ring go round it"});
}

void describe_hints(Config::Hints& hints, sim::Fields& fields) {
  fields.duration(
      "scan_interval", hints.scan_interval,
      {"how often a node looks whether owners of its hints are back", kMillisecond, kHour});
  fields.integer("batch", hints.batch,
                 {"hints under way to an owner that is back, at most; one under admission control",
                  1, 100'000});
  fields.bandwidth("bandwidth", hints.bandwidth,
                   {"at most so fast from one node to one owner; 0: as fast as it goes"});
  fields.duration(
      "max_age", hints.max_age,
      {"a hint that could not be delivered for so long is dropped", kMillisecond, kYear});
  fields.integer("limit", hints.limit,
                 {"a node that keeps so many hints takes no more", 0, 1'000'000'000});
}

void describe_buffer(Config::Buffer& buffer, sim::Fields& fields) {
  fields.integer("objects", buffer.objects,
                 {"a replica whose buffer is full acknowledges from the disk", 0, 1'000'000'000});
  fields.integer(
      "durable_replicas", buffer.durable_replicas,
      {"of a put's n replicas, those that write durably all the same", 0, Config::kReplicasMax});
}

void describe_command(sim::Fields& fields, Config::Membership::Command& command) {
  fields.duration("at", command.at,
                  {.doc = "when the administrator issues it, since the start of the run",
                   .max = kYear,
                   .required = true});
  const auto form = [&](bool joins, std::string_view key, std::string_view doc) {
    return sim::Fields::Form{key, doc, [&command, joins](sim::Fields& in, std::string_view name) {
                               command.joins = joins;
                               in.text(name, command.node,
                                       {.doc = "the node", .refers = sim::Refers::kNode});
                             }};
  };
  const std::array forms{form(true, "join", "a node that is no member becomes one"),
                         form(false, "leave", "a member hands its keys over and is none any more")};
  std::size_t chosen = command.joins ? 0 : 1;
  fields.one_of_here(chosen, forms, {.doc = "what the ring is told", .required = true});
}

void describe_membership(Config::Membership& membership, sim::Fields& fields) {
  fields.choice("bootstrap", membership.bootstrap, kBootstraps,
                {"whom a node knows when it first starts: all founders, or the seeds alone"});
  fields.names("seeds", membership.seeds,
               {.doc = "nodes that everybody knows from the start, section 4.8",
                .refers = sim::Refers::kNode});
  fields.duration("gossip_interval", membership.gossip_interval,
                  {"how often a node calls a random other, section 4.8", kMillisecond, kHour});
  fields.choice("spread", membership.spread, kNewsSpreads,
                {"what a node does then: reconcile its history with the other's, as the paper has "
                 "it, tell it what is news, or ask it for news"});
  fields.integer(
      "rumour_interest", membership.rumour_interest,
      {"k: after so many cycles in a row in which it was news to nobody, a node passes a "
       "rumour on no more",
       1, 1000});
  fields.choice(
      "rumour_loss", membership.rumour_loss, kRumourLosses,
      {"whether a node counts only cycles in which a rumour was news to nobody, or blindly "
       "all in which it told it; and ends at the k-th, or at any with probability 1/k"});
  fields.flag("in_step", membership.in_step,
              {"whether all nodes call at once, as studies of epidemics count cycles, or each in "
               "its own rhythm"});
  fields.integer("calls_per_interval", membership.calls_per_interval,
                 {"gossip that a node takes part in on others' behalf; 0: whoever calls", 0, 1000});
  fields.duration("client_poll", membership.client_poll,
                  {"how often a client library asks a random node for the ring, section 6.4",
                   kMillisecond, kHour});
  fields.list("changes", membership.changes, describe_command,
              {.doc = "explicit joins and leaves, sections 4.8 and 4.9"});
}

void describe_phi(Config::Phi& phi, sim::Fields& fields) {
  fields.duration("heartbeat_interval", phi.heartbeat_interval,
                  {"how often a node tells every other that it is there", kMillisecond, kHour});
  fields.decimal("threshold", phi.threshold_millionths,
                 {"the phi that convicts: at 8, a heartbeat is still to come with probability "
                  "10^-8, after 18.4 mean intervals of silence",
                  100'000, 100'000'000});
  fields.integer("window", phi.window, {"intervals in the mean, for each peer", 1, 100'000});
}

void describe_swim(Config::Swim& swim, sim::Fields& fields) {
  fields.duration("period", swim.period,
                  {"how often a node probes one other", kMillisecond, kHour});
  fields.duration("timeout", swim.timeout,
                  {"a ping without an answer so long is repeated by proxies; less than a period",
                   kMillisecond, kHour});
  fields.integer("proxies", swim.proxies, {"others that are asked to ping in its place", 0, 100});
  fields.choice("targets", swim.targets, kTargets, {"whom to probe next"});
  fields.integer("suspicion", swim.suspicion,
                 {"a suspect has so many times log2 of the members' number of periods to refute "
                  "it, before it has failed",
                  0, 100});
  fields.integer("transmissions", swim.transmissions,
                 {"a node passes news on so many times log2 of the members' number", 1, 100});
  fields.flag(
      "in_step", swim.in_step,
      {"whether the periods of all nodes begin at once, as in the analysis of SWIM, or each "
       "in its own rhythm"});
}

void describe_capacity(sim::Fields& fields, Config::Capacity& capacity) {
  fields.names("of", capacity.of,
               {.doc = "nodes or sites",
                .min = 1,
                .required = true,
                .refers = sim::Refers::kNode | sim::Refers::kSite});
  fields.integer("weight", capacity.weight,
                 {"so many times the share of a plain node, section 4.2; 0: a proxy, which holds "
                  "no keys and only coordinates",
                  0, 1000});
}

void describe_anti_entropy(Config::AntiEntropy& anti_entropy, sim::Fields& fields) {
  fields.flag("enabled", anti_entropy.enabled,
              {"whether replicas keep hash trees, compare them and exchange what differs"});
  fields.duration(
      "interval", anti_entropy.interval,
      {"what a node rests between two exchanges, half as long to half as long again", 1, kYear});
  fields.integer("depth", anti_entropy.depth,
                 {"levels of a hash tree below its root: 2^depth leaves for each range", 1,
                  MerkleTree::kDepthMax});
}

void describe_admission(Config::Admission& admission, sim::Fields& fields) {
  fields.flag(
      "enabled", admission.enabled,
      {"whether handoff and anti-entropy wait for time slices, of which there are fewer the "
       "slower reads and writes are"});
  fields.duration("window", admission.window,
                  {"latencies are looked at over the last so long", 6 * kMillisecond, kHour});
  fields.duration(
      "threshold", admission.threshold,
      {"a 99th percentile above it halves the slices, below half of it they grow", 1, kHour});
  fields.integer("slices", admission.slices,
                 {"background operations a second at one node, at most", 1, 1'000'000});
}

void describe_buggify(BuggifyConfig& buggify, sim::Fields& fields) {
  fields.list(
      "sites", buggify.sites,
      [](sim::Fields& inner, BuggifySite& site) { inner.choice("", site, kBuggifySites, {}); },
      {.doc = "branches that the protocol may take at any time and seldom does",
       .max = kBuggifySites.size()});
  fields.ratio("chance", buggify.chance, {"how often one of them is taken, until the load ends"});
}

/// What runs beside gets and puts, or is done to them.
void describe_background(Config& config, sim::Fields& fields) {
  fields.group("anti_entropy",
               [&](sim::Fields& inner) { describe_anti_entropy(config.anti_entropy, inner); },
               {"anti-entropy with Merkle trees, section 4.7"});
  fields.group("admission",
               [&](sim::Fields& inner) { describe_admission(config.admission, inner); },
               {"admission control of background work, section 6.5"});
  fields.group("buggify", [&](sim::Fields& inner) { describe_buggify(config.buggify, inner); },
               {"rare but rightful behaviour, provoked for a search of defects"});
  fields.group("legs", [&](sim::Fields& inner) { describe_legs(config.legs, inner); },
               {"delays of messages beside the network's: PBS's four, and a load balancer's"});
}

std::string count(std::uint64_t number) { return std::to_string(number); }

}  // namespace

void Config::describe(sim::Fields& fields) {
  fields.integer("n", n, {"nodes that hold a key, section 4.3", 1, kReplicasMax});
  fields.integer("r", r, {"replies a get waits for, section 4.5", 1, kReplicasMax});
  fields.integer("w", w, {"acknowledgements a put waits for, section 4.5", 1, kReplicasMax});
  fields.choice("quorum", quorum, kQuorums,
                {"the first n nodes of a preference list, or the first n healthy, section 4.6"});
  fields.choice("fanout", fanout, kFanouts,
                {"a request goes to all n nodes, section 4.5, or to r or w of them, drawn anew: "
                 "PBS's quorums that do not expand"});
  fields.integer("spares", spares,
                 {"nodes on a preference list after the first n, section 4.3", 0, 10'000});
  fields.duration(
      "patience", patience,
      {"a sloppy quorum asks another node for one that is silent so long, section 4.6", 1, kHour});
  fields.group("partitioning",
               [&](sim::Fields& inner) { describe_partitioning(partitioning, inner); },
               {"how keys are spread over nodes, sections 4.2 and 6.2"});
  fields.choice("spread", spread, kSpreads,
                {"what the first n nodes of a preference list spread over, section 4.3"});
  fields.choice("versioning", versioning, kVersionings,
                {"how newer versions are told from older ones, sections 4.4 and 6"});
  fields.integer(
      "clock_truncation", clock_truncation,
      {"a vector clock that reaches so many pairs loses the oldest, section 4.4", 2, 1000});
  fields.duration("tombstone_age", tombstone_age,
                  {"a replica may drop a tombstone that is so old; 0: it never does", 0, kYear});
  fields.flag("audit", audit,
              {"whether each write is remembered to the end, and what becomes of it judged"});
  fields.flag("read_repair", read_repair,
              {"whether a get sends what it found to stale replicas, section 5"});
  fields.duration("repair_window", repair_window,
                  {"after a get's answer, the wait for further replies, section 5", 0, kHour});
  fields.choice("coordination", coordination, kCoordinations,
                {"who brings a request to a coordinator, sections 4.5 and 6.4"});
  fields.duration("request_timeout", request_timeout,
                  {"a coordinator gives a request up after this, section 5", 1, kHour});
  fields.duration("suspicion", suspicion,
                  {"a node that did not answer is passed over for so long, section 4.8", 0, kHour});
  fields.flag("sync", sync,
              {"whether a replica acknowledges a write only when it is on disk, section 6.1"});
  fields.group("buffer", [&](sim::Fields& inner) { describe_buffer(buffer, inner); },
               {"where sync is false: the object buffer and its writer, section 6.1"});
  fields.group("hints", [&](sim::Fields& inner) { describe_hints(hints, inner); },
               {"hinted handoff, section 4.6"});
  fields.group("membership", [&](sim::Fields& inner) { describe_membership(membership, inner); },
               {"who is in the ring, and how nodes learn of it, section 4.8"});
  fields.choice("failure_detector", failure_detector, kDetectors,
                {"how a node tells whom to pass over: who was silent to it, as the paper has it, "
                 "phi-accrual or SWIM, section 4.8"});
  fields.group("phi", [&](sim::Fields& inner) { describe_phi(phi, inner); },
               {"phi-accrual failure detection, as in Cassandra"});
  fields.group("swim", [&](sim::Fields& inner) { describe_swim(swim, inner); },
               {"SWIM failure detection"});
  fields.list("capacity", capacity, describe_capacity,
              {.doc = "nodes that take more than their equal share, section 4.2"});
  describe_background(*this, fields);
}

/// A newcomer needs all that was ever said, and nobody repeats an old rumour.
void Config::validate_spread(sim::Problems& problems) const {
  if (membership.spread == NewsSpread::kReconcile) return;
  if (membership.bootstrap == Bootstrap::kSeeds) {
    problems.error("/dynamo/membership/spread",
                   "rumours do not tell a newcomer what is no news; use \"reconcile\" with seeds");
  }
  if (membership.calls_per_interval > 0) {
    problems.error("/dynamo/membership/calls_per_interval",
                   "there is no limit to rumours; use 0, or \"reconcile\"");
  }
}

std::uint32_t Config::weight_of(const std::string& node) const {
  const std::string site = node.substr(0, node.rfind('-'));
  std::uint32_t weight = 1;
  for (const Capacity& entry : capacity) {
    for (const std::string& who : entry.of) {
      if (who == node || who == site) weight = entry.weight;
    }
  }
  return weight;
}

Member Config::member(sim::NodeId node, std::span<const sim::Placement> places) const {
  return {node, weight_of(places[node.value].name)};
}

void Config::validate_weights(std::uint64_t holders, std::uint64_t nodes,
                              sim::Problems& problems) const {
  if (n > holders) {
    problems.error("/dynamo/n", count(n) +
                                    " replicas of a key need as many nodes that hold keys; " +
                                    "the topology has " + count(holders));
  }
  if (coordination == Coordination::kProxies && holders == nodes) {
    problems.error("/dynamo/coordination",
                   "no node is a proxy; give some a weight of 0 in /dynamo/capacity");
  }
  if (membership.bootstrap == Bootstrap::kSeeds && holders < nodes) {
    problems.error("/dynamo/membership/bootstrap",
                   "a proxy that knows only itself has no ring; use \"configured\"");
  }
}

/// Joins and leaves of a node take turns, and N nodes that hold keys are left at any time.
void Config::validate_membership(std::uint64_t holders, sim::Problems& problems) const {
  std::vector<std::size_t> order(membership.changes.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return membership.changes[a].at < membership.changes[b].at;
  });
  std::map<std::string, bool> is_member;
  std::uint64_t members = holders;
  for (const Membership::Command& command : membership.changes) {
    const auto [entry, is_new] = is_member.try_emplace(command.node, founds(command.node));
    if (is_new && !entry->second && weight_of(command.node) > 0) --members;
  }
  const bool has_joiners = members < holders;
  const bool has_seed = std::any_of(membership.seeds.begin(), membership.seeds.end(),
                                    [&](const std::string& seed) { return founds(seed); });
  if (membership.bootstrap == Bootstrap::kSeeds && has_joiners && !has_seed) {
    problems.error(
        "/dynamo/membership/seeds",
        "who joins knows the seeds alone: one that is a member from the start is needed");
  }
  for (const std::size_t i : order) {
    const Membership::Command& command = membership.changes[i];
    const std::string where = "/dynamo/membership/changes/" + std::to_string(i);
    bool& member = is_member[command.node];
    if (member == command.joins) {
      problems.error(where, command.node +
                                (command.joins ? " is a member already at " : " is no member at ") +
                                "that time");
      continue;
    }
    member = command.joins;
    if (weight_of(command.node) == 0) continue;
    command.joins ? ++members : --members;
    if (members < n) {
      problems.error(
          where, count(members) + " members would be left for " + count(n) + " replicas of a key");
    }
  }
}

std::vector<sim::DistributionSpec> Config::leg_delays() const {
  const bool is_balanced = coordination != Coordination::kClient;
  return {{},        legs.write,    legs.ack,
          legs.read, legs.response, is_balanced ? legs.balancer : sim::DistributionSpec{}};
}

bool Config::founds(const std::string& node) const {
  const Membership::Command* first = nullptr;
  for (const Membership::Command& command : membership.changes) {
    if (command.node == node && (!first || command.at < first->at)) first = &command;
  }
  return !first || !first->joins;
}

/// Silence is forgotten after its time, and phi with the next heartbeat. A member of SWIM hears
/// from whoever takes it for failed at the latest when that one probes it, in its turn: within 2n -
/// 1 periods; twenty more for probes that were lost or random (our choice).
sim::Duration Config::forgiveness_max(std::size_t nodes) const {
  switch (failure_detector) {
    case Detector::kSilence:
      break;
    case Detector::kPhi:
      return 2 * phi.heartbeat_interval;
    case Detector::kSwim:
      return static_cast<std::int64_t>(2 * nodes + 20) * swim.period;
  }
  return suspicion;
}

void Config::validate(const sim::TopologySpec& topology, sim::Problems& problems) const {
  std::uint64_t nodes = 0, holders = 0, weights = 0, lightest = UINT64_MAX;
  for (const std::string& node : sim::names_of(topology).nodes) {
    const std::uint64_t weight = weight_of(node);
    ++nodes;
    holders += weight > 0;
    weights += weight;
    if (weight > 0) lightest = std::min(lightest, weight);
  }
  validate_weights(holders, nodes, problems);
  validate_membership(holders, problems);
  validate_spread(problems);
  if (swim.timeout >= swim.period) {
    problems.error("/dynamo/swim/timeout", "proxies have no time: less than the period is needed");
  }
  if (fanout == Fanout::kQuorum &&
      (quorum != QuorumKind::kStrict || versioning != Versioning::kLastWriteWins)) {
    problems.error(
        "/dynamo/fanout",
        "nodes are drawn only for strict quorums and last-write-wins: other quorums ask "
        "further nodes, and vector clocks count at the coordinator, which may not be one");
  }
  if (r > n) {
    problems.error("/dynamo/r",
                   "a get cannot wait for " + count(r) + " of " + count(n) + " replicas");
  }
  if (buffer.durable_replicas > n) {
    problems.error("/dynamo/buffer/durable_replicas", "a put has " + count(n) + " replicas; " +
                                                          count(buffer.durable_replicas) +
                                                          " of them cannot be durable");
  }
  if (w > n) {
    problems.error("/dynamo/w",
                   "a put cannot wait for " + count(w) + " of " + count(n) + " replicas");
  }
  if (partitioning.strategy == Strategy::kEqualParts) {
    const std::uint64_t wanted = std::max(nodes, (weights + lightest - 1) / lightest);
    if (partitioning.partitions < wanted) {
      problems.error("/dynamo/partitioning/partitions",
                     count(partitioning.partitions) + " partitions leave some of " + count(nodes) +
                         " nodes without any; at least " + count(wanted));
    }
  }
  if (!KeyHash().usable()) {
    problems.error("/dynamo/partitioning",
                   "MD5 is disabled by this machine's OpenSSL configuration");
  }
}

}  // namespace dynamo
