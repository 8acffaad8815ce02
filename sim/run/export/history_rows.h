// What a run folder tells of operations, faults and violations, read for exports.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/kernel/time.h"
#include "sim/observe/checks.h"

namespace sim {

/// A line of history.ndjson.
struct HistoryRow {
  enum class Type : std::uint8_t { kInvoke, kOk, kFail, kInfo };
  std::uint64_t process = 0;
  Type type{};
  std::string f, key;                 // f: "get", "put", "delete"
  std::vector<std::uint64_t> values;  // none: nothing, or what was there before the run
  Time at;
};

/// A row of faults.csv.
struct FaultRow {
  std::string kind, target;
  Time start, end;  // kNever: it lasted until the run's end
};

/// A line of violations.ndjson.
struct ViolationRow {
  std::string invariant;
  Violation violation;
};

// Each throws FileError, which names `path` and the line, where the text is none of a run folder.
std::vector<HistoryRow> read_history(std::string_view text, std::string_view path);
std::vector<FaultRow> read_faults(std::string_view text, std::string_view path);
std::vector<ViolationRow> read_violations(std::string_view text, std::string_view path);

/// An operation: its invocation and its completion.
struct OperationRow {
  const HistoryRow* invoke;
  const HistoryRow* completion;  // null: the run ended before it
};
/// In the order of their invocations. The rows must outlive them.
std::vector<OperationRow> operations_of(const std::vector<HistoryRow>&);

}  // namespace sim
