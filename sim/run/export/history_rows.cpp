#include "sim/run/export/history_rows.h"

#include <algorithm>
#include <array>
#include <exception>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/run/report/run_folder.h"

namespace sim {
namespace {

using Json = nlohmann::json;

/// Calls `take(line)` for each, and names the line where that throws.
template <class Take>
void each_line(std::string_view text, std::string_view path, Take take) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    try {
      take(line);
    } catch (const std::exception& error) {
      throw FileError(fmt::format("{}:{}: {}", path, number, error.what()));
    }
  }
}

Time at_ns(std::int64_t ns) { return kStart + Duration(ns); }

HistoryRow::Type type_of(const std::string& word) {
  constexpr std::array<std::string_view, 4> kWords = {"invoke", "ok", "fail", "info"};
  const auto* const found = std::find(kWords.begin(), kWords.end(), word);
  if (found == kWords.end()) throw FileError("\"" + word + "\" is no type of a history's line");
  return static_cast<HistoryRow::Type>(found - kWords.begin());
}

HistoryRow history_row(const Json& json) {
  HistoryRow row;
  row.process = json.at("process");
  row.type = type_of(json.at("type"));
  row.f = json.at("f");
  if (row.f != "get" && row.f != "put" && row.f != "delete")
    throw FileError("\"" + row.f + "\" is no operation on one key, which is all that is exported");
  row.key = json.at("key");
  row.at = at_ns(json.at("time"));
  const Json& value = json.at("value");
  if (value.is_array()) row.values = value.get<std::vector<std::uint64_t>>();
  if (value.is_number()) row.values = {value.get<std::uint64_t>()};
  return row;
}

/// The cells of a line of RFC 4180 in which no cell has a line break.
std::vector<std::string> cells(std::string_view line) {
  std::vector<std::string> found(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool doubled = quoted && line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"';
    if (doubled)
      found.back() += line[i++];
    else if (line[i] == '"')
      quoted = !quoted;
    else if (line[i] == ',' && !quoted)
      found.emplace_back();
    else
      found.back() += line[i];
  }
  return found;
}

/// Where the columns of a table stand.
class Columns {
 public:
  explicit Columns(std::vector<std::string> names) : names_(std::move(names)) {}
  const std::string& of(const std::vector<std::string>& row, std::string_view name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) throw FileError(fmt::format("there is no column {}", name));
    return row.at(static_cast<std::size_t>(found - names_.begin()));
  }

 private:
  std::vector<std::string> names_;
};

}  // namespace

std::vector<HistoryRow> read_history(std::string_view text, std::string_view path) {
  std::vector<HistoryRow> rows;
  each_line(text, path,
            [&](std::string_view line) { rows.push_back(history_row(Json::parse(line))); });
  return rows;
}

std::vector<FaultRow> read_faults(std::string_view text, std::string_view path) {
  std::vector<FaultRow> rows;
  std::optional<Columns> columns;
  each_line(text, path, [&](std::string_view line) {
    const std::vector<std::string> row = cells(line);
    if (!columns) {
      columns.emplace(row);
      return;
    }
    const std::string& end = columns->of(row, "end_ns");
    rows.push_back({columns->of(row, "kind"), columns->of(row, "target"),
                    at_ns(std::stoll(columns->of(row, "start_ns"))),
                    end.empty() ? kNever : at_ns(std::stoll(end))});
  });
  return rows;
}

std::vector<ViolationRow> read_violations(std::string_view text, std::string_view path) {
  std::vector<ViolationRow> rows;
  each_line(text, path, [&](std::string_view line) {
    const Json json = Json::parse(line);
    rows.push_back({json.at("invariant"),
                    {at_ns(json.at("time")), json.at("evidence"), json.at("key"),
                     json.value("versions", std::vector<std::string>{})}});
  });
  return rows;
}

std::vector<OperationRow> operations_of(const std::vector<HistoryRow>& rows) {
  std::vector<OperationRow> operations;
  std::map<std::uint64_t, std::size_t> open;  // by process
  for (const HistoryRow& row : rows) {
    if (row.type == HistoryRow::Type::kInvoke) {
      open[row.process] = operations.size();
      operations.push_back({&row, nullptr});
    } else if (const auto found = open.find(row.process); found != open.end()) {
      operations[found->second].completion = &row;
      open.erase(found);
    }
  }
  return operations;
}

}  // namespace sim
