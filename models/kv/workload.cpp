#include "models/kv/workload.h"

#include <algorithm>
#include <array>
#include <set>

#include "models/kv/keys.h"
#include "models/kv/operation_trace.h"
#include "models/kv/workload_table.h"
#include "sim/kernel/check.h"
#include "sim/kernel/wide.h"

namespace kv {
namespace {

using std::string_view_literals::operator""sv;

/// Our choice: tables by key take some hundred bytes for each, so memory ends well below.
constexpr std::uint64_t kMostKeys = std::uint64_t{1} << 32;
constexpr std::int64_t kLargestValue = std::int64_t{1} << 30;  // our choice: 1 GiB

constexpr std::array kYcsbWords = {"A"sv, "B"sv, "C"sv, "D"sv, "E"sv, "F"sv};
constexpr std::array kContextWords = {"last-seen"sv, "none"sv, "read-first"sv};
constexpr std::array kReconcileWords = {"none"sv, "cart-union"sv};
constexpr std::int64_t kLargestItem = std::int64_t{1} << 20;  // our choice: 1 MiB

/// YCSB's workload files: the shares of operations, and which keys they touch.
Mix mix_of(Ycsb core) {
  switch (core) {
    case Ycsb::kA:
      return {.get = 500'000, .put = 500'000};
    case Ycsb::kB:
      return {.get = 950'000, .put = 50'000};
    case Ycsb::kC:
      return {.get = 1'000'000};
    case Ycsb::kD:
      return {.get = 950'000, .insert = 50'000};
    case Ycsb::kF:
      return {.get = 500'000, .read_modify_write = 500'000};
    case Ycsb::kE:
      break;  // rejected
  }
  return {};
}
KeyConfig::Law law_of(Ycsb core) {
  return core == Ycsb::kD ? KeyConfig::Law::kLatest : KeyConfig::Law::kScrambledZipfian;
}

void describe_arrival(sim::Fields& fields, Arrival& arrival) {
  const auto open = [&](sim::Fields& in, std::string_view key) {
    in.rate(key, arrival.rate,
            {.doc = "operations of all clients together, a Poisson process; above 0"});
  };
  const auto closed = [&](sim::Fields& in, std::string_view key) {
    in.group(key,
             [&](sim::Fields& members) {
               members.distribution(
                   "think", arrival.think,
                   {.doc = "what a client waits between an answer and its next call"});
             },
             {.doc = "each client waits for its answer before it asks again"});
  };
  const auto trace = [&](sim::Fields& in, std::string_view key) {
    in.lines(
        key, arrival.trace_lines,
        {.doc = "recorded operations, from a CSV file with columns t_s (since the start of the "
                "run), op (get, put, delete), key and, if wanted, size_bytes"});
    ReadTrace read = read_trace(arrival.trace_lines);
    arrival.trace = std::move(read.trace);
    if (!arrival.trace) in.reject(key, std::move(read.mistake));
  };
  const std::array<sim::Fields::Form, 3> forms = {
      sim::Fields::Form{"open", "arrivals do not wait for answers", open},
      sim::Fields::Form{"closed", "each client asks again after its answer", closed},
      sim::Fields::Form{"trace", "arrivals as somebody recorded them", trace}};
  auto chosen = static_cast<std::size_t>(arrival.kind);
  fields.one_of("arrival", chosen, forms, {.doc = "when operations begin"});
  arrival.kind = static_cast<Arrival::Kind>(chosen);
}

void describe_ycsb(sim::Fields& fields, WorkloadConfig& workload) {
  const std::optional<Ycsb> before = workload.ycsb;
  fields.optional("ycsb", workload.ycsb, [&](Ycsb& core) {
    fields.choice("ycsb", core, kYcsbWords,
                  {.doc = "a core workload of YCSB: the defaults of mix and keys.distribution"});
    if (core == Ycsb::kE)
      fields.reject("ycsb",
                    "workload E needs scans, which a key-value store does not have; choose "
                    "\"A\", \"B\", \"C\", \"D\" or \"F\"");
  });
  if (workload.ycsb && workload.ycsb != before) workload.keys.law = law_of(*workload.ycsb);
}

/// The row's values are defaults: what the scenario says itself is read later.
void describe_preset(sim::Fields& fields, WorkloadConfig& workload) {
  const std::optional<Preset> before = workload.preset;
  fields.optional("preset", workload.preset, [&](Preset& preset) {
    MeasuredWorkload measured;
    fields.group(
        "preset",
        [&](sim::Fields& in) {
          in.lines("table", preset.table,
                   {.doc = "a CSV file with the columns of Twitter's cache statistics (2020Mar)",
                    .required = true});
          in.text("row", preset.row, {.doc = "its first cell, e.g. cluster4", .required = true});
          measured = measured_workload(preset.table, preset.row);
          if (!measured.mistake.empty()) in.reject("row", std::move(measured.mistake));
        },
        {.doc = "measured values as defaults of arrival, mix, keys.distribution and value_size"});
    if (!measured.mistake.empty() || measured.lines.empty()) return;
    preset.table = std::move(measured.lines);
    preset.mix = measured.mix;
    if (preset == before) return;  // written, not read
    if (measured.rate) workload.arrival.rate = *measured.rate;
    if (measured.value_size) workload.value_size = *measured.value_size;
    if (!measured.theta_millionths) return;
    workload.keys.law = KeyConfig::Law::kScrambledZipfian;
    workload.keys.theta_millionths = *measured.theta_millionths;
  });
}

void describe_mix(sim::Fields& fields, Mix& mix) {
  const auto members = [&](sim::Fields& in) {
    in.decimal("get", mix.get, {.doc = "reads"});
    in.decimal("put", mix.put, {.doc = "writes of existing keys"});
    in.decimal("read_modify_write", mix.read_modify_write,
               {.doc = "a get, then a put of the same key by the same client"});
    in.decimal("put_then_get", mix.put_then_get,
               {.doc = "a put, then read_after its answer a get of the same key by the same "
                       "client: how visible a write is after so long"});
    in.decimal("insert", mix.insert, {.doc = "writes of new keys, after the workload's last"});
    in.decimal("delete", mix.erase, {.doc = "deletes of existing keys: puts of a tombstone"});
  };
  fields.group("mix", members,
               {.doc = "relative weights of operations; if absent, of the core workload, or "
                       "gets and puts alike"});
}

void describe_keys(sim::Fields& fields, KeyConfig& keys) {
  constexpr sim::Info kTheta{.doc = "the Zipfian constant; YCSB uses 0.99", .max = 5'000'000};
  const auto theta = [&](sim::Fields& in, std::string_view key) {
    in.decimal(key, keys.theta_millionths, kTheta);
  };
  const auto hotspot = [&](sim::Fields& in, std::string_view key) {
    in.group(key,
             [&](sim::Fields& members) {
               members.ratio("data", keys.hot_data,
                             {.doc = "of the keys, the first ones: the hot set"});
               members.ratio("operations", keys.hot_operations, {.doc = "that touch the hot set"});
             },
             {.doc = "a few keys get most operations"});
  };
  const std::array<sim::Fields::Form, 5> forms = {
      sim::Fields::Form{"uniform", "every key alike", {}},
      sim::Fields::Form{"zipfian", "the first key is the hottest", theta},
      sim::Fields::Form{"scrambled-zipfian", "hot keys scattered, as YCSB does", theta},
      sim::Fields::Form{"latest", "the newest key is the hottest", theta},
      sim::Fields::Form{"hotspot", "a hot set and the rest", hotspot}};
  fields.group(
      "keys",
      [&](sim::Fields& in) {
        in.integer("count", keys.count,
                   {.doc = "keys before any insert", .min = 1, .max = kMostKeys});
        in.integer(
            "first", keys.first,
            {.doc = "the first key; others count on from it", .max = kMostKeys, .label = "k"});
        auto chosen = static_cast<std::size_t>(keys.law);
        in.one_of("distribution", chosen, forms, {.doc = "how often each key is asked for"});
        keys.law = static_cast<KeyConfig::Law>(chosen);
      },
      {.doc = "which keys the clients touch"});
}

void describe_cart(sim::Fields& fields, CartConfig& cart) {
  const auto members = [&](sim::Fields& in) {
    in.ratio("removals", cart.removals,
             {.doc = "of the puts, those that remove an item; the others add one"});
    in.bytes("item_size", cart.item_size,
             {.doc = "what an item adds to value_size", .max = kLargestItem});
  };
  fields.group("cart", members,
               {.doc = "values are carts: a put adds an item to what it read, or removes one"});
}

/// The sites of a workload's clients, as indices into `names`. An unknown name is left out.
std::vector<std::uint32_t> sites_of(const WorkloadConfig& workload,
                                    std::span<const std::string> names) {
  std::vector<std::uint32_t> sites;
  if (workload.sites.empty())
    for (std::uint32_t i = 0; i < names.size(); ++i) sites.push_back(i);
  for (const std::string& name : workload.sites) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) sites.push_back(static_cast<std::uint32_t>(found - names.begin()));
  }
  return sites;
}

sim::Duration longest(const sim::DistributionSpec& spec) {
  using Spec = sim::DistributionSpec;
  sim::Duration most{};
  if (const auto* mixture = std::get_if<Spec::Mixture>(&spec.law)) {
    for (const Spec::Part& part : mixture->parts) most = std::max(most, longest(part.of));
  } else if (const auto* shift = std::get_if<Spec::Shift>(&spec.law)) {
    most = std::min(longest(shift->of.front()), sim::Distribution::kLongest) + shift->by;
  } else {
    most = sim::Distribution::of(spec).at(UINT64_MAX);
  }
  return std::clamp(most, sim::Duration{}, sim::Distribution::kLongest);
}

void validate_one(const WorkloadConfig& workload, const std::string& at, sim::Problems& problems) {
  const auto listed = std::set<std::string>(workload.sites.begin(), workload.sites.end());
  if (listed.size() != workload.sites.size())
    problems.error(at + "/sites", "a site is named twice; name it once");
  if (workload.effective_mix() == Mix{})
    problems.error(at + "/mix", "every weight is 0; give one kind of operation a weight");
  if (workload.arrival.kind == Arrival::Kind::kOpen && workload.arrival.rate.events == 0)
    problems.error(at + "/arrival/open", "no operation ever arrives; give a rate above 0");
  if (workload.arrival.trace && workload.keys.count < workload.arrival.trace->keys)
    problems.error(
        at + "/keys/count",
        "the trace names " + std::to_string(workload.arrival.trace->keys) + " keys; give as many");
  if (workload.cart && workload.context != ContextFrom::kReadFirst)
    problems.error(at + "/context", "a cart is changed by who has read it; choose \"read-first\"");
  const KeyConfig& keys = workload.keys;
  if (keys.count > kMostKeys || keys.first > kMostKeys - keys.count)
    problems.error(at + "/keys", "first + count is more than " + std::to_string(kMostKeys) +
                                     ", the most keys of a run");
}

/// Whether their clients may write a key in common. Inserts go on after the last key.
bool share_keys(const WorkloadConfig& a, const WorkloadConfig& b) {
  const auto reaches = [](const WorkloadConfig& one, const WorkloadConfig& other) {
    const bool is_below = one.keys.first < other.keys.first + other.keys.count;
    return is_below || other.effective_mix().insert > 0;
  };
  return a.writes() && b.writes() && reaches(a, b) && reaches(b, a);
}

/// Who writes a cart as if it were none loses what is in it.
void validate_carts(std::span<const WorkloadConfig> workloads, std::string_view where,
                    sim::Problems& problems) {
  for (std::size_t i = 0; i < workloads.size(); ++i) {
    for (const WorkloadConfig& other : workloads) {
      if (!workloads[i].cart || other.cart || !share_keys(workloads[i], other)) continue;
      problems.error(std::string(where) + '/' + std::to_string(i) + "/keys",
                     "\"" + other.name + "\" writes keys of these carts and knows no carts");
    }
  }
}

}  // namespace

void WorkloadConfig::describe(sim::Fields& fields) {
  fields.text("name", name, {.doc = "in results and load faults; unique", .required = true});
  fields.names(
      "sites", sites,
      {.doc = "of the clients, in turn; empty: every site in turn", .refers = sim::Refers::kSite});
  fields.integer("clients", clients,
                 {.doc = "each has one operation at a time", .min = 1, .max = 100'000'000});
  describe_preset(fields, *this);
  const std::size_t lines_before = arrival.trace_lines.size();
  describe_arrival(fields, arrival);
  if (arrival.trace && arrival.trace_lines.size() != lines_before)  // read, not written
    keys.count = std::max(keys.count, arrival.trace->keys);
  fields.optional("operations", operations, [&](std::uint64_t& most) {
    fields.integer("operations", most,
                   {.doc = "no more are begun in the whole run; a read_modify_write or "
                           "put_then_get is one; if absent, as many as there is time for",
                    .min = 1});
  });
  describe_ycsb(fields, *this);
  if (arrival.kind != Arrival::Kind::kTrace) {
    fields.optional("mix", mix, [&](Mix& given) { describe_mix(fields, given); });
    mix = effective_mix();
  } else if (fields.given("mix", false)) {
    fields.reject("mix", "the trace says what is asked; leave the mix out");
  }
  fields.distribution("read_after", read_after,
                      {.doc = "of put_then_get: from the put's answer to the get"});
  describe_keys(fields, keys);
  fields.bytes("value_size", value_size, {.doc = "of what a put writes", .max = kLargestValue});
  fields.duration("timeout", timeout, {.doc = "of one attempt, at the client", .min = 1});
  fields.integer("retries", retries, {.doc = "attempts after the first", .max = 1'000'000});
  fields.distribution("retry_backoff", retry_backoff, {.doc = "what a client waits to try again"});
  fields.choice("context", context, kContextWords,
                {.doc = "where a put's causal context comes from (4.4)"});
  fields.choice("reconcile", reconcile, kReconcileWords,
                {.doc = "what becomes of the siblings that a put has read (4.4)"});
  fields.optional("cart", cart, [&](CartConfig& given) { describe_cart(fields, given); });
  if (reconcile == Reconcile::kCartUnion && !cart) cart.emplace();
  fields.flag("preload", preload, {.doc = "every key exists before the run starts"});
}

Mix WorkloadConfig::effective_mix() const {
  if (mix) return *mix;
  if (preset && preset->mix) return *preset->mix;
  return ycsb ? mix_of(*ycsb) : Mix{.get = 500'000, .put = 500'000};
}

bool WorkloadConfig::writes() const {
  const Mix weights = effective_mix();
  return weights.put + weights.put_then_get + weights.read_modify_write + weights.insert +
             weights.erase >
         0;
}

sim::Duration WorkloadConfig::longest_operation() const {
  const auto backoff = static_cast<sim::Wide>(longest(retry_backoff).count());
  const auto attempt = static_cast<sim::Wide>(timeout.count());
  const auto most = static_cast<sim::Wide>(sim::Distribution::kLongest.count());
  const sim::Wide whole = attempt + retries * (attempt + backoff);
  return sim::Duration(static_cast<std::int64_t>(std::min(whole, most)));
}

void validate(std::span<const WorkloadConfig> workloads, std::string_view where,
              sim::Problems& problems) {
  if (workloads.empty())
    problems.error(std::string(where), "no workload; without clients nothing is measured");
  std::set<std::string> names;
  for (std::size_t i = 0; i < workloads.size(); ++i) {
    const std::string at = std::string(where) + '/' + std::to_string(i);
    if (!names.insert(workloads[i].name).second)
      problems.error(at + "/name", "another workload is called \"" + workloads[i].name + "\"");
    validate_one(workloads[i], at, problems);
  }
  validate_carts(workloads, where, problems);
}

std::uint64_t total_keys(std::span<const WorkloadConfig> workloads) {
  std::uint64_t total = 0;
  for (const WorkloadConfig& workload : workloads)
    total = std::max(total, workload.keys.first + workload.keys.count);
  return total;
}

std::vector<Place> places(std::span<const WorkloadConfig> workloads,
                          std::span<const std::string> site_names) {
  std::vector<Place> all;
  std::uint32_t next_client = 0;
  for (std::uint32_t w = 0; w < workloads.size(); ++w) {
    const std::vector<std::uint32_t> sites = sites_of(workloads[w], site_names);
    SIM_CHECK(!sites.empty(), "a workload without a site");
    const auto inserts = std::make_shared<Inserts>();
    const auto& bound = workloads[w].operations;
    const auto left = bound ? std::make_shared<std::uint64_t>(*bound) : nullptr;
    const auto count = static_cast<std::uint32_t>(sites.size());
    for (std::uint32_t i = 0; i < count && i < workloads[w].clients; ++i) {
      const std::uint32_t here = (workloads[w].clients - i + count - 1) / count;
      all.push_back({w, sim::SiteId{sites[i]}, ClientId{next_client}, here, inserts, left, i,
                     std::min(count, workloads[w].clients)});
      next_client += here;
    }
  }
  return all;
}

}  // namespace kv
