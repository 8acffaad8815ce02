// The first N healthy nodes of a preference list, Dynamo 4.6.
#include "models/dynamo/quorum.h"

#include <map>

#include <gtest/gtest.h>

namespace dynamo {
namespace {

using sim::NodeId;
using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

struct View {
  Policy policy;
  LocalSilence suspects{std::chrono::seconds(1)};
  std::vector<NodeId> list{{0}, {1}, {2}, {3}, {4}};
  Quorum quorum;

  Quorum::Health health() { return {suspects, policy, {9}, sim::kStart}; }
  void suspect(std::uint32_t node) { suspects.suspect({node}, sim::kStart); }
  void ask() { quorum.ask_sloppily(list, 3, health()); }
  Pairs asked() const {  // (node, whose place it takes)
    Pairs pairs;
    for (const auto& it : quorum.replicas()) pairs.push_back({it.node.value, it.owner.value});
    return pairs;
  }
};

TEST(Quorum, IsTheFirstNWhileAllAreHealthy) {
  View view;
  view.ask();
  EXPECT_EQ(view.asked(), (Pairs{{0, 0}, {1, 1}, {2, 2}}));
}

TEST(Quorum, PassesOverASuspectForTheNextOfTheList) {
  View view;
  view.suspect(1);
  view.ask();
  EXPECT_EQ(view.asked(), (Pairs{{0, 0}, {2, 2}, {3, 1}}));
}

TEST(Quorum, PassesOverASuspectAmongTheSpares) {
  View view;
  view.suspect(1);
  view.suspect(3);
  view.ask();
  EXPECT_EQ(view.asked(), (Pairs{{0, 0}, {2, 2}, {4, 1}}));
}

TEST(Quorum, AsksSuspectsWhereNobodyElseIsLeft) {
  View view;
  for (std::uint32_t i = 1; i < 5; ++i) view.suspect(i);
  view.ask();
  EXPECT_EQ(view.asked(), (Pairs{{0, 0}, {1, 1}, {2, 2}}));
}

TEST(Quorum, ThatIsStrictAsksTheFirstNWhoeverIsSuspected) {
  View view;
  view.suspect(1);
  view.quorum.ask_strictly(view.list, 3);
  EXPECT_EQ(view.asked(), (Pairs{{0, 0}, {1, 1}, {2, 2}}));
}

/// Every pair of the first four nodes is as likely as any other: 1000 of 6000 each, 29 off at one
/// standard deviation.
TEST(Quorum, ThatDoesNotExpandIsAnyOfTheFirstN) {
  std::map<Pairs, int> drawn;
  sim::Rng rng = sim::stream(1, "test");
  for (int i = 0; i < 6000; ++i) {
    View view;
    view.quorum.ask_some(view.list, 4, 2, rng);
    ++drawn[view.asked()];
  }
  EXPECT_EQ(drawn.size(), 6u);
  for (const auto& [pairs, times] : drawn) EXPECT_NEAR(times, 1000, 120);
}

TEST(Quorum, ReplacesWhoIsSilentAndRemembersWhosePlaceItWas) {
  View view;
  view.ask();
  view.quorum.reply({0}, view.policy);
  view.quorum.reply({2}, view.policy);
  EXPECT_EQ(view.quorum.suspect_silent(view.health()), 1u);
  view.quorum.replace_silent(view.list, view.health());
  EXPECT_EQ(view.asked(), (Pairs{{0, 0}, {1, 1}, {2, 2}, {3, 1}}));
  EXPECT_TRUE(view.quorum.passed_over({1}));
  EXPECT_FALSE(view.quorum.passed_over({0}));
  EXPECT_FALSE(view.quorum.complete());
  view.quorum.suspect_silent(view.health());
  view.quorum.replace_silent(view.list, view.health());
  EXPECT_EQ(view.asked().back(), (std::pair<std::uint32_t, std::uint32_t>{4, 1}));
  view.quorum.reply({4}, view.policy);
  EXPECT_TRUE(view.quorum.complete());
}

TEST(Quorum, CountsAReplyOnceAndALateOneOfWhoWasPassedOverToo) {
  View view;
  view.ask();
  EXPECT_TRUE(view.quorum.reply({1}, view.policy));
  EXPECT_FALSE(view.quorum.reply({1}, view.policy));
  EXPECT_FALSE(view.quorum.reply({7}, view.policy));
  view.quorum.suspect_silent(view.health());
  view.quorum.replace_silent(view.list, view.health());
  EXPECT_TRUE(view.quorum.reply({2}, view.policy));
  EXPECT_EQ(view.quorum.count(), 2u);
}

TEST(Quorum, HasACoordinatorTakeThePlaceOfWhoWasSilent) {
  View view;
  view.ask();
  view.quorum.take_place({4}, {0});
  EXPECT_EQ(view.asked(), (Pairs{{4, 0}, {1, 1}, {2, 2}}));
  view.quorum.take_place({1}, {0});  // asked already
  EXPECT_EQ(view.asked(), (Pairs{{4, 0}, {1, 1}, {2, 2}}));
}

}  // namespace
}  // namespace dynamo
