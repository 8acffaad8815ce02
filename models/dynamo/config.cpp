#include "models/dynamo/config.h"

#include <array>
#include <string>
#include <string_view>

namespace dynamo {
namespace {

using Words = std::string_view;
constexpr std::array kStrategies{Words("tokens"), Words("tokens-and-equal-partitions"),
                                 Words("equal-partitions")};
constexpr std::array kSpreads{Words("sites"), Words("racks"), Words("nodes")};
constexpr std::array kVersionings{Words("vector-clock"), Words("dotted-version-vector"),
                                  Words("last-write-wins")};
constexpr std::array kQuorums{Words("strict"), Words("sloppy")};
constexpr std::array kCoordinations{Words("load-balancer"), Words("client")};

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
}

void describe_hints(Config::Hints& hints, sim::Fields& fields) {
  fields.duration(
      "scan_interval", hints.scan_interval,
      {"how often a node looks whether owners of its hints are back", kMillisecond, kHour});
  fields.integer("batch", hints.batch,
                 {"hints under way to an owner that is back, at most", 1, 100'000});
  fields.bandwidth("bandwidth", hints.bandwidth,
                   {"at most so fast from one node to one owner; 0: as fast as it goes"});
  fields.duration(
      "max_age", hints.max_age,
      {"a hint that could not be delivered for so long is dropped", kMillisecond, kYear});
  fields.integer("limit", hints.limit,
                 {"a node that keeps so many hints takes no more", 0, 1'000'000'000});
}

std::string count(std::uint64_t number) { return std::to_string(number); }

}  // namespace

void Config::describe(sim::Fields& fields) {
  fields.integer("n", n, {"nodes that hold a key, section 4.3", 1, kReplicasMax});
  fields.integer("r", r, {"replies a get waits for, section 4.5", 1, kReplicasMax});
  fields.integer("w", w, {"acknowledgements a put waits for, section 4.5", 1, kReplicasMax});
  fields.choice("quorum", quorum, kQuorums,
                {"the first n nodes of a preference list, or the first n healthy, section 4.6"});
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
  fields.flag("sync", sync, {"whether a replica acknowledges a write only when it is on disk"});
  fields.group("hints", [&](sim::Fields& inner) { describe_hints(hints, inner); },
               {"hinted handoff, section 4.6"});
  fields.group("legs", [&](sim::Fields& inner) { describe_legs(legs, inner); },
               {"delays of quorum messages beside the network's, as in PBS"});
}

void Config::validate(const sim::TopologySpec& topology, sim::Problems& problems) const {
  std::uint64_t nodes = 0;
  for (const sim::SiteSpec& site : topology.sites) nodes += site.nodes;
  if (n > nodes) {
    problems.error(
        "/dynamo/n",
        count(n) + " replicas of a key need as many nodes; the topology has " + count(nodes));
  }
  if (r > n) {
    problems.error("/dynamo/r",
                   "a get cannot wait for " + count(r) + " of " + count(n) + " replicas");
  }
  if (w > n) {
    problems.error("/dynamo/w",
                   "a put cannot wait for " + count(w) + " of " + count(n) + " replicas");
  }
  if (partitioning.strategy == Strategy::kEqualParts && partitioning.partitions < nodes) {
    problems.error("/dynamo/partitioning/partitions",
                   count(partitioning.partitions) + " partitions leave some of " + count(nodes) +
                       " nodes without any; at least " + count(nodes));
  }
  if (!KeyHash().usable()) {
    problems.error("/dynamo/partitioning",
                   "MD5 is disabled by this machine's OpenSSL configuration");
  }
}

}  // namespace dynamo
