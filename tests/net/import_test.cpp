// Files that become topologies: GraphML, latency matrices, and what is wrong with a bad one.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "sim/net/geography.h"
#include "sim/net/topology.h"

namespace test {
namespace {

using namespace sim;
namespace fs = std::filesystem;

/// The folder of real data beside the project, or an empty path. It is not part of the project.
fs::path data_folder() {
  for (fs::path at = fs::current_path(); at.has_relative_path(); at = at.parent_path())
    if (fs::exists(at / "shared/data/topologies")) return at / "shared/data";
  return {};
}

std::string content(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<fs::path> sorted_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

constexpr std::string_view kTriangle = R"(<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key attr.name="Latitude" attr.type="double" for="node" id="d1" />
  <key attr.name="Longitude" attr.type="double" for="node" id="d2" />
  <key attr.name="label" attr.type="string" for="node" id="d3" />
  <graph edgedefault="undirected">
    <!-- two towns of one name -->
    <node id="7"><data key="d1">0</data><data key="d2">0</data><data key="d3">A&amp;B</data></node>
    <node id="8"><data key="d1">0</data><data key="d2">90</data><data key="d3">A&amp;B</data></node>
    <node id="9"><data key="d1">0</data><data key="d2">-180</data></node>
    <edge source="7" target="8" />
    <edge source="8" target="7" />
    <edge source="9" target="9" />
    <edge source="7" target="9" />
  </graph>
</graphml>
)";

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  return text.replace(text.find(what), what.size(), by);
}

Duration latency(const LinkSpec& link) {
  return std::get<DistributionSpec::Constant>(link.latency.law).value;
}

TEST(Graphml, VerticesBecomeSitesAndEdgesLinks) {
  const ImportedTopology read = read_graphml(kTriangle);
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.spec.sites.size(), 3u);
  EXPECT_EQ(read.spec.sites[0].name, "A&B");
  EXPECT_EQ(read.spec.sites[1].name, "A&B #2");
  EXPECT_EQ(read.spec.sites[2].name, "node 9");
  ASSERT_EQ(read.spec.links.size(), 2u);  // the parallel edge and the loop make none
  // A quarter of the equator at the mean radius is 10 007.557 km.
  EXPECT_NEAR(static_cast<double>(latency(read.spec.links[0]).count()), 10'007.557 / 200 * 1.4e6,
              1000);
  EXPECT_NEAR(static_cast<double>(latency(read.spec.links[1]).count()),
              2 * 10'007.557 / 200 * 1.4e6, 1000);
}

struct Mistake {
  std::string_view what, by, error;
  int line;
};

TEST(Graphml, MistakesAreToldWithTheirLine) {
  const Mistake mistakes[] = {
      {R"(target="9" />)", R"(target="4" />)", "an edge names the unknown node 4", 13},
      {R"(id="8")", R"(id="7")", "node 7 stands twice in the file", 9},
      {"90</data>", "north</data>", "node 8: d2 is north, expected degrees", 9},
      {"-180</data>", "-181</data>", "node 9: d2 is -181, expected degrees", 10},
      {R"(<data key="d2">0</data>)", "", "node 7 has an edge, but no Latitude and Longitude", 11},
      {"</graph>", "</graf>", "</graf> closes <graph>", 15},
      {"&amp;", "&nbsp;", "unknown entity &nbsp;", 8},
      {"</graphml>", "", "the file ends inside <graphml>", 17},
      {R"(<edge source="7" )", "<edge ", "an edge without source or target", 11},
  };
  for (const Mistake& mistake : mistakes) {
    const ImportedTopology read =
        read_graphml(replaced(std::string(kTriangle), mistake.what, mistake.by));
    EXPECT_EQ(read.error, mistake.error);
    EXPECT_EQ(read.line, mistake.line) << mistake.error;
  }
}

TEST(Graphml, ReadsEveryRealTopologyAsOneConnectedGraph) {
  const fs::path data = data_folder();
  if (data.empty()) GTEST_SKIP() << "the folder shared/data is not there";
  const auto files = sorted_files(data / "topologies");
  EXPECT_EQ(files.size(), 75u);
  for (const fs::path& file : files) {
    const std::string text = content(file);
    const ImportedTopology read = read_graphml(text);
    ASSERT_EQ(read.error, "") << file;
    std::size_t nodes = 0;
    for (std::size_t at = text.find("<node "); at != std::string::npos;
         at = text.find("<node ", at + 1))
      ++nodes;
    EXPECT_EQ(read.spec.sites.size(), nodes) << file;
    const Topology topology(read.spec);
    const auto component = topology.components();
    EXPECT_EQ(*std::max_element(component.begin(), component.end()), 0u) << file;
  }
}

TEST(Geography, LatenciesAgreeWithKnownDistances) {
  const auto kilometres = [](Coordinates a, Coordinates b) {
    return static_cast<double>(fibre_latency(a, b).count()) / 1.4e6 * 200;
  };
  // Great circles by Vincenty's formula on the same sphere.
  EXPECT_NEAR(kilometres({40.71427, -74.00597}, {51.50853, -0.12574}), 5570.2, 1);
  EXPECT_NEAR(kilometres({-33.86785, 151.20732}, {35.6895, 139.69171}), 7826.6, 2);
  EXPECT_NEAR(kilometres({10, 20}, {-10, -160}), 20015.1, 0.1);  // antipodes
  EXPECT_EQ(fibre_latency({50, 8}, {50, 8}), Duration::zero());
  EXPECT_NEAR(kilometres({50, 8}, {50.00001, 8}), 0.001112, 0.0001);
}

TEST(LatencyMatrix, OneWayTakesHalfTheMeanOfBothRoundTrips) {
  const ImportedTopology read = read_latency_matrix(
      "src_region,dst_region,rtt_min_ms,rtt_mean_ms\n"
      "x,x,0,0.5\nx,y,9,10.002\ny,x,9,10.004\r\ny,z,1,3\n");
  ASSERT_EQ(read.error, "");
  EXPECT_TRUE(read.spec.direct);
  ASSERT_EQ(read.spec.sites.size(), 3u);
  ASSERT_EQ(read.spec.links.size(), 3u);
  EXPECT_EQ(latency(read.spec.links[0]), 250us);
  EXPECT_EQ(latency(read.spec.links[1]), 5001500ns);
  EXPECT_EQ(latency(read.spec.links[2]), 1500us);
}

TEST(LatencyMatrix, MistakesAreToldWithTheirLine) {
  const std::string heading = "src_region,dst_region,rtt_mean_ms\n";
  const auto expect = [](const std::string& csv, std::string_view error, int line) {
    const ImportedTopology read = read_latency_matrix(csv);
    EXPECT_EQ(read.error, error);
    EXPECT_EQ(read.line, line);
  };
  expect("", "the file is empty", 0);
  expect("src_region,rtt_mean_ms\n", "there is no column dst_region", 1);
  expect(heading + "x,y,-1\n", "\"-1\" is not a time in milliseconds", 2);
  expect(heading + "x,y,1\n\nx,y,1\n", "from x to y stands twice", 4);
  expect(heading + "x,y\n", "2 columns, expected 3", 2);
  expect(heading, "the file has no rows", 1);
}

TEST(LatencyMatrix, ReadsBothRealMatricesInFull) {
  const fs::path data = data_folder();
  if (data.empty()) GTEST_SKIP() << "the folder shared/data is not there";
  for (const auto& [file, regions] :
       {std::pair{"aws-2020-06-05.csv", 19u}, {"gcp-2020.csv", 20u}}) {
    const ImportedTopology read = read_latency_matrix(content(data / "latency" / file));
    ASSERT_EQ(read.error, "");
    ASSERT_EQ(read.spec.sites.size(), regions);
    EXPECT_EQ(read.spec.links.size(), regions * (regions + 1) / 2);
    const Topology topology(read.spec);
    for (SiteId a{0}; a.value < regions; ++a.value)
      for (SiteId b{0}; b.value < regions; ++b.value) EXPECT_EQ(topology.route(a, b).size(), 1u);
  }
}

}  // namespace
}  // namespace test
