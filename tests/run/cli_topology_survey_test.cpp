// Which single cut hurts most.
#include <gtest/gtest.h>

#include "sim/run/cli/topology_survey.h"

namespace sim {
namespace {

LinkSpec link(std::string from, std::string to, Duration latency) {
  LinkSpec spec;
  spec.from = std::move(from);
  spec.to = std::move(to);
  spec.latency = DistributionSpec{DistributionSpec::Constant{latency}};
  return spec;
}

/// a - b - c - d, with a ring a - b - e: the link c - d and the sites b and c are cuts.
TopologySpec kite() {
  TopologySpec spec;
  for (const char* name : {"a", "b", "c", "d", "e"}) spec.sites.push_back({name, "", 1, 1});
  spec.links = {link("a", "b", 1ms), link("b", "c", 2ms), link("c", "d", 4ms), link("a", "e", 1ms),
                link("e", "b", 1ms)};
  return spec;
}

const Cut& cut(const TopologySurvey& survey, const std::string& name) {
  for (const Cut& cut : survey.cuts)
    if (cut.name == name) return cut;
  throw std::out_of_range(name);
}

TEST(CliTopologySurvey, CountsSizesAndLatencies) {
  const TopologySurvey found = survey(kite());
  EXPECT_EQ(found.sites, 5u);
  EXPECT_EQ(found.links, 5u);
  EXPECT_EQ(found.components, 1u);
  EXPECT_EQ(found.pairs, 10u);
  EXPECT_EQ(found.link_latencies.front(), 1ms);
  EXPECT_EQ(found.route_latencies.back(), 7ms);
  EXPECT_EQ(found.farthest, "a - d");
}

TEST(CliTopologySurvey, CountsThePairsThatACutSeparates) {
  const TopologySurvey found = survey(kite());
  EXPECT_EQ(cut(found, "b - c").pairs_apart, 6u);  // {a, b, e} from {c, d}
  EXPECT_EQ(cut(found, "c - d").pairs_apart, 4u);
  EXPECT_EQ(cut(found, "a - b").pairs_apart, 0u);
  EXPECT_EQ(cut(found, "b").pairs_apart, 4u);  // {a, e} from {c, d}
  EXPECT_EQ(cut(found, "c").pairs_apart, 3u);  // {a, b, e} from d
}

TEST(CliTopologySurvey, CountsTheRoutesThatUseALinkOrPassASite) {
  const TopologySurvey found = survey(kite());
  EXPECT_EQ(cut(found, "b - c").pairs_through, 6u);
  EXPECT_EQ(cut(found, "c").pairs_through, 3u);
  EXPECT_EQ(cut(found, "b").pairs_through, 4u);
  EXPECT_EQ(found.cuts.front().name, "b - c");
}

TEST(CliTopologySurvey, SaysThatAFullMatrixHasNoCuts) {
  TopologySpec spec = kite();
  spec.direct = true;
  EXPECT_TRUE(survey(spec).cuts.empty());
  EXPECT_NE(survey_text(survey(spec)).find("no cut"), std::string::npos);
}

}  // namespace
}  // namespace sim
