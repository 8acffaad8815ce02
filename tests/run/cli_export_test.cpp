// `export`, from run folders that a Dynamo cluster made.
#include <fstream>

#include <nlohmann/json.hpp>

#include "models/dynamo/dynamo.h"
#include "tests/run/cli_fixture.h"

namespace sim {
namespace {

constexpr const char* kScenario = R"({
  "name": "short", "title": "A crash under load", "why": "for exports", "model": "dynamo",
  "phases": {"warmup": "0s", "measure": "2s", "settle": "5s"},
  "topology": {"sites": [{"name": "a", "nodes": 4}],
               "links": [{"within": "*", "latency": "500us", "loss": "1%"}]},
  "dynamo": {"partitioning": {"partitions": 8}},
  "workloads": [{"name": "w", "clients": 2, "arrival": {"open": "50/s"},
                 "mix": {"get": 0.5, "put": 0.5}, "keys": {"count": 3}}],
  "faults": [{"at": "1s", "for": "500ms", "crash": {"target": ["a-1"], "keeps": "disk"}}]})";

class CliExport : public Cli {
 protected:
  CliExport() {
    models_.push_back(dynamo::model());
    write_file(file("short.json"), kScenario);
  }
  int run(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"run", file("short.json"), "--out", out(), "--no-host"};
    words.insert(words.end(), more.begin(), more.end());
    return call(words);
  }
  int to(const std::string& format, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"export", latest_run(), "--to", format};
    words.insert(words.end(), more.begin(), more.end());
    return call(words);
  }
  std::string latest_run() const { return (fs::path(out()) / "short" / "latest").string(); }
};

TEST_F(CliExport, WritesATraceThatIsTheSameTwice) {
  ASSERT_EQ(run({"--trace", "messages"}), kDone) << err_;
  const std::string first = file_content(fs::path(latest_run()) / "messages.ndjson");
  EXPECT_GT(first.size(), 10'000u);
  ASSERT_EQ(run({"--trace", "messages", "--force"}), kDone) << err_;
  EXPECT_EQ(file_content(fs::path(latest_run()) / "messages.ndjson"), first);
}

TEST_F(CliExport, ATraceChangesNoOtherFile) {
  ASSERT_EQ(run(), kDone) << err_;
  const std::string plain = file_content(fs::path(latest_run()) / "summary.csv");
  ASSERT_EQ(run({"--trace", "messages"}), kDone) << err_;
  EXPECT_FALSE(said("up to date")) << "the folder had no trace";
  EXPECT_EQ(file_content(fs::path(latest_run()) / "summary.csv"), plain);
  ASSERT_EQ(run({"--trace", "messages"}), kDone);
  EXPECT_TRUE(said("up to date"));
}

TEST_F(CliExport, ARunWithATraceIsReplayedWithIt) {
  ASSERT_EQ(run({"--trace", "messages", "--history"}), kDone) << err_;
  EXPECT_EQ(call({"replay", latest_run()}), kDone) << out_ << err_;
  EXPECT_TRUE(printed("15 files")) << out_;
}

TEST_F(CliExport, EveryMessageThatTheTablesCountHasItsRecord) {
  ASSERT_EQ(run({"--trace", "messages"}), kDone) << err_;
  std::map<std::string, std::uint64_t> fates;
  std::ifstream lines(fs::path(latest_run()) / "messages.ndjson");
  for (std::string line; std::getline(lines, line);) {
    const auto json = nlohmann::json::parse(line);
    if (json.contains("fate")) ++fates[json.at("fate").get<std::string>()];
  }
  std::map<std::string, std::uint64_t> counts;
  std::ifstream rows(fs::path(latest_run()) / "messages.csv");
  std::string row;
  std::getline(rows, row);
  while (std::getline(rows, row)) {
    std::istringstream cells(row);
    std::vector<std::string> cell;
    for (std::string text; std::getline(cells, text, ',');) cell.push_back(text);
    counts["delivered"] += std::stoull(cell[3]);
    counts["lost"] += std::stoull(cell[4]);
    counts["receiver-down"] += std::stoull(cell[6]);
    counts["in-flight"] += std::stoull(cell[7]);
  }
  fates["receiver-down"] += fates["receiver-restarted"];
  fates.erase("receiver-restarted");
  std::erase_if(counts, [](const auto& count) { return count.second == 0; });
  EXPECT_EQ(fates, counts);
  EXPECT_GT(fates["lost"], 0u);
  EXPECT_GT(fates["receiver-down"], 0u);
}

TEST_F(CliExport, WritesEachFormatOfWhatTheFolderHas) {
  ASSERT_EQ(run({"--trace", "messages", "--history"}), kDone) << err_;
  for (const std::string format : {"ladder", "shiviz", "dot"}) {
    EXPECT_EQ(to(format, {"--key", "k1", "--from", "990ms", "--until", "1100ms"}), kDone) << err_;
    EXPECT_TRUE(printed("k1")) << format;
    EXPECT_FALSE(printed(" k2 ")) << format;
  }
  for (const std::string format : {"chrome", "perfetto", "edn", "porcupine"}) {
    EXPECT_EQ(to(format), kDone) << err_;
    EXPECT_GT(out_.size(), 1000u) << format;
  }
}

TEST_F(CliExport, WritesToAFile) {
  ASSERT_EQ(run({"--history"}), kDone) << err_;
  EXPECT_EQ(to("edn", {"--out", file("history.edn")}), kDone) << err_;
  EXPECT_EQ(out_, "");
  EXPECT_EQ(file_content(file("history.edn")).substr(0, 9), "{:index 0");
}

TEST_F(CliExport, SaysHowToGetWhatTheFolderLacks) {
  ASSERT_EQ(run({"--history", "--until", "1s"}), kDone) << err_;
  EXPECT_EQ(to("dot", {"--key", "k1"}), kIoError);
  EXPECT_TRUE(said("run it with --trace messages:\n  dynamosim run ")) << err_;
  EXPECT_TRUE(said("--force --trace messages --history --until 1000000000ns")) << err_;
  EXPECT_EQ(call({"export", file("nowhere"), "--to", "edn"}), kIoError);
  EXPECT_TRUE(said("is no run folder")) << err_;
}

TEST_F(CliExport, RefusesAPictureThatNobodyCouldRead) {
  ASSERT_EQ(run({"--trace", "messages"}), kDone) << err_;
  EXPECT_EQ(to("ladder"), kWrongUsage);
  EXPECT_TRUE(said("there is no violation to explain; choose what to draw with --key")) << err_;
  EXPECT_EQ(to("shiviz", {"--from", "0s"}), kWrongUsage);
  EXPECT_TRUE(said("more than ShiViz can show (1000)")) << err_;
  EXPECT_EQ(to("shiviz", {"--all"}), kDone);
  EXPECT_EQ(to("ladder", {"--key", "k99"}), kWrongUsage);
  EXPECT_TRUE(said("nothing of that key and time was traced")) << err_;
  EXPECT_EQ(to("ladder", {"--from", "5"}), kWrongUsage);
  EXPECT_EQ(to("otlp"), kWrongUsage);
}

TEST_F(CliExport, RefusesAPartOfAHistoryInTime) {
  ASSERT_EQ(run({"--history"}), kDone) << err_;
  EXPECT_EQ(to("edn", {"--from", "1s"}), kWrongUsage);
  EXPECT_TRUE(said("a part of a history cannot be judged")) << err_;
  EXPECT_EQ(to("porcupine", {"--key", "k1"}), kDone);
  EXPECT_FALSE(printed("k2"));
}

/// As ShiViz does: each host's own entry grows by one from one on, and whoever is told of is there.
TEST_F(CliExport, ALogForShivizHasClocksThatItAccepts) {
  ASSERT_EQ(run({"--trace", "messages"}), kDone) << err_;
  ASSERT_EQ(to("shiviz", {"--all"}), kDone) << err_;
  std::istringstream log(out_);
  std::string event, line;
  std::getline(log, line);
  EXPECT_EQ(line, R"((?<event>.*)\n(?<host>\S*) (?<clock>{.*}))");
  std::getline(log, line);
  std::map<std::string, std::uint64_t> own;
  std::size_t steps = 0, told_of_others = 0;
  while (std::getline(log, event) && std::getline(log, line)) {
    const std::string host = line.substr(0, line.find(' '));
    const auto clock = nlohmann::json::parse(line.substr(host.size() + 1));
    ASSERT_EQ(clock.at(host), ++own[host]) << line;
    for (const auto& [other, count] : clock.items())
      ASSERT_LE(count.get<std::uint64_t>(), own[other]) << line;
    told_of_others += clock.size() > 1;
    ++steps;
  }
  EXPECT_GT(steps, 1000u);
  EXPECT_GT(told_of_others, 1000u);
}

}  // namespace
}  // namespace sim
