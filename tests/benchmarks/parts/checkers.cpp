// How many operations a second each checker judges: `checkers --benchmark_filter=Linearizability`.
//
// A history is one of a correct register store: clients that get and put keys, one operation at a
// time each, whose operations overlap those of the others. Its items are operations, or, where
// transactions are judged, transactions.
#include <cstdint>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "models/kv/checkers/causal.h"
#include "models/kv/checkers/linearizability.h"
#include "models/kv/checkers/lost_updates.h"
#include "models/kv/checkers/resurrections.h"
#include "models/kv/checkers/search.h"
#include "models/kv/checkers/serializability.h"
#include "models/kv/checkers/session_guarantees.h"
#include "models/kv/checkers/sibling_exactness.h"
#include "models/kv/checkers/stale_reads.h"
#include "sim/kernel/random.h"

namespace {

using namespace kv::checkers;

struct Load {
  std::uint32_t clients = 10;
  std::uint64_t keys = 10'000;
  std::uint64_t operations = 1'000'000;
  sim::Ratio unknown{1, 1'000};
};

/// Each operation takes effect at one instant between its beginning and its end.
class Store {
 public:
  explicit Store(const Load& load) : load_(load), held_(load.keys), clients_(load.clients) {}

  Operations run() {
    while (done_.size() < load_.operations) step(rng_.below(load_.clients));
    Operations all;
    for (const auto& [operation, id] : done_) {
      const bool has_value = operation.action == kv::Action::kPut || id != 0;
      all.add(operation, {&id, has_value ? std::size_t{1} : 0});
    }
    return all;
  }

 private:
  enum class Phase : std::uint8_t { kIdle, kBegun, kEffective };
  struct Client {
    Phase phase{};
    std::size_t operation = 0;
  };

  void step(std::uint64_t which) {
    Client& client = clients_[which];
    if (client.phase == Phase::kIdle) {
      client = {Phase::kBegun, done_.size()};
      Operation it;
      it.client = {static_cast<std::uint32_t>(which)};
      it.key = {rng_.below(load_.keys)};
      it.begun = ++now_;
      it.action = rng_.below(2) == 0 ? kv::Action::kGet : kv::Action::kPut;
      done_.emplace_back(it, it.action == kv::Action::kPut ? ++puts_ : 0);
      return;
    }
    auto& [it, id] = done_[client.operation];
    if (client.phase == Phase::kBegun) {
      client.phase = Phase::kEffective;
      std::uint64_t& held = held_[it.key.value];
      (it.action == kv::Action::kPut ? held : id) = it.action == kv::Action::kPut ? id : held;
      return;
    }
    client.phase = Phase::kIdle;
    if (it.action == kv::Action::kPut && rng_.chance(load_.unknown)) return;
    it.ended = ++now_;
    it.outcome = kv::Outcome::kOk;
  }

  const Load& load_;
  sim::Rng rng_ = sim::stream(1, "history");
  std::vector<std::uint64_t> held_;
  std::vector<Client> clients_;
  std::vector<std::pair<Operation, std::uint64_t>> done_;
  std::uint64_t puts_ = 0;
  Moment now_ = 0;
};

template <class Judge>
void judge(benchmark::State& state, const Load& load, Judge judge_it) {
  const Operations history = Store(load).run();
  for (auto _ : state) benchmark::DoNotOptimize(judge_it(history));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(history.size()));
}

void Linearizability(benchmark::State& state) {
  judge(state, {.keys = static_cast<std::uint64_t>(state.range(0))},
        [](const Operations& history) { return judge_linearizability(history).judgement; });
}
BENCHMARK(Linearizability)->Arg(1)->Arg(100)->Arg(10'000)->Unit(benchmark::kMillisecond);

/// One key, by search alone; as many unknown puts as stay open make each step dearer.
void LinearizabilityBySearch(benchmark::State& state) {
  const Load load{.keys = 1, .unknown = {static_cast<std::uint32_t>(state.range(0)), 1'000'000}};
  judge(state, load, [](const Operations& history) {
    const ByKey keys(history);
    const auto all = required(history, keys[0]);
    return search_order(history, all, Register(history, all), 1'000'000'000).judgement;
  });
}
BENCHMARK(LinearizabilityBySearch)->Arg(0)->Arg(100)->Unit(benchmark::kMillisecond);

void SessionGuarantees(benchmark::State& state) {
  judge(state, {}, [](const Operations& history) { return judge_sessions(history)[0].broken; });
}
BENCHMARK(SessionGuarantees)->Unit(benchmark::kMillisecond);

void Staleness(benchmark::State& state) {
  judge(state, {}, [](const Operations& history) { return stale_reads(history).size(); });
}
BENCHMARK(Staleness)->Unit(benchmark::kMillisecond);

void Causality(benchmark::State& state) {
  const Load load{.clients = static_cast<std::uint32_t>(state.range(0))};
  judge(state, load, [](const Operations& history) { return judge_causality(history).broken; });
}
BENCHMARK(Causality)->Arg(10)->Arg(50)->Unit(benchmark::kMillisecond);

void LostUpdates(benchmark::State& state) {
  judge(state, {}, [](const Operations& history) { return judge_lost_updates(history).broken; });
}
BENCHMARK(LostUpdates)->Unit(benchmark::kMillisecond);

void Resurrections(benchmark::State& state) {
  judge(state, {}, [](const Operations& history) { return judge_resurrections(history).broken; });
}
BENCHMARK(Resurrections)->Unit(benchmark::kMillisecond);

void Siblings(benchmark::State& state) {
  judge(state, {}, [](const Operations& history) { return judge_siblings(history).broken; });
}
BENCHMARK(Siblings)->Unit(benchmark::kMillisecond);

/// Two to five steps each, one after another, on as many keys that a list stays short.
std::vector<Transaction> transactions(bool is_list) {
  constexpr std::size_t kTransactions = 200'000, kKeys = 20'000;
  sim::Rng rng = sim::stream(1, "transactions");
  std::vector<std::vector<std::uint64_t>> held(kKeys);
  std::vector<Transaction> all(kTransactions);
  std::uint64_t written = 0;
  for (Transaction& each : all) {
    for (std::uint64_t steps = 2 + rng.below(4); steps > 0; --steps) {
      const kv::Key key{rng.below(kKeys)};
      auto& values = held[key.value];
      if (rng.below(2) == 0) {
        each.steps.push_back({key, kv::Action::kGet, values});
        continue;
      }
      if (!is_list) values.clear();
      values.push_back(++written);
      each.steps.push_back({key, kv::Action::kPut, {written}});
    }
  }
  return all;
}

void ListAppend(benchmark::State& state) {
  const auto all = transactions(true);
  for (auto _ : state) benchmark::DoNotOptimize(judge_list_append(all).judged);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(all.size()));
}
BENCHMARK(ListAppend)->Unit(benchmark::kMillisecond);

void Registers(benchmark::State& state) {
  const auto all = transactions(false);
  for (auto _ : state) benchmark::DoNotOptimize(judge_registers(all).judged);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(all.size()));
}
BENCHMARK(Registers)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
