#include "models/dynamo/metrics.h"

#include <string>

#include "models/dynamo/buggify.h"
#include "models/kv/metrics.h"

namespace dynamo {
namespace {

struct Told {
  const char *name, *unit, *doc;
};

constexpr Told kOwn[] = {
    {"puts.forwarded", "count", "4.5: puts that went on to a node of their preference list"},
    {"puts.repeated", "count", "puts tried again at a coordinator that had numbered them already"},
    {"gets.too_few_replies", "count", "4.5: gets that a coordinator gave up below R replies"},
    {"puts.too_few_replies", "count", "4.5: puts that a coordinator gave up below W replies"},
    {"gets.answered", "count", "gets that coordinators answered, repeated attempts included"},
    {"read_repairs", "count", "5: writes to replicas that answered a get with something older"},
    {"versions.stamped_anew", "count",
     "4.4: versions that were given the clock of a put that had not read them, to stay beside it"},
    {"clocks.pairs_truncated", "count", "4.4: pairs dropped from clocks that were too long"},
    {"clocks.keys_truncated", "count", "keys with such a clock"},
    {"writes.lost", "count", "acknowledged writes that one replaced which had not read them"},
    {"writes.overtaken", "count",
     "of writes.lost, those replaced by one that they had read themselves"},
    {"writes.gone", "count", "acknowledged writes that are on no replica: faults destroyed them"},
    {"siblings.false", "count", "values answered beside one whose writer had read them, excusably"},
    {"deleted_values.answered", "count", "deleted values answered, excusably"},
    {"tombstones.dropped", "count", "markers of deletes that were dropped for their age"},
    {"suspicions", "count", "4.8.3: times that a node took another for failed"},
    {"hints.stored", "count", "4.6: writes kept for a node that was taken for failed"},
    {"hints.delivered", "count", "4.6: of hints.stored, those that their owner has taken"},
    {"hints.expired", "count", "of hints.stored, those dropped for their age"},
    {"hints.refused", "count", "writes not kept, for the node had hints.limit of them"},
    {"hints.kept_at_end", "count", "hints not delivered when the run ended"},
    {"membership.changes", "count", "4.8: joins and leaves"},
    {"transfer.keys_scanned", "count", "4.9: keys looked at to hand over ranges"},
    {"transfer.keys_handed_over", "count", "4.9: of transfer.keys_scanned, those that were sent"},
    {"transfer.keys_to_old_members", "count",
     "4.9: of transfer.keys_handed_over, those that went to a node that had been a member before"},
    {"transfer.copies_delivered", "count",
     "4.9: copies that went to their new holders and arrived"},
    {"requests.open_at_end", "count", "requests that coordinators still had in hand"},
    {"replicas.keys_differing_at_end", "count",
     "keys whose replicas were not equal when the run ended"},
    {"anti_entropy.exchanges_begun", "count", "4.7: comparisons of Merkle trees between replicas"},
    {"anti_entropy.exchanges_finished", "count",
     "4.7: of exchanges_begun, those that came to their end"},
    {"anti_entropy.nodes_compared", "count", "4.7: nodes of trees that were compared"},
    {"anti_entropy.nodes_differing", "count", "4.7: of nodes_compared, those that differed"},
    {"anti_entropy.keys_listed", "count", "4.7: keys named to find out which differ"},
    {"anti_entropy.keys_sent", "count", "4.7: keys whose versions were sent"},
    {"anti_entropy.keys_rehashed", "count", "6.2: keys hashed anew when ranges changed hands"},
    {"anti_entropy.bytes_sent", "bytes", "4.7: what all of that sent: the cost of repair"},
    {"admission.operations", "count", "6.5: background operations that asked for a slice"},
    {"admission.delayed", "count", "6.5: of admission.operations, those that had to wait"},
    {"admission.cuts", "count", "6.5: times that a node had fewer slices to give"},
    {"rows_rotted", "count", "objects that bit rot destroyed"},
    {"balance.shares_efficiency_ratio", "ratio", "6.2: mean over maximum of the nodes' keys"},
    {"balance.primary_shares_deviation_ratio", "ratio",
     "standard deviation over mean of the parts of the ring whose preference lists a node heads"},
    {"balance.requests_efficiency_ratio", "ratio",
     "6.2: mean over maximum of the reads and writes of replicas"},
    {"balance.requests_out_of_balance_ratio", "ratio",
     "6.2: nodes whose reads and writes are off the mean by 15 % or more"},
    {"detection.crashes", "count", "crashes of nodes; where there were any"},
    {"detection.noticed", "count",
     "of detection.crashes, those that another node noticed while they lasted"},
    {"detection.first_mean_ms", "ms", "from a crash to the first node that noticed, on average"},
    {"detection.first_max_ms", "ms", "the longest from a crash to the first node that noticed"},
    {"membership.up_to_date_ratio", "ratio",
     "of the members, those that know every join and leave; where there were any"},
    {"membership.residue_ratio", "ratio",
     "of all that members could know of joins and leaves, what they do not (Demers et al.)"},
    {"membership.rumours_told", "count", "times that a change was told to another node"},
    {"membership.spread_mean_ms", "ms", "from a change until a node knew of it, on average"},
    {"membership.spread_max_ms", "ms", "from a change until the last node knew of it"},
};

}  // namespace

std::vector<sim::MetricInfo> metrics() {
  std::vector<sim::MetricInfo> all = kv::metrics();
  for (const Told& told : kOwn)
    all.push_back({"dynamo." + std::string(told.name), told.unit, told.doc});
  for (const std::string_view site : kBuggifySites)
    all.push_back(
        {"dynamo.buggify." + std::string(site), "count",
         "times that dynamo.buggify's " + std::string(site) + " happened; where it is on"});
  return all;
}

}  // namespace dynamo
