// Lost updates, siblings that are none, deletes that come back: on drawn histories (timeline.h).
#include <gtest/gtest.h>

#include "models/kv/checkers/lost_updates.h"
#include "models/kv/checkers/resurrections.h"
#include "models/kv/checkers/sibling_exactness.h"
#include "tests/kv/checkers/timeline.h"

namespace test {

using Lines = std::initializer_list<std::string_view>;

std::string lost(Lines clients) {
  const auto history = timeline(clients);
  return drawn(history, judge_lost_updates(history));
}

TEST(LostUpdate, IsAPutReplacedByOneThatHadReadTheSame) {
  EXPECT_EQ(lost({"[x:0] [x=1]           ",  //
                  "[x:0]   [x=2]    [x:2]"}),
            "a put was replaced by one that had not seen it: x=1 x=2 x:2");
  EXPECT_EQ(lost({"[x:0] [x=1]           ",  //
                  "[x:0]   [x=2]  [x:1,2]"}),
            "");
}

TEST(LostUpdate, IsNoneIfTheOtherHadSeenIt) {
  EXPECT_EQ(lost({"[x:0] [x=1]                  ",  //
                  "            [x:1] [x=2] [x:2]"}),
            "");
}

TEST(LostUpdate, IsSeenThroughWhatWasBuiltOnIt) {
  EXPECT_EQ(lost({"[x:0] [x=1]                               ",
                  "[x:0]   [x=2]                             ",
                  "               [x:2] [x=3] [x:3] [x=4] [x:4]"}),
            "a put was replaced by one that had not seen it: x=1 x=4 x:4");
  EXPECT_EQ(lost({"[x:0] [x=1]                                 ",
                  "[x:0]   [x=2]                               ",
                  "              [x:1,2] [x=3] [x:3] [x=4] [x:4]"}),
            "");
}

TEST(LostUpdate, IsNotWhatABlindPutReplaced) {
  EXPECT_EQ(lost({"[x:0] [x=1]           ",  //
                  "        [x=2]    [x:2]"}),
            "");
}

TEST(LostUpdate, IsNotWhatAnOlderAnswerLacks) {  // x:2 is stale; the next get may tell otherwise
  EXPECT_EQ(lost({"            [x:2] [x=1]       ",  //
                  "[x:0] [x=2]             [x:2]"}),
            "");
}

TEST(LostUpdate, MayBeByADeleteThatHadNotSeenIt) {
  EXPECT_EQ(lost({"[x:0] [x=1]            ",  //
                  "[x:0]   [x=~2]    [x: ]"}),
            "a put was replaced by one that had not seen it: x=1 x=~2 x:");
  EXPECT_EQ(lost({"[x:0] [x=1]                   ",  //
                  "            [x:1] [x=~2] [x: ]"}),
            "");
}

std::string siblings(Lines clients) {
  const auto history = timeline(clients);
  return drawn(history, judge_siblings(history));
}

TEST(Siblings, AreNotBesideWhatReplacedThem) {
  EXPECT_EQ(siblings({"[x=1]                      ",  //
                      "      [x:1] [x=2] [x:1,2]  "}),
            "a value is beside one that replaced it: x=1 x=2 x:1,2");
  EXPECT_EQ(siblings({"[x=1]                      ",  //
                      "      [x:0] [x=2] [x:1,2]  "}),
            "");
}

TEST(Siblings, AreNotBesideWhatReplacedThemThroughOthers) {
  EXPECT_EQ(siblings({"[x=1]                                     ",  //
                      "      [x:1] [x=2]                          ",
                      "                  [x:2] [x=3]              ",
                      "                              [x:1,3]      "}),
            "a value is beside one that replaced it: x=1 x=3 x:1,3");
  EXPECT_EQ(siblings({"[x=1]                                     ",  //
                      "      [x:1] [x=2]                          ",
                      "                  [x:0] [x=3]              ",
                      "                              [x:1,3]      "}),
            "");
}

TEST(Siblings, OfABlindPutAreNotHeldAgainstAnybody) {
  EXPECT_EQ(siblings({"[x:0] [x=1] [x=2] [x:1,2]"}), "");
}

TEST(Siblings, AreThereOnce) {
  EXPECT_EQ(siblings({"[x=1] [x:1,1]"}), "a value is there twice: x=1 x:1,1");
  EXPECT_EQ(siblings({"[x=1] [x:0,1]"}), "");
}

std::string resurrected(Lines clients) {
  const auto history = timeline(clients);
  return drawn(history, judge_resurrections(history));
}

TEST(Resurrection, IsAValueThatWasGoneAndIsThereAgain) {
  EXPECT_EQ(resurrected({"[x=1] [x=~2] [x: ] [x:1]"}),
            "a deleted value came back: x=1 x=~2 x: x:1");
  EXPECT_EQ(resurrected({"[x=1] [x=~2] [x:1] [x: ]"}), "");  // stale at first, then gone
}

TEST(Resurrection, IsAlsoOfWhatWasGoneBesideAYoungerValue) {
  EXPECT_EQ(resurrected({"[x=1] [x=~2] [x=3] [x:3] [x:1,3]"}),
            "a deleted value came back: x=1 x=~2 x:3 x:1,3");
  EXPECT_EQ(resurrected({"[x=1] [x=~2] [x=3] [x:3] [x:3]"}), "");
}

TEST(Resurrection, IsNotWhatWasPutAfterOrWhileItWasDeleted) {
  EXPECT_EQ(resurrected({"[x=1 ]    [x: ] [x:1]", "  [x=~2]             "}), "");
  EXPECT_EQ(resurrected({"[x=1 ]    [x: ] [x:1]", "  [x=~2]             "}), "");
  EXPECT_EQ(resurrected({"[x=~2] [x=1] [x: ] [x:1]"}), "");
}

TEST(Resurrection, IsNotShownByAGetOlderThanTheDelete) {
  EXPECT_EQ(resurrected({"[x=5] [x=1] [x=~2] [x:5] [x:1]"}), "");
}

}  // namespace test
