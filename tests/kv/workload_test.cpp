// What a workload's fields mean, its presets, and where its clients are.
#include "models/kv/workload.h"

#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/kv/bench.h"
#include "tests/support/problems.h"

namespace test {

using kv::Mix, kv::WorkloadConfig, kv::Ycsb;
using testing::ElementsAre, testing::IsEmpty;
using Law = kv::KeyConfig::Law;
using std::string_view;

/// A file that says only what a test sets; written back, it says everything.
struct Script final : sim::Fields {
  std::map<std::string, std::int64_t> numbers;  // decimals, choices and forms by name
  std::set<std::string> members;                // optional objects that are there
  std::vector<std::string> rejected;

  void set(string_view name, std::size_t& chosen) const {
    if (const auto found = numbers.find(std::string(name)); found != numbers.end())
      chosen = static_cast<std::size_t>(found->second);
  }
  void flag(string_view, bool&, sim::Info) override {}
  void integer(string_view, std::uint64_t&, sim::Info) override {}
  void text(string_view, std::string&, sim::Info) override {}
  void duration(string_view, sim::Duration&, sim::Info) override {}
  void bytes(string_view, sim::Bytes&, sim::Info) override {}
  void bandwidth(string_view, std::uint64_t&, sim::Info) override {}
  void rate(string_view, sim::Rate&, sim::Info) override {}
  void ratio(string_view, sim::Ratio&, sim::Info) override {}
  void decimal(string_view name, std::int64_t& value, sim::Info) override {
    if (const auto found = numbers.find(std::string(name)); found != numbers.end())
      value = found->second;
  }
  void distribution(string_view, sim::DistributionSpec&, sim::Info) override {}
  void drift(string_view, std::int64_t&, sim::Info) override {}
  void seed(string_view, std::uint64_t&, sim::Info) override {}
  void names(string_view, std::vector<std::string>&, sim::Info) override {}
  void lines(string_view, std::vector<std::string>&, sim::Info) override {}
  void choice(string_view name, std::size_t& chosen, std::span<const string_view>,
              sim::Info) override {
    set(name, chosen);
  }
  void group(string_view, const std::function<void(Fields&)>& visit, sim::Info) override {
    visit(*this);
  }
  void list(string_view, std::size_t, const std::function<void(std::size_t)>&,
            const std::function<void(Fields&, std::size_t)>&, sim::Info) override {}
  void map(string_view, const std::vector<std::string>&,
           const std::function<void(const std::vector<std::string>&)>&,
           const std::function<void(Fields&, std::size_t, string_view)>&, sim::Info) override {}
  bool given(string_view name, bool present) override {
    return present || members.contains(std::string(name));
  }
  void reject(string_view name, std::string) override { rejected.emplace_back(name); }
  void one_of(string_view name, std::size_t& chosen, std::span<const Form> forms,
              sim::Info) override {
    set(name, chosen);
    if (forms[chosen].member) forms[chosen].member(*this, forms[chosen].key);
  }
  void one_of_here(std::size_t&, std::span<const Form>, sim::Info) override {}
};

WorkloadConfig preset(Ycsb core) {
  Script script;
  script.members = {"ycsb"};
  script.numbers = {{"ycsb", static_cast<std::int64_t>(core)}};
  WorkloadConfig config;
  config.describe(script);
  EXPECT_THAT(script.rejected, IsEmpty());
  return config;
}

TEST(Ycsb, PresetsHaveTheirMixes) {
  EXPECT_EQ(preset(Ycsb::kA).mix, (Mix{.get = 500'000, .put = 500'000}));
  EXPECT_EQ(preset(Ycsb::kB).mix, (Mix{.get = 950'000, .put = 50'000}));
  EXPECT_EQ(preset(Ycsb::kC).mix, (Mix{.get = 1'000'000}));
  EXPECT_EQ(preset(Ycsb::kD).mix, (Mix{.get = 950'000, .insert = 50'000}));
  EXPECT_EQ(preset(Ycsb::kF).mix, (Mix{.get = 500'000, .read_modify_write = 500'000}));
}

TEST(Ycsb, PresetsHaveTheirKeyLaws) {
  for (const Ycsb core : {Ycsb::kA, Ycsb::kB, Ycsb::kC, Ycsb::kF})
    EXPECT_EQ(preset(core).keys.law, Law::kScrambledZipfian);
  EXPECT_EQ(preset(Ycsb::kD).keys.law, Law::kLatest);
}

TEST(Ycsb, ARunAsksInTheSharesOfItsPreset) {
  WorkloadConfig config = preset(Ycsb::kF);
  config.sites = {"east"};
  config.arrival.rate = {10'000, 1'000'000'000};
  config.clients = 1000;
  Bench bench({config}, 2s);
  bench.keep_calls = false;
  bench.run(2s);
  // Every operation reads; half of them go on to write.
  EXPECT_NEAR(bench.metric("put.count") / bench.metric("get.count"), 0.5, 0.02);
}

TEST(Ycsb, EIsRejectedForItsScans) {
  Script script;
  script.members = {"ycsb"};
  script.numbers = {{"ycsb", static_cast<std::int64_t>(Ycsb::kE)}};
  WorkloadConfig().describe(script);
  EXPECT_THAT(script.rejected, ElementsAre("ycsb"));
}

TEST(Workload, WithoutAMixReadsAndWritesAlike) {
  WorkloadConfig config;
  Script nothing;
  config.describe(nothing);
  EXPECT_EQ(config.mix, (Mix{.get = 500'000, .put = 500'000}));
}

TEST(Workload, AMixThatIsGivenStandsAlone) {
  Script script;
  script.members = {"ycsb", "mix"};
  script.numbers = {{"ycsb", static_cast<std::int64_t>(Ycsb::kA)}, {"get", 3}};
  WorkloadConfig config;
  config.describe(script);
  EXPECT_EQ(config.mix, Mix{.get = 3});
}

TEST(Workload, AKeyLawThatIsGivenWinsOverThePresets) {
  Script script;
  script.members = {"ycsb"};
  script.numbers = {{"ycsb", static_cast<std::int64_t>(Ycsb::kA)},
                    {"distribution", static_cast<std::int64_t>(Law::kHotspot)}};
  WorkloadConfig config;
  config.describe(script);
  EXPECT_EQ(config.keys.law, Law::kHotspot);
}

TEST(Workload, IsWrittenBackAsItWasRead) {
  WorkloadConfig config = preset(Ycsb::kA);
  config.keys.law = Law::kUniform;
  config.mix = Mix{.put = 7};
  Script writer;
  config.describe(writer);
  EXPECT_EQ(config.keys.law, Law::kUniform);
  EXPECT_EQ(config.mix, Mix{.put = 7});
}

TEST(Workload, ProblemsBetweenFieldsAreFound) {
  std::vector<WorkloadConfig> workloads(2);  // both have the default name
  workloads[1].mix = Mix{};
  workloads[1].sites = {"east", "east"};
  test::Said said;
  kv::validate(workloads, "/workloads", said);
  EXPECT_THAT(said.where,
              ElementsAre("/workloads/1/name", "/workloads/1/sites", "/workloads/1/mix"));
}

TEST(Workload, MayHaveLessThanOneArrivalASecond) {
  std::vector<WorkloadConfig> workloads(1);
  workloads[0].arrival.rate = {30, 60'000'000'000};
  test::Said said;
  kv::validate(workloads, "/workloads", said);
  EXPECT_THAT(said.where, IsEmpty());
}

TEST(Workload, NeedsARateAboveZero) {
  std::vector<WorkloadConfig> workloads(1);
  workloads[0].arrival.rate.events = 0;
  test::Said said;
  kv::validate(workloads, "/workloads", said);
  EXPECT_THAT(said.where, ElementsAre("/workloads/0/arrival/open"));
}

TEST(Workload, HasKeysThatARunCanHold) {
  std::vector<WorkloadConfig> workloads(3);
  for (std::size_t i = 0; i < workloads.size(); ++i) workloads[i].name = std::to_string(i);
  workloads[0].keys = {.count = 1ULL << 31, .first = 1ULL << 31};  // ends at the bound
  workloads[1].keys = {.count = 1ULL << 31, .first = (1ULL << 31) + 1};
  workloads[2].keys = {.count = 1, .first = UINT64_MAX};
  test::Said said;
  kv::validate(workloads, "/workloads", said);
  EXPECT_THAT(said.where, ElementsAre("/workloads/1/keys", "/workloads/2/keys"));
}

TEST(Workload, NoneAtAllIsAProblem) {
  test::Said said;
  kv::validate({}, "/workloads", said);
  EXPECT_THAT(said.where, ElementsAre("/workloads"));
}

TEST(Places, SpreadTheClientsOverTheSitesInTurn) {
  const std::vector<std::string> sites = {"a", "b", "c"};
  std::vector<WorkloadConfig> workloads(3);
  workloads[0].clients = 7;
  workloads[1].clients = 2;
  workloads[2].clients = 5;
  workloads[2].sites = {"c", "a"};
  std::vector<std::string> told;
  for (const kv::Place& place : kv::places(workloads, sites))
    told.push_back(std::to_string(place.workload) + sites[place.site.value] + ' ' +
                   std::to_string(place.first_client.value) + '+' + std::to_string(place.clients));
  EXPECT_THAT(told, ElementsAre("0a 0+3", "0b 3+2", "0c 5+2",  //
                                "1a 7+1", "1b 8+1",            //
                                "2c 9+3", "2a 12+2"));
}

TEST(Places, ShareTheInsertsOfTheirWorkload) {
  WorkloadConfig config = only(closed(2), {.insert = 1});
  config.sites = {};
  Bench bench({config});
  bench.run(15ms);  // one insert of either client
  ASSERT_EQ(bench.calls.size(), 2u);
  EXPECT_NE(bench.calls[0].key, bench.calls[1].key);
}

TEST(Places, ShareTheBoundOfTheirWorkload) {
  WorkloadConfig bounded = open(1, 3), unbounded = open(1, 3);
  bounded.sites = unbounded.sites = {};
  bounded.operations = 5;
  unbounded.name = "other";
  const std::vector<std::string> sites{"east", "west"};
  const auto all = kv::places(std::vector{bounded, unbounded}, sites);
  ASSERT_EQ(all.size(), 4u);
  ASSERT_NE(all[0].operations_left, nullptr);
  EXPECT_EQ(*all[0].operations_left, 5u);
  EXPECT_EQ(all[0].operations_left, all[1].operations_left);
  EXPECT_EQ(all[2].operations_left, nullptr);
}

TEST(Keys, OfARunEndWhereTheLastWorkloadsEnd) {
  std::vector<WorkloadConfig> workloads(2);
  workloads[0].keys = {.count = 100, .first = 50};
  workloads[1].keys = {.count = 20, .first = 0};
  EXPECT_EQ(kv::total_keys(workloads), 150u);
}

}  // namespace test
