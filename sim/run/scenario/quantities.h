// Quantities as text with a unit, exact both ways: no value passes through a floating-point number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/kernel/ids.h"
#include "sim/kernel/time.h"

namespace sim {

/// A value, or why the text is none.
template <class T>
struct Parsed {
  T value{};
  std::string mistake;  // empty: there is a value
  bool ok() const { return mistake.empty(); }
};

/// What messages, the schema and the reference say of one kind of quantity.
struct QuantityKind {
  std::string_view noun, units;
  std::string_view usual_unit;  // proposed for a bare number
  std::string_view pattern;     // for the JSON Schema
};
extern const QuantityKind kDurationKind, kBytesKind, kBandwidthKind, kRateKind, kDriftKind;

Parsed<Duration> parse_duration(std::string_view);        // "1.5ms", "-3s"
Parsed<Bytes> parse_bytes(std::string_view);              // "4KiB", "10MB"
Parsed<std::uint64_t> parse_bandwidth(std::string_view);  // bytes/s; "unlimited" is 0
Parsed<Rate> parse_rate(std::string_view);                // "2000/s", "0.5/h"
Parsed<std::int64_t> parse_drift(std::string_view);       // per billion; "50ppm"
Parsed<Ratio> parse_ratio(std::string_view);              // "2%", "0.02", "2.5"
Parsed<std::int64_t> parse_millionths(std::string_view);  // "0.99"
Parsed<std::uint64_t> parse_whole(std::string_view);      // "12", "1e3"; up to 2^64 - 1
Parsed<std::uint64_t> parse_seed(std::string_view);       // the same, or "0x9f"
Parsed<std::int64_t> parse_percentile(std::string_view);  // per billion; "99.9"

/// Canonical: the largest unit in which the value is whole. What is printed parses to the same.
std::string print(Duration);
std::string print(Bytes);
std::string print_bandwidth(std::uint64_t bytes_per_second);
std::string print(Rate);
std::string print_drift(std::int64_t parts_per_billion);
std::string print(Ratio);  // decimal: "0.02"; a ratio without finite decimals is cut after nine
std::string print_millionths(std::int64_t);
std::string print_percentile(std::int64_t per_billion);

}  // namespace sim
