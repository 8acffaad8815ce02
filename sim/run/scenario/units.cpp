#include "sim/run/scenario/units.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/run/scenario/decimal_text.h"

namespace sim {
namespace {

/// Units as people write them elsewhere, and ours; where the word leaves two, both.
struct Spelling {
  std::string_view wrong, right, or_right{};
};
constexpr std::array kDurationSpellings{
    Spelling{"m", "min", "ms"}, Spelling{"M", "min"},       Spelling{"mins", "min"},
    Spelling{"minute", "min"},  Spelling{"minutes", "min"}, Spelling{"sec", "s"},
    Spelling{"secs", "s"},      Spelling{"second", "s"},    Spelling{"seconds", "s"},
    Spelling{"S", "s"},         Spelling{"msec", "ms"},     Spelling{"usec", "us"},
    Spelling{"\u00b5s", "us"},  Spelling{"\u03bcs", "us"},  Spelling{"nsec", "ns"},
    Spelling{"hour", "h"},      Spelling{"hours", "h"},     Spelling{"hr", "h"},
    Spelling{"H", "h"}};
constexpr std::array kBytesSpellings{
    Spelling{"k", "kB", "KiB"},  Spelling{"K", "kB", "KiB"},  Spelling{"KB", "kB", "KiB"},
    Spelling{"kb", "kB", "KiB"}, Spelling{"kib", "KiB"},      Spelling{"kiB", "KiB"},
    Spelling{"M", "MB", "MiB"},  Spelling{"mb", "MB", "MiB"}, Spelling{"G", "GB", "GiB"},
    Spelling{"gb", "GB", "GiB"}, Spelling{"b", "B"},          Spelling{"bytes", "B"}};
constexpr std::array kBandwidthSpellings{
    Spelling{"bps", "bit/s"},   Spelling{"kbps", "kbit/s"},   Spelling{"Mbps", "Mbit/s"},
    Spelling{"Gbps", "Gbit/s"}, Spelling{"kb/s", "kbit/s"},   Spelling{"Mb/s", "Mbit/s"},
    Spelling{"Gb/s", "Gbit/s"}, Spelling{"mbit/s", "Mbit/s"}, Spelling{"gbit/s", "Gbit/s"},
    Spelling{"Mbit", "Mbit/s"}, Spelling{"Gbit", "Gbit/s"},   Spelling{"KB/s", "kB/s", "KiB/s"}};
constexpr std::array kRateSpellings{Spelling{"/sec", "/s"},        Spelling{"/second", "/s"},
                                    Spelling{"ps", "/s"},          Spelling{"rps", "/s"},
                                    Spelling{"qps", "/s"},         Spelling{"ops/s", "/s"},
                                    Spelling{"/m", "/min", "/ms"}, Spelling{"/minute", "/min"},
                                    Spelling{"/hour", "/h"},       Spelling{"Hz", "/s"}};

std::span<const Spelling> spellings(const QuantityKind& kind) {
  if (&kind == &kDurationKind) return kDurationSpellings;
  if (&kind == &kBytesKind) return kBytesSpellings;
  if (&kind == &kBandwidthKind) return kBandwidthSpellings;
  if (&kind == &kRateKind) return kRateSpellings;
  return {};
}

}  // namespace

std::string respelt(std::string_view text, const QuantityKind& kind, std::span<const Unit> units) {
  const auto number = read_decimal(text);
  if (!number) return "";
  const std::string_view digits = text.substr(0, number->length);
  std::string_view unit = text.substr(number->length);
  unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
  for (const Unit& known : units)
    if (known.name == unit) return fmt::format("\"{}{}\"", digits, unit);
  for (const Spelling& spelling : spellings(kind)) {
    if (spelling.wrong != unit) continue;
    const std::string other =
        spelling.or_right.empty() ? "" : fmt::format(" or \"{}{}\"", digits, spelling.or_right);
    return fmt::format("\"{}{}\"{}", digits, spelling.right, other);
  }
  return "";
}

}  // namespace sim
