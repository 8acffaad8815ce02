// What the decoder says of scenarios that are wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/run/scenario_support.h"

namespace test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// One change to the good scenario, and what is said of it (without the file's name).
struct Mistake {
  std::string from, to, message;
};

// Messages stand whole.
// clang-format off
const std::vector<Mistake> kMistakes = {
    {R"~("measure")~", R"~("measre")~",
     R"~(5:32: error: /phases/measre: unknown field; did you mean "measure"?)~"},
    {R"~("warmup": "10s")~", R"~("warmup": 10)~",
     R"~(5:25: error: /phases/warmup: 10 has no unit; write e.g. "10ms" (units: ns, us, ms, s, min, h))~"},
    {R"~("warmup": "10s")~", R"~("warmup": "10 sec")~",
     R"~(5:25: error: /phases/warmup: "10 sec" is not a duration; did you mean "10s"? (units: ns, us, ms, s, min, h))~"},
    {R"~("warmup": "10s")~", R"~("warmup": "1m")~",
     R"~(5:25: error: /phases/warmup: "1m" is not a duration; did you mean "1min" or "1ms"? (units: ns, us, ms, s, min, h))~"},
    {R"~("warmup": "10s")~", R"~("warmup": "ten seconds")~",
     R"~(5:25: error: /phases/warmup: "ten seconds" is not a duration; write a number and one of ns, us, ms, s, min, h, e.g. "10s")~"},
    {R"~("warmup": "10s")~", R"~("warmup": "0.5ns")~",
     R"~(5:25: error: /phases/warmup: "0.5ns" is finer than 1ns; round it)~"},
    {R"~("warmup": "10s")~", R"~("warmup": "9999999h")~",
     R"~(5:25: error: /phases/warmup: "9999999h" is too large; the most is 292 years)~"},
    {R"~("warmup": "10s")~", R"~("warmup": "-1s")~",
     R"~(5:25: error: /phases/warmup: "-1s" is out of range; it must be 0s to 8760h)~"},
    {R"~("measure": "5min")~", R"~("measure": "0s")~",
     R"~(5:43: error: /phases/measure: "0s" is out of range; it must be 1ms to 8760h)~"},
    {R"~("model": "toy")~", R"~("model": "tpy")~",
     R"~(3:12: error: /model: "tpy" is not known here; did you mean "toy"?)~"},
    {R"~(  "model": "toy",)~", R"~( )~",
     R"~(1:1: error: /model: required, and missing: the system that is simulated)~"},
    {R"~("seed": 1)~", R"~("seed": 18446744073709551616)~",
     R"~(4:11: error: /seed: 18446744073709551616 is too large; a seed is 0 to 18446744073709551615)~"},
    {R"~("seed": 1)~", R"~("seed": "0xgg")~",
     R"~(4:11: error: /seed: "0xgg" is not a seed; write e.g. 42 or "0x2a"; a seed is 0 to 18446744073709551615)~"},
    {R"~("seed": 1)~", R"~("seed": -1)~",
     R"~(4:11: error: /seed: -1 is negative; a seed is 0 to 18446744073709551615)~"},
    {R"~("seed": 1)~", R"~("seed": 1e999)~",
     R"~(4:11: error: /seed: the number 1e999 is too large for any field)~"},
    {R"~("name": "zone-outage")~", R"~("name": "zone/outage")~",
     R"~(2:11: error: /name: "zone/outage" cannot name a folder; use letters, digits, - and _)~"},
    {R"~("nodes": 4, "racks": 2)~", R"~("nodes": "4", "racks": 2)~",
     R"~(8:55: error: /topology/sites/0/nodes: "4" is a string; write 4 without quotes)~"},
    {R"~("nodes": 4, "racks": 2)~", R"~("nodes": 4.5, "racks": 2)~",
     R"~(8:55: error: /topology/sites/0/nodes: 4.5 is not a whole number)~"},
    {R"~("racks": 2)~", R"~("racks": 0)~",
     R"~(8:67: error: /topology/sites/0/racks: 0 is out of range; it must be 1 to 100000)~"},
    {R"~("name": "1b")~", R"~("name": "1a")~",
     R"~(9:17: error: /topology/sites/1/name: another site has the name "1a" already)~"},
    {R"~("bandwidth": "10Gbit/s")~", R"~("bandwidth": "10Gb/s")~",
     R"~(15:22: error: /topology/links/1/bandwidth: "10Gb/s" is not a bandwidth; did you mean "10Gbit/s"? (units: bit/s, kbit/s, Mbit/s, Gbit/s, B/s, KiB/s, MiB/s, GiB/s))~"},
    {R"~("bandwidth": "10Gbit/s")~", R"~("bandwidth": 10)~",
     R"~(15:22: error: /topology/links/1/bandwidth: 10 has no unit; write e.g. "10Mbit/s" (units: bit/s, kbit/s, Mbit/s, Gbit/s, B/s, KiB/s, MiB/s, GiB/s))~"},
    {R"~("loss": "0.0001%")~", R"~("loss": 2)~",
     R"~(15:42: error: /topology/links/1/loss: 2 is out of range; it must be 0 to 1)~"},
    {R"~("loss": "0.0001%")~", R"~("loss": "2 %")~",
     R"~(15:42: error: /topology/links/1/loss: "2 %" is not a ratio; write e.g. "2%" or 0.02)~"},
    {R"~("between": ["*", "*"])~", R"~("between": ["*"])~",
     R"~(14:20: error: /topology/links/1/between: there must be exactly 2 names, not 1)~"},
    {R"~("between": ["*", "*"])~", R"~("between": ["*", "9z"])~",
     R"~(14:26: error: /topology/links/1/between/1: "9z" is no site or "*"; known: 1a, 1b, 1c, *)~"},
    {R"~({ "lognormal": { "median": "200us", "sigma": 0.4 } })~",
     R"~({ "lognormal": { "median": "200us" } })~",
     R"~(13:50: error: /topology/links/0/latency/lognormal/sigma: required, and missing: standard deviation of the logarithm)~"},
    {R"~({ "lognormal": { "median": "200us", "sigma": 0.4 } })~",
     R"~({ "lognromal": { "median": "200us", "sigma": 0.4 } })~",
     R"~(13:37: error: /topology/links/0/latency/lognromal: "lognromal" is not known here; did you mean "lognormal"?)~"},
    {R"~({ "lognormal": { "median": "200us", "sigma": 0.4 } })~",
     R"~({ "uniform": ["2ms", "1ms"] })~",
     R"~(13:48: error: /topology/links/0/latency/uniform: the first must not be longer than the second)~"},
    {R"~({ "lognormal": { "median": "200us", "sigma": 0.4 } })~",
     R"~({ "quantiles": { "50": "1ms", "40": "2ms" } })~",
     R"~(13:71: error: /topology/links/0/latency/quantiles/40: percentiles must ascend)~"},
    {R"~({ "lognormal": { "median": "200us", "sigma": 0.4 } })~",
     R"~({ "quantiles": { "p50": "1ms" } })~",
     R"~(13:59: error: /topology/links/0/latency/quantiles/p50: "p50" is not a percentile; write 0 to 100, e.g. "99.9")~"},
    {R"~({ "lognormal": { "median": "200us", "sigma": 0.4 } })~",
     R"~({ "empirical": "absent.csv" })~",
     R"~(13:50: error: /topology/links/0/latency/empirical: cannot read "absent.csv" (files are named relative to the scenario))~"},
    {R"~({ "lognormal": { "median": "200us", "sigma": 0.4 } })~", R"~(5)~",
     R"~(13:35: error: /topology/links/0/latency: 5 has no unit; write e.g. "5ms" (units: ns, us, ms, s, min, h))~"},
    {R"~({ "lognormal": { "median": "200us", "sigma": 0.4 } })~",
     R"~({ "mixture": [{"weight": 0, "of": "1ms"}] })~",
     R"~(13:60: error: /topology/links/0/latency/mixture/0/weight: 0 is out of range; it must be 0.000001 to 1000000)~"},
    {R"~("n": 3)~", R"~("n": 13)~",
     R"~(19:17: error: /toy/n: 13 is out of range; it must be 1 to 9)~"},
    {R"~("n": 3)~", R"~("n": true)~", R"~(19:17: error: /toy/n: true is not a number)~"},
    {R"~("r": 2, )~", R"~("r": 4, )~", R"~(19:25: error: /toy/r: r is more than n)~"},
    {R"~("share": 0.25)~", R"~("share": "26")~",
     R"~(19:37: error: /toy/share: "26" is out of range; it must be 0 to 1)~"},
    {R"~("strategy": "tokens")~", R"~("strategy": "token")~",
     R"~(19:55: error: /toy/strategy: "token" is not known here; did you mean "tokens"?)~"},
    {R"~({ "open": "2000/s" })~", R"~({ "open": 2000 })~",
     R"~(21:44: error: /workloads/0/arrival/open: 2000 has no unit; write e.g. "2000/s" (units: /s, /min, /h))~"},
    {R"~({ "open": "2000/s" })~", R"~({ "opne": "2000/s" })~",
     R"~(21:36: error: /workloads/0/arrival/opne: "opne" is not known here; did you mean "open"?)~"},
    {R"~("arrival": { "open": "2000/s" })~", R"~("zzz": 1, "arrival": { "open": "2000/s" })~",
     R"~(21:23: error: /workloads/0/zzz: unknown field; known: name, arrival)~"},
    {R"~("partition": [["1a"], ["1b", "1c"]])~", R"~("partition": [["1a"], ["1b", "1c"]], "zzz": 1)~",
     R"~(26:72: error: /faults/0/zzz: unknown field; known: at, every, for, crash, pause, slow, disk, rot, clock, partition, link, outage, load, one_way)~"},
    {R"~({ "open": "2000/s" })~", R"~("open")~",
     R"~(21:34: error: /workloads/0/arrival: "open" needs a value; write {"open": ...})~"},
    {R"~({ "open": "2000/s" })~", R"~({ "open": "2/s", "closed": {} })~",
     R"~(21:34: error: /workloads/0/arrival: "open" and "closed" exclude each other; keep one)~"},
    {R"~("partition": [["1a"], ["1b", "1c"]])~", R"~("parttion": [["1a"], ["1b", "1c"]])~",
     R"~(26:35: error: /faults/0/parttion: unknown field; did you mean "partition"?)~"},
    {R"~("partition": [["1a"], ["1b", "1c"]])~", R"~("partition": [["1a"], ["1b", "1d"]])~",
     R"~(26:64: error: /faults/0/partition/1/1: "1d" is no node or site or rack or region; did you mean "1a"?)~"},
    {R"~("partition": [["1a"], ["1b", "1c"]])~", R"~("partition": [["1a"]])~",
     R"~(26:48: error: /faults/0/partition: there must be at least 2 entries, not 1)~"},
    {R"~("partition": [["1a"], ["1b", "1c"]])~", R"~("partition": [["1a"], ["1a"]])~",
     R"~(26:57: error: /faults/0/partition/1: the same as side 0: nothing is cut)~"},
    {R"~("partition": [["1a"], ["1b", "1c"]])~", R"~("partition": [["1a"], ["1a", "1b"]])~",
     R"~(26:49: error: /faults/0/partition/0: all of it is in side 1 too: it is cut off from nobody)~"},
    {R"~("at": "1min", "for")~", R"~("at": "20min", "for")~",
     R"~(26:13: error: /faults/0/at: 20min is not before the end of the measurement, 310s; faults are over when the run settles)~"},
    {R"~("at": "1min", "for")~", R"~("for")~",
     R"~(26:5: error: /faults/0: required, and missing: one of at, every)~"},
    {R"~("target": "1a-0")~", R"~("target": "1a-7")~",
     R"~(28:40: error: /faults/2/slow/target: "1a-7" is no node; did you mean "1a-0"?)~"},
    {R"~("any": 1)~", R"~("any": 1, "site": "1a")~",
     R"~(27:90: error: /faults/1/crash/site: "any" and "site" exclude each other; keep one)~"},
    {R"~("any": 1, "keeps")~", R"~("keeps")~",
     R"~(27:78: error: /faults/1/crash: required, and missing: one of target, any, site, rack, region, holder_of)~"},
    {R"~("keeps": "disk")~", R"~("keeps": "disc")~",
     R"~(27:99: error: /faults/1/crash/keeps: "disc" is not known here; did you mean "disk"?)~"},
    {R"~("loss": "5%", "latency_factor": 3)~", R"~("cut": false)~",
     R"~(32:28: error: /faults/6/link: changes nothing; add loss, duplicate, reorder, latency_factor, bandwidth or cut)~"},
    {R"~("workload": "cart")~", R"~("workload": "card")~",
     R"~(35:42: error: /faults/9/load/workload: "card" is no workload; did you mean "cart"?)~"},
    {R"~("availability": ">= 99.95%")~", R"~("availability": "99.95%")~",
     R"~(37:31: error: /expect/availability: "99.95%" has no relation; begin with <, <=, =, >= or >, e.g. ">= 99.95%")~"},
    {R"~("availability": ">= 99.95%")~", R"~("availability": 1)~",
     R"~(37:31: error: /expect/availability: 1 is not a string)~"},
    {R"~(">= 99.95%")~", R"~(">= 80")~",
     R"~(37:31: error: /expect/availability: "80" is not a bound: availability is a ratio; write 0% to 100% or 0 to 1, e.g. "80%")~"},
    {R"~("get.latency.p99.9": "<= 300ms")~", R"~("get.latency.p99.9": "<= 10")~",
     R"~(37:65: error: /expect/get.latency.p99.9: "10" is not a bound: get.latency.p99.9 is a duration; write e.g. "10ms" (units: ns, us, ms, s, min, h))~"},
    {R"~("get.latency.p99.9": "<= 300ms")~", R"~("get.latency.p99.9": "<= 10%")~",
     R"~(37:65: error: /expect/get.latency.p99.9: "10%" is not a bound: get.latency.p99.9 is a duration; write e.g. "10ms" (units: ns, us, ms, s, min, h))~"},
    {R"~("get.latency.p99.9": "<= 300ms")~", R"~("get.count": "> 5ms")~",
     R"~(37:57: error: /expect/get.count: "5ms" is not a bound: get.count is a plain number; write e.g. "5")~"},
    {R"~("get.latency.p99.9": "<= 300ms")~", R"~("throughput": "> 5")~",
     R"~(37:58: error: /expect/throughput: "5" is not a bound: throughput is a rate; write e.g. "5/s")~"},
    {R"~("get.latency.p99.9": "<= 300ms")~", R"~("get.latency.p9": "<= 300ms")~",
     R"~(37:62: error: /expect/get.latency.p9: "get.latency.p9" is no metric; did you mean "get.latency.p90"? (dynamosim list metrics))~"},
    {R"~("availability": ">= 99.95%")~", R"~("availability @ site=1d": ">= 99.95%")~",
     R"~(37:41: error: /expect/availability @ site=1d: "1d" is no site; did you mean "1a"?)~"},
    {R"~("availability": ">= 99.95%")~", R"~("availability@workload=card": ">= 99.95%")~",
     R"~(37:45: error: /expect/availability@workload=card: "card" is no workload; did you mean "cart"?)~"},
    {R"~("availability": ">= 99.95%")~", R"~("availability@zone=1a": ">= 99.95%")~",
     R"~(37:39: error: /expect/availability@zone=1a: "zone=1a" is no scope; write metric@site=NAME, metric@workload=NAME or metric@side=NAMES)~"},
    {R"~("availability": ">= 99.95%")~", R"~("partition.availability@side=1d": ">= 99.95%")~",
     R"~(37:49: error: /expect/partition.availability@side=1d: "1d" is no side of a partition; did you mean "1a"?)~"},
    {R"~("invariants": "all")~", R"~("invariants": "some")~",
     R"~(37:91: error: /expect/invariants: write "all": protocol invariants must always hold)~"},
    {R"~("workers": 8,)~", R"~("workers": 8, "workers": 9,)~",
     R"~(18:28: error: /hosts/workers: this field is given twice, first at 18:14; remove one of them)~"},
    {R"~("workers": 8,)~", R"~("workers": 8,, )~",
     R"~(18:27: error: /hosts: not JSON: unexpected ','; expected string literal)~"},
    {R"~("workers": 8,)~", R"~("workers": 8)~",
     R"~(18:27: error: /hosts: a comma is missing before this)~"},
    {R"~({ "region": "us-west-1" } },)~", R"~({ "region": "us-west-1" } )~",
     R"~(35:5: error: /faults/8: a comma is missing before this)~"},
    {R"~(factor": 2.5 } })~", R"~(factor": 2.5 } },)~",
     R"~(35:67: error: /faults: remove the comma before `]`)~"},
    {R"~("invariants": "all" }
})~",
     R"~("invariants": "all" })~",
     R"~(38:1: error: the text ends inside the object that begins at 1:1; missing: `}`)~"},
    {R"~("invariants": "all" }
}
)~",
     R"~("invariants": )~",
     R"~(37:91: error: /expect: the text ends inside the object that begins at 37:13; missing: `}`, `}`)~"},
    {R"~("invariants": "all" }
}
)~",
     R"~("invariants": "al)~",
     R"~(37:94: error: /expect: the text ends inside the string that begins at 37:91; missing: `"`, `}`, `}`)~"},
    {R"~("zone-outage")~", R"~("zone
outage")~",
     R"~(2:16: error: not JSON: invalid string: control character U+000A (LF) must be escaped to \u000A or \n)~"},
    {R"~("stall": true)~", R"~("stall": false)~",
     R"~(30:59: error: /faults/4/disk/stall: a disk fault that does nothing; write true)~"},
    {R"~("expect": {)~", R"~("sweeps": { "toy.r": [1, 2] }, "expect": {)~",
     R"~(37:3: error: /sweeps: unknown field; did you mean "sweep"?)~"},
    {R"~("seed": 1)~", R"~("seed": [1)~",
     R"~(5:11: error: /seed: not JSON: unexpected ':'; expected ']')~"},
};
// clang-format on

TEST(ScenarioMistakes, EachIsToldOnceWithPlacePointerReasonAndCure) {
  for (const Mistake& mistake : kMistakes)
    EXPECT_THAT(errors_of(parse(with(kGood, mistake.from, mistake.to))),
                ElementsAre(mistake.message));
}

TEST(ScenarioMistakes, TenInOneFileAreToldInFileOrder) {
  EXPECT_THAT(
      errors_of(parse(R"({
  "name": "ten",
  "model": "toy",
  "seed": -1,
  "phases": { "warmup": 10, "measure": "5 min", "setle": "1min" },
  "topology": {
    "sites": [{ "name": "1a", "nodes": "4" }, { "nodes": 2, "name": "é", "rack": 1 }],
    "links": [{ "within": "*", "latency": "5" }]
  },
  "toy": { "r": 99, "strategy": "ring" },
  "faults": [{ "at": "1min", "parttion": [["1a"], ["é"]] }]
})")),
      ElementsAre(
          "4:11: error: /seed: -1 is negative; a seed is 0 to 18446744073709551615",
          "5:25: error: /phases/warmup: 10 has no unit; write e.g. \"10ms\" (units: ns, us, "
          "ms, s, min, h)",
          "5:40: error: /phases/measure: \"5 min\" is not a duration; did you mean "
          "\"5min\"? (units: ns, us, ms, s, min, h)",
          "5:49: error: /phases/setle: unknown field; did you mean \"settle\"?",
          "7:40: error: /topology/sites/0/nodes: \"4\" is a string; write 4 without quotes",
          "7:74: error: /topology/sites/1/rack: unknown field; did you mean \"racks\"?",
          "8:43: error: /topology/links/0/latency: \"5\" is not a duration; write a number "
          "and one of ns, us, ms, s, min, h, e.g. \"5s\"",
          "10:17: error: /toy/r: 99 is out of range; it must be 1 to 9",
          "10:33: error: /toy/strategy: \"ring\" is not known here; known: "
          "equal-partitions, tokens",
          "11:30: error: /faults/0/parttion: unknown field; did you mean \"partition\"?"));
}

TEST(ScenarioMistakes, AfterTwentyTheRestIsCounted) {
  std::string fields;
  for (int i = 0; i < 25; ++i) fields += "\"unknown" + std::to_string(i) + "\": 1,\n";
  const auto loaded = parse(with(kGood, "\"seed\"", fields + "\"seed\""));
  EXPECT_EQ(loaded.errors.size(), 20u);
  EXPECT_EQ(loaded.errors_count, 25u);
  EXPECT_THAT(loaded.report(),
              ::testing::EndsWith("25 errors, of which 20 are shown; nothing was run\n"));
}

}  // namespace
}  // namespace test
