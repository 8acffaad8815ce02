#include "tests/run/scenario_support.h"

#include <gtest/gtest.h>

#include "models/kv/metrics.h"

namespace test {
namespace {

constexpr std::array<std::string_view, 2> kStrategies = {"equal-partitions", "tokens"};

void describe_load(Fields& fields, ToyModel::Load& load) {
  fields.text("name", load.name, {.doc = "of the workload", .required = true});
  const auto open = [&](Fields& in, std::string_view key) {
    in.rate(key, load.rate, {.doc = "arrivals", .min = 1, .max = 1'000'000});
  };
  const auto closed = [&](Fields& in, std::string_view key) {
    in.group(key,
             [&](Fields& members) {
               members.integer("clients", load.clients, {.doc = "clients", .min = 1, .max = 50});
               members.decimal("theta", load.theta, {.doc = "skew", .max = 10'000'000});
             },
             {.doc = "a loop"});
  };
  const std::array<Fields::Form, 3> forms = {Fields::Form{"open", "Poisson", open},
                                             Fields::Form{"closed", "a loop", closed},
                                             Fields::Form{"idle", "nothing", {}}};
  fields.one_of("arrival", load.arrival, forms, {.doc = "when operations begin"});
}

std::unique_ptr<Model> make_toy() { return std::make_unique<ToyModel>(); }

}  // namespace

void ToyModel::describe(Fields& fields) {
  fields.group("toy",
               [&](Fields& in) {
                 in.integer("n", n, {.doc = "replicas of a key", .min = 1, .max = 9});
                 in.integer("r", r, {.doc = "replies that a read waits for", .min = 1, .max = 9});
                 in.flag("repair", repair, {.doc = "write back what was newer"});
                 in.duration("every", every, {.doc = "between two rounds", .min = 1'000'000});
                 in.bytes("value", value, {.doc = "size of a value", .max = 1 << 20});
                 in.ratio("share", share, {.doc = "part of it"});
                 in.choice("strategy", strategy, kStrategies, {.doc = "how keys are spread"});
               },
               {.doc = "the toy's own parameters"});
  fields.list("workloads", loads, describe_load, {.doc = "who asks for what"});
}

void ToyModel::validate(const TopologySpec& topology, Problems& problems) const {
  std::uint32_t nodes = 0;
  for (const SiteSpec& site : topology.sites) nodes += site.nodes;
  if (n > nodes)
    problems.error("/toy/n",
                   "needs " + std::to_string(n) + " nodes, there are " + std::to_string(nodes));
  if (r > n) problems.error("/toy/r", "r is more than n");
}

std::vector<std::string> ToyModel::workload_names() const {
  std::vector<std::string> names;
  for (const Load& load : loads) names.push_back(load.name);
  return names;
}

std::vector<ModelInfo> toy_models() {
  return {{"toy", "a toy", "none", make_toy, kv::metrics},
          {"toy_two", "another", "none", make_toy}};
}

// clang-format off: positions are counted in it
const std::string kGood = R"({
  "name": "zone-outage",
  "model": "toy",
  "seed": 1,
  "phases": { "warmup": "10s", "measure": "5min", "settle": "2min" },
  "topology": {
    "sites": [
      { "name": "1a", "region": "us-east-1", "nodes": 4, "racks": 2 },
      { "name": "1b", "region": "us-east-1", "nodes": 4 },
      { "name": "1c", "region": "us-west-1", "nodes": 4 }
    ],
    "links": [
      { "within": "*", "latency": { "lognormal": { "median": "200us", "sigma": 0.4 } } },
      { "between": ["*", "*"], "latency": { "lognormal": { "median": "600us", "sigma": 0.3 } },
        "bandwidth": "10Gbit/s", "loss": "0.0001%" }
    ]
  },
  "hosts": { "workers": 8, "read": { "exponential": { "mean": "300us" } } },
  "toy": { "n": 3, "r": 2, "share": 0.25, "strategy": "tokens" },
  "workloads": [
    { "name": "cart", "arrival": { "open": "2000/s" } },
    { "name": "list", "arrival": { "closed": { "clients": 5 } } },
    { "name": "none", "arrival": "idle" }
  ],
  "faults": [
    { "at": "1min", "for": "90s", "partition": [["1a"], ["1b", "1c"]] },
    { "every": { "exponential": { "mean": "2min" } }, "for": "20s", "crash": { "any": 1, "keeps": "disk" } },
    { "at": "70s", "slow": { "target": "1a-0", "factor": 10 } },
    { "at": "70s", "pause": { "target": { "site": "1b" } } },
    { "at": "70s", "disk": { "holder_of": "k12", "stall": true } },
    { "at": "70s", "clock": { "rack": "1a/r1", "step": "-50ms", "drift": "50ppm" } },
    { "at": "70s", "link": { "between": ["1a", "1b"], "loss": "5%", "latency_factor": 3 } },
    { "at": "70s", "link": { "within": "1a", "cut": true } },
    { "at": "70s", "outage": { "region": "us-west-1" } },
    { "at": "70s", "load": { "workload": "cart", "factor": 2.5 } }
  ],
  "expect": { "availability": ">= 99.95%", "get.latency.p99.9": "<= 300ms", "invariants": "all" }
}
)";
// clang-format on

LoadedScenario parse(const std::string& text, std::vector<std::string> overrides) {
  static const std::vector<ModelInfo> models = toy_models();
  return parse_scenario(text, "x.json", models, {std::move(overrides), std::nullopt});
}

std::vector<std::string> errors_of(const LoadedScenario& loaded) {
  std::vector<std::string> lines;
  for (const Diagnostic& error : loaded.errors) {
    std::string line = error.text();
    if (line.starts_with("x.json:")) line.erase(0, 7);
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  if (at != text.npos) text.replace(at, from.size(), to);
  return text;
}

}  // namespace test
