// One driver over a store that a test controls: what it is asked, when, and what it answers.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/kv/driver.h"
#include "models/kv/recorder.h"
#include "models/kv/workload.h"
#include "sim/kernel/simulation.h"
#include "sim/observe/checks.h"
#include "sim/observe/results.h"

namespace test {

using namespace std::chrono_literals;

struct Call {
  sim::Time at;
  kv::OperationId id;
  std::uint32_t attempt = 0;
  kv::ClientId client;
  kv::Action action{};
  kv::Key key;
  kv::Value value;
};

/// A run of `measure` with one recorder; drivers are added to it.
class Bench {
 public:
  explicit Bench(std::vector<kv::WorkloadConfig> workloads, sim::Duration measure = 10s,
                 std::uint64_t seed = 1, bool history = false)
      : configs(std::move(workloads)),
        simulation(seed),
        recorder(configs,
                 {.phases = {.measure = measure, .settle = 10s},
                  .site_names = sites,
                  .record_history = history,
                  .on_ended_operation = [this](sim::SiteId, bool ok) { failed += ok ? 0 : 1; },
                  .reads_must_be_fresh = {}},
                 checks) {
    for (const kv::Place& place : kv::places(configs, sites))
      clients.push_back(std::make_unique<Clients>(*this, place));
  }

  /// Starts every driver, stops them after `load`, lets the rest happen, and judges.
  void run(sim::Duration load) {
    start();
    simulation.run_until(sim::kStart + load);
    for (auto& each : clients) each->driver.stop(simulation.now());
    simulation.run_until(sim::kStart + load + 1h);
    recorder.judge();
  }
  void start() {
    for (auto& each : clients) each->driver.start(simulation.now());
  }
  kv::Driver& driver(std::size_t i = 0) { return clients[i]->driver; }
  void answer(const Call& call, kv::Outcome outcome, std::vector<kv::Value> read = {}) {
    for (auto& each : clients)
      if (each->serves(call.client))
        each->driver.answered(call.id, call.attempt, outcome, read, simulation.now());
  }
  void answer_after(sim::Duration delay, const Call& call, kv::Outcome outcome) {
    simulation.after(delay, [this, call, outcome] { answer(call, outcome); });
  }
  /// Of the summary; -1: no such row.
  double metric(const std::string& name, const std::string& scope = "all") const {
    sim::Results results;
    recorder.report(results);
    for (const sim::SummaryRow& row : results.summary)
      if (row.metric == name && row.scope == scope) {
        double value = static_cast<double>(row.value.units);
        for (int i = 0; i < row.value.places; ++i) value /= 10;
        return value;
      }
    return -1;
  }
  const sim::Check& check(std::string_view name) const {
    for (const sim::Check& each : checks.all())
      if (each.name() == name) return each;
    throw std::out_of_range("no such check");
  }

  std::vector<std::string> sites = {"east", "west"};
  std::vector<kv::WorkloadConfig> configs;
  sim::Simulation simulation;
  sim::Checks checks;
  kv::Recorder recorder;
  std::uint64_t failed = 0;
  bool keep_calls = true;
  std::vector<Call> calls;
  std::vector<std::uint32_t> timed_out;  // attempts
  bool may_have_written = true;
  /// What the store does with a call. Default: ok after 1 ms.
  std::function<void(const Call&)> on_call = [this](const Call& call) {
    answer_after(1ms, call, kv::Outcome::kOk);
  };

 private:
  struct Clients final : kv::Library {
    Clients(Bench& owner, const kv::Place& where)
        : bench(owner),
          place(where),
          driver(owner.configs[where.workload], where, owner.simulation.seed(), *this,
                 owner.recorder) {}
    bool serves(kv::ClientId client) const {
      return client.value - place.first_client.value < place.clients;
    }
    void get(kv::OperationId id, std::uint32_t attempt, kv::ClientId client, kv::Key key) override {
      asked({bench.simulation.now(), id, attempt, client, kv::Action::kGet, key, {}});
    }
    void put(kv::OperationId id, std::uint32_t attempt, kv::ClientId client, kv::Key key,
             kv::Value value) override {
      asked({bench.simulation.now(), id, attempt, client, kv::Action::kPut, key, value});
    }
    void timed_out(kv::OperationId, std::uint32_t attempt) override {
      if (bench.keep_calls) bench.timed_out.push_back(attempt);
    }
    bool may_have_written(kv::OperationId) const override { return bench.may_have_written; }
    void asked(const Call& call) {
      if (bench.keep_calls) bench.calls.push_back(call);
      bench.on_call(call);
    }
    sim::EventHandle wake_after(sim::Duration delay, kv::LoadTimer timer) override {
      return bench.simulation.after(delay,
                                    [this, timer] { driver.on(timer, bench.simulation.now()); });
    }
    void cancel(sim::EventHandle handle) override { bench.simulation.cancel(handle); }

    Bench& bench;
    kv::Place place;
    kv::Driver driver;
  };
  std::vector<std::unique_ptr<Clients>> clients;
};

/// A workload of one site whose one client asks again 10 ms after each answer.
inline kv::WorkloadConfig closed(std::uint32_t clients = 1) {
  kv::WorkloadConfig config;
  config.sites = {"east"};
  config.clients = clients;
  config.arrival.kind = kv::Arrival::Kind::kClosed;
  config.arrival.think = {sim::DistributionSpec::Constant{10ms}};
  config.timeout = 100ms;
  return config;
}
inline kv::WorkloadConfig open(std::uint64_t per_second, std::uint32_t clients) {
  kv::WorkloadConfig config;
  config.sites = {"east"};
  config.clients = clients;
  config.arrival.rate = {per_second, 1'000'000'000};
  config.timeout = 100ms;
  return config;
}
inline kv::WorkloadConfig only(kv::WorkloadConfig config, kv::Mix mix) {
  config.mix = mix;
  return config;
}
constexpr kv::Mix kGets{.get = 1};
constexpr kv::Mix kPuts{.put = 1};

}  // namespace test
