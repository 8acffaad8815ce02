#include "sim/run/scenario/span.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "sim/kernel/wide.h"
#include "sim/run/json_quoted.h"
#include "sim/run/scenario/decimal_text.h"
#include "sim/run/scenario/json_document.h"

namespace sim {
namespace {

constexpr std::uint64_t kMost = INT64_MAX;

using Read = std::optional<std::uint64_t>;

template <class T>
Read read(const Parsed<T>& parsed, std::uint64_t value) {
  return parsed.ok() && value <= kMost ? Read(value) : std::nullopt;
}

/// In millionths a second; nothing if it is finer.
Read in_millionths(Rate rate) {
  constexpr Wide kMillionSeconds = 1'000'000'000'000'000;
  const Wide scaled = static_cast<Wide>(rate.events) * kMillionSeconds;
  const auto per = static_cast<Wide>(rate.per_ns);
  if (scaled % per != 0 || scaled / per > kMost) return std::nullopt;
  return static_cast<std::uint64_t>(scaled / per);
}

/// A text as one kind of quantity. Their units have no name in common.
Read read_as(Span::Kind kind, const std::string& text) {
  switch (kind) {
    case Span::Kind::kDuration: {
      const auto parsed = parse_duration(text);
      return read(parsed, static_cast<std::uint64_t>(parsed.value.count()));
    }
    case Span::Kind::kBytes: {
      const auto parsed = parse_bytes(text);
      return read(parsed, parsed.value.count);
    }
    case Span::Kind::kBandwidth: {
      const auto parsed = parse_bandwidth(text);
      return text == "unlimited" ? std::nullopt : read(parsed, parsed.value);
    }
    case Span::Kind::kRate: {
      const auto parsed = parse_rate(text);
      return parsed.ok() ? in_millionths(parsed.value) : std::nullopt;
    }
    case Span::Kind::kRatio: {
      const auto parsed = parse_ratio(text);
      const Ratio ratio = parsed.value;
      return read(parsed, std::uint64_t{ratio.numerator} * (1'000'000'000 / ratio.denominator));
    }
    case Span::Kind::kDrift: {
      const auto parsed = parse_drift(text);
      return read(parsed, static_cast<std::uint64_t>(parsed.value));
    }
    case Span::Kind::kWhole:
    case Span::Kind::kDecimal:
      break;
  }
  return std::nullopt;
}

constexpr std::array kTextKinds = {Span::Kind::kDuration,  Span::Kind::kBytes,
                                   Span::Kind::kBandwidth, Span::Kind::kRate,
                                   Span::Kind::kRatio,     Span::Kind::kDrift};

std::optional<Span> texts(const std::string& from, const std::string& to) {
  for (const Span::Kind kind : kTextKinds)
    if (const Read low = read_as(kind, from), high = read_as(kind, to); low && high)
      return Span{kind, *low, *high};
  return std::nullopt;
}

std::optional<Span> numbers(const std::string& from, const std::string& to) {
  const bool is_decimal = (from + to).find('.') != std::string::npos;
  if (!is_decimal) {
    const auto low = parse_whole(from), high = parse_whole(to);
    if (!low.ok() || !high.ok() || std::max(low.value, high.value) > kMost) return std::nullopt;
    return Span{Span::Kind::kWhole, low.value, high.value};
  }
  const auto low = parse_millionths(from), high = parse_millionths(to);
  if (!low.ok() || !high.ok() || low.value < 0 || high.value < 0) return std::nullopt;
  return Span{Span::Kind::kDecimal, static_cast<std::uint64_t>(low.value),
              static_cast<std::uint64_t>(high.value)};
}

std::string mistake_in(const std::optional<Span>& span, const Range& range) {
  if (!span)
    return fmt::format(
        "no range from {} to {}; give two numbers, or two quantities of one kind, of 0 or more",
        range.from, range.to);
  if (span->from > span->to)
    return fmt::format("{} is above {}; write the smaller one first", range.from, range.to);
  if (range.law == Range::Law::kLog && span->from == 0)
    return R"(no doubling begins at 0; begin above it, and write "zero": "50%" for nothing at all)";
  return "";
}

}  // namespace

Parsed<Span> span_of(const Range& range) {
  const JsonValue from = parse_json(range.from).root, to = parse_json(range.to).root;
  std::optional<Span> span;
  if (from.kind == JsonValue::Kind::kString && to.kind == JsonValue::Kind::kString)
    span = texts(from.text, to.text);
  else if (from.kind == JsonValue::Kind::kNumber && to.kind == JsonValue::Kind::kNumber)
    span = numbers(from.text, to.text);
  return {span.value_or(Span{}), mistake_in(span, range)};
}

std::string Span::json(std::uint64_t value) const {
  const auto is_signed = static_cast<std::int64_t>(value);
  switch (kind) {
    case Kind::kWhole:
      return std::to_string(value);
    case Kind::kDecimal:
      return print_millionths(is_signed);
    case Kind::kDuration:
      return json_quoted(print(Duration(is_signed)));
    case Kind::kBytes:
      return json_quoted(print(Bytes{value}));
    case Kind::kBandwidth:
      return json_quoted(print_bandwidth(value));
    case Kind::kRate:
      return json_quoted(print_decimal(false, value, 6) + "/s");
    case Kind::kRatio:
      return print_decimal(false, value, 9);
    case Kind::kDrift:
      return json_quoted(print_drift(is_signed));
  }
  return "";
}

}  // namespace sim
