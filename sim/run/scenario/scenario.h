// A scenario file, checked and typed. This folder alone reads and writes scenario JSON.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/model.h"

namespace sim {

/// One line of `expect` or `sometimes`, e.g. "get.latency.p99.9": "<= 300ms".
struct Expectation {
  enum class Relation { kLess, kAtMost, kEqual, kAtLeast, kGreater };
  std::string metric, scope = "all";
  Relation relation{};
  Decimal bound;     // in the metric's own unit: milliseconds, ratio (99.95% is 0.9995), count
  std::string text;  // as written; of the metric "invariants" always "all"
  std::string key;   // metric and scope as written, e.g. "availability @ site=1a"
};

/// What `search` draws a field from: one line of `ranges`. Values are JSON, on one line.
struct Range {
  enum class Kind { kSet, kSpan, kSubset };
  enum class Law { kUniform, kLog };  // kLog: each doubling is as likely as the next
  std::string field;                  // as --set has it: "dynamo.r"
  Kind kind{};
  std::vector<std::string> values;  // kSet: one of them; kSubset: a list of some of them
  std::string from, to;             // kSpan: quantities, both ends included
  Law law{};
  Ratio zero{0, 1};  // kSpan: the probability of nothing at all
};

/// What `sweep` varies: fields that change together, and what they become in turn.
struct Axis {
  std::string fields;               // "dynamo.r", or several: "dynamo.r, dynamo.w"
  std::vector<std::string> values;  // JSON, on one line; of several fields a list, in their order
  std::vector<std::string> names() const;  ///< of the fields, one by one
};
struct Sweep {
  std::vector<Axis> axes;
  std::vector<std::string> where;  // what must hold of a point: "dynamo.r + dynamo.w > dynamo.n"
};

/// In which order events of the same nanosecond happen.
enum class TieOrder { kScheduled, kRandom };

struct Scenario {
  std::string file;  // as given; "-" for standard input
  std::string name, title, why;
  const ModelInfo* info = nullptr;
  std::uint64_t seed = 1;
  TieOrder ties = TieOrder::kScheduled;
  Phases phases;
  TopologySpec topology;
  HostSpec hosts;
  std::unique_ptr<Model> model;
  std::vector<FaultSpec> faults;
  std::vector<Expectation> expectations;  // of every run
  std::vector<Expectation> sometimes;     // of some run of a regression: what it is about
  std::vector<Range> ranges;              // for `search` alone
  Sweep sweep;                            // for `sweep` alone
  Duration series_interval = 1s;          // of timeseries.csv
  bool compares_replicas = false;         // in timeseries.csv
  std::string resolved;  // every default filled in, overrides applied; re-runnable; ends in \n
  std::vector<std::string> inputs;  // other files it read, as paths that can be opened
};

/// A mistake in a file, like a compiler's.
struct Diagnostic {
  std::string file;
  int line = 0, column = 0;  // 0: not in the file (an override)
  std::string pointer;       // "/faults/0/at"
  std::string message;       // what, and the cure
  std::string text()
      const;  // "file:14:9: error: /faults/0/parttion: unknown field; did you mean ..."
};

struct LoadOptions {
  std::vector<std::string> overrides;  // "dynamo.r=1" or "/dynamo/r=1"
  std::optional<std::uint64_t> seed;
};

/// The scenario, or every mistake in it, in file order. An unreadable file is `io_error`.
struct LoadedScenario {
  std::optional<Scenario> scenario;
  std::vector<Diagnostic> errors;  // the first kMostErrors
  std::size_t errors_count = 0;    // of all
  std::string io_error;
  static constexpr std::size_t kMostErrors = 20;

  /// All errors as lines, and a last one that counts them; "" if there are none.
  std::string report() const;
};
LoadedScenario load_scenario(const std::string& path, std::span<const ModelInfo> models,
                             const LoadOptions& = {});
LoadedScenario parse_scenario(std::string_view text, const std::string& path,
                              std::span<const ModelInfo> models, const LoadOptions& = {});

/// Faults as one line of JSON, as a scenario's `faults` would have them.
std::string faults_text(std::vector<FaultSpec>);

/// JSON Schema (draft-07) of a scenario over all models, pretty-printed, ending in a newline.
std::string scenario_schema(std::span<const ModelInfo> models);

/// The reference of fields. `field` selects by dotted path or part of one ("dynamo.r", "faults"):
/// those are told with meaning, type, unit, default and range, and what is directly below them in a
/// line each; empty: an overview. `in_full`: everything that is selected. No text: no such field.
struct Explained {
  std::string text;
  std::vector<std::string> nearest;
};
Explained explain_fields(std::span<const ModelInfo> models, std::string_view field,
                         bool in_full = false);

/// What can go wrong in a scenario: "crash", and what that is.
struct FaultKind {
  std::string_view name, doc;
};
std::vector<FaultKind> fault_kinds();

}  // namespace sim
