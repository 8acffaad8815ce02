#include "models/kv/driver.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "models/kv/keys.h"
#include "models/kv/operation_trace.h"
#include "models/kv/poisson.h"
#include "models/kv/ring_queue.h"
#include "sim/kernel/check.h"

namespace kv {
namespace {

enum class Kind : std::uint8_t { kGet, kPut, kReadModifyWrite, kPutThenGet, kInsert, kDelete };

/// What is to be done. Drawn when it arrives, so that it does not depend on how the system fares.
struct Request {
  sim::Time intended;
  Kind kind{};
  Key key;
  std::uint64_t insert = 0;          // kInsert: its number
  std::uint64_t lot = 0;             // of a cart: which item goes; 0: one is added
  sim::Duration read_after{};        // kPutThenGet
  std::optional<sim::Bytes> size{};  // of what is put, where a trace says it

  Action first_action() const {
    return kind == Kind::kGet || kind == Kind::kReadModifyWrite ? Action::kGet : Action::kPut;
  }
};

/// One client, and the operation it waits for. Its index is OperationId::slot.
//
//            think timer / arrival            answer, or the last attempt failed
//  kParked <-> kIdle ------------> kWaiting ------------------------------------> kIdle
//                                   |    ^
//         an attempt failed, v      |    | the back-off is over
//         retries are left       kBackingOff
//
//  kWaiting --kPutThenGet: its put succeeded--> kReadingBack --timer--> kWaiting for its get
struct Client {
  enum class State : std::uint8_t { kIdle, kThinking, kWaiting, kBackingOff, kReadingBack };
  State state = State::kIdle;
  Action action{};
  bool maybe_written = false;  // an attempt of this put was not answered: it may yet happen
  std::uint32_t generation = 1, attempt = 0;
  Request request;
  sim::Time modify_from;  // kReadModifyWrite: the intended start of its get
  Value value;
  Recorder::Ticket ticket;
  sim::EventHandle timer;  // deadline or back-off
};

}  // namespace

struct Driver::Impl {
  Impl(const WorkloadConfig&, Place, std::uint64_t seed, Library&, Recorder&);

  // Load
  void arrive(sim::Time now);
  void schedule_arrival(sim::Time now);
  void think(std::uint32_t index);
  void activate(sim::Ratio factor);
  Request draw(sim::Rng&, sim::Time intended);
  Request recorded(sim::Time intended);
  std::uint64_t draw_lot();
  bool takes_one();
  void stop(sim::Time now);

  // Operations
  void begin(std::uint32_t index, const Request&, sim::Time now);
  void invoke(std::uint32_t index, Action, sim::Time now);
  Value value_of(const Request&);
  void attempt(std::uint32_t index);
  void deadline(const LoadTimer&, sim::Time now);
  void attempt_failed(std::uint32_t index, sim::Time now);
  void answered(OperationId, Outcome, std::span<const Value> read, sim::Time now);
  void finish(std::uint32_t index, Outcome, std::span<const Value> read, sim::Time now);
  void read_back(std::uint32_t index, sim::Time now);
  void over(std::uint32_t index, sim::Time now);
  void next(std::uint32_t index, sim::Time now);
  Client* find(OperationId);

  const WorkloadConfig config;
  const Place place;
  Library& library;
  Recorder& recorder;
  std::shared_ptr<Inserts> inserts;
  KeyChooser keys;
  const Mix mix;
  sim::Distribution think_time, read_after, backoff;
  sim::Rng backoff_rng;
  std::vector<Client> clients;
  std::vector<bool> parked;           // closed: not active, and not thinking either
  std::vector<sim::Rng> client_rngs;  // closed: one stream per client
  sim::Rng place_rng;                 // open: one stream per place
  sim::Rng cart_rng;                  // so that a key is drawn alike whether carts are or not
  Poisson arrivals;
  std::optional<TraceCursor> trace;
  sim::EventHandle arrival_timer;
  RingQueue<std::uint32_t> idle;  // open: the longest idle first
  RingQueue<Request> waiting;     // open: arrivals that found no idle client
  std::uint32_t active = 0;       // closed: the clients that may begin operations
  std::size_t open = 0;
  bool stopped = false;

  bool is_open_loop() const { return config.arrival.kind != Arrival::Kind::kClosed; }
  ClientId id_of(std::uint32_t index) const { return {place.first_client.value + index}; }
};

Driver::Impl::Impl(const WorkloadConfig& workload, Place where, std::uint64_t seed, Library& lib,
                   Recorder& rec)
    : config(workload),
      place(std::move(where)),
      library(lib),
      recorder(rec),
      inserts(place.inserts ? place.inserts : std::make_shared<Inserts>()),
      keys(config.keys, *inserts),
      mix(config.effective_mix()),
      think_time(sim::Distribution::of(config.arrival.think)),
      read_after(sim::Distribution::of(config.read_after)),
      backoff(sim::Distribution::of(config.retry_backoff)),
      backoff_rng(sim::stream(seed, "kv.backoff/" + config.name, place.site.value)),
      clients(place.clients),
      place_rng(sim::stream(seed, "kv.request/" + config.name, place.site.value)),
      cart_rng(sim::stream(seed, "kv.cart/" + config.name, place.site.value)),
      arrivals(config.arrival.rate, place.clients, config.clients,
               sim::stream(seed, "kv.arrival/" + config.name, place.site.value)),
      idle(place.clients),
      active(place.clients) {
  if (config.arrival.trace) trace.emplace(config.arrival.trace, place.nth, place.of);
  SIM_CHECK(place.clients > 0 && place.clients <= config.clients, "a place without clients");
  if (is_open_loop()) {
    for (std::uint32_t i = 0; i < place.clients; ++i) idle.push(i);
    return;
  }
  parked.resize(place.clients);
  const std::uint64_t site = std::uint64_t{place.site.value} << 32;
  for (std::uint32_t i = 0; i < place.clients; ++i)
    client_rngs.push_back(sim::stream(seed, "kv.request/" + config.name, site | i));
}

Request Driver::Impl::draw(sim::Rng& rng, sim::Time intended) {
  const std::int64_t all =
      mix.get + mix.put + mix.read_modify_write + mix.put_then_get + mix.insert + mix.erase;
  auto pick = static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(all)));
  if ((pick -= mix.insert) < 0) {
    const std::uint64_t number = inserts->begin();
    const Key key{config.keys.first + config.keys.count + number};
    return {intended, Kind::kInsert, key, number, 0, {}};
  }
  Kind kind = Kind::kReadModifyWrite;
  if ((pick -= mix.get) < 0)
    kind = Kind::kGet;
  else if ((pick -= mix.put) < 0)
    kind = Kind::kPut;
  else if ((pick -= mix.erase) < 0)
    kind = Kind::kDelete;
  else if ((pick -= mix.put_then_get) < 0)
    kind = Kind::kPutThenGet;
  const Key key = keys.draw(rng);
  const bool reads_back = kind == Kind::kPutThenGet;
  const std::uint64_t lot = config.cart ? draw_lot() : 0;
  return {intended, kind, key, 0, lot, reads_back ? read_after.draw(rng) : sim::Duration{}};
}

std::uint64_t Driver::Impl::draw_lot() {
  return cart_rng.chance(config.cart->removals) ? 1 + (cart_rng.bits() >> 1) : 0;
}

/// What the trace says next.
Request Driver::Impl::recorded(sim::Time intended) {
  using Op = OperationTrace::Op;
  const OperationTrace::Row& row = trace->take();
  const Kind kind = row.op == Op::kGet   ? Kind::kGet
                    : row.op == Op::kPut ? Kind::kPut
                                         : Kind::kDelete;
  const Key key{config.keys.first + row.key};
  return {intended, kind, key, 0, config.cart ? draw_lot() : 0, {}, row.size};
}

void Driver::Impl::schedule_arrival(sim::Time now) {
  std::optional<sim::Duration> gap;
  if (trace) {
    if (!trace->is_over()) gap = trace->gap(now);
  } else if (!arrivals.rate_is_zero()) {
    gap = arrivals.next_gap();
  }
  if (gap) arrival_timer = library.wake_after(*gap, {LoadTimer::Kind::kArrival, {}, {}});
}

/// One of the operations that the workload may still begin.
bool Driver::Impl::takes_one() {
  if (!place.operations_left) return true;
  if (*place.operations_left == 0) return false;
  --*place.operations_left;
  return true;
}

void Driver::Impl::arrive(sim::Time now) {
  if (stopped || !takes_one()) return;
  const Request request = trace ? recorded(now) : draw(place_rng, now);
  schedule_arrival(now);
  if (idle.empty())
    waiting.push(request);
  else
    begin(idle.pop(), request, now);
}

void Driver::Impl::think(std::uint32_t index) {
  Client& client = clients[index];
  parked[index] = stopped || index >= active;
  if (parked[index]) return;
  client.state = Client::State::kThinking;
  library.wake_after(think_time.draw(client_rngs[index]),
                     {LoadTimer::Kind::kThink, {}, id_of(index)});
}

void Driver::Impl::activate(sim::Ratio factor) {
  const std::uint64_t wanted = std::uint64_t{place.clients} * factor.numerator / factor.denominator;
  active = static_cast<std::uint32_t>(std::min<std::uint64_t>(wanted, place.clients));
  for (std::uint32_t i = 0; i < active; ++i)
    if (parked[i]) think(i);
}

void Driver::Impl::begin(std::uint32_t index, const Request& request, sim::Time now) {
  library.prefetch(request.key);
  recorder.prefetch(id_of(index), request.key);
  clients[index].request = request;
  ++open;
  clients[index].modify_from = request.intended;
  invoke(index, request.first_action(), now);
}

void Driver::Impl::invoke(std::uint32_t index, Action action, sim::Time now) {
  Client& client = clients[index];
  client.action = action;
  client.attempt = 0;
  client.maybe_written = false;
  client.value = action == Action::kPut ? value_of(client.request) : Value{};
  if (config.cart && action == Action::kPut)
    recorder.carts().plan(client.value.id, client.request.lot);
  client.ticket = recorder.invoked({.workload = place.workload,
                                    .site = place.site,
                                    .client = id_of(index),
                                    .action = action,
                                    .key = client.request.key,
                                    .value = client.value,
                                    .intended = client.request.intended},
                                   now);
  attempt(index);
}

Value Driver::Impl::value_of(const Request& request) {
  const bool deletes = request.kind == Kind::kDelete;
  const sim::Bytes size = request.size.value_or(config.value_size);
  Value value = recorder.next_value(deletes ? sim::Bytes{} : size);
  value.is_tombstone = deletes;
  return value;
}

void Driver::Impl::attempt(std::uint32_t index) {
  Client& client = clients[index];
  const OperationId id{index, client.generation};
  client.state = Client::State::kWaiting;
  client.timer =
      library.wake_after(config.timeout, {LoadTimer::Kind::kDeadline, id, {}, client.attempt});
  if (client.action == Action::kGet)
    library.get(id, client.attempt, id_of(index), client.request.key);
  else
    library.put(id, client.attempt, id_of(index), client.request.key, client.value);
}

Client* Driver::Impl::find(OperationId id) {
  if (id.slot >= clients.size()) return nullptr;
  Client& client = clients[id.slot];
  const bool waits =
      client.state == Client::State::kWaiting || client.state == Client::State::kBackingOff;
  return waits && client.generation == id.generation ? &client : nullptr;
}

void Driver::Impl::answered(OperationId id, Outcome outcome, std::span<const Value> read,
                            sim::Time now) {
  Client* client = find(id);
  if (!client) return;
  if (outcome == Outcome::kOk) {
    library.cancel(client->timer);
    finish(id.slot, outcome, read, now);
  } else if (client->state == Client::State::kWaiting) {
    library.cancel(client->timer);
    client->maybe_written |= outcome == Outcome::kUnknown;
    attempt_failed(id.slot, now);
  }
}

void Driver::Impl::deadline(const LoadTimer& timer, sim::Time now) {
  const OperationId id = timer.operation;
  Client* client = find(id);
  // A client that was paused may find a deadline that was cancelled too late.
  if (!client || timer.attempt != client->attempt) return;
  if (client->state == Client::State::kBackingOff) return attempt(id.slot);
  if (client->action == Action::kPut) client->maybe_written |= library.may_have_written(id);
  library.timed_out(id, timer.attempt);
  attempt_failed(id.slot, now);
}

void Driver::Impl::attempt_failed(std::uint32_t index, sim::Time now) {
  Client& client = clients[index];
  if (client.attempt == config.retries) {
    // A read that was not answered changed nothing; a write may have happened, or may yet.
    const bool unknown = client.action == Action::kPut && client.maybe_written;
    return finish(index, unknown ? Outcome::kUnknown : Outcome::kFail, {}, now);
  }
  ++client.attempt;
  const sim::Duration pause = backoff.draw(backoff_rng);
  if (pause == sim::Duration{}) return attempt(index);
  client.state = Client::State::kBackingOff;
  const OperationId id{index, client.generation};
  client.timer = library.wake_after(pause, {LoadTimer::Kind::kDeadline, id, {}, client.attempt});
}

void Driver::Impl::finish(std::uint32_t index, Outcome outcome, std::span<const Value> read,
                          sim::Time now) {
  Client& client = clients[index];
  ++client.generation;
  client.state = Client::State::kIdle;
  recorder.completed(client.ticket, outcome, read, now);
  const bool modifies = client.request.kind == Kind::kReadModifyWrite;
  if (modifies && client.action == Action::kGet && outcome == Outcome::kOk) {
    client.request.intended = now;
    return invoke(index, Action::kPut, now);
  }
  if (modifies && client.action == Action::kPut && outcome == Outcome::kOk)
    recorder.modified(place.workload, client.modify_from, now);
  const bool reads_back = client.request.kind == Kind::kPutThenGet;
  if (reads_back && client.action == Action::kPut && outcome == Outcome::kOk)
    return read_back(index, now);
  over(index, now);
}

/// The get of a put-then-get is begun by a timer, unless it is due at once.
void Driver::Impl::read_back(std::uint32_t index, sim::Time now) {
  Client& client = clients[index];
  const sim::Duration pause = std::exchange(client.request.read_after, sim::Duration{});
  if (pause > sim::Duration{}) {
    client.state = Client::State::kReadingBack;
    library.wake_after(pause, {LoadTimer::Kind::kReadBack, {}, id_of(index)});
    return;
  }
  client.state = Client::State::kIdle;
  if (stopped) return over(index, now);
  client.request.intended = now;
  invoke(index, Action::kGet, now);
}

void Driver::Impl::over(std::uint32_t index, sim::Time now) {
  const Request& request = clients[index].request;
  if (request.kind == Kind::kInsert) inserts->end(request.insert);
  --open;
  next(index, now);
}

void Driver::Impl::next(std::uint32_t index, sim::Time now) {
  if (!is_open_loop()) return think(index);
  if (stopped || waiting.empty())
    idle.push(index);
  else
    begin(index, waiting.pop(), now);
}

void Driver::Impl::stop(sim::Time now) {
  stopped = true;
  library.cancel(arrival_timer);
  while (!waiting.empty()) {
    const Request request = waiting.pop();
    recorder.abandoned({.workload = place.workload,
                        .site = place.site,
                        .client = {},
                        .action = request.first_action(),
                        .key = request.key,
                        .value = {},
                        .intended = request.intended},
                       now);
  }
}

Driver::Driver(const WorkloadConfig& config, Place place, std::uint64_t seed, Library& library,
               Recorder& recorder)
    : impl_(std::make_unique<Impl>(config, std::move(place), seed, library, recorder)) {}

Driver::~Driver() = default;

void Driver::start(sim::Time now) {
  if (impl_->is_open_loop()) return impl_->schedule_arrival(now);
  for (std::uint32_t i = 0; i < impl_->place.clients; ++i) impl_->think(i);
}

void Driver::prefetch(OperationId id) const {
  impl_->recorder.prefetch(impl_->id_of(id.slot), impl_->clients[id.slot].request.key);
}

void Driver::on(const LoadTimer& timer, sim::Time now) {
  switch (timer.kind) {
    case LoadTimer::Kind::kArrival:
      return impl_->arrive(now);
    case LoadTimer::Kind::kThink: {
      const std::uint32_t index = timer.client.value - impl_->place.first_client.value;
      impl_->clients[index].state = Client::State::kIdle;
      impl_->parked[index] = impl_->stopped || index >= impl_->active || !impl_->takes_one();
      if (!impl_->parked[index])
        impl_->begin(index, impl_->draw(impl_->client_rngs[index], now), now);
      return;
    }
    case LoadTimer::Kind::kReadBack:
      return impl_->read_back(timer.client.value - impl_->place.first_client.value, now);
    case LoadTimer::Kind::kDeadline:
      return impl_->deadline(timer, now);
  }
}

void Driver::answered(OperationId id, Outcome outcome, std::span<const Value> read, sim::Time now) {
  impl_->answered(id, outcome, read, now);
}

void Driver::answered(OperationId id, std::uint32_t attempt, Outcome outcome,
                      std::span<const Value> read, sim::Time now) {
  const Client* client = impl_->find(id);
  if (client && (outcome == Outcome::kOk || attempt == client->attempt))
    impl_->answered(id, outcome, read, now);
}

void Driver::set_load(sim::Ratio factor, sim::Time now) {
  SIM_CHECK(factor.denominator > 0, "a load factor without a denominator");
  if (impl_->stopped) return;
  if (!impl_->is_open_loop()) return impl_->activate(factor);
  // A Poisson process has no memory: the gap that is under way is drawn anew.
  impl_->library.cancel(impl_->arrival_timer);
  impl_->arrivals.set_load(factor);
  if (impl_->trace) impl_->trace->set_load(factor, now);
  impl_->schedule_arrival(now);
}

void Driver::stop(sim::Time now) {
  if (!impl_->stopped) impl_->stop(now);
}

std::size_t Driver::open_operations() const { return impl_->open; }

}  // namespace kv
