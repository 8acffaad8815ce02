#include "sim/run/scenario/quantities.h"

#include <array>
#include <limits>
#include <numeric>
#include <span>

#include <fmt/format.h>

#include "sim/kernel/wide.h"
#include "sim/run/scenario/decimal_text.h"
#include "sim/run/scenario/json_document.h"
#include "sim/run/scenario/units.h"

namespace sim {

const QuantityKind kDurationKind{"duration", "ns, us, ms, s, min, h", "ms",
                                 R"(^-?[0-9]+(\.[0-9]+)?(ns|us|ms|s|min|h)$)"};
const QuantityKind kBytesKind{"size", "B, kB, KiB, MB, MiB, GB, GiB, TB, TiB", "B",
                              R"(^[0-9]+(\.[0-9]+)?(B|kB|KiB|MB|MiB|GB|GiB|TB|TiB)$)"};
const QuantityKind kBandwidthKind{
    "bandwidth", "bit/s, kbit/s, Mbit/s, Gbit/s, B/s, KiB/s, MiB/s, GiB/s", "Mbit/s",
    R"(^(unlimited|[0-9]+(\.[0-9]+)?([kMGT]?bit|[kMGT]?B|[KMGT]iB)/s)$)"};
const QuantityKind kRateKind{"rate", "/s, /min, /h", "/s", R"(^[0-9]+(\.[0-9]+)?/(ms|s|min|h)$)"};
const QuantityKind kDriftKind{"clock drift", "ppm, ppb", "ppm",
                              R"(^-?[0-9]+(\.[0-9]+)?(ppm|ppb)$)"};

namespace {

constexpr std::array kDurationUnits{
    Unit{"h", 3'600'000'000'000}, Unit{"min", 60'000'000'000}, Unit{"s", 1'000'000'000},
    Unit{"ms", 1'000'000},        Unit{"us", 1'000},           Unit{"ns", 1}};
constexpr std::array kByteUnits{Unit{"TiB", 1ull << 40},
                                Unit{"TB", 1'000'000'000'000},
                                Unit{"GiB", 1ull << 30},
                                Unit{"GB", 1'000'000'000},
                                Unit{"MiB", 1ull << 20},
                                Unit{"MB", 1'000'000},
                                Unit{"KiB", 1ull << 10},
                                Unit{"kB", 1'000},
                                Unit{"B", 1}};
// In bits per second; printed in the first that divides, so bits are tried before bytes.
constexpr std::array kBandwidthUnits{Unit{"Tbit/s", 1'000'000'000'000},
                                     Unit{"Gbit/s", 1'000'000'000},
                                     Unit{"Mbit/s", 1'000'000},
                                     Unit{"TiB/s", 8ull << 40},
                                     Unit{"GiB/s", 8ull << 30},
                                     Unit{"MiB/s", 8ull << 20},
                                     Unit{"KiB/s", 8ull << 10},
                                     Unit{"kbit/s", 1'000},
                                     Unit{"B/s", 8},
                                     Unit{"TB/s", 8'000'000'000'000},
                                     Unit{"GB/s", 8'000'000'000},
                                     Unit{"MB/s", 8'000'000},
                                     Unit{"kB/s", 8'000},
                                     Unit{"bit/s", 1}};
constexpr std::array kDriftUnits{Unit{"ppm", 1'000}, Unit{"ppb", 1}};
constexpr std::array kRateUnits{Unit{"/h", 3'600'000'000'000}, Unit{"/min", 60'000'000'000},
                                Unit{"/s", 1'000'000'000}, Unit{"/ms", 1'000'000}};
constexpr std::uint64_t kMaxSigned = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kBillion = 1'000'000'000;

std::string not_a(std::string_view text, const QuantityKind& kind, std::span<const Unit> units) {
  if (const std::string meant = respelt(text, kind, units); !meant.empty())
    return fmt::format("{} is not a {}; did you mean {}? (units: {})", in_quotes(text), kind.noun,
                       meant, kind.units);
  const auto number = read_decimal(text);
  return fmt::format("{} is not a {}; write a number and one of {}, e.g. \"{}{}\"", in_quotes(text),
                     kind.noun, kind.units, number ? text.substr(0, number->length) : "10",
                     kind.noun == kDurationKind.noun ? "s" : kind.usual_unit);
}

struct Split {
  DecimalText number;
  const Unit* unit = nullptr;  // nullptr: not a quantity of this kind
};
Split split(std::string_view text, std::span<const Unit> units) {
  const auto number = read_decimal(text);
  if (!number) return {};
  for (const Unit& unit : units)
    if (unit.name == text.substr(number->length)) return {*number, &unit};
  return {};
}

/// A whole number of the kind's smallest unit.
Parsed<std::uint64_t> parse_units(std::string_view text, std::span<const Unit> units,
                                  const QuantityKind& kind, bool may_be_negative,
                                  std::string_view smallest, std::string_view largest) {
  const auto [number, unit] = split(text, units);
  if (unit == nullptr) return {0, not_a(text, kind, units)};
  if (number.negative && !may_be_negative)
    return {0, fmt::format("{} is negative; a {} is 0 or more", in_quotes(text), kind.noun)};
  const Scaled scaled = scale(number, unit->size);
  if (scaled.problem == Scaled::Problem::kTooFine)
    return {0, fmt::format("{} is finer than {}; round it", in_quotes(text), smallest)};
  if (scaled.problem == Scaled::Problem::kTooLarge || scaled.value > kMaxSigned)
    return {0, fmt::format("{} is too large; the most is {}", in_quotes(text), largest)};
  return {scaled.value, ""};
}

Parsed<std::int64_t> with_sign(const Parsed<std::uint64_t>& parsed, std::string_view text) {
  const auto value = static_cast<std::int64_t>(parsed.value);
  return {text.starts_with('-') ? -value : value, parsed.mistake};
}

std::string print_units(std::uint64_t value, std::span<const Unit> units) {
  for (const Unit& unit : units)
    if (value % unit.size == 0 && (value != 0 || unit.size == 1))
      return fmt::format("{}{}", value / unit.size, unit.name);
  return "";
}

std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

}  // namespace

Parsed<Duration> parse_duration(std::string_view text) {
  const auto parsed =
      with_sign(parse_units(text, kDurationUnits, kDurationKind, true, "1ns", "292 years"), text);
  return {Duration(parsed.value), parsed.mistake};
}

Parsed<Bytes> parse_bytes(std::string_view text) {
  const auto parsed = parse_units(text, kByteUnits, kBytesKind, false, "1B", "8388607TiB");
  return {Bytes{parsed.value}, parsed.mistake};
}

Parsed<std::uint64_t> parse_bandwidth(std::string_view text) {
  if (text == "unlimited") return {0, ""};
  const auto bits =
      parse_units(text, kBandwidthUnits, kBandwidthKind, false, "1bit/s", "9223372Tbit/s");
  if (!bits.ok()) return bits;
  if (bits.value == 0) return {0, "a bandwidth of 0 carries nothing; write \"unlimited\" or more"};
  if (bits.value % 8 != 0)
    return {0, fmt::format("{} is not a whole number of bytes per second", in_quotes(text))};
  return {bits.value / 8, ""};
}

Parsed<Rate> parse_rate(std::string_view text) {
  const auto [number, unit] = split(text, kRateUnits);
  if (unit == nullptr) return {{}, not_a(text, kRateKind, kRateUnits)};
  if (number.negative)
    return {{}, fmt::format("{} is negative; a rate is 0 or more", in_quotes(text))};
  if (number.digits == 0) return {{0, static_cast<std::int64_t>(kBillion)}, ""};
  // digits * 10^exponent / unit: powers of ten go to the side where they are whole.
  Scaled events = scale({false, number.digits, std::max(number.exponent, 0), 0}, 1);
  Scaled per = scale({false, 1, std::max(-number.exponent, 0), 0}, unit->size);
  if (events.problem != Scaled::Problem::kNone || per.problem != Scaled::Problem::kNone ||
      per.value > kMaxSigned)
    return {{}, fmt::format("{} is out of reach; use fewer digits", in_quotes(text))};
  const std::uint64_t shared = std::gcd(events.value, per.value);
  return {{events.value / shared, static_cast<std::int64_t>(per.value / shared)}, ""};
}

Parsed<std::int64_t> parse_drift(std::string_view text) {
  return with_sign(parse_units(text, kDriftUnits, kDriftKind, true, "1ppb", "9e18ppb"), text);
}

Parsed<Ratio> parse_ratio(std::string_view text) {
  const auto number = read_decimal(text);
  const std::string_view unit = number ? text.substr(number->length) : "";
  if (!number || (!unit.empty() && unit != "%"))
    return {{}, fmt::format("{} is not a ratio; write e.g. \"2%\" or 0.02", in_quotes(text))};
  if (number->negative)
    return {{}, fmt::format("{} is negative; a ratio is 0 or more", in_quotes(text))};
  DecimalText value = *number;
  if (unit == "%") value.exponent -= 2;
  // The finest denominator that a power of ten can be in 32 bits is 10^9.
  const Scaled billionths = scale(value, kBillion);
  if (billionths.problem == Scaled::Problem::kTooFine)
    return {{}, fmt::format("{} is finer than one in a billion; round it", in_quotes(text))};
  std::uint64_t shared = std::gcd(billionths.value, kBillion);
  if (billionths.problem != Scaled::Problem::kNone || billionths.value / shared > UINT32_MAX)
    return {{}, fmt::format("{} is too large or has too many digits", in_quotes(text))};
  return {{static_cast<std::uint32_t>(billionths.value / shared),
           static_cast<std::uint32_t>(kBillion / shared)},
          ""};
}

Parsed<std::int64_t> parse_millionths(std::string_view text) {
  const auto number = read_decimal(text);
  if (!number || number->length != text.size())
    return {0, fmt::format("{} is not a number; write e.g. 0.99", in_quotes(text))};
  const Scaled scaled = scale(*number, 1'000'000);
  if (scaled.problem == Scaled::Problem::kTooFine)
    return {0, fmt::format("{} has more than six decimals; round it", text)};
  if (scaled.problem == Scaled::Problem::kTooLarge || scaled.value > kMaxSigned)
    return {0, fmt::format("{} is too large", text)};
  const auto value = static_cast<std::int64_t>(scaled.value);
  return {number->negative ? -value : value, ""};
}

Parsed<std::uint64_t> parse_whole(std::string_view text) {
  const auto number = read_decimal(text);
  if (!number && !text.empty() && text.find_first_not_of("-0123456789") == text.npos)
    return {0, fmt::format("{} is too large", text)};
  if (!number || number->length != text.size())
    return {0, fmt::format("{} is not a whole number", in_quotes(text))};
  const Scaled scaled = scale(*number, 1);
  if (scaled.problem == Scaled::Problem::kTooFine)
    return {0, fmt::format("{} is not a whole number", text)};
  if (scaled.problem == Scaled::Problem::kTooLarge)
    return {0, fmt::format("{} is too large", text)};
  if (number->negative && scaled.value != 0) return {0, fmt::format("{} is negative", text)};
  return {scaled.value, ""};
}

Parsed<std::uint64_t> parse_seed(std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  if (!text.starts_with("0x") && !text.starts_with("0X")) return parse_whole(text);
  const std::string_view digits = text.substr(2);
  std::uint64_t value = 0;
  for (const char c : digits) {
    const auto digit = kHexDigits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
    if (digit == kHexDigits.npos)
      return {0, fmt::format("{} is not a seed; write e.g. 42 or \"0x2a\"", in_quotes(text))};
    value = value * 16 + digit;
  }
  if (digits.empty() || digits.size() > 16)
    return {0, fmt::format("{} is not a seed; write 1 to 16 hexadecimal digits", in_quotes(text))};
  return {value, ""};
}

Parsed<std::int64_t> parse_percentile(std::string_view text) {
  const auto number = read_decimal(text);
  const Scaled scaled = number ? scale(*number, 10'000'000) : Scaled{};
  if (!number || number->length != text.size() || number->negative ||
      scaled.problem != Scaled::Problem::kNone || scaled.value > kBillion)
    return {0,
            fmt::format("{} is not a percentile; write 0 to 100, e.g. \"99.9\"", in_quotes(text))};
  return {static_cast<std::int64_t>(scaled.value), ""};
}

std::string print(Duration value) {
  if (value == Duration::zero()) return "0s";
  return (value < Duration::zero() ? "-" : "") +
         print_units(magnitude(value.count()), kDurationUnits);
}
std::string print(Bytes value) { return print_units(value.count, kByteUnits); }
std::string print_bandwidth(std::uint64_t bytes_per_second) {
  if (bytes_per_second == 0) return "unlimited";
  if (bytes_per_second > UINT64_MAX / 8) return fmt::format("{}B/s", bytes_per_second);
  return print_units(bytes_per_second * 8, kBandwidthUnits);
}
std::string print_drift(std::int64_t parts_per_billion) {
  return (parts_per_billion < 0 ? "-" : "") +
         print_units(magnitude(parts_per_billion), kDriftUnits);
}
std::string print_millionths(std::int64_t value) {
  return print_decimal(value < 0, magnitude(value), 6);
}
std::string print_percentile(std::int64_t per_billion) {
  return print_decimal(false, magnitude(per_billion), 7);
}

std::string print(Rate rate) {
  if (rate.events == 0) return "0/s";
  // In the first unit, beginning with the usual one, in which at most nine decimals are exact.
  constexpr int kUsualFirst[] = {2, 1, 0, 3};
  for (const int places : {0, 9}) {
    for (const int i : kUsualFirst) {
      const Wide units = static_cast<Wide>(rate.events) *
                         kRateUnits[static_cast<std::size_t>(i)].size *
                         (places == 0 ? 1 : kBillion);
      const auto per = static_cast<Wide>(rate.per_ns);
      if (units % per == 0 && units / per <= UINT64_MAX)
        return print_decimal(false, static_cast<std::uint64_t>(units / per), places) +
               std::string(kRateUnits[static_cast<std::size_t>(i)].name);
    }
  }
  return fmt::format("{}/s", rate.events);  // no scenario's text gives such a rate
}

std::string print(Ratio ratio) {
  const std::uint64_t whole = ratio.numerator / ratio.denominator;
  const std::uint64_t rest = ratio.numerator % ratio.denominator;
  return print_decimal(false, whole * kBillion + rest * kBillion / ratio.denominator, 9);
}

}  // namespace sim
