#include "sim/run/scenario/rules.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "sim/net/fault_targets.h"
#include "sim/run/scenario/suggestions.h"
#include "sim/run/scenario/writer.h"

namespace sim {
namespace {

constexpr std::string_view kInvariants = "invariants";
constexpr std::uint64_t kManyNodes = 1'000'000;  // our choice: more than memory holds

void check_name(const std::string& name, Problems& problems) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  const bool good = !name.empty() && name.size() <= 100 && name[0] != '.' && name[0] != '-' &&
                    std::all_of(name.begin(), name.end(), fits);
  if (!good)
    problems.error("/name", fmt::format("{} cannot name a folder; use letters, digits, - and _",
                                        in_quotes(name)));
}

void check_sites(const std::vector<SiteSpec>& sites, Problems& problems) {
  std::set<std::string_view> seen;
  std::uint64_t nodes = 0;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const std::string& name = sites[i].name;
    const std::string where = fmt::format("/topology/sites/{}/name", i);
    nodes += sites[i].nodes;
    if (name.empty() || name == "*")
      problems.error(where, fmt::format("{} cannot be a site's name", in_quotes(name)));
    else if (!seen.insert(name).second)
      problems.error(where, fmt::format("another site has the name {} already", in_quotes(name)));
  }
  if (nodes == 0 && !sites.empty())
    problems.error("/topology", "no site has a storage node; give one \"nodes\": 1 or more");
  if (nodes > kManyNodes)
    problems.error("/topology",
                   fmt::format("{} storage nodes in all; the most is {}", nodes, kManyNodes));
}

void check_fault_times(const Scenario& scenario, Problems& problems) {
  const Time end = scenario.phases.measure_until();
  for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
    const FaultSpec& fault = scenario.faults[i];
    if (fault.every || kStart + fault.at < end) continue;
    problems.error(fmt::format("/faults/{}/at", i),
                   fmt::format("{} is not before the end of the measurement, {}; faults are over "
                               "when the run settles",
                               print(fault.at), print(end - kStart)));
  }
}

/// What two sides share is a bridge; a side that lies in another is cut off from nobody.
void check_partition(const Partition& partition, const std::string& where, Problems& problems) {
  std::vector<std::set<std::string_view>> sides;
  for (const auto& group : partition.groups) sides.emplace_back(group.begin(), group.end());
  for (std::size_t i = 0; i < sides.size(); ++i) {
    for (std::size_t j = 0; j < sides.size(); ++j) {
      const bool inside =
          std::includes(sides[j].begin(), sides[j].end(), sides[i].begin(), sides[i].end());
      if (i == j || !inside || (sides[i] == sides[j] && i < j)) continue;
      problems.error(
          fmt::format("{}/{}", where, i),
          sides[i] == sides[j]
              ? fmt::format("the same as side {}: nothing is cut", j)
              : fmt::format("all of it is in side {} too: it is cut off from nobody", j));
    }
  }
}

void check_partitions(const Scenario& scenario, Problems& problems) {
  for (std::size_t i = 0; i < scenario.faults.size(); ++i)
    if (const auto* partition = std::get_if<Partition>(&scenario.faults[i].fault))
      check_partition(*partition, fmt::format("/faults/{}/partition", i), problems);
}

/// The words for what a name may refer to, and all such names.
struct Referable {
  std::vector<std::string> kinds, names;
  void add(std::string kind, const std::vector<std::string>& more) {
    kinds.push_back(std::move(kind));
    names.insert(names.end(), more.begin(), more.end());
  }
};

Referable referable(Refers refers, const PlaceNames& places,
                    const std::vector<std::string>& workloads) {
  Referable all;
  if (includes(refers, Refers::kNode)) all.add("node", places.nodes);
  if (includes(refers, Refers::kSite)) all.add("site", places.sites);
  if (includes(refers, Refers::kRack)) all.add("rack", places.racks);
  if (includes(refers, Refers::kRegion)) all.add("region", places.regions);
  if (includes(refers, Refers::kWorkload)) all.add("workload", workloads);
  if (includes(refers, Refers::kEverySite)) all.add("\"*\"", {"*"});
  return all;
}

/// The sides of its partitions, as their results are called.
std::vector<std::string> sides_of(const Scenario& scenario) {
  std::vector<std::string> sides;
  for (const FaultSpec& fault : scenario.faults)
    if (const auto* partition = std::get_if<Partition>(&fault.fault))
      for (const std::vector<std::string>& group : partition->groups)
        sides.push_back(joined(group));
  return sides;
}

using Scopes = std::map<std::string, std::vector<std::string>>;

std::string scope_mistake(const std::string& scope, const Scopes& scopes) {
  if (scope == "all") return "";
  const std::size_t equals = std::min(scope.find('='), scope.size());
  const auto found = scopes.find(scope.substr(0, equals));
  if (found == scopes.end() || equals == scope.size())
    return fmt::format(
        "{} is no scope; write metric@site=NAME, metric@workload=NAME or metric@side=NAMES",
        in_quotes(scope));
  const auto& [kind, names] = *found;
  const std::string name = scope.substr(equals + 1);
  if (std::find(names.begin(), names.end(), name) != names.end()) return "";
  return fmt::format("{} is no {}{}", in_quotes(name),
                     kind == "side" ? "side of a partition" : kind, suggestion(name, names));
}

}  // namespace

void LocatedProblems::error(std::string where, std::string message) {
  if (mistakes_.any_within(where)) return;
  const JsonValue& place = innermost(root_, where);
  mistakes_.at_value(place, std::move(where), std::move(message));
}

void import_topology(Draft& draft, DecodeSession& session, Problems& problems) {
  const bool graphml = !draft.graphml.empty();
  const std::string& file = graphml ? draft.graphml : draft.matrix;
  if (file.empty()) return;
  const std::string where = graphml ? "/topology/graphml" : "/topology/matrix";
  const Parsed<std::string> text = read_input(session, file);
  if (!text.ok()) return problems.error(where, text.mistake);
  ImportedTopology imported = graphml ? read_graphml(text.value) : read_latency_matrix(text.value);
  if (!imported.error.empty()) {
    const std::string line = imported.line > 0 ? fmt::format(":{}", imported.line) : "";
    return problems.error(where, fmt::format("{}{}: {}", file, line, imported.error));
  }
  TopologySpec& topology = draft.scenario.topology;
  for (SiteSpec& site : imported.spec.sites) site.nodes = draft.nodes_per_site;
  topology.sites = std::move(imported.spec.sites);
  // The scenario's own links come last: they win.
  topology.links.insert(topology.links.begin(), imported.spec.links.begin(),
                        imported.spec.links.end());
  topology.direct = topology.direct || imported.spec.direct;
}

void check_world(const Draft& draft, const Mistakes& mistakes, Problems& problems) {
  const Scenario& scenario = draft.scenario;
  check_name(scenario.name, problems);
  check_sites(scenario.topology.sites, problems);
  if (!mistakes.any_within("/phases")) check_fault_times(scenario, problems);
  check_partitions(scenario, problems);
}

void check_expectations(Draft& draft, const Mistakes& mistakes, Problems& problems) {
  Model* model = draft.scenario.model.get();
  const bool names_known = model != nullptr && !draft.scenario.topology.sites.empty() &&
                           !mistakes.any_within("/topology/sites") &&
                           !mistakes.any_within("/workloads");
  if (!names_known) return;
  const Scopes scopes{{"site", names_of(draft.scenario.topology).sites},
                      {"workload", model->workload_names()},
                      {"side", sides_of(draft.scenario)}};
  const auto check = [&](const Expectation& expectation, std::string_view member) {
    const std::string where = fmt::format("/{}{}", member, pointer_step(expectation.key));
    if (std::string wrong = scope_mistake(expectation.scope, scopes); !wrong.empty())
      problems.error(where, std::move(wrong));
  };
  for (const Expectation& expectation : draft.scenario.expectations) check(expectation, "expect");
  for (const Expectation& wish : draft.scenario.sometimes) {
    check(wish, "sometimes");
    if (wish.metric == kInvariants)
      problems.error("/sometimes" + pointer_step(wish.key),
                     "invariants must hold in every run; write them under \"expect\"");
  }
}

void check_references(const Draft& draft, const DecodeSession& session) {
  Mistakes& mistakes = session.mistakes;
  const bool places_known =
      !draft.scenario.topology.sites.empty() && !mistakes.any_within("/topology/sites");
  const bool workloads_known = draft.scenario.model && !mistakes.any_within("/workloads");
  const PlaceNames places = names_of(draft.scenario.topology);
  const std::vector<std::string> workloads =
      workloads_known ? draft.scenario.model->workload_names() : std::vector<std::string>();
  for (const Reference& reference : session.references) {
    const bool workload = reference.refers == Refers::kWorkload;
    if (workload ? !workloads_known : !places_known) continue;
    const std::string& name = reference.value->text;
    if (includes(reference.refers, Refers::kClients) && name.starts_with("client:")) continue;
    const Referable all = referable(reference.refers, places, workloads);
    if (std::find(all.names.begin(), all.names.end(), name) != all.names.end()) continue;
    mistakes.at_value(*reference.value, reference.pointer,
                      fmt::format("{} is no {}{}", in_quotes(name), fmt::join(all.kinds, " or "),
                                  suggestion(name, all.names)));
  }
}

}  // namespace sim
