// Comma-separated values by RFC 4180, with \n and a header.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/kernel/time.h"
#include "sim/observe/decimal.h"

namespace sim {

/// Builds one file. Cells are appended from left to right; `end` closes a row, which must then
/// have as many cells as the header.
class Csv {
 public:
  explicit Csv(std::vector<std::string> columns);

  Csv& text(std::string_view);  ///< quoted where it must be; empty is a missing value
  Csv& number(std::uint64_t);
  Csv& number(const Decimal&);
  Csv& nanoseconds(Time);  ///< kNever is a missing value
  Csv& missing() { return text(""); }
  void end();

  const std::string& content() const { return content_; }
  std::uint64_t rows() const { return rows_; }  ///< without the header

 private:
  std::string content_;
  std::size_t columns_ = 0, cells_ = 0;
  std::uint64_t rows_ = 0;
};

/// The number nearest to it.
double number_of(const Decimal&);

/// A value as people and files have it: as many digits as are worth having.
std::string number_text(double);

/// The cells of a row that has no quotes.
std::vector<std::string> cells_of(const std::string& row);

}  // namespace sim
