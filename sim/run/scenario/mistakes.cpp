#include "sim/run/scenario/mistakes.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace sim {

void Mistakes::at_value(const JsonValue& value, std::string pointer, std::string message) {
  found_.push_back({value.overridden_by, value.offset, std::move(pointer), std::move(message)});
}

void Mistakes::at_key(const JsonValue& value, std::string pointer, std::string message) {
  found_.push_back({value.overridden_by, value.key_offset, std::move(pointer), std::move(message)});
}

void Mistakes::at_offset(std::size_t offset, std::string pointer, std::string message) {
  found_.push_back({-1, offset, std::move(pointer), std::move(message)});
}

void Mistakes::in_override(int index, std::string pointer, std::string message) {
  found_.push_back({index, 0, std::move(pointer), std::move(message)});
}

bool Mistakes::any_within(std::string_view pointer) const {
  return std::any_of(found_.begin(), found_.end(),
                     [&](const Mistake& mistake) { return lies_within(mistake.pointer, pointer); });
}

bool lies_within(std::string_view pointer, std::string_view upper) {
  return pointer.starts_with(upper) &&
         (pointer.size() == upper.size() || pointer[upper.size()] == '/');
}

std::vector<Diagnostic> Mistakes::diagnostics() const {
  std::vector<Mistake> sorted = found_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Mistake& a, const Mistake& b) {
    return std::tuple(a.override_index, a.offset) < std::tuple(b.override_index, b.offset);
  });
  std::vector<Diagnostic> all;
  for (Mistake& mistake : sorted) {
    Diagnostic diagnostic{file_, 0, 0, std::move(mistake.pointer), std::move(mistake.message)};
    if (mistake.override_index < 0) {
      const TextPosition position = position_in(text_, mistake.offset);
      diagnostic.line = position.line;
      diagnostic.column = position.column;
    } else {
      diagnostic.file = "--set " + overrides_[static_cast<std::size_t>(mistake.override_index)];
    }
    all.push_back(std::move(diagnostic));
  }
  return all;
}

std::string Diagnostic::text() const {
  const std::string where = line > 0 ? fmt::format("{}:{}:{}", file, line, column) : file;
  return pointer.empty() ? fmt::format("{}: error: {}", where, message)
                         : fmt::format("{}: error: {}: {}", where, pointer, message);
}

}  // namespace sim
