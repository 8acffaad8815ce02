#include "sim/run/scenario/decimal_text.h"

#include <algorithm>

#include "sim/kernel/wide.h"

namespace sim {
namespace {

constexpr int kLargestExponent = 40;  // beyond it every unit is too fine or too large

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "e3", "E-6" after the digits; anything else is left to be a unit.
void read_exponent(std::string_view text, DecimalText& number) {
  std::size_t at = number.length;
  if (at >= text.size() || (text[at] != 'e' && text[at] != 'E')) return;
  ++at;
  const bool negative = at < text.size() && text[at] == '-';
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  if (at >= text.size() || !is_digit(text[at])) return;
  int exponent = 0;
  for (; at < text.size() && is_digit(text[at]); ++at)
    exponent = std::min(exponent * 10 + (text[at] - '0'), 1000);
  number.exponent += negative ? -exponent : exponent;
  number.length = at;
}

}  // namespace

std::optional<DecimalText> read_decimal(std::string_view text) {
  DecimalText number;
  std::size_t at = 0;
  if (text.starts_with('-')) {
    number.negative = true;
    ++at;
  }
  bool any = false, point = false;
  int pending_zeros = 0;  // zeros count only once a digit follows them
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && !point && any && at + 1 < text.size() && is_digit(text[at + 1])) {
      point = true;
      continue;
    }
    if (!is_digit(text[at])) break;
    any = true;
    if (point) --number.exponent;
    ++pending_zeros;
    if (text[at] == '0') continue;
    for (; pending_zeros > 0; --pending_zeros) {
      if (number.digits > UINT64_MAX / 10) return std::nullopt;
      number.digits *= 10;
    }
    const auto digit = static_cast<std::uint64_t>(text[at] - '0');
    if (number.digits > UINT64_MAX - digit) return std::nullopt;
    number.digits += digit;
  }
  if (!any) return std::nullopt;
  number.length = at;
  number.exponent += pending_zeros;
  read_exponent(text, number);
  if (number.digits == 0) number.exponent = 0;
  return number;
}

Scaled scale(const DecimalText& number, std::uint64_t unit) {
  Wide value = static_cast<Wide>(number.digits) * unit;
  if (number.exponent < -kLargestExponent && value != 0) return {Scaled::Problem::kTooFine};
  for (int i = number.exponent; i < 0 && value != 0; ++i) {
    if (value % 10 != 0) return {Scaled::Problem::kTooFine};
    value /= 10;
  }
  for (int i = 0; i < number.exponent; ++i) {
    if (value > UINT64_MAX) return {Scaled::Problem::kTooLarge};
    value *= 10;
  }
  if (value > UINT64_MAX) return {Scaled::Problem::kTooLarge};
  return {Scaled::Problem::kNone, static_cast<std::uint64_t>(value)};
}

std::string print_decimal(bool negative, std::uint64_t units, int places) {
  std::string digits = std::to_string(units);
  if (static_cast<int>(digits.size()) <= places)
    digits.insert(0, static_cast<std::size_t>(places) + 1 - digits.size(), '0');
  if (places > 0) {
    digits.insert(digits.size() - static_cast<std::size_t>(places), 1, '.');
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return (negative && units != 0 ? "-" : "") + digits;
}

}  // namespace sim
