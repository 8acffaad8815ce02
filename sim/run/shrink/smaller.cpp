#include "sim/run/shrink/smaller.h"

#include <algorithm>

#include "sim/kernel/wide.h"
#include "sim/run/scenario/quantities.h"
#include "sim/run/shrink/json_edit.h"
#include "sim/run/shrink/reductions.h"

namespace sim {
namespace {

using Kind = JsonValue::Kind;

/// At most two digits that count: 1234 is 1200.
std::uint64_t rounded(std::uint64_t value) {
  std::uint64_t unit = 1;
  while (value / unit >= 100) unit *= 10;
  return value / unit * unit;
}

/// Nothing, one of `unit`, an eighth, a half, three quarters, and one less where that is far.
std::vector<std::uint64_t> below(std::uint64_t value, std::uint64_t unit) {
  std::vector<std::uint64_t> values{0, unit, value / 8, value / 2, value - value / 4};
  if (value <= 8 && value > 0) values.push_back(value - 1);
  values.push_back(value);
  for (std::uint64_t& each : values) each = rounded(each);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::erase_if(values, [&](std::uint64_t each) { return each >= value; });
  return values;
}

/// Whole events, at least one where there are any.
std::uint64_t per_second(Rate rate) {
  const Wide events = static_cast<Wide>(rate.events) * static_cast<Wide>(Rate{}.per_ns);
  const auto per = static_cast<Wide>(rate.per_ns);
  return static_cast<std::uint64_t>(std::min<Wide>((events + per - 1) / per, UINT64_MAX));
}

JsonValue json_decimal(std::int64_t millionths) {
  JsonValue value = json_number(0);
  value.text = print_millionths(millionths);
  return value;
}

bool is_quantity(const JsonValue& value) { return value.kind == Kind::kString; }

void collect_durations(const JsonValue& value, std::vector<std::string>& found) {
  if (is_quantity(value) && parse_duration(value.text).ok() &&
      std::find(found.begin(), found.end(), value.text) == found.end())
    found.push_back(value.text);
  for (const JsonValue& child : value.children) collect_durations(child, found);
}

bool is_of_site(std::string_view name, const std::string& site) {
  return name == site || name.starts_with(site + '-') || name.starts_with(site + '/') ||
         name.ends_with('@' + site);
}

/// An element of a list, and whether it is about the site, or about nothing that is left.
bool is_about(const JsonValue& element, const JsonValue& before, const std::string& site) {
  const auto of_site = [&](const JsonValue& value) {
    return value.kind == Kind::kString && is_of_site(value.text, site);
  };
  if (of_site(element)) return true;
  if (element.kind == Kind::kList) return element.children.empty() && !before.children.empty();
  for (std::size_t i = 0; i < element.children.size(); ++i) {
    const JsonValue& child = element.children[i];
    if (of_site(child)) return true;
    const bool lost = child.kind == Kind::kList && child.children.size() < 2 &&
                      before.children[i].children.size() > child.children.size();
    if (lost && (child.children.empty() || child.key == "between" || child.key == "partition"))
      return true;
    if (child.kind == Kind::kObject && is_about(child, before.children[i], site)) return true;
  }
  return false;
}

}  // namespace

std::vector<JsonValue> smaller(const JsonValue& value) {
  std::vector<JsonValue> values;
  if (value.kind == Kind::kNumber) {
    const Parsed<std::uint64_t> number = parse_whole(value.text);
    const Parsed<std::int64_t> decimal = parse_millionths(value.text);
    if (number.ok()) {
      for (const std::uint64_t each : below(number.value, 1)) values.push_back(json_number(each));
    } else if (decimal.ok() && decimal.value > 0) {
      constexpr std::uint64_t kHundredth = 10'000;
      for (const std::uint64_t each : below(static_cast<std::uint64_t>(decimal.value), kHundredth))
        values.push_back(json_decimal(static_cast<std::int64_t>(each)));
    }
  } else if (is_quantity(value)) {
    const Parsed<Duration> duration = parse_duration(value.text);
    const Parsed<Rate> rate = parse_rate(value.text);
    if (duration.ok() && duration.value > Duration{}) {
      constexpr std::uint64_t kMillisecond = 1'000'000;
      for (const std::uint64_t each :
           below(static_cast<std::uint64_t>(duration.value.count()), kMillisecond))
        values.push_back(json_string(print(Duration(static_cast<std::int64_t>(each)))));
    } else if (rate.ok()) {
      for (const std::uint64_t each : below(per_second(rate.value), 1))
        values.push_back(json_string(print(Rate{each})));
    }
  }
  return values;
}

Duration rounded_up(Duration duration) {
  auto value = static_cast<std::uint64_t>(std::max(duration, Duration{}).count());
  std::uint64_t unit = 1;
  while (value / unit >= 100) unit *= 10;
  return Duration(static_cast<std::int64_t>((value / unit + 1) * unit));
}

JsonValue words_of(std::string_view text) {
  JsonValue list;
  list.kind = Kind::kList;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    list.children.push_back(json_string(std::string(text.substr(0, end))));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return list;
}

std::vector<std::string> durations_in(const JsonValue& value) {
  std::vector<std::string> found;
  collect_durations(value, found);
  return found;
}

JsonValue without_mentions(JsonValue value, const std::string& site) {
  const JsonValue before = value;
  for (JsonValue& child : value.children) child = without_mentions(std::move(child), site);
  if (value.kind != Kind::kList) return value;
  std::vector<JsonValue> kept;
  for (std::size_t i = 0; i < value.children.size(); ++i)
    if (!is_about(value.children[i], before.children[i], site))
      kept.push_back(std::move(value.children[i]));
  value.children = std::move(kept);
  return value;
}

bool grows(const JsonValue& from, const JsonValue& to) {
  if (from.kind == Kind::kNumber && to.kind == Kind::kNumber && is_scale(from.key)) {
    const Parsed<std::uint64_t> before = parse_whole(from.text), after = parse_whole(to.text);
    return before.ok() && after.ok() && after.value > before.value;
  }
  for (std::size_t i = 0; i < from.children.size(); ++i) {
    const JsonValue& child = from.children[i];
    const JsonValue* other = nullptr;
    if (from.kind == Kind::kObject) other = to.find(child.key);
    if (from.kind == Kind::kList && i < to.children.size()) other = &to.children[i];
    if (other != nullptr && grows(child, *other)) return true;
  }
  return false;
}

}  // namespace sim
