// The fields of one fault. Targets stand in the fault's own object: {"any": 1, "keeps": "disk"}.
#include <array>
#include <string_view>

#include "sim/run/scenario/draft.h"

namespace sim {
namespace {

constexpr std::int64_t kYear = 365ll * 86'400 * 1'000'000'000;
constexpr std::int64_t kMillion = 1'000'000;
constexpr std::array<std::string_view, 3> kKeepsWords = {"disk", "synced", "nothing"};

template <class Alternative, class Variant>
Alternative& as(Variant& variant) {
  if (!std::holds_alternative<Alternative>(variant)) variant = Alternative{};
  return std::get<Alternative>(variant);
}

/// How a target can be told, in the order of its variant. `named` visits a list of names.
std::array<Fields::Form, 6> target_forms(Target& target,
                                         std::function<void(Fields&, std::string_view)> named,
                                         std::string_view key) {
  using View = std::string_view;
  return {{
      {key, "nodes by name, \"1a-0\" or [\"1a-0\", \"1b-1\"]", std::move(named)},
      {"any", "that many storage nodes that are up, drawn when it strikes",
       [&](Fields& f, View k) {
         f.integer(k, as<Target::Any>(target.of).count, {.doc = "how many nodes", .min = 1});
       }},
      {"site", "every node of a site",
       [&](Fields& f, View k) {
         f.text(k, as<Target::InSite>(target.of).site, {.doc = "a site", .refers = Refers::kSite});
       }},
      {"rack", "every node of a rack",
       [&](Fields& f, View k) {
         f.text(k, as<Target::InRack>(target.of).rack,
                {.doc = "a rack, \"<site>/r0\"", .refers = Refers::kRack});
       }},
      {"region", "every node of a region",
       [&](Fields& f, View k) {
         f.text(k, as<Target::InRegion>(target.of).region,
                {.doc = "a region", .refers = Refers::kRegion});
       }},
      {"holder_of", "the first node of a key's preference list",
       [&](Fields& f, View k) {
         f.integer(k, as<Target::HolderOf>(target.of).key,
                   {.doc = "a key, 12 or \"k12\"", .label = "k"});
       }},
  }};
}

/// Beside the keys themselves, {"target": ...} takes names or an object of one such key.
void describe_target(Fields& fields, Target& target) {
  const auto plain = [&](Fields& in, std::string_view key) {
    in.names(key, as<Target::Named>(target.of).names,
             {.doc = "nodes", .min = 1, .refers = Refers::kNode});
  };
  const auto named = [&](Fields& in, std::string_view key) {
    std::size_t chosen = target.of.index();
    in.one_of(key, chosen, target_forms(target, plain, ""), {.doc = "nodes", .required = true});
  };
  std::size_t chosen = target.of.index();
  fields.one_of_here(chosen, target_forms(target, named, "target"),
                     {.doc = "which nodes it hits", .required = true});
}

/// An outage takes whole places only.
void describe_place(Fields& fields, Target& target) {
  const auto all = target_forms(target, {}, "");
  std::size_t chosen = target.of.index() < 2 ? 0 : target.of.index() - 2;
  fields.one_of_here(chosen, std::span(all).subspan(2, 3),
                     {.doc = "which place it hits", .required = true});
}

void describe_keeps(Fields& fields, Keeps& keeps) {
  fields.choice("keeps", keeps, kKeepsWords, {.doc = "what is left of a node's data"});
}

void describe_kind(Fields& fields, Crash& crash) {
  describe_target(fields, crash.target);
  describe_keeps(fields, crash.keeps);
}
void describe_kind(Fields& fields, Pause& pause) { describe_target(fields, pause.target); }
void describe_kind(Fields& fields, Slow& slow) {
  describe_target(fields, slow.target);
  fields.ratio("factor", slow.factor,
               {.doc = "service and disk times are this many times as long",
                .min = kMillion,
                .max = 1000 * kMillion});
}
void describe_kind(Fields& fields, DiskStall& disk) {
  describe_target(fields, disk.target);
  bool stall = true;
  fields.flag("stall", stall, {.doc = "no disk operation ends meanwhile", .required = true});
  if (!stall) fields.reject("stall", "a disk fault that does nothing; write true");
}
void describe_kind(Fields& fields, BitRot& rot) {
  describe_target(fields, rot.target);
  fields.ratio("rows", rot.rows, {.doc = "probability that an object stored there is lost"});
}
void describe_kind(Fields& fields, ClockFault& clock) {
  describe_target(fields, clock.target);
  fields.duration("step", clock.step,
                  {.doc = "the local clock jumps by this", .min = -kYear, .max = kYear});
  fields.drift("drift", clock.drift_ppb,
               {.doc = "and runs fast by this", .min = -100'000'000, .max = 100'000'000});
}
void describe_kind(Fields& fields, Outage& outage) {
  describe_place(fields, outage.target);
  describe_keeps(fields, outage.keeps);
}
void describe_kind(Fields& fields, Load& load) {
  fields.text(
      "workload", load.workload,
      {.doc = "whose rate or client count changes", .required = true, .refers = Refers::kWorkload});
  fields.ratio("factor", load.factor, {.doc = "times as much", .max = 1000 * kMillion});
}

void describe_kind(Fields& fields, LinkFault& link) {
  const auto ratio = [&](std::string_view name, std::optional<Ratio>& value, Info info) {
    fields.optional(name, value, [&](Ratio& part) { fields.ratio(name, part, info); });
  };
  describe_link_ends(fields, link.from, link.to, link.within);
  ratio("loss", link.loss, {.doc = "probability that a message is lost"});
  ratio("duplicate", link.duplicate, {.doc = "probability that it arrives twice"});
  ratio("reorder", link.reorder, {.doc = "probability that it is held back"});
  ratio("latency_factor", link.latency_factor,
        {.doc = "latencies are this many times as long", .max = 1000 * kMillion});
  fields.optional("bandwidth", link.bytes_per_second, [&](std::uint64_t& bandwidth) {
    fields.bandwidth("bandwidth", bandwidth, {.doc = "instead of the link's own"});
  });
  fields.flag("cut", link.cut, {.doc = "nothing passes"});
  const bool nothing = !link.loss && !link.duplicate && !link.reorder && !link.latency_factor &&
                       !link.bytes_per_second && !link.cut;
  if (nothing)
    fields.reject(
        "", "changes nothing; add loss, duplicate, reorder, latency_factor, bandwidth or cut");
}

void describe_partition(Fields& fields, std::string_view key, Partition& partition) {
  const auto group = [](Fields& in, std::vector<std::string>& names) {
    in.names("", names,
             {.doc = "sites, racks, regions or nodes of one side",
              .min = 1,
              .refers = Refers::kSite | Refers::kNode | Refers::kRack | Refers::kRegion |
                        Refers::kClients});
  };
  fields.list(key, partition.groups, group,
              {.doc = "sides that cannot talk; what is in two of them is a bridge",
               .min = 2,
               .max = 64,
               .required = true});
  fields.flag("one_way", partition.one_way,
              {.doc = "of a partition: only from earlier sides to later ones"});
}

template <class Kind>
Fields::Form form(Fault& fault, std::string_view key, std::string_view doc) {
  return {key, doc, [&fault, doc](Fields& fields, std::string_view name) {
            fields.group(name, [&](Fields& in) { describe_kind(in, as<Kind>(fault)); },
                         {.doc = doc});
          }};
}

/// In the order of the variant.
std::array<Fields::Form, 10> kind_forms(Fault& fault) {
  const auto partition = [&](Fields& fields, std::string_view key) {
    describe_partition(fields, key, as<Partition>(fault));
  };
  return {form<Crash>(fault, "crash", "nodes stop and lose what was not kept"),
          form<Pause>(fault, "pause", "nodes stand still and go on as if nothing had been"),
          form<Slow>(fault, "slow", "nodes work slowly: a gray failure"),
          form<DiskStall>(fault, "disk", "nodes' disks hang"),
          form<BitRot>(fault, "rot", "what nodes have stored is damaged, silently and for good"),
          form<ClockFault>(fault, "clock", "nodes' clocks go wrong"),
          Fields::Form{"partition", "groups that cannot talk to each other", partition},
          form<LinkFault>(fault, "link", "links lose, repeat, delay or stop messages"),
          form<Outage>(fault, "outage", "a rack, site or region fails at once"),
          form<Load>(fault, "load", "a workload asks more or less")};
}

void describe_when(Fields& fields, FaultSpec& fault) {
  const auto at = [&](Fields& in, std::string_view key) {
    fault.every.reset();
    in.duration(key, fault.at, {.doc = "since the start of the run", .max = kYear});
  };
  const auto every = [&](Fields& in, std::string_view key) {
    if (!fault.every) fault.every.emplace();
    in.distribution(key, *fault.every, {.doc = "from one start to the next"});
    const auto* gap = std::get_if<DistributionSpec::Constant>(&fault.every->law);
    if (gap != nullptr && gap->value == Duration::zero())
      in.reject(key, "a gap of nothing would never let time pass; write e.g. \"2min\"");
  };
  const std::array<Fields::Form, 2> forms = {Fields::Form{"at", "once", at},
                                             Fields::Form{"every", "again and again", every}};
  std::size_t chosen = fault.every ? 1 : 0;
  fields.one_of_here(chosen, forms, {.doc = "when it strikes", .required = true});
}

}  // namespace

std::vector<FaultKind> fault_kinds() {
  Fault fault;
  std::vector<FaultKind> kinds;
  for (const Fields::Form& form : kind_forms(fault)) kinds.push_back({form.key, form.doc});
  return kinds;
}

void describe_fault(Fields& fields, FaultSpec& fault) {
  describe_when(fields, fault);
  fields.optional("for", fault.lasts, [&](Duration& lasts) {
    fields.duration("for", lasts,
                    {.doc = "how long; none: until the run settles", .min = 1, .max = kYear});
  });
  std::size_t chosen = fault.fault.index();
  fields.one_of_here(chosen, kind_forms(fault.fault), {.doc = "what goes wrong", .required = true});
}

}  // namespace sim
