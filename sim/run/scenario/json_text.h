// JSON to be written: an ordered tree, printed the same everywhere. Internal to sim/run/scenario.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim {

class JsonText {
 public:
  static JsonText raw(std::string token);  ///< a number as it should appear, true, false, null
  static JsonText string(std::string_view characters);
  static JsonText integer(std::int64_t value) { return raw(std::to_string(value)); }
  static JsonText boolean(bool value) { return raw(value ? "true" : "false"); }
  static JsonText list();
  static JsonText object();

  JsonText& set(std::string_view key, JsonText value);  ///< an object's member; the value in place
  JsonText& append(JsonText value);                     ///< to a list
  JsonText* find(std::string_view key);
  const std::vector<std::pair<std::string, JsonText>>& members() const { return members_; }
  bool is_object() const { return kind_ == Kind::kObject; }

  /// Indented by two; what fits on one line stands on one line.
  std::string pretty() const;
  std::string line() const;

 private:
  enum class Kind { kToken, kList, kObject };
  void print(std::string& out, std::size_t indent, std::size_t column) const;
  std::string one_line(std::size_t limit) const;

  Kind kind_ = Kind::kToken;
  std::string token_;
  std::vector<std::pair<std::string, JsonText>> members_;  // a list's have no key
};

}  // namespace sim
