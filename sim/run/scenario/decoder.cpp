// The values of single fields; see decoder_structure.cpp for what holds other fields.
#include "sim/run/scenario/decoder.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/kernel/wide.h"
#include "sim/run/scenario/distribution_fields.h"
#include "sim/run/scenario/read_file.h"
#include "sim/run/scenario/suggestions.h"

namespace sim {
namespace {

using Kind = JsonValue::Kind;

std::string with_usual_unit(const JsonValue& value, const QuantityKind& kind) {
  return fmt::format("{} has no unit; write e.g. \"{}{}\" (units: {})", value.text, value.text,
                     kind.usual_unit, kind.units);
}

}  // namespace

Parsed<std::string> read_input(DecodeSession& session, const std::string& file) {
  const bool absolute = file.starts_with('/') || session.folder.empty();
  const std::string path = absolute ? file : session.folder + "/" + file;
  std::optional<std::string> text = read_file(path);
  if (!text)
    return {"", fmt::format("cannot read \"{}\" (files are named relative to the scenario)", path)};
  session.inputs.push_back(path);
  return {std::move(*text), ""};
}

/// A field that is asked for twice is known once.
void Decoder::learn(std::string_view name) {
  if (std::find(known_.begin(), known_.end(), name) == known_.end()) known_.emplace_back(name);
}

std::string Decoder::pointer_to(std::string_view name) const {
  return name.empty() ? pointer_ : pointer_ + pointer_step(name);
}

void Decoder::complain(const JsonValue& value, std::string_view name, std::string message) {
  session_.mistakes.at_value(value, pointer_to(name), std::move(message));
}

const JsonValue* Decoder::look_up(std::string_view name, const Info& info) {
  if (name.empty()) {
    visited_itself_ = true;
    return &value_;
  }
  learn(name);
  const JsonValue* member = value_.find(name);
  if (member == nullptr && info.required)
    missing_.push_back({{std::string(name)}, fmt::format("required, and missing: {}", info.doc)});
  return member;
}

const JsonValue* Decoder::look_up(std::string_view name, const Info& info, Kind kind,
                                  std::string_view wanted) {
  const JsonValue* member = look_up(name, info);
  if (member == nullptr || member->kind == kind) return member;
  complain(*member, name, fmt::format("{} is not {}", in_words(*member), wanted));
  return nullptr;
}

bool Decoder::in_range(const JsonValue& value, std::string_view name, bool fits, const Info& info,
                       const std::function<std::string(std::int64_t)>& print_bound) {
  if (fits) return true;
  const std::string range =
      info.max == INT64_MAX
          ? fmt::format("it must be at least {}", print_bound(info.min))
          : fmt::format("it must be {} to {}", print_bound(info.min), print_bound(info.max));
  complain(value, name, fmt::format("{} is out of range; {}", in_words(value), range));
  return false;
}

bool Decoder::count_fits(const JsonValue& value, std::string_view name, std::string_view what,
                         const Info& info) {
  const auto count = static_cast<std::int64_t>(value.children.size());
  if (count >= info.min && count <= info.max) return true;
  std::string wanted = fmt::format("at least {}", info.min);
  if (info.min == info.max) wanted = fmt::format("exactly {}", info.min);
  if (count > info.max && info.min != info.max) wanted = fmt::format("at most {}", info.max);
  complain(value, name, fmt::format("there must be {} {}, not {}", wanted, what, count));
  return false;
}

/// The text of a quantity with a unit, read; nothing: absent, or complained of.
template <class T, class Parse>
std::optional<T> Decoder::quantity(std::string_view name, const Info& info,
                                   const QuantityKind& kind, Parse parse) {
  const JsonValue* value = look_up(name, info);
  if (value == nullptr) return std::nullopt;
  if (value->kind == Kind::kNumber) {
    complain(*value, name, with_usual_unit(*value, kind));
    return std::nullopt;
  }
  if (value->kind != Kind::kString) {
    complain(*value, name,
             fmt::format("{} is not a {}; write e.g. \"10{}\"", in_words(*value), kind.noun,
                         kind.usual_unit));
    return std::nullopt;
  }
  Parsed<T> parsed = parse(value->text);
  if (parsed.ok()) return parsed.value;
  complain(*value, name, std::move(parsed.mistake));
  return std::nullopt;
}

/// The digits of a JSON number (or of a string, which is the caller's to allow), read.
template <class T>
std::optional<T> Decoder::number(const JsonValue& value, std::string_view name,
                                 Parsed<T> (*parse)(std::string_view)) {
  Parsed<T> parsed{{}, ""};
  if (value.kind == Kind::kString && parse(value.text).ok()) {
    parsed.mistake =
        fmt::format("{} is a string; write {} without quotes", in_words(value), value.text);
  } else if (value.kind != Kind::kNumber) {
    parsed.mistake = fmt::format("{} is not a number", in_words(value));
  } else {
    parsed = parse(value.text);
  }
  if (parsed.ok()) return parsed.value;
  complain(value, name, std::move(parsed.mistake));
  return std::nullopt;
}

void Decoder::flag(std::string_view name, bool& flag, Info info) {
  if (const JsonValue* value = look_up(name, info, Kind::kBoolean, "true or false"))
    flag = value->boolean;
}

void Decoder::integer(std::string_view name, std::uint64_t& integer, Info info) {
  const JsonValue* value = look_up(name, info);
  if (value == nullptr) return;
  std::optional<std::uint64_t> read;
  const bool labelled =
      !info.label.empty() && value->kind == Kind::kString && value->text.starts_with(info.label);
  if (labelled) {
    JsonValue unlabelled = *value;
    unlabelled.kind = Kind::kNumber;
    unlabelled.text = value->text.substr(info.label.size());
    read = number(unlabelled, name, parse_whole);
  } else {
    read = number(*value, name, parse_whole);
  }
  if (!read) return;
  const bool fits = (info.min <= 0 || *read >= static_cast<std::uint64_t>(info.min)) &&
                    *read <= static_cast<std::uint64_t>(info.max);
  if (in_range(*value, name, fits, info, [](std::int64_t x) { return std::to_string(x); }))
    integer = *read;
}

void Decoder::seed(std::string_view name, std::uint64_t& seed, Info info) {
  const JsonValue* value = look_up(name, info);
  if (value == nullptr) return;
  const bool text = value->kind == Kind::kString || value->kind == Kind::kNumber;
  const Parsed<std::uint64_t> parsed =
      text ? parse_seed(value->text)
           : Parsed<std::uint64_t>{0, in_words(*value) + " is not a seed; write e.g. 42"};
  if (parsed.ok()) {
    seed = parsed.value;
  } else {
    complain(*value, name, parsed.mistake + "; a seed is 0 to 18446744073709551615");
  }
}

void Decoder::text(std::string_view name, std::string& text, Info info) {
  const JsonValue* value = look_up(name, info, Kind::kString, "a string");
  if (value == nullptr) return;
  text = value->text;
  if (info.refers != Refers::kNothing)
    session_.references.push_back({value, pointer_to(name), info.refers});
}

void Decoder::any(std::string_view name, std::string& json, Info info) {
  if (const JsonValue* value = look_up(name, info)) json = written(*value).line();
}

void Decoder::duration(std::string_view name, Duration& duration, Info info) {
  const auto read = quantity<Duration>(name, info, kDurationKind, parse_duration);
  if (!read) return;
  const bool fits = read->count() >= info.min && read->count() <= info.max;
  const JsonValue& value = name.empty() ? value_ : *value_.find(name);
  if (in_range(value, name, fits, info, [](std::int64_t ns) { return print(Duration(ns)); }))
    duration = *read;
}

void Decoder::bytes(std::string_view name, Bytes& bytes, Info info) {
  const auto read = quantity<Bytes>(name, info, kBytesKind, parse_bytes);
  if (!read) return;
  const auto count = static_cast<std::int64_t>(read->count);
  const JsonValue& value = name.empty() ? value_ : *value_.find(name);
  if (in_range(value, name, count >= info.min && count <= info.max, info,
               [](std::int64_t n) { return print(Bytes{static_cast<std::uint64_t>(n)}); }))
    bytes = *read;
}

void Decoder::bandwidth(std::string_view name, std::uint64_t& bytes_per_second, Info info) {
  const auto read = quantity<std::uint64_t>(name, info, kBandwidthKind, parse_bandwidth);
  if (read) bytes_per_second = *read;
}

void Decoder::rate(std::string_view name, Rate& rate, Info info) {
  const auto read = quantity<Rate>(name, info, kRateKind, parse_rate);
  if (!read) return;
  // Compared per second, rounded toward the bound, which is a whole number.
  const Wide events = static_cast<Wide>(read->events) * 1'000'000'000;
  const auto per = static_cast<Wide>(read->per_ns);
  const bool fits = events >= static_cast<Wide>(std::max<std::int64_t>(info.min, 0)) * per &&
                    events <= static_cast<Wide>(info.max) * per;
  const JsonValue& value = name.empty() ? value_ : *value_.find(name);
  if (in_range(value, name, fits, info, [](std::int64_t n) { return fmt::format("{}/s", n); }))
    rate = *read;
}

void Decoder::ratio(std::string_view name, Ratio& ratio, Info info) {
  const JsonValue* value = look_up(name, info);
  if (value == nullptr) return;
  const bool text = value->kind == Kind::kString || value->kind == Kind::kNumber;
  const Parsed<Ratio> parsed =
      text ? parse_ratio(value->text)
           : Parsed<Ratio>{{}, in_words(*value) + " is not a ratio; write e.g. \"2%\" or 0.02"};
  if (!parsed.ok()) return complain(*value, name, parsed.mistake);
  if (info.max == INT64_MAX) info.max = 1'000'000;
  const std::uint64_t millionfold = parsed.value.numerator * std::uint64_t{1'000'000};
  const auto floor = static_cast<std::int64_t>(millionfold / parsed.value.denominator);
  const bool exact = millionfold % parsed.value.denominator == 0;
  const bool fits = floor >= info.min && (floor < info.max || (floor == info.max && exact));
  if (in_range(*value, name, fits, info, print_millionths)) ratio = parsed.value;
}

void Decoder::decimal(std::string_view name, std::int64_t& millionths, Info info) {
  const JsonValue* value = look_up(name, info);
  if (value == nullptr) return;
  const auto read = number(*value, name, parse_millionths);
  if (read &&
      in_range(*value, name, *read >= info.min && *read <= info.max, info, print_millionths))
    millionths = *read;
}

void Decoder::drift(std::string_view name, std::int64_t& parts_per_billion, Info info) {
  const auto read = quantity<std::int64_t>(name, info, kDriftKind, parse_drift);
  if (!read) return;
  const JsonValue& value = name.empty() ? value_ : *value_.find(name);
  if (in_range(value, name, *read >= info.min && *read <= info.max, info, print_drift))
    parts_per_billion = *read;
}

void Decoder::choice(std::string_view name, std::size_t& chosen,
                     std::span<const std::string_view> words, Info info) {
  const JsonValue* value = look_up(name, info);
  if (value == nullptr) return;
  const auto found = std::find(words.begin(), words.end(), std::string_view(value->text));
  if (value->kind == Kind::kString && found != words.end()) {
    chosen = static_cast<std::size_t>(found - words.begin());
    return;
  }
  const std::vector<std::string> known(words.begin(), words.end());
  complain(*value, name,
           fmt::format("{} is not known here{}", in_words(*value),
                       suggestion(value->kind == Kind::kString ? value->text : "", known)));
}

void Decoder::names(std::string_view name, std::vector<std::string>& names, Info info) {
  const JsonValue* value = look_up(name, info);
  if (value == nullptr) return;
  const bool one = value->kind == Kind::kString;
  if (!one && value->kind != Kind::kList)
    return complain(
        *value, name,
        fmt::format("{} is not a list of names, e.g. [\"a\", \"b\"]", in_words(*value)));
  JsonValue single;
  if (one) single.children.push_back(*value);
  const JsonValue& list = one ? single : *value;
  if (!one && !count_fits(list, name, "names", info)) return;
  names.clear();
  for (std::size_t i = 0; i < list.children.size(); ++i) {
    const JsonValue& item = one ? *value : list.children[i];
    const std::string pointer = pointer_to(name) + (one ? "" : fmt::format("/{}", i));
    if (item.kind != Kind::kString) {
      session_.mistakes.at_value(item, pointer,
                                 fmt::format("{} is not a name; write a string", in_words(item)));
      continue;
    }
    names.push_back(item.text);
    if (info.refers != Refers::kNothing)
      session_.references.push_back({&item, pointer, info.refers});
  }
}

}  // namespace sim
