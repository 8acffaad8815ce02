// A trace as logs, graphs and timelines, to the byte and by the rules of who reads them.
#include <cstdlib>
#include <fstream>
#include <map>
#include <regex>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/run/export/chrome.h"
#include "sim/run/export/dot.h"
#include "sim/run/export/ladder.h"
#include "sim/run/export/perfetto.h"
#include "sim/run/export/shiviz.h"
#include "tests/run/export_fixture.h"

namespace sim {
namespace {

TEST(Ladder, DrawsMessagesAtTheirEndsAndEventsWhereTheyStrike) {
  EXPECT_EQ(ladder(small_trace()),
            "            ms  client:w@a  a-0 (n0)  a-1 (n1)  \n"
            "         0.500  |           |         |         partition of a-0 | a-1\n"
            "         1.500  o---------->|         |         client-put k2 v7 (over v3), 0.500 ms "
            "on its way\n"
            "         1.500  |           *         |         holds v7; v3 died\n"
            "         1.500  |           o--------×|         write k2 v7: stopped by a partition\n"
            "         2.000  |           |         X         crash: keeps its disk\n"
            "      3.000001  |<----------o         :         put-reply k2 v7 (ok), 0.500001 ms on "
            "its way\n");
}

TEST(Ladder, OfNothingIsEmpty) { EXPECT_EQ(ladder(Trace{}), ""); }

TEST(Ladder, LeavesOutTheMiddleOfALongOneAndSaysHowMuch) {
  Trace trace = small_trace();
  trace.events.assign(50, trace.events[0]);
  const std::string text = ladder(trace, {.most_lines = 10});
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 12) << text;
  EXPECT_NE(text.find("... 43 lines left out ..."), std::string::npos) << text;
}

TEST(Ladder, OfAViolationEndsWithTheEvidence) {
  const Violation violation{kStart + 4ms, "v7 is gone", "k2", {"v7"}};
  const std::string text = ladder(small_trace(), "writes-survive", violation);
  EXPECT_EQ(text.find("writes-survive is violated at 4.000 ms\n"), 0u);
  EXPECT_TRUE(text.ends_with("         4.000  VIOLATION: key k2: v7 is gone\n")) << text;
}

TEST(Shiviz, HasALineForWhatHappenedAndOneForTheHostAndItsClock) {
  EXPECT_EQ(shiviz(small_trace()),
            R"((?<event>.*)\n(?<host>\S*) (?<clock>{.*})

client-put k2 v7 (over v3) to a-0 [t=1.000ms]
client:w@a {"client:w@a":1}
client-put k2 v7 (over v3) from client:w@a [t=1.500ms]
a-0 {"a-0":1,"client:w@a":1}
holds v7; v3 died [t=1.500ms]
a-0 {"a-0":2,"client:w@a":1}
write k2 v7 to a-1: stopped by a partition [t=1.500ms]
a-0 {"a-0":3,"client:w@a":1}
crash: keeps its disk [t=2.000ms]
a-1 {"a-1":1}
put-reply k2 v7 (ok) to client:w@a [t=2.500ms]
a-0 {"a-0":4,"client:w@a":1}
put-reply k2 v7 (ok) from a-0 [t=3.000001ms]
client:w@a {"a-0":4,"client:w@a":2}
)");
}

TEST(Dot, HasAColumnForEachHostAndACrossForWhatDidNotArrive) {
  const std::string text = dot(small_trace());
  EXPECT_NE(text.find("subgraph cluster_0 {\n    label=\"a-0\";\n"), std::string::npos);
  EXPECT_NE(text.find("s3_0 -> s4_0 [color=gray, weight=9];"), std::string::npos) << text;
  EXPECT_NE(text.find("  s2_2 -> s3_0;\n"), std::string::npos) << text;
  EXPECT_NE(text.find("x2 [shape=plaintext, fontcolor=red, label=\"× to a-1\\nstopped by a "
                      "partition\"];\n  s5_0 -> x2 [color=red, style=dashed];"),
            std::string::npos)
      << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '{'), std::count(text.begin(), text.end(), '}'));
}

TEST(Dot, IsReadByGraphviz) {
  if (std::system("dot -V >/dev/null 2>&1") != 0) GTEST_SKIP() << "graphviz is not installed";
  const std::string file = ::testing::TempDir() + "dynamosim-trace.dot";
  std::ofstream(file) << dot(small_trace());
  EXPECT_EQ(std::system(("dot -Tsvg '" + file + "' -o /dev/null").c_str()), 0);
}

using Json = nlohmann::json;

TEST(Chrome, IsJsonWithASliceForEachStepAndAnArrowForEachDeliveredMessage) {
  const Json drawn = Json::parse(chrome(small_trace()));
  const Json& events = drawn.at("traceEvents");
  std::map<std::string, int> phases;
  for (const Json& event : events) ++phases[event.at("ph").get<std::string>()];
  EXPECT_EQ(phases, (std::map<std::string, int>{
                        {"M", 6}, {"X", 7}, {"s", 2}, {"f", 2}, {"b", 1}, {"e", 1}, {"i", 1}}));
}

TEST(Chrome, WritesMicrosecondsWithExactlyThreeDecimals) {
  const std::string text = chrome(small_trace());
  const char* const slice =
      R"x({"ph":"X","pid":0,"tid":1,"ts":3000.001,"dur":1.000,"name":"gets put-reply k2 v7 (ok)",)x"
      R"x("cat":"msg"})x";
  const char* const operation =
      R"x({"ph":"b","cat":"op","id":"0x1","pid":0,"tid":1,"ts":1000.000,"name":"client-put k2"})x";
  EXPECT_NE(text.find(slice), std::string::npos) << text;
  EXPECT_NE(text.find(operation), std::string::npos) << text;
}

TEST(Chrome, HasSlicesThatNestOrFollowOneAnother) {
  Trace trace = small_trace();
  trace.messages[2].sent = kStart + 1500300ns;  // soon after what happened at 1.5 ms
  std::map<std::pair<int, int>, std::vector<std::pair<double, double>>> lanes;
  const Json drawn = Json::parse(chrome(trace));
  for (const Json& event : drawn.at("traceEvents"))
    if (event.at("ph") == "X")
      lanes[{event.at("pid"), event.at("tid")}].push_back({event.at("ts"), event.at("dur")});
  int together = 0;
  for (const auto& [lane, slices] : lanes) {
    for (std::size_t i = 1; i < slices.size(); ++i) {
      const auto& [before, length] = slices[i - 1];
      EXPECT_GT(length, 0);
      if (before == slices[i].first)
        together += length == slices[i].second;
      else
        EXPECT_LE(before + length, slices[i].first + 1e-9);
    }
  }
  EXPECT_EQ(together, 2);
}

/// The fields of a protobuf message: numbers and fixed64 as numbers, the rest as bytes.
struct Field {
  std::uint32_t number;
  std::uint64_t value;
  std::string bytes;
};
std::vector<Field> fields(const std::string& bytes) {
  std::vector<Field> found;
  std::size_t at = 0;
  const auto varint = [&] {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes.at(at++));
      value |= std::uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.size()) {
    const std::uint64_t tag = varint();
    Field field{static_cast<std::uint32_t>(tag >> 3), 0, ""};
    if ((tag & 7) == 0) field.value = varint();
    if ((tag & 7) == 1) {
      for (int byte = 0; byte < 8; ++byte)
        field.value |= std::uint64_t{static_cast<unsigned char>(bytes.at(at++))} << (8 * byte);
    }
    if ((tag & 7) == 2) {
      const std::size_t size = varint();
      field.bytes = bytes.substr(at, size);
      EXPECT_LE(at + size, bytes.size());
      at += size;
    }
    EXPECT_LE(tag & 7, 2u) << "a wire type that is not written";
    found.push_back(std::move(field));
  }
  return found;
}
const Field* find(const std::vector<Field>& all, std::uint32_t number) {
  for (const Field& field : all)
    if (field.number == number) return &field;
  return nullptr;
}

struct PerfettoTrace {
  std::map<std::uint64_t, int> depth;                   // by track; open slices
  std::map<std::uint64_t, std::uint64_t> begun, ended;  // flows, by id: when
  std::vector<std::string> names;
  int packets = 0;
};

PerfettoTrace read_perfetto(const std::string& bytes) {
  PerfettoTrace trace;
  for (const Field& packet : fields(bytes)) {
    EXPECT_EQ(packet.number, 1u);
    const std::vector<Field> parts = fields(packet.bytes);
    EXPECT_NE(find(parts, 10), nullptr) << "every packet has its sequence";
    if (++trace.packets == 1) {
      EXPECT_EQ(find(parts, 13)->value, 1u);
    }
    if (const Field* descriptor = find(parts, 60))
      trace.depth[find(fields(descriptor->bytes), 1)->value] = 0;
    const Field* event = find(parts, 11);
    if (event == nullptr) continue;
    const std::uint64_t at = find(parts, 8)->value;
    const std::vector<Field> told = fields(event->bytes);
    const std::uint64_t track = find(told, 11)->value, type = find(told, 9)->value;
    EXPECT_TRUE(trace.depth.contains(track)) << "a track is described before its first event";
    trace.depth[track] += type == 1 ? 1 : type == 2 ? -1 : 0;
    if (const Field* name = find(told, 23)) trace.names.push_back(name->bytes);
    if (const Field* flow = find(told, 47)) trace.begun[flow->value] = at;
    if (const Field* flow = find(told, 48)) trace.ended[flow->value] = at;
  }
  return trace;
}

TEST(Perfetto, HasBalancedSlicesOnTracksThatWereDescribed) {
  const PerfettoTrace trace = read_perfetto(perfetto(small_trace()));
  EXPECT_EQ(trace.depth.size(), 5u) << "three hosts, faults, one operation";
  for (const auto& [track, depth] : trace.depth) EXPECT_EQ(depth, 0) << track;
  EXPECT_EQ(trace.names.size(), 9u) << "seven steps, the operation, the partition";
}

TEST(Perfetto, HasAFlowForEachDeliveredMessageInNanoseconds) {
  const PerfettoTrace trace = read_perfetto(perfetto(small_trace()));
  EXPECT_EQ(trace.begun, (std::map<std::uint64_t, std::uint64_t>{{1, 1000000}, {3, 2500000}}));
  EXPECT_EQ(trace.ended, (std::map<std::uint64_t, std::uint64_t>{{1, 1500000}, {3, 3000001}}));
}

TEST(Perfetto, BeginsWithTheBytesThatPerfettoDescribes) {
  // packet { track_descriptor { uuid: 1 process { pid: 1 process_name: "a-0" } } sequence: 1
  // flags: 1 first: true }
  const std::string expected(
      "\x0a\x15\xe2\x03\x0b\x08\x01\x1a\x07\x08\x01\x32\x03"
      "a-0\x50\x01\x68\x01\xb8\x05\x01",
      23);
  EXPECT_EQ(perfetto(small_trace()).substr(0, expected.size()), expected);
}

}  // namespace
}  // namespace sim
