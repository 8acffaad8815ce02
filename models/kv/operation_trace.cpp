#include "models/kv/operation_trace.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string_view>

#include "models/kv/csv_cells.h"
#include "sim/kernel/check.h"
#include "sim/kernel/wide.h"

namespace kv {
namespace {

constexpr std::int64_t kLargestSize = std::int64_t{1} << 30;  // as a workload's value_size

std::optional<std::uint64_t> whole(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

/// "12.25": no sign, no exponent, at most nine decimals; up to some ten years.
std::optional<sim::Duration> seconds(std::string_view text) {
  constexpr std::uint64_t kMost = 315'576'000;
  const std::size_t point = std::min(text.find('.'), text.size());
  const auto whole_part = whole(text.substr(0, point));
  std::string decimals(text.substr(std::min(point + 1, text.size())));
  if (!whole_part || *whole_part > kMost || decimals.size() > 9) return std::nullopt;
  decimals.resize(9, '0');
  const auto part = whole(decimals);
  if (!part) return std::nullopt;
  return sim::Duration(static_cast<std::int64_t>(*whole_part * 1'000'000'000 + *part));
}

using Op = OperationTrace::Op;
constexpr std::array<std::pair<std::string_view, Op>, 3> kOps = {
    {{"get", Op::kGet}, {"put", Op::kPut}, {"delete", Op::kDelete}}};

class Reader {
 public:
  explicit Reader(std::span<const std::string> lines) : lines_(lines) {}

  ReadTrace read() {
    if (lines_.empty()) return {nullptr, "there is no line; begin with the header t_s,op,key"};
    header_ = csv_cells(lines_[0]);
    for (const auto& [name, column] : {std::pair{"t_s", &t_s_}, {"op", &op_}, {"key", &key_}})
      if (!find(name, *column))
        return {nullptr, "line 1: the header has no column \"" + std::string(name) +
                             "\"; wanted are t_s, op, key and, if you like, size_bytes"};
    has_sizes_ = find("size_bytes", size_);
    for (std::size_t i = 1; i < lines_.size(); ++i)
      if (std::string wrong = add(csv_cells(lines_[i])); !wrong.empty())
        return {nullptr, "line " + std::to_string(i + 1) + ": " + wrong};
    if (trace_.rows.empty()) return {nullptr, "there is no operation below the header"};
    trace_.keys = keys_.size();
    return {std::make_shared<const OperationTrace>(std::move(trace_)), ""};
  }

 private:
  bool find(std::string_view name, std::size_t& column) const {
    const auto found = std::find(header_.begin(), header_.end(), name);
    column = static_cast<std::size_t>(found - header_.begin());
    return found != header_.end();
  }

  std::string add(const std::vector<std::string>& cells) {
    if (cells.size() != header_.size())
      return "has " + std::to_string(cells.size()) + " cells, the header " +
             std::to_string(header_.size());
    OperationTrace::Row row;
    const auto at = seconds(cells[t_s_]);
    if (!at) return '"' + cells[t_s_] + "\" is no time; write seconds, e.g. 12.25";
    if (!trace_.rows.empty() && *at < trace_.rows.back().at)
      return cells[t_s_] + " s is before the line above; sort the operations by time";
    row.at = *at;
    const auto op = std::find_if(kOps.begin(), kOps.end(),
                                 [&](const auto& known) { return known.first == cells[op_]; });
    if (op == kOps.end()) return '"' + cells[op_] + "\" is no op; write get, put or delete";
    row.op = op->second;
    row.key = keys_.emplace(cells[key_], keys_.size()).first->second;
    if (has_sizes_ && !cells[size_].empty()) {
      const auto size = whole(cells[size_]);
      if (!size || *size > static_cast<std::uint64_t>(kLargestSize))
        return '"' + cells[size_] + "\" is no size; write bytes, at most 1073741824";
      row.size = sim::Bytes{*size};
    }
    trace_.rows.push_back(row);
    return "";
  }

  std::span<const std::string> lines_;
  std::vector<std::string> header_;
  std::size_t t_s_ = 0, op_ = 0, key_ = 0, size_ = 0;
  bool has_sizes_ = false;
  std::map<std::string, std::uint64_t> keys_;
  OperationTrace trace_;
};

}  // namespace

ReadTrace read_trace(std::span<const std::string> lines) { return Reader(lines).read(); }

TraceCursor::TraceCursor(std::shared_ptr<const OperationTrace> trace, std::uint32_t nth,
                         std::uint32_t of)
    : trace_(std::move(trace)), next_(nth), step_(of) {
  SIM_CHECK(trace_ != nullptr && nth < of, "a trace that nobody goes through");
}

sim::Duration TraceCursor::moment(sim::Time now) const {
  const auto passed = static_cast<sim::Wide>((now - since_).count());
  return begun_at_ +
         sim::Duration(static_cast<std::int64_t>(passed * load_.numerator / load_.denominator));
}

std::optional<sim::Duration> TraceCursor::gap(sim::Time now) const {
  if (load_.numerator == 0) return std::nullopt;
  const sim::Duration left = trace_->rows[next_].at - moment(now);
  if (left <= sim::Duration{}) return sim::Duration{};
  const sim::Wide scaled = static_cast<sim::Wide>(left.count()) * load_.denominator;
  return sim::Duration(static_cast<std::int64_t>((scaled + load_.numerator - 1) / load_.numerator));
}

const OperationTrace::Row& TraceCursor::take() {
  SIM_CHECK(!is_over(), "a trace that is over");
  const OperationTrace::Row& row = trace_->rows[next_];
  next_ += step_;
  return row;
}

void TraceCursor::set_load(sim::Ratio factor, sim::Time now) {
  begun_at_ = moment(now);
  since_ = now;
  load_ = factor;
}

}  // namespace kv
