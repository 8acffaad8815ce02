// Shrinking: what is proposed, what is accepted, and where it ends.
#include "sim/run/shrink/shrink.h"

#include <array>

#include <gmock/gmock.h>

#include "sim/run/scenario/any_value.h"
#include "sim/run/shrink/failure.h"
#include "sim/run/shrink/json_edit.h"
#include "sim/run/shrink/reductions.h"
#include "sim/run/shrink/smaller.h"
#include "tests/run/cli_fixture.h"

namespace sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

JsonValue json(std::string_view text) { return parse_json(text).root; }
std::string text(const JsonValue& value) { return written(value).line(); }
std::vector<std::string> texts(const std::vector<JsonValue>& values) {
  std::vector<std::string> all;
  for (const JsonValue& value : values) all.push_back(text(value));
  return all;
}

/// Goes down from a document while a predicate of its text holds. Nothing is run.
std::string smallest(std::string_view document, const std::function<bool(const JsonValue&)>& breaks,
                     std::size_t jobs = 1, std::uint64_t most_runs = UINT64_MAX,
                     std::uint64_t* runs = nullptr) {
  const auto witness = [](const JsonValue& root) {
    Witness found;
    found.root = root;
    return std::make_shared<const Witness>(std::move(found));
  };
  Descent descent(witness(json(document)),
                  [&](const Witness&, const Candidate& candidate, const std::function<bool()>&) {
                    Attempt attempt{.runs = 1};
                    if (breaks(candidate.root)) attempt.witness = witness(candidate.root);
                    return attempt;
                  },
                  {.jobs = jobs, .most_runs = most_runs});
  go_down(descent);
  if (runs != nullptr) *runs = descent.runs();
  return text(descent.best().root);
}

bool says(const JsonValue& root, std::string_view part) {
  return text(root).find(part) != std::string::npos;
}

TEST(KindOf, LeavesNamesNumbersAndTimesOut) {
  EXPECT_EQ(kind_of("node 3 holds v17 and v18 (at 1.25 s)"), "node hold at");
  EXPECT_EQ(kind_of("node 1 holds v2 (at 7 ms)"), "node hold at");
}

TEST(KindOf, TellsDifferentSentencesApart) {
  EXPECT_NE(kind_of("acknowledged write v3 is on no replica"),
            kind_of("all replicas lack acknowledged write v3"));
}

TEST(Failure, IsLikeAnotherOfTheSameInvariantAndKindOnly) {
  const Failure failure{"survives", "write lost", "", {}};
  EXPECT_TRUE(failure.is_like({"survives", "write lost", "told otherwise", {}}));
  EXPECT_FALSE(failure.is_like({"survives", "write twice", "", {}}));
  EXPECT_FALSE(failure.is_like({"converges", "write lost", "", {}}));
}

TEST(Smaller, GoesBelowNumbersDurationsAndRatesWithFewDigits) {
  EXPECT_THAT(texts(smaller(json("12"))), ElementsAre("0", "1", "6", "9"));
  EXPECT_THAT(
      texts(smaller(json("\"1234ms\""))),
      ElementsAre("\"0s\"", "\"1ms\"", "\"150ms\"", "\"610ms\"", "\"920ms\"", "\"1200ms\""));
  EXPECT_THAT(texts(smaller(json("\"80/s\""))),
              ElementsAre("\"0/s\"", "\"1/s\"", "\"10/s\"", "\"40/s\"", "\"60/s\""));
  EXPECT_THAT(smaller(json("\"sloppy\"")), IsEmpty());
  EXPECT_THAT(smaller(json("0")), IsEmpty());
}

TEST(WithoutMentions, DropsWhatIsAboutASiteAndKeepsTheRest) {
  const JsonValue root = json(R"({"faults": [
    {"at": "1s", "crash": {"target": ["a-0", "b-1"]}}, {"at": "1s", "crash": {"site": "a"}},
    {"at": "1s", "partition": [["a"], ["b", "c"]]}], "seeds": ["a-0"]})");
  EXPECT_EQ(text(without_mentions(root, "a")),
            text(json(R"({"faults": [{"at": "1s", "crash": {"target": ["b-1"]}}], "seeds": []})")));
}

TEST(Grows, ComparesHowMuchThereIsAndNothingElse) {
  EXPECT_TRUE(grows(json(R"({"d": {"n": 1}})"), json(R"({"d": {"n": 3}})")));
  EXPECT_FALSE(grows(json(R"({"d": {"n": 3}})"), json(R"({"d": {"n": 1, "w": 9}})")));
  EXPECT_FALSE(grows(json(R"({"d": {"batch": 1}})"), json(R"({"d": {"batch": 64}})")));
}

TEST(GoDown, FindsTheTwoElementsOfALongListThatItTakes) {
  std::string list;
  for (int i = 0; i < 40; ++i) list += (i ? ", " : "") + ("\"f" + std::to_string(i)) + "\"";
  const auto both = [](const JsonValue& root) {
    return says(root, "\"f7\"") && says(root, "\"f31\"");
  };
  EXPECT_EQ(smallest("{\"faults\": [" + list + "]}", both),
            text(json(R"({"faults": ["f7", "f31"]})")));
}

TEST(GoDown, EndsAtALocalMinimum) {
  // Two numbers that hold each other: neither can go down alone below the sum.
  const auto breaks = [](const JsonValue& root) {
    const std::array<std::string_view, 1> nodes = {"nodes"}, clients = {"clients"};
    const JsonValue* a = member(root, nodes);
    const JsonValue* b = member(root, clients);
    return a != nullptr && b != nullptr && std::stoi(a->text) + std::stoi(b->text) >= 7;
  };
  const std::string end =
      smallest(R"({"nodes": 40, "clients": 30, "why": "x", "limits": {"a": "5ms"}})", breaks);
  const JsonValue root = json(end);
  EXPECT_EQ(std::stoi(root.find("nodes")->text) + std::stoi(root.find("clients")->text), 7) << end;
  EXPECT_EQ(root.children.size(), 2u) << end;
}

TEST(GoDown, EndsWithTheSameWhateverTheJobs) {
  const std::string document = R"({"nodes": 9, "faults": [1, 2, 3, 4, 5, 6, 7, 8],
    "d": {"x": true, "y": "3s", "z": {"u": 1, "v": 2}}, "workloads": [{"clients": 12}]})";
  const auto breaks = [](const JsonValue& root) {
    return says(root, "5") && says(root, "\"v\"") && says(root, "clients");
  };
  std::uint64_t alone = 0, together = 0;
  const std::string one = smallest(document, breaks, 1, UINT64_MAX, &alone);
  EXPECT_EQ(smallest(document, breaks, 3, UINT64_MAX, &together), one);
  EXPECT_EQ(alone, together);
}

TEST(GoDown, StopsAfterItsRuns) {
  std::uint64_t runs = 0;
  smallest(R"({"faults": [1, 2, 3, 4, 5, 6, 7, 8]})",
           [](const JsonValue& root) { return says(root, "7"); }, 1, 3, &runs);
  EXPECT_EQ(runs, 3u);
}

class CliShrink : public Cli {
 protected:
  /// The echo is wrong from its third second on, whatever the faults.
  void SetUp() override {
    std::string text = echo::scenario();
    write_file(file("wrong.json"), text.substr(0, text.rfind('}')) +
                                       R"(, "echo": {"violation_at": "3s"}, "faults": [
                      {"at": "2s", "for": "1s", "crash": {"target": "a-1"}},
                      {"at": "4s", "for": "1s", "pause": {"target": "a-1"}}]})");
  }
  int shrink(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"shrink", file("wrong.json"), "--out", file("small.json")};
    words.insert(words.end(), more.begin(), more.end());
    return call(words);
  }
};

TEST_F(CliShrink, WritesAScenarioWithoutFaultsThatRunBreaksAgain) {
  ASSERT_EQ(shrink(), kDone) << err_;
  EXPECT_THAT(out_, HasSubstr("a local minimum after "));
  const std::string small = file_content(file("small.json"));
  EXPECT_EQ(small.find("faults"), std::string::npos) << small;
  EXPECT_NE(small.find(R"("nodes": 1)"), std::string::npos) << small;
  EXPECT_EQ(call({"run", file("small.json"), "--out", out()}), kViolated) << err_;
  EXPECT_TRUE(said("FAIL echoes-come-back")) << err_;
}

TEST_F(CliShrink, WritesTheSameWhateverTheJobs) {
  ASSERT_EQ(shrink({"-j", "1"}), kDone) << err_;
  const std::string alone = file_content(file("small.json"));
  ASSERT_EQ(shrink({"-j", "2", "--force"}), kDone) << err_;
  EXPECT_EQ(file_content(file("small.json")), alone);
}

TEST_F(CliShrink, ReplacesNoFileUnlessForced) {
  write_file(file("small.json"), "mine");
  EXPECT_EQ(shrink(), kIoError);
  EXPECT_THAT(err_, HasSubstr("is there already; --force replaces it"));
  EXPECT_EQ(file_content(file("small.json")), "mine");
}

TEST_F(CliShrink, SelectsNothingWhereNothingBreaks) {
  EXPECT_EQ(call({"shrink", file("echo.json"), "--out", file("small.json")}), kNothingSelected);
  EXPECT_THAT(err_, HasSubstr("seed 1 breaks nothing; nothing to shrink"));
  EXPECT_EQ(shrink({"--invariant", "some-other"}), kNothingSelected);
  EXPECT_THAT(err_, HasSubstr("breaks no some-other"));
  EXPECT_FALSE(fs::exists(file("small.json")));
}

TEST_F(CliShrink, SaysWhenItWasStopped) {
  ASSERT_EQ(shrink({"--runs", "2"}), kDone) << err_;
  EXPECT_THAT(out_, HasSubstr("stopped after "));
  EXPECT_EQ(call({"run", file("small.json"), "--out", out()}), kViolated) << err_;
}

}  // namespace
}  // namespace sim
