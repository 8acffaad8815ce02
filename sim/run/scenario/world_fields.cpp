// The fields of a scenario that are not the model's: what there is besides the system itself.
#include <array>
#include <string_view>

#include "sim/run/scenario/draft.h"

namespace sim {
namespace {

constexpr std::int64_t kYear = 365ll * 86'400 * 1'000'000'000;  // our choice: no run is longer
constexpr std::int64_t kManyNodes = 100'000;  // our choice: more than memory holds

constexpr std::array<std::string_view, 2> kTieOrders = {"scheduled", "random"};

void describe_phases(Fields& fields, Phases& phases) {
  fields.group("phases",
               [&](Fields& in) {
                 in.duration("warmup", phases.warmup,
                             {.doc = "simulated first and not counted", .max = kYear});
                 in.duration("measure", phases.measure,
                             {.doc = "what results are about", .min = 1'000'000, .max = kYear});
                 in.duration(
                     "settle", phases.settle,
                     {.doc = "clients stop, faults end, then convergence is judged", .max = kYear});
               },
               {.doc = "the parts of a run, in order"});
}

void describe_site(Fields& fields, SiteSpec& site) {
  fields.text("name", site.name,
              {.doc = "of the site; its nodes are \"<name>-0\", ...", .required = true});
  fields.text("region", site.region, {.doc = "region it is in; empty: a region of its own"});
  fields.integer("nodes", site.nodes,
                 {.doc = "storage nodes here", .max = kManyNodes, .required = true});
  fields.integer("racks", site.racks,
                 {.doc = "racks, over which nodes are dealt in turn: \"<name>/r0\", ...",
                  .min = 1,
                  .max = kManyNodes});
}

void describe_link(Fields& fields, LinkSpec& link) {
  describe_link_ends(fields, link.from, link.to, link.within);
  fields.distribution("latency", link.latency, {.doc = "one way, of each message"});
  fields.bandwidth("bandwidth", link.bytes_per_second,
                   {.doc = "of each direction; messages queue for it"});
  fields.ratio("loss", link.loss, {.doc = "probability that a message is lost"});
  fields.ratio("duplicate", link.duplicate, {.doc = "probability that it arrives twice"});
  fields.ratio("reorder", link.reorder, {.doc = "probability that it is held back"});
  fields.duration("reorder_by", link.reorder_by,
                  {.doc = "what a message that is held back waits longer", .max = kYear});
}

void describe_source(Fields& fields, Draft& draft) {
  TopologySpec& topology = draft.scenario.topology;
  const auto sites = [&](Fields& in, std::string_view key) {
    in.list(key, topology.sites, describe_site,
            {.doc = "places whose nodes share a fate", .min = 1});
  };
  const auto graphml = [&](Fields& in, std::string_view key) {
    in.text(key, draft.graphml, {.doc = "a GraphML file, e.g. of the Internet Topology Zoo"});
  };
  const auto matrix = [&](Fields& in, std::string_view key) {
    in.text(key, draft.matrix, {.doc = "a CSV file of round trips between all pairs of sites"});
  };
  const std::array<Fields::Form, 3> forms = {Fields::Form{"sites", "listed here", sites},
                                             Fields::Form{"graphml", "from a file", graphml},
                                             Fields::Form{"matrix", "from a file", matrix}};
  std::size_t chosen = 0;
  fields.one_of_here(chosen, forms, {.doc = "where the sites come from", .required = true});
}

}  // namespace

void describe_link_ends(Fields& fields, std::string& from, std::string& to, bool& inside) {
  constexpr Refers kSites = Refers::kSite | Refers::kEverySite;
  const auto within = [&](Fields& in, std::string_view key) {
    in.text(key, from,
            {.doc = "a site: messages inside it; \"*\": inside every site", .refers = kSites});
    to = from;
    inside = true;
  };
  const auto between = [&](Fields& in, std::string_view key) {
    std::vector<std::string> ends{from, to};
    in.names(
        key, ends,
        {.doc = "two sites, both ways; \"*\": every site", .min = 2, .max = 2, .refers = kSites});
    if (ends.size() != 2) return in.reject(key, "a link has two ends; write [\"a\", \"b\"]");
    from = ends[0];
    to = ends[1];
    inside = from == to && from != "*";
  };
  const std::array<Fields::Form, 2> forms = {
      Fields::Form{"within", "messages inside a site", within},
      Fields::Form{"between", "messages between two sites", between}};
  std::size_t chosen = inside || (from == to && from != "*" && !from.empty()) ? 0 : 1;
  fields.one_of_here(chosen, forms, {.doc = "which links", .required = true});
}

void describe_topology(Fields& fields, Draft& draft) {
  const auto members = [&](Fields& in) {
    describe_source(in, draft);
    if (in.given("nodes_per_site", false))
      in.integer("nodes_per_site", draft.nodes_per_site,
                 {.doc = "storage nodes at each site of a graphml or matrix", .max = kManyNodes});
    in.list("links", draft.scenario.topology.links, describe_link,
            {.doc = "links; for one pair of sites the last that matches counts"});
    in.flag("direct", draft.scenario.topology.direct,
            {.doc = "messages take the pair's own link, never a detour (a matrix: always)"});
  };
  fields.group("topology", members, {.doc = "sites and the links between them", .required = true});
}

void describe_hosts(Fields& fields, HostSpec& hosts) {
  const auto members = [&](Fields& in) {
    in.integer(
        "workers", hosts.workers,
        {.doc = "messages a node serves at once; others wait in line", .min = 1, .max = 100'000});
    in.distribution("read", hosts.read, {.doc = "processor time of a read"});
    in.distribution("write", hosts.write, {.doc = "processor time of a write"});
    in.distribution("other", hosts.other, {.doc = "processor time of any other message"});
    in.distribution("disk", hosts.disk, {.doc = "time of one disk operation, beside its bytes"});
    in.bandwidth("disk_bandwidth", hosts.disk_bytes_per_second, {.doc = "of the disk"});
    in.distribution("clock_offset", hosts.clock_offset,
                    {.doc = "how far a node's clock is off, drawn once; the sign is drawn too"});
    in.drift("clock_drift", hosts.clock_drift_ppb,
             {.doc = "the most a node's clock runs fast or slow, drawn once", .max = 100'000'000});
  };
  fields.group("hosts", members, {.doc = "the machine under every storage node"});
}

void Draft::choose_model() {
  if (model_index >= models.size() || scenario.info == &models[model_index]) return;
  scenario.info = &models[model_index];
  scenario.model = scenario.info->make();
}

void describe_scenario(Fields& fields, Draft& draft) {
  Scenario& scenario = draft.scenario;
  fields.text("$schema", draft.schema, {.doc = "for editors: completion and checks"});
  fields.text("name", scenario.name, {.doc = "names the results folder; default: the file's name"});
  fields.text("title", scenario.title, {.doc = "one line for people"});
  fields.text("why", scenario.why, {.doc = "which claim or figure it is about"});
  std::vector<std::string_view> names;
  for (const ModelInfo& info : draft.models) names.push_back(info.name);
  fields.choice("model", draft.model_index, names,
                {.doc = "the system that is simulated", .required = true});
  draft.choose_model();
  fields.seed("seed", scenario.seed, {.doc = "of every random number"});
  fields.choice("ties", scenario.ties, kTieOrders,
                {.doc = "events of the same nanosecond: in the order they were scheduled, or in "
                        "one that is drawn"});
  describe_phases(fields, scenario.phases);
  describe_topology(fields, draft);
  describe_hosts(fields, scenario.hosts);
  if (scenario.model) scenario.model->describe(fields);
  fields.list("faults", scenario.faults, describe_fault, {.doc = "what goes wrong, and when"});
  describe_expectations(fields, scenario);
  describe_ranges(fields, scenario.ranges);
  describe_sweep(fields, scenario.sweep);
  fields.duration("series_interval", scenario.series_interval,
                  {.doc = "of timeseries.csv", .min = 1'000'000, .max = kYear});
  fields.flag("series_of_replicas", scenario.compares_replicas,
              {.doc = "in timeseries.csv, how many keys' replicas differ: looks at every key at "
                      "the end of each interval"});
}

}  // namespace sim
