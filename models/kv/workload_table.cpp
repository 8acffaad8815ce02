#include "models/kv/workload_table.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <string_view>

#include "models/kv/csv_cells.h"

namespace kv {
namespace {

/// "0.93" in millionths; none of what is no such number.
std::optional<std::int64_t> millionths(std::string_view text) {
  constexpr std::size_t kPlaces = 6;
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string digits(text.substr(0, point));
  std::string decimals(text.substr(std::min(point + 1, text.size())));
  decimals.resize(kPlaces, '0');  // finer ones are cut
  digits += decimals;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || value < 0 || point == 0)
    return std::nullopt;
  return value;
}

std::int64_t* weight_of(Mix& mix, std::string_view op) {
  if (op == "get" || op == "gets") return &mix.get;
  if (op == "set" || op == "add" || op == "replace") return &mix.put;
  if (op == "delete") return &mix.erase;
  const bool changes =
      op == "cas" || op == "incr" || op == "decr" || op == "append" || op == "prepend";
  return changes ? &mix.read_modify_write : nullptr;
}

/// "get:0.93 set:0.07"; none where a word is not understood.
std::optional<Mix> mix_of(const std::string& text) {
  Mix mix;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::size_t colon = std::min(word.find(':'), word.size());
    std::int64_t* const weight = weight_of(mix, std::string_view(word).substr(0, colon));
    const auto share = millionths(std::string_view(word).substr(std::min(colon + 1, word.size())));
    if (weight == nullptr || !share) return std::nullopt;
    *weight += *share;
  }
  return mix == Mix{} ? std::nullopt : std::optional(mix);
}

class Row {
 public:
  Row(std::vector<std::string> header, std::vector<std::string> cells)
      : header_(std::move(header)), cells_(std::move(cells)) {}

  /// "" where the table has no such column, or the row nothing in it.
  std::string cell(std::string_view column) const {
    const auto found = std::find(header_.begin(), header_.end(), column);
    const auto index = static_cast<std::size_t>(found - header_.begin());
    if (index >= cells_.size() || cells_[index] == "NA" || cells_[index] == "N/A") return "";
    return cells_[index];
  }

 private:
  std::vector<std::string> header_, cells_;
};

MeasuredWorkload told(const Row& row, const std::string& name) {
  MeasuredWorkload workload;
  const auto cannot = [&](const char* column) {
    workload.mistake =
        "row \"" + name + "\": " + column + " \"" + row.cell(column) + "\" is not understood";
  };
  const auto number = [&](const char* column) {
    const std::string text = row.cell(column);
    const auto value = millionths(text);
    if (!text.empty() && !value) cannot(column);
    return value;
  };
  workload.mix = mix_of(row.cell("operations"));
  if (!workload.mix && !row.cell("operations").empty()) cannot("operations");
  workload.theta_millionths = number("zipf_alpha");
  if (const auto size = number("value_size_bytes"))
    workload.value_size = sim::Bytes{static_cast<std::uint64_t>(*size / 1'000'000)};
  if (const auto rate = number("request_rate_kqps"); rate && *rate > 0)  // thousands a second
    workload.rate = sim::Rate{static_cast<std::uint64_t>(*rate / 1000), 1'000'000'000};
  return workload;
}

}  // namespace

MeasuredWorkload measured_workload(std::span<const std::string> lines, const std::string& name) {
  MeasuredWorkload none;
  std::string names;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    std::vector<std::string> cells = csv_cells(lines[i]);
    names += (names.empty() ? "" : ", ") + cells[0];
    if (cells[0] != name) continue;
    MeasuredWorkload found = told(Row(csv_cells(lines[0]), std::move(cells)), name);
    found.lines = {lines[0], lines[i]};
    return found;
  }
  none.mistake = "the table has no row \"" + name + "\"" +
                 (names.empty() ? "; it has none at all" : "; it has " + names);
  return none;
}

}  // namespace kv
