// Workloads as somebody measured them: a row of a table, as defaults of a workload's fields.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/kv/workload.h"

namespace kv {

/// What a row tells; empty where it does not.
struct MeasuredWorkload {
  std::optional<Mix> mix;
  std::optional<sim::Rate> rate;
  std::optional<sim::Bytes> value_size;
  std::optional<std::int64_t> theta_millionths;  // of a Zipfian law
  std::string mistake;                           // why there is none
  std::vector<std::string> lines;                // the header and the row: all that was used
};

/// The row whose first cell is `name`, of a CSV file with the columns of the statistics of
/// Twitter's caches (Yang, Yue and Rashmi, OSDI 2020; github.com/twitter/cache-trace,
/// stat/2020Mar.md): `operations` ("get:0.93 set:0.07"), `request_rate_kqps`, `value_size_bytes`,
/// `zipf_alpha`. get and gets are gets; set, add and replace puts; delete a delete; what changes a
/// value in its place a read_modify_write. "", "NA" and "N/A" tell nothing.
MeasuredWorkload measured_workload(std::span<const std::string> lines, const std::string& name);

}  // namespace kv
