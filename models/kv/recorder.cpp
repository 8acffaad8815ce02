#include "models/kv/recorder.h"

#include <algorithm>
#include <array>
#include <utility>

#include "models/kv/cart_record.h"
#include "models/kv/history.h"
#include "models/kv/parts.h"
#include "models/kv/report.h"
#include "models/kv/series.h"
#include "models/kv/sessions.h"
#include "models/kv/staleness.h"
#include "sim/kernel/check.h"

namespace kv {
namespace {

std::vector<std::string> names_of(std::span<const WorkloadConfig> workloads) {
  std::vector<std::string> names;
  for (const WorkloadConfig& workload : workloads) names.push_back(workload.name);
  return names;
}

std::vector<sim::Duration> longest_operations(std::span<const WorkloadConfig> workloads) {
  std::vector<sim::Duration> longest;
  for (const WorkloadConfig& workload : workloads) longest.push_back(workload.longest_operation());
  return longest;
}

std::uint32_t clients_of(std::span<const WorkloadConfig> workloads) {
  std::uint32_t clients = 0;
  for (const WorkloadConfig& workload : workloads) clients += workload.clients;
  return clients;
}

/// Whether every cart is written by clients that unite what they read.
bool unites_carts(std::span<const WorkloadConfig> workloads) {
  return std::all_of(workloads.begin(), workloads.end(), [](const WorkloadConfig& workload) {
    return !workload.cart || workload.reconcile == Reconcile::kCartUnion;
  });
}

bool all_read_first(std::span<const WorkloadConfig> workloads) {
  return std::all_of(workloads.begin(), workloads.end(), [](const WorkloadConfig& workload) {
    return workload.context == ContextFrom::kReadFirst;
  });
}

bool has_carts(std::span<const WorkloadConfig> workloads) {
  return std::any_of(workloads.begin(), workloads.end(),
                     [](const WorkloadConfig& workload) { return workload.cart.has_value(); });
}

/// Of what a get returned; tombstones say only what is not there.
std::uint64_t living(std::span<const Value> read) {
  return static_cast<std::uint64_t>(std::count_if(
      read.begin(), read.end(), [](const Value& value) { return !value.is_tombstone; }));
}

}  // namespace

/// An invocation that has not completed, in a slab of its own: that every invocation completes
/// once is counted here, whatever the driver believes.
struct Recorder::Impl {
  struct Open {
    Invocation invocation;
    Staleness::View view;  // of a get
    sim::Time began;
    std::uint64_t cart_moment = 0;  // of a get
    std::uint32_t generation = 1;
    bool open = false;
  };

  Impl(std::span<const WorkloadConfig> workloads, Setup given, sim::Checks& checks)
      : setup(std::move(given)),
        longest_operation(longest_operations(workloads)),
        sums(names_of(workloads), setup.site_names, setup.audits),
        series(setup.series_interval, sums.workload_names, setup.site_names),
        parts(setup.phases),
        staleness(setup.audits ? total_keys(workloads) : 0),
        sessions(staleness, setup.audits ? total_keys(workloads) * clients_of(workloads) : 0),
        keeps_history(setup.record_history || !setup.consistency.empty()),
        history(keeps_history ? clients_of(workloads) : 0),
        all_read_first(kv::all_read_first(workloads)),
        has_carts(kv::has_carts(workloads) && setup.audits),
        cart_record(checks, carts, unites_carts(workloads)),
        once(checks.add("every-invocation-completes-once",
                        "every get and put that a client invokes completes exactly once, "
                        "if the run lasts long enough for it")),
        fresh(checks.add("reads-are-fresh",
                         "with R + W > N, no sloppy quorum and no failures no read is stale "
                         "(Dynamo 4.5)")),
        guaranteed{
            &checks.add("read-your-writes",
                        "where reads are fresh, no client reads what is older than its own "
                        "acknowledged put"),
            &checks.add("monotonic-reads",
                        "where reads are fresh, no client reads what is older than a value that it "
                        "has read, once that one is acknowledged"),
            &checks.add(
                "monotonic-writes",
                "where puts read first, and fresh, no two values of one client are siblings "
                "if one was acknowledged before the other began"),
            &checks.add("writes-follow-reads",
                        "where puts read first, and fresh, no value is beside an acknowledged one "
                        "that its writer had read")},
        consistency(setup.consistency, checks) {}

  bool measured(sim::Time intended) const {
    return intended >= setup.phases.measure_from() && intended < setup.phases.measure_until();
  }
  void report_hottest_key(sim::Results&) const;
  void begin_put(const Invocation&);
  void acknowledge(const Invocation&, sim::Time now);
  void count_read(const Invocation&, std::span<const Value> read);
  void judge_read(const Open&, std::span<const Value> read, sim::Time now);
  void judge_session(const Invocation&, std::span<const Value> read, const Sessions::Verdict&,
                     bool is_stale, sim::Time now);
  void judge_open(const Open&, sim::Time now);
  void ended(const Invocation&, Outcome, sim::Time now);
  void count(const Invocation&, Outcome, sim::Time now);

  const Setup setup;
  const std::vector<sim::Duration> longest_operation;  // by workload
  Sums sums;
  Series series;
  Parts parts;
  Staleness staleness;
  Sessions sessions;
  const bool keeps_history;
  History history;
  const bool all_read_first;
  const bool has_carts;
  Carts carts;
  CartRecord cart_record;
  sim::Check& once;
  sim::Check& fresh;
  std::array<sim::Check*, kGuarantees> guaranteed;  // by Guarantee
  ConsistencyJudge consistency;
  std::vector<Open> slots;
  std::vector<std::uint32_t> free_slots;
  std::uint64_t open = 0;
  std::uint64_t puts = 0;
  sim::Time latest = sim::kStart;  // of what was told so far
};

Recorder::Recorder(std::span<const WorkloadConfig> workloads, Setup setup, sim::Checks& checks)
    : impl_(std::make_unique<Impl>(workloads, std::move(setup), checks)) {}

Recorder::~Recorder() = default;

Value Recorder::next_value(sim::Bytes size) {
  ++impl_->puts;
  if (impl_->setup.audits) impl_->staleness.number_put();
  return {impl_->puts, static_cast<std::uint32_t>(size.count)};
}

void Recorder::prefetch(ClientId client, Key key) const {
  if (!impl_->setup.audits) return;
  impl_->staleness.prefetch(key);
  impl_->sessions.prefetch(client, key);
}

Recorder::Ticket Recorder::invoked(const Invocation& invocation, sim::Time now) {
  Impl& self = *impl_;
  if (self.free_slots.empty()) {
    self.free_slots.push_back(static_cast<std::uint32_t>(self.slots.size()));
    self.slots.emplace_back();
  }
  const std::uint32_t slot = self.free_slots.back();
  self.free_slots.pop_back();
  Impl::Open& open = self.slots[slot];
  open.invocation = invocation;
  open.began = now;
  open.cart_moment = self.cart_record.moment();
  open.open = true;
  self.latest = now;
  ++self.open;
  if (self.setup.audits) {
    if (invocation.action == Action::kGet)
      open.view = self.staleness.view(invocation.key);
    else
      self.begin_put(invocation);
  }
  if (self.keeps_history)
    self.history.invoke(invocation.client, invocation.action, invocation.key, invocation.value,
                        now);
  return {slot, open.generation};
}

void Recorder::completed(Ticket ticket, Outcome outcome, std::span<const Value> read,
                         sim::Time now) {
  Impl& self = *impl_;
  SIM_CHECK(ticket.slot < self.slots.size(), "a ticket that was never given");
  Impl::Open& open = self.slots[ticket.slot];
  if (!open.open || open.generation != ticket.generation)
    return self.once.fail({now, "an operation completed a second time", {}});
  self.once.pass();
  open.open = false;
  ++open.generation;
  self.free_slots.push_back(ticket.slot);
  --self.open;

  const Invocation& invocation = open.invocation;
  const bool is_put = invocation.action == Action::kPut;
  if (outcome == Outcome::kOk && is_put && self.setup.audits)
    self.acknowledge(invocation, now);
  else if (outcome == Outcome::kOk && !is_put && self.setup.audits)
    self.judge_read(open, read, now);
  else if (outcome == Outcome::kFail && invocation.value.is_tombstone && self.setup.audits)
    self.staleness.fail_delete(invocation.key);
  else if (outcome == Outcome::kOk && !is_put)
    self.count_read(invocation, read);
  self.ended(invocation, outcome, now);
  if (self.keeps_history) {
    const std::span<const Value> written(&invocation.value, 1);
    self.history.complete(invocation.client, invocation.action, invocation.key, outcome,
                          is_put ? written : read, now);
  }
  if (self.setup.on_ended_operation)
    self.setup.on_ended_operation(invocation.site, outcome == Outcome::kOk);
}

void Recorder::Impl::begin_put(const Invocation& put) {
  if (put.value.is_tombstone)
    staleness.begin_delete(put.key, put.value.id);
  else
    staleness.begin(put.value.id);
  sessions.begin(put.client, put.key, put.value.id);
}

void Recorder::Impl::acknowledge(const Invocation& put, sim::Time now) {
  if (put.value.is_tombstone)
    staleness.acknowledge_delete(put.key, put.value.id, now);
  else
    staleness.acknowledge(put.key, put.value.id, now);
  sessions.acknowledge(put.client, put.key, put.value.id);
  if (has_carts) cart_record.acknowledged(put.key, put.value);
}

void Recorder::Impl::count_read(const Invocation& get, std::span<const Value> read) {
  if (!measured(get.intended)) return;
  sums.workloads[get.workload].add_read(living(read), false, 0);
  sums.sites[get.site.value].add_read(living(read), false, 0);
}

void Recorder::Impl::judge_read(const Open& read_of, std::span<const Value> read, sim::Time now) {
  const Invocation& invocation = read_of.invocation;
  const auto [stale, behind] = staleness.judge(invocation.key, read_of.view, read);
  const bool must_be_fresh = setup.reads_must_be_fresh && setup.reads_must_be_fresh(invocation.key);
  if (has_carts) {
    cart_record.judge_read({.key = invocation.key,
                            .begun_at = read_of.cart_moment,
                            .read = read,
                            .is_stale = stale,
                            .must_be_fresh = must_be_fresh},
                           now);
  }
  if (must_be_fresh) {
    if (!stale)
      fresh.pass();
    else
      fresh.fail({now,
                  "a read returned what was " + std::to_string(behind) +
                      " acknowledged writes old when it began",
                  "k" + std::to_string(invocation.key.value)});
  }
  const Sessions::Verdict session = sessions.judge(invocation.client, invocation.key, read, stale);
  if (must_be_fresh) judge_session(invocation, read, session, stale, now);
  if (!measured(invocation.intended)) return;
  Tally& workload = sums.workloads[invocation.workload];
  Tally& site = sums.sites[invocation.site.value];
  for (std::size_t i = 0; i < kGuarantees; ++i) {
    workload.broken[i] += session.broken[i];
    site.broken[i] += session.broken[i];
  }
  workload.add_read(living(read), stale, behind);
  site.add_read(living(read), stale, behind);
  if (read_of.view.puts == 0) return;
  parts.read(stale, now);
  ++workload.reads_after_write;
  ++site.reads_after_write;
  sums.visibility.add(read_of.began - read_of.view.last_at, !stale);
}

/// What fresh reads imply, as models/dynamo/README.md derives ("Sessions").
void Recorder::Impl::judge_session(const Invocation& get, std::span<const Value> read,
                                   const Sessions::Verdict& session, bool is_stale, sim::Time now) {
  const auto judge = [&](Guarantee which, bool holds) {
    sim::Check& check = *guaranteed[static_cast<std::size_t>(which)];
    if (holds) return check.pass();
    std::string what = "client " + std::to_string(get.client.value) + " read";
    for (const Value& value : read) what += " v" + std::to_string(value.id);
    check.fail({now, what, "k" + std::to_string(get.key.value)});
  };
  judge(Guarantee::kReadYourWrites, !session[Guarantee::kReadYourWrites]);
  judge(Guarantee::kMonotonicReads, !(session[Guarantee::kMonotonicReads] && is_stale));
  if (read.size() < 2 || !all_read_first || !setup.puts_must_replace ||
      !setup.puts_must_replace(get.key))
    return;
  judge(Guarantee::kMonotonicWrites, !session[Guarantee::kMonotonicWrites]);
  judge(Guarantee::kWritesFollowReads,
        !(session[Guarantee::kWritesFollowReads] && session.was_acknowledged));
}

void Recorder::Impl::ended(const Invocation& invocation, Outcome outcome, sim::Time now) {
  latest = now;
  count(invocation, outcome, now);
  series.completed(invocation.workload, invocation.site, invocation.action, outcome,
                   now - invocation.intended, now);
}

void Recorder::Impl::count(const Invocation& invocation, Outcome outcome, sim::Time now) {
  if (!measured(invocation.intended)) return;
  const sim::Duration latency = now - invocation.intended;
  parts.completed(invocation.action, outcome, latency, now);
  const auto action = static_cast<std::size_t>(invocation.action);
  const auto status = static_cast<std::size_t>(outcome);
  Tally& workload = sums.workloads[invocation.workload];
  Tally& site = sums.sites[invocation.site.value];
  ++workload.count[action][status];
  ++site.count[action][status];
  workload.deletes += invocation.value.is_tombstone && outcome == Outcome::kOk;
  site.deletes += invocation.value.is_tombstone && outcome == Outcome::kOk;
  if (outcome == Outcome::kOk) {
    workload.latency[action].add(latency);
    site.latency[action].add(latency);
  } else {
    sums.bad_latency[invocation.workload][action][status - 1].add(latency);
  }
}

void Recorder::modified(std::uint32_t workload, sim::Time intended, sim::Time now) {
  if (impl_->measured(intended)) impl_->sums.modify_latency[workload].add(now - intended);
}

void Recorder::abandoned(const Invocation& arrival, sim::Time now) {
  if (impl_->measured(arrival.intended)) ++impl_->sums.abandoned[arrival.workload];
  impl_->ended(arrival, Outcome::kFail, std::max(now, impl_->latest));
}

Carts& Recorder::carts() { return impl_->carts; }

std::uint64_t Recorder::open_operations() const { return impl_->open; }

std::uint64_t Recorder::puts() const { return impl_->puts; }

std::uint64_t Recorder::bytes() const { return impl_->staleness.bytes() + impl_->sessions.bytes(); }

void Recorder::judge() { judge(impl_->setup.phases.end()); }

void Recorder::judge(sim::Time now) {
  for (const Impl::Open& open : impl_->slots)
    if (open.open) impl_->judge_open(open, now);
  impl_->consistency.judge(impl_->history, now);
}

void Recorder::judge_carts(sim::Time now, const std::function<Held(Key)>& held_of) {
  for (std::uint64_t i = 0; i < impl_->cart_record.keys(); ++i) {
    const Held held = held_of({i});
    impl_->cart_record.judge({i}, held.values, held.writes_must_survive, now);
  }
}

void Recorder::Impl::judge_open(const Open& left, sim::Time now) {
  const Invocation& invocation = left.invocation;
  if (measured(invocation.intended)) ++sums.open_at_end[invocation.workload];
  // Before the settling a client may have been paused, and its deadlines with it.
  const sim::Time from = std::max(left.began, setup.phases.measure_until());
  if (now - from > longest_operation[invocation.workload])
    once.fail({now, "an operation never completed", "k" + std::to_string(invocation.key.value)});
}

void Recorder::report(sim::Results& results) const { report(results, impl_->setup.phases.end()); }

void Recorder::Impl::report_hottest_key(sim::Results& results) const {
  const auto [most, of_all] = staleness.hottest();
  if (of_all == 0) return;
  results.summary.push_back(
      {"keys.hottest.put_ratio", "all", sim::Decimal::ratio(most, of_all), "ratio"});
}

void Recorder::report(sim::Results& results, sim::Time now) const {
  const sim::Phases& phases = impl_->setup.phases;
  fill(results, impl_->sums, std::min(now, phases.measure_until()) - phases.measure_from());
  impl_->report_hottest_key(results);
  if (impl_->has_carts) fill(results, impl_->cart_record.tally(), impl_->carts.merges());
  results.parts = impl_->parts.rows(now);
  Series series = impl_->series;
  series.finish(now);
  results.series.insert(results.series.end(), series.rows().begin(), series.rows().end());
  if (!impl_->setup.record_history) return;
  for (std::size_t i = 0; i < impl_->history.size(); ++i)
    results.history.push_back({impl_->history.line(i)});
}

}  // namespace kv
