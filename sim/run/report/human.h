// Numbers as people read them. Integers only, so every machine prints the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/kernel/time.h"
#include "sim/observe/decimal.h"

namespace sim {

std::string latency_text(Duration);              // three digits: "812 us", "1.42 ms", "12.3 s"
std::string span_text(Duration);                 // exact to the ms: "1min 30s", "20.5s", "250ms"
std::string count_text(std::uint64_t);           // "1,234,567"
std::string short_count_text(std::uint64_t);     // three digits: "1.23 M"
std::string bytes_text(std::uint64_t);           // three digits: "1.21 GiB"
std::string percent_text(const Decimal& ratio);  // "99.9634 %": cut, not rounded, at four places
std::string decimal_text(const Decimal&);        // four places at most, rounded half up
std::string value_text(const Decimal&, std::string_view unit);  // by the unit's habit

/// Columns padded to their widest cell.
class TextTable {
 public:
  /// One character a column: 'l' or 'r'.
  TextTable(std::string_view alignment, std::size_t indent) : align_(alignment), indent_(indent) {}
  void row(std::vector<std::string> cells);
  std::string text() const;  ///< no trailing blanks; every row ends in \n

 private:
  std::string align_;
  std::size_t indent_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace sim
