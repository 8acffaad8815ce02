// Tables of measured round trips become sites and a full matrix of links.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "sim/net/topology.h"

namespace sim {
namespace {

constexpr std::array<std::string_view, 3> kColumns = {"src_region", "dst_region", "rtt_mean_ms"};
constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr std::int64_t kMaxMs = 3'600'000;  // an hour: what is longer is no round trip

std::vector<std::string_view> cells(std::string_view line) {
  std::vector<std::string_view> found;
  for (;;) {
    const std::size_t comma = line.find(',');
    found.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return found;
    line.remove_prefix(comma + 1);
  }
}

/// Decimal milliseconds, to the nanosecond; digits beyond that are left out.
std::optional<Duration> milliseconds(std::string_view text) {
  std::int64_t whole = 0, fraction = 0, unit = kNsPerMs;
  std::size_t digits = 0;
  bool in_fraction = false;
  for (const char c : text) {
    if (c == '.' && !in_fraction) {
      in_fraction = true;
    } else if (c < '0' || c > '9') {
      return std::nullopt;
    } else if (in_fraction) {
      unit /= 10;
      fraction += (c - '0') * unit;
      ++digits;
    } else {
      whole = whole * 10 + (c - '0');
      ++digits;
      if (whole > kMaxMs) return std::nullopt;
    }
  }
  if (digits == 0) return std::nullopt;
  return Duration(whole * kNsPerMs + fraction);
}

class MatrixReader {
 public:
  explicit MatrixReader(std::string_view csv) : rest_(csv) {}
  ImportedTopology read();

 private:
  bool next_line(std::string_view& line);
  bool read_heading(std::string_view line);
  bool read_row(std::string_view line);
  std::size_t site(std::string_view name);
  bool fail(std::string message);

  struct Pair {
    Duration sum{};  // of the round trips measured from either end
    std::int64_t count = 0;
    bool from_first = false, from_second = false;
  };
  std::string_view rest_;
  int line_ = 0;
  std::array<std::size_t, kColumns.size()> column_{};
  std::size_t columns_ = 0;
  std::map<std::string, std::size_t, std::less<>> site_by_name_;
  std::map<std::pair<std::size_t, std::size_t>, Pair> pairs_;
  ImportedTopology result_;
};

ImportedTopology MatrixReader::read() {
  std::string_view line;
  bool good = next_line(line) ? read_heading(line) : fail("the file is empty");
  while (good && next_line(line)) good = line.empty() || read_row(line);
  if (good && pairs_.empty()) fail("the file has no rows");
  result_.spec.direct = true;
  for (const auto& [ends, pair] : pairs_)
    result_.spec.links.push_back(
        {.from = result_.spec.sites[ends.first].name,
         .to = result_.spec.sites[ends.second].name,
         .latency = {DistributionSpec::Constant{pair.sum / (2 * pair.count)}}});
  return std::move(result_);
}

bool MatrixReader::next_line(std::string_view& line) {
  if (rest_.empty()) return false;
  const std::size_t end = std::min(rest_.find('\n'), rest_.size());
  line = rest_.substr(0, end);
  if (line.ends_with('\r')) line.remove_suffix(1);
  rest_.remove_prefix(std::min(end + 1, rest_.size()));
  ++line_;
  return true;
}

bool MatrixReader::read_heading(std::string_view line) {
  const auto names = cells(line);
  columns_ = names.size();
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    const auto found = std::find(names.begin(), names.end(), kColumns[i]);
    if (found == names.end()) return fail("there is no column " + std::string(kColumns[i]));
    column_[i] = static_cast<std::size_t>(found - names.begin());
  }
  return true;
}

bool MatrixReader::read_row(std::string_view line) {
  const auto row = cells(line);
  if (row.size() != columns_)
    return fail(std::to_string(row.size()) + " columns, expected " + std::to_string(columns_));
  const std::string_view from_name = row[column_[0]], to_name = row[column_[1]];
  if (from_name.empty() || to_name.empty()) return fail("a region without a name");
  if (from_name == "*" || to_name == "*") return fail("a region cannot be called *");
  const auto round_trip = milliseconds(row[column_[2]]);
  if (!round_trip)
    return fail("\"" + std::string(row[column_[2]]) + "\" is not a time in milliseconds");
  const std::size_t from = site(from_name), to = site(to_name);
  Pair& pair = pairs_[std::minmax(from, to)];
  bool& measured = from <= to ? pair.from_first : pair.from_second;
  if (std::exchange(measured, true))
    return fail("from " + std::string(from_name) + " to " + std::string(to_name) + " stands twice");
  pair.sum += *round_trip;
  ++pair.count;
  return true;
}

std::size_t MatrixReader::site(std::string_view name) {
  const auto [found, is_new] = site_by_name_.emplace(name, result_.spec.sites.size());
  if (is_new) result_.spec.sites.push_back({.name = std::string(name)});
  return found->second;
}

bool MatrixReader::fail(std::string message) {
  result_.error = std::move(message);
  result_.line = line_;
  return false;
}

}  // namespace

ImportedTopology read_latency_matrix(std::string_view csv) { return MatrixReader(csv).read(); }

}  // namespace sim
