// Workloads that somebody measured, as defaults.
#include "models/kv/workload_table.h"

#include <fstream>

#include <gtest/gtest.h>

namespace kv {
namespace {

const std::vector<std::string> kTable = {
    "cluster,common_ttl,value_size_bytes,request_rate_kqps,operations,zipf_alpha",
    "one,\"1d:0.5, 2d:0.5,\",230,11.40,get:0.96 add:0.02 gets:0.01 cas:0.01,1.4891",
    "none,,N/A,N/A,N/A,NA", "odd,,1,1,scan:1.00,0.5", "worse,,large,1,get:1.00,0.5"};

TEST(WorkloadTable, ARowTellsMixRateSizeAndSkew) {
  const MeasuredWorkload one = measured_workload(kTable, "one");
  EXPECT_EQ(one.mistake, "");
  EXPECT_EQ(one.mix, (Mix{.get = 970'000, .put = 20'000, .read_modify_write = 10'000}));
  ASSERT_TRUE(one.rate);
  EXPECT_EQ(one.rate->events, 11'400u);
  EXPECT_EQ(one.rate->per_ns, 1'000'000'000);
  EXPECT_EQ(one.value_size, sim::Bytes{230});
  EXPECT_EQ(one.theta_millionths, 1'489'100);
  EXPECT_EQ(one.lines, (std::vector{kTable[0], kTable[1]}));
}

TEST(WorkloadTable, WhatARowDoesNotTellStays) {
  const MeasuredWorkload none = measured_workload(kTable, "none");
  EXPECT_EQ(none.mistake, "");
  EXPECT_FALSE(none.mix || none.rate || none.value_size || none.theta_millionths);
}

TEST(WorkloadTable, WhatItDoesNotUnderstandItSays) {
  EXPECT_EQ(measured_workload(kTable, "odd").mistake,
            "row \"odd\": operations \"scan:1.00\" is not understood");
  EXPECT_EQ(measured_workload(kTable, "worse").mistake,
            "row \"worse\": value_size_bytes \"large\" is not understood");
  EXPECT_EQ(measured_workload(kTable, "two").mistake,
            "the table has no row \"two\"; it has one, none, odd, worse");
  EXPECT_EQ(measured_workload({}, "two").mistake,
            "the table has no row \"two\"; it has none at all");
}

TEST(WorkloadTable, EveryRowOfTwittersTableIsUnderstood) {
  std::ifstream in("../shared/data/workloads/twitter-cache-2020-03.csv");
  if (!in) GTEST_SKIP() << "the table is not beside the project";
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  int with_mix = 0;
  for (int i = 1; i <= 54; ++i) {
    const MeasuredWorkload row = measured_workload(lines, "cluster" + std::to_string(i));
    EXPECT_EQ(row.mistake, "");
    with_mix += row.mix.has_value();
  }
  EXPECT_EQ(with_mix, 53);
}

}  // namespace
}  // namespace kv
