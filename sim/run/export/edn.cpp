#include "sim/run/export/edn.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "sim/run/json_quoted.h"

namespace sim {
namespace {

/// "k12" is 12; another name is a string. What JSON escapes EDN escapes alike.
std::string key_text(const std::string& key) {
  const bool numbered =
      key.size() > 1 && key[0] == 'k' &&
      std::all_of(key.begin() + 1, key.end(), [](char c) { return c >= '0' && c <= '9'; });
  return numbered ? key.substr(1) : json_quoted(key);
}

std::string value_text(const HistoryRow& row) {
  if (row.f == "delete" || row.values.empty()) return "nil";
  if (row.values.size() == 1) return std::to_string(row.values[0]);
  return fmt::format("[{}]", fmt::join(row.values, " "));
}

struct Entry {
  Time at;
  std::string_view type;
  std::string process, f, value;
  std::string_view error{};
};

Entry entry(const HistoryRow& row) {
  constexpr std::array<std::string_view, 4> kTypes = {"invoke", "ok", "fail", "info"};
  const bool unknown = row.type == HistoryRow::Type::kInfo;
  return {row.at,
          kTypes[static_cast<std::size_t>(row.type)],
          std::to_string(row.process),
          row.f == "get" ? "read" : "write",
          fmt::format("[{} {}]", key_text(row.key), value_text(row)),
          unknown ? ", :error :unknown" : ""};
}

/// What a fault does and what its end does, as the nemesis's operations.
std::vector<Entry> entries(const std::vector<FaultRow>& faults) {
  std::vector<Entry> found;
  for (const FaultRow& fault : faults) {
    const std::string target = json_quoted(fault.target);
    found.push_back({fault.start, "info", ":nemesis", "start-" + fault.kind, target});
    if (fault.end != kNever)
      found.push_back({fault.end, "info", ":nemesis", "stop-" + fault.kind, target});
  }
  return found;
}

}  // namespace

std::string edn(const std::vector<HistoryRow>& rows, const std::vector<FaultRow>& faults) {
  std::vector<Entry> all = entries(faults);
  for (const HistoryRow& row : rows) all.push_back(entry(row));
  for (const OperationRow& operation : operations_of(rows)) {
    if (operation.completion != nullptr) continue;
    HistoryRow unknown = *operation.invoke;
    unknown.type = HistoryRow::Type::kInfo;
    unknown.at = rows.back().at;
    all.push_back(entry(unknown));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Entry& a, const Entry& b) { return a.at < b.at; });
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i)
    text += fmt::format("{{:index {}, :type :{}, :process {}, :time {}, :f :{}, :value {}{}}}\n", i,
                        all[i].type, all[i].process, (all[i].at - kStart).count(), all[i].f,
                        all[i].value, all[i].error);
  return text;
}

}  // namespace sim
