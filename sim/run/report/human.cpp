#include "sim/run/report/human.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

namespace sim {
namespace {

struct Unit {
  std::uint64_t size;
  std::string_view name;
};

/// Three significant digits of value / unit.size, cut: 1.42, 14.2, 142, 1420.
std::string three_digits(std::uint64_t value, std::uint64_t size) {
  const std::uint64_t whole = value / size, rest = value % size;
  if (size == 1 || whole >= 100) return fmt::format("{}", whole);
  if (whole >= 10) return fmt::format("{}.{}", whole, rest * 10 / size);
  return fmt::format("{}.{:02}", whole, rest * 100 / size);
}

/// In the largest unit that leaves a whole part. Units from small to large.
std::string scaled(std::uint64_t value, std::span<const Unit> units) {
  const Unit* chosen = &units[0];
  for (const Unit& unit : units)
    if (value >= unit.size) chosen = &unit;
  return three_digits(value, chosen->size) + std::string(chosen->name);
}

std::uint64_t power_of_ten(std::uint8_t places) {
  std::uint64_t power = 1;
  for (; places > 0; --places) power *= 10;
  return power;
}

std::string grouped(std::string digits) {
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

}  // namespace

std::string latency_text(Duration duration) {
  static constexpr Unit kUnits[] = {
      {1, " ns"}, {1'000, " us"}, {1'000'000, " ms"}, {1'000'000'000, " s"}};
  return scaled(static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0)), kUnits);
}

std::string span_text(Duration duration) {
  std::int64_t ms = duration.count() / 1'000'000;
  if (ms == 0 && duration.count() != 0) return latency_text(duration);
  std::string text;
  const auto take = [&](std::int64_t size, std::string_view unit) {
    if (ms >= size) text += fmt::format("{}{}{}", text.empty() ? "" : " ", ms / size, unit);
    ms %= size;
  };
  take(3'600'000, "h");
  take(60'000, "min");
  if (text.empty() && ms < 1000) return fmt::format("{}{}", ms, ms == 0 ? "s" : "ms");
  if (ms % 1000 == 0) {
    take(1000, "s");
    return text;
  }
  std::string fraction = fmt::format("{:03}", ms % 1000);
  while (fraction.back() == '0') fraction.pop_back();
  return text + fmt::format("{}{}.{}s", text.empty() ? "" : " ", ms / 1000, fraction);
}

std::string count_text(std::uint64_t count) { return grouped(std::to_string(count)); }

std::string short_count_text(std::uint64_t count) {
  static constexpr Unit kUnits[] = {
      {1, ""}, {1'000, " k"}, {1'000'000, " M"}, {1'000'000'000, " G"}};
  return scaled(count, kUnits);
}

std::string bytes_text(std::uint64_t bytes) {
  static constexpr Unit kUnits[] = {{1, " B"},
                                    {std::uint64_t{1} << 10, " KiB"},
                                    {std::uint64_t{1} << 20, " MiB"},
                                    {std::uint64_t{1} << 30, " GiB"},
                                    {std::uint64_t{1} << 40, " TiB"}};
  return scaled(bytes, kUnits);
}

std::string percent_text(const Decimal& ratio) {
  Decimal percent = ratio;  // times 100: the point moves, the digits stay
  for (int i = 0; i < 2; ++i) {
    if (percent.places > 0) {
      --percent.places;
    } else {
      percent.units *= 10;
    }
  }
  for (; percent.places > 4; --percent.places) percent.units /= 10;
  return percent.text() + " %";
}

std::string decimal_text(const Decimal& value) {
  if (value.places <= 4) return value.text();
  const auto cut =
      static_cast<std::int64_t>(power_of_ten(static_cast<std::uint8_t>(value.places - 4)));
  const std::int64_t half = value.units < 0 ? -cut / 2 : cut / 2;
  return Decimal{(value.units + half) / cut, 4}.text();
}

std::string value_text(const Decimal& value, std::string_view unit) {
  if (unit == "ratio") return percent_text(value);
  if (unit == "ms" && value.places <= 6 && value.units >= 0) {
    const std::uint64_t scale = power_of_ten(static_cast<std::uint8_t>(6 - value.places));
    return latency_text(Duration(value.units * static_cast<std::int64_t>(scale)));
  }
  const bool whole = value.places == 0 && value.units >= 0;
  const auto count = static_cast<std::uint64_t>(value.units);
  if (unit == "bytes" && whole) return bytes_text(count);
  const std::string number = whole ? count_text(count) : decimal_text(value);
  if (unit == "count" || unit.empty()) return number;
  return number + (unit == "per_s" ? " /s" : " " + std::string(unit));
}

void TextTable::row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

std::string TextTable::text() const {
  std::vector<std::size_t> widths(align_.size());
  for (const auto& cells : rows_)
    for (std::size_t i = 0; i < cells.size() && cells.size() > 1; ++i)
      widths[i] = std::max(widths[i], cells[i].size());
  std::string text;
  for (const auto& cells : rows_) {
    std::string line(indent_, ' ');
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::size_t pad = widths[i] - std::min(widths[i], cells[i].size());
      if (i > 0) line += "  ";
      line +=
          align_[i] == 'r' ? std::string(pad, ' ') + cells[i] : cells[i] + std::string(pad, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

}  // namespace sim
