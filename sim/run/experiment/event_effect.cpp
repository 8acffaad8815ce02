#include "sim/run/experiment/event_effect.h"

#include <cstdint>
#include <string_view>

#include <fmt/format.h>

namespace sim {
namespace {

struct Move {
  std::uint64_t MessageCounts::*count;
  std::string_view word;
};
constexpr Move kMoves[] = {{&MessageCounts::delivered, "delivered"},
                           {&MessageCounts::lost, "lost"},
                           {&MessageCounts::blocked, "blocked"},
                           {&MessageCounts::late, "late"},
                           {&MessageCounts::duplicated, "duplicated"},
                           {&MessageCounts::reordered, "reordered"},
                           {&MessageCounts::sent, "sent"}};

}  // namespace

std::string effect(std::span<const std::string> names, std::span<const MessageCounts> before,
                   std::span<const MessageCounts> after) {
  std::string text;
  for (const Move& move : kMoves) {
    for (std::size_t kind = 0; kind < names.size(); ++kind) {
      const std::uint64_t times = after[kind].*move.count - before[kind].*move.count;
      if (times == 0) continue;
      if (!text.empty()) text += ", ";
      if (times > 1) text += fmt::format("{} ", times);
      text += fmt::format("{} {}", names[kind], move.word);
    }
  }
  return text;
}

}  // namespace sim
