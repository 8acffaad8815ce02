// What a run has to say, as rows: the one shape that models fill and reports print.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/kernel/ids.h"
#include "sim/kernel/time.h"
#include "sim/observe/decimal.h"
#include "sim/observe/histogram.h"

namespace sim {

/// summary.csv. Metric names are dotted paths ("get.latency.p99"): what `expect` refers to.
struct SummaryRow {
  std::string metric, scope;  // scope: "all", "workload=cart", "site=1a"
  Decimal value;
  std::string unit;  // "ms", "ratio", "count", "per_s", "bytes"
};

/// The same metric in each of equally long parts of the measurement, in order: what a single run
/// says of how far its value may be off.
struct PartsRow {
  std::string metric, scope;
  std::vector<Decimal> parts;
};

/// latency.csv: one histogram per workload, operation and outcome.
struct LatencyRow {
  std::string workload, op, status;  // status: ok, fail, unknown
  Histogram histogram;
};

/// timeseries.csv
struct SeriesRow {
  Time at;                  // the interval's start; of what is sampled, the moment
  std::string_view metric;  // a literal, as `unit` is: a row of "all" allocates nothing
  std::string scope;
  Decimal value;
  std::string_view unit;
};

/// staleness.csv: of the reads begun in [t, next row's t) after the latest acknowledged write of
/// their key, how many returned it or something newer.
struct StalenessRow {
  Duration t_after_write{};
  std::uint64_t reads = 0, consistent = 0;
};

/// nodes.csv: one row per storage node. Further columns are the model's.
struct NodeRow {
  NodeId node;
  std::vector<std::pair<std::string, Decimal>> columns;  // same names in every row
};

/// history.ndjson, one line each, already in the format of the interface.
struct HistoryLine {
  std::string json;
};

/// What a run keeps in memory of one kind of thing. Differs by machine, so it is no result.
struct MemoryUse {
  std::string what;  // "stored version"
  std::uint64_t count = 0, bytes = 0;
};

struct Results {
  std::vector<SummaryRow> summary;
  std::vector<PartsRow> parts;
  std::vector<LatencyRow> latencies;
  std::vector<SeriesRow> series;
  std::vector<StalenessRow> staleness;
  std::vector<NodeRow> nodes;
  std::vector<HistoryLine> history;
};

}  // namespace sim
