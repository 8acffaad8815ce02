#include "sim/run/report/csv.h"

#include <cmath>

#include <fmt/format.h>

#include "sim/kernel/check.h"

namespace sim {

Csv::Csv(std::vector<std::string> columns) : columns_(columns.size()) {
  for (const std::string& column : columns) text(column);
  end();
  rows_ = 0;
}

Csv& Csv::text(std::string_view value) {
  if (cells_++ > 0) content_ += ',';
  if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
    content_ += value;
    return *this;
  }
  content_ += '"';
  for (const char c : value) content_.append(c == '"' ? 2 : 1, c);
  content_ += '"';
  return *this;
}

Csv& Csv::number(std::uint64_t value) { return text(std::to_string(value)); }

Csv& Csv::number(const Decimal& value) { return text(value.text()); }

Csv& Csv::nanoseconds(Time time) {
  return time == kNever ? missing() : text(std::to_string(time.time_since_epoch().count()));
}

void Csv::end() {
  SIM_CHECK(cells_ == columns_, "a row of " + std::to_string(cells_) + " cells under " +
                                    std::to_string(columns_) + " columns");
  content_ += '\n';
  cells_ = 0;
  ++rows_;
}

double number_of(const Decimal& decimal) {
  double scale = 1;
  for (int i = 0; i < decimal.places; ++i) scale *= 10;
  return static_cast<double>(decimal.units) / scale;
}

std::string number_text(double value) {
  constexpr double kWhole = 1e9;  // from here on digits after the point are noise
  if (std::abs(value) >= kWhole) return fmt::format("{:.0f}", value);
  return fmt::format("{:.9g}", value == 0 ? 0 : value);  // no "-0"
}

std::vector<std::string> cells_of(const std::string& row) {
  std::vector<std::string> cells(1);
  for (const char c : row)
    if (c == ',')
      cells.emplace_back();
    else
      cells.back() += c;
  return cells;
}

}  // namespace sim
