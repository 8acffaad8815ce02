// Collects every mistake of a scenario and sorts them as the file has them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/scenario/json_document.h"
#include "sim/run/scenario/scenario.h"

namespace sim {

class Mistakes {
 public:
  /// Both outlive the collector. Of override i, `overrides[i]` is the text.
  Mistakes(std::string_view text, std::string file, std::span<const std::string> overrides)
      : text_(text), file_(std::move(file)), overrides_(overrides) {}

  void at_value(const JsonValue&, std::string pointer, std::string message);
  void at_key(const JsonValue&, std::string pointer, std::string message);
  void at_offset(std::size_t offset, std::string pointer, std::string message);
  void in_override(int index, std::string pointer, std::string message);

  struct Mistake {
    int override_index;  // -1: in the file
    std::size_t offset;
    std::string pointer, message;
  };
  void add(Mistake mistake) { found_.push_back(std::move(mistake)); }
  const std::vector<Mistake>& all() const { return found_; }
  /// None yet, of the same file and overrides.
  Mistakes of_the_same_text() const { return {text_, file_, overrides_}; }

  /// Whether something is wrong at this pointer or below it already.
  bool any_within(std::string_view pointer) const;
  bool empty() const { return found_.empty(); }
  /// In file order, overrides last.
  std::vector<Diagnostic> diagnostics() const;

 private:
  std::string_view text_;
  std::string file_;
  std::span<const std::string> overrides_;
  std::vector<Mistake> found_;
};

/// Whether a pointer is this one or one below it.
bool lies_within(std::string_view pointer, std::string_view upper);

}  // namespace sim
