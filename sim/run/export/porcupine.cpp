#include "sim/run/export/porcupine.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/run/json_quoted.h"

namespace sim {
namespace {

bool is_unknown(const OperationRow& operation) {
  return operation.completion == nullptr || operation.completion->type == HistoryRow::Type::kInfo;
}

bool is_left_out(const OperationRow& operation) {
  if (is_unknown(operation)) return operation.invoke->f == "get";
  return operation.completion->type == HistoryRow::Type::kFail;
}

std::string values_text(const HistoryRow& row) {
  return row.values.empty() ? "null" : fmt::format("\"{}\"", fmt::join(row.values, ","));
}

std::string line(const OperationRow& operation, Time return_of_unknown) {
  const HistoryRow& invoke = *operation.invoke;
  const bool reads = invoke.f == "get", unknown = is_unknown(operation);
  const Time returned = unknown ? return_of_unknown : operation.completion->at;
  return fmt::format(
      R"({{"client":{},"op":"{}","key":{},"arg":{},"ret":{},"call_ns":{},"return_ns":{},)"
      R"("status":"{}"}})"
      "\n",
      invoke.process,
      reads                  ? "read"
      : invoke.f == "delete" ? "delete"
                             : "write",
      json_quoted(invoke.key), invoke.f == "put" ? values_text(invoke) : "null",
      reads ? values_text(*operation.completion) : "null", (invoke.at - kStart).count(),
      (returned - kStart).count(), unknown ? "info" : "ok");
}

}  // namespace

std::string porcupine(const std::vector<HistoryRow>& rows) {
  const std::vector<OperationRow> operations = operations_of(rows);
  Time last = kStart;
  for (const HistoryRow& row : rows) last = std::max(last, row.at);
  std::string text;
  for (const OperationRow& operation : operations)
    if (!is_left_out(operation)) text += line(operation, last + Duration(1));
  return text;
}

}  // namespace sim
