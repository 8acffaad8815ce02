// What a Dynamo cluster has to say beside what its clients saw.
#include <algorithm>
#include <string>

#include "models/dynamo/balance.h"
#include "models/dynamo/cluster.h"

namespace dynamo {
namespace {

using sim::Decimal;

/// Parts of 2^31, in millionths of the whole, rounded to the nearest.
Decimal share(std::uint64_t part) { return Decimal::ratio(part, std::uint64_t{1} << 31, 6); }

auto counts_into(sim::Results& results) {
  return [&results](std::string metric, std::uint64_t count) {
    results.summary.push_back({"dynamo." + metric, "all", Decimal::whole(count), "count"});
  };
}

/// 4.7, 6.5. What ran beside gets and puts.
void report_background(const Tally& tally, sim::Results& results) {
  const auto add = counts_into(results);
  const auto& exchanged = tally.anti_entropy;
  add("anti_entropy.exchanges_begun", exchanged.begun);
  add("anti_entropy.exchanges_finished", exchanged.finished);
  add("anti_entropy.nodes_compared", exchanged.nodes_compared);
  add("anti_entropy.nodes_differing", exchanged.nodes_differing);
  add("anti_entropy.keys_listed", exchanged.keys_listed);
  add("anti_entropy.keys_sent", exchanged.keys_sent);
  add("anti_entropy.keys_rehashed", exchanged.keys_rehashed);
  add("admission.operations", tally.admission.operations);
  add("admission.delayed", tally.admission.delayed);
  add("admission.cuts", tally.admission.cuts);
  add("rows_rotted", tally.rows_rotted);
  results.summary.push_back(
      {"dynamo.anti_entropy.bytes_sent", "all", Decimal::whole(exchanged.bytes), "bytes"});
}

/// How often each site fired; those that are off are left out.
void report_buggify(const Buggify& buggify, sim::Results& results) {
  for (std::size_t i = 0; i < kBuggifySites.size(); ++i) {
    const auto site = static_cast<BuggifySite>(i);
    if (!buggify.is_on(site)) continue;
    counts_into(results)("buggify." + std::string(kBuggifySites[i]), buggify.fired(site));
  }
}

}  // namespace

void Cluster::report(sim::Results& results) const {
  recorder_.report(results, simulation_.now());
  const View& latest = services_.views.latest();
  const auto first = ring_shares(latest.placement(), stores_.size(), 1);
  report_summary(first, results);
  report_nodes(first, results);
}

/// How far it is from having converged: hints that wait, views that lag, replicas that differ.
std::vector<sim::SeriesRow> Cluster::sample() const {
  std::vector<sim::SeriesRow> rows;
  const auto add = [&](std::string_view metric, Decimal value, std::string_view unit) {
    rows.push_back({simulation_.now(), metric, "all", value, unit});
  };
  std::uint64_t hints = 0;
  for (const auto& store : stores_) hints += store->hints().size();
  add("dynamo.hints.kept", Decimal::whole(hints), "count");
  if (services_.views.latest().changes() > 0)
    add("dynamo.membership.up_to_date_ratio", up_to_date(), "ratio");
  if (compares_replicas_)
    add("dynamo.replicas.keys_differing", Decimal::whole(ReplicaRecord::differing_keys(replicas())),
        "count");
  return rows;
}

/// A node: itself and what it keeps, without the versions, which replicas share.
std::vector<sim::MemoryUse> Cluster::memory() const {
  std::uint64_t nodes = 0, rows = 0, open = 0;
  for (std::uint32_t i = 0; i < stores_.size(); ++i) {
    const Store& store = *stores_[i];
    nodes += sizeof(Store) + sizeof(Node) + store.hints().size() * sizeof(HintStore::Hint);
    rows += store.rows().bytes();
    const auto* node = static_cast<const Node*>(network_.process({i}));
    open += node ? node->open_requests() : 0;
  }
  constexpr std::uint64_t kPooled = sizeof(Version) + 3 * sizeof(void*);  // with the pool's links
  constexpr std::uint64_t kRequest = std::max(sizeof(GetRequest), sizeof(PutRequest));
  const std::uint64_t versions = services_.versions.live();
  return {{"node", stores_.size(), nodes + rows},
          {"stored version", versions, versions * kPooled},
          {"remembered put", services_.config.audit ? recorder_.puts() : 0,
           recorder_.bytes() + services_.record.bytes()},
          {"open request", open, open * kRequest}};
}

void Cluster::report_summary(const Shares& first, sim::Results& results) const {
  const auto add = counts_into(results);
  std::uint64_t forwards = 0, repairs = 0, open = 0, hints = 0;
  for (std::uint32_t i = 0; i < stores_.size(); ++i) {
    forwards += services_.nodes[i].forwards;
    repairs += services_.nodes[i].repairs_sent;
    hints += stores_[i]->hints().size();
    const auto* node = static_cast<const Node*>(network_.process({i}));
    open += node ? node->open_requests() : 0;
  }
  const Tally& tally = services_.tally;
  add("puts.forwarded", forwards);
  add("puts.repeated", tally.puts_repeated);
  add("gets.too_few_replies", tally.gets_failed);
  add("puts.too_few_replies", tally.puts_unknown);
  add("gets.answered", tally.gets_answered);
  add("read_repairs", repairs);
  add("versions.stamped_anew", tally.restamped);
  add("clocks.pairs_truncated", tally.pairs_dropped);
  add("clocks.keys_truncated", services_.record.truncated_keys());
  const CausalRecord::Tally& truth = services_.record.tally();
  add("writes.lost", truth.lost);
  add("writes.overtaken", truth.overtaken);
  add("writes.gone", truth.gone);
  add("siblings.false", truth.false_siblings);
  add("deleted_values.answered", truth.deleted_answers);
  add("tombstones.dropped", tally.tombstones_dropped);
  add("suspicions", tally.suspicions);
  add("hints.stored", tally.hints_stored);
  add("hints.delivered", tally.hints_delivered);
  add("hints.expired", tally.hints_expired);
  add("hints.refused", tally.hints_refused);
  add("hints.kept_at_end", hints);
  add("membership.changes", services_.views.latest().changes());
  add("transfer.keys_scanned", tally.keys_scanned);
  add("transfer.keys_handed_over", tally.keys_handed_over);
  add("transfer.keys_to_old_members", tally.keys_to_old_members);
  add("transfer.copies_delivered", tally.transfers_delivered);
  add("requests.open_at_end", open);
  add("replicas.keys_differing_at_end", services_.replicas.differing_keys());
  report_background(tally, results);
  report_balance(first, results);
  report_detection(results);
  report_buggify(services_.buggify, results);
  if (services_.views.latest().changes() > 0) report_membership(results);
}

/// 6.2. Among those that hold keys: of the ring's keys and of what replicas were asked.
void Cluster::report_balance(const Shares& first, sim::Results& results) const {
  const View& latest = services_.views.latest();
  const auto every = ring_shares(latest.placement(), stores_.size(), services_.config.n);
  std::vector<std::uint64_t> shares, primary_shares, requests;
  for (const Member& member : latest.ring().members()) {
    if (member.weight == 0) continue;
    const std::uint32_t i = member.node.value;
    shares.push_back(every[i]);
    primary_shares.push_back(first[i]);
    requests.push_back(services_.nodes[i].reads + services_.nodes[i].writes);
  }
  const auto add = [&](std::string metric, Decimal value) {
    results.summary.push_back({"dynamo.balance." + std::move(metric), "all", value, "ratio"});
  };
  add("shares_efficiency_ratio", Balance(std::move(shares)).efficiency());
  add("primary_shares_deviation_ratio", Balance(std::move(primary_shares)).deviation());
  const Balance asked(std::move(requests));
  add("requests_efficiency_ratio", asked.efficiency());
  add("requests_out_of_balance_ratio", asked.out_of_balance());
}

/// 4.8. From a crash to the first other node that took the crashed one for failed.
void Cluster::report_detection(sim::Results& results) const {
  const Detections& detections = services_.detections;
  if (detections.crashes() == 0) return;
  const auto add = counts_into(results);
  add("detection.crashes", detections.crashes());
  add("detection.noticed", detections.noticed());
  if (detections.noticed() == 0) return;
  const auto add_time = [&](std::string metric, sim::Duration time) {
    results.summary.push_back(
        {"dynamo.detection." + std::move(metric), "all", Decimal::milliseconds(time), "ms"});
  };
  add_time("first_mean_ms", detections.first_mean());
  add_time("first_max_ms", detections.first_max());
}

void Cluster::report_membership(sim::Results& results) const {
  const auto add = [&](std::string metric, Decimal value, std::string unit) {
    results.summary.push_back(
        {"dynamo.membership." + std::move(metric), "all", value, std::move(unit)});
  };
  add("up_to_date_ratio", up_to_date(), "ratio");
  add("residue_ratio", residue(), "ratio");
  add("rumours_told", Decimal::whole(services_.tally.rumours_told), "count");
  add("spread_mean_ms", Decimal{services_.membership.mean_spread().count(), 6}, "ms");
  add("spread_max_ms", Decimal{services_.membership.longest_spread().count(), 6}, "ms");
}

/// Of the members, those that know of every join and leave.
Decimal Cluster::up_to_date() const {
  const View& latest = services_.views.latest();
  std::uint64_t know = 0;
  for (const Member& member : latest.ring().members()) {
    know += stores_[member.node.value]->view() == &latest;
  }
  return Decimal::ratio(know, latest.ring().members().size(), 6);
}

/// Of all that all members could know of joins and leaves, what they do not: Demers et al.'s
/// residue of a change, on average.
Decimal Cluster::residue() const {
  const View& latest = services_.views.latest();
  std::uint64_t known = 0;
  for (const Member& member : latest.ring().members()) {
    const View* view = stores_[member.node.value]->view();
    if (view) known += view->changes();
  }
  const std::uint64_t all = latest.changes() * latest.ring().members().size();
  return Decimal::ratio(all - known, all, 6);
}

void Cluster::report_nodes(const Shares& first, sim::Results& results) const {
  for (std::uint32_t i = 0; i < stores_.size(); ++i) {
    const NodeTally& did = services_.nodes[i];
    results.nodes.push_back({{i},
                             {{"keys_count", Decimal::whole(stores_[i]->keys())},
                              {"primary_share_ratio", share(first[i])},
                              {"gets_coordinated_count", Decimal::whole(did.gets)},
                              {"puts_coordinated_count", Decimal::whole(did.puts)},
                              {"puts_forwarded_count", Decimal::whole(did.forwards)},
                              {"replica_reads_count", Decimal::whole(did.reads)},
                              {"replica_writes_count", Decimal::whole(did.writes)},
                              {"hints_kept_count", Decimal::whole(stores_[i]->hints().size())},
                              {"read_repairs_sent_count", Decimal::whole(did.repairs_sent)}}});
  }
}

}  // namespace dynamo
