#include "sim/run/search/draws.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/kernel/check.h"
#include "sim/run/scenario/span.h"

namespace sim {
namespace {

constexpr Ratio kHalf{1, 2};
constexpr std::uint32_t kShares = 4;  // of the fields one to four quarters are drawn: our choice

/// Uniform, both ends included; the upper one only if a step falls on it.
std::uint64_t between(Span::Kind kind, std::uint64_t from, std::uint64_t to, Rng& rng) {
  std::uint64_t step = 1;
  if (kind != Span::Kind::kWhole)
    while ((to - from) / 100 >= step) step *= 10;
  return from + step * rng.below((to - from) / step + 1);
}

std::uint64_t draw(const Span& span, Range::Law law, Rng& rng) {
  if (law == Range::Law::kUniform) return between(span.kind, span.from, span.to, rng);
  std::uint64_t doublings = 1;
  while (span.from <= (span.to - 1) >> doublings) ++doublings;
  const std::uint64_t low = span.from << rng.below(doublings);
  const std::uint64_t high = low > span.to / 2 ? span.to : 2 * low;
  return between(span.kind, low, high, rng);
}

std::string draw_span(const Range& range, Rng& rng) {
  const Parsed<Span> span = span_of(range);
  SIM_CHECK(span.ok(), "a range that was not looked at: " + span.mistake);
  const bool nothing = rng.chance(range.zero);
  return span.value.json(nothing ? 0 : draw(span.value, range.law, rng));
}

std::string draw_subset(const Range& range, Rng& rng) {
  std::string list;
  for (const std::string& value : range.values)
    if (rng.chance(kHalf)) list += (list.empty() ? "" : ", ") + value;
  return "[" + list + "]";
}

}  // namespace

std::string draw(const Range& range, Rng& rng) {
  switch (range.kind) {
    case Range::Kind::kSet:
      return range.values[rng.below(range.values.size())];
    case Range::Kind::kSpan:
      return draw_span(range, rng);
    case Range::Kind::kSubset:
      return draw_subset(range, rng);
  }
  return "";
}

std::vector<std::string> draw_fields(std::span<const Range> ranges, std::uint64_t key) {
  const auto quarters = static_cast<std::uint32_t>(1 + stream(key, "search.share").below(kShares));
  std::vector<std::string> overrides;
  for (const Range& range : ranges) {
    Rng rng = stream(key, "search.field." + range.field);
    if (!rng.chance({quarters, kShares})) continue;
    overrides.push_back(fmt::format("{}={}", range.field, draw(range, rng)));
  }
  return overrides;
}

}  // namespace sim
