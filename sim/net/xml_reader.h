// Reads the XML of data files, token by token, and knows the line it is on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// Elements, attributes, text, CDATA, the five named entities and numbered ones. Comments,
/// processing instructions and a document type without an internal subset are passed over. Checks
/// that tags match. The text must outlive the reader.
class XmlReader {
 public:
  /// kOpen: name and attributes are those of the element. kText: text between tags, with entities
  /// replaced. kClose: name is that of the element; `<a/>` gives kOpen, then kClose.
  enum class Token { kOpen, kText, kClose, kEnd, kError };
  struct Attribute {
    std::string name, value;
  };

  explicit XmlReader(std::string_view text) : rest_(text) {}
  Token next();

  const std::string& name() const { return name_; }
  const std::string& text() const { return text_; }
  const std::string* attribute(std::string_view name) const;  ///< null: it has none
  int line() const { return line_; }                          ///< where the token began
  const std::string& error() const { return error_; }         ///< after kError

 private:
  Token fail(std::string message);
  Token open_tag();
  Token close_tag();
  Token characters();
  bool pass(std::string_view mark);          ///< takes `mark`, if it comes next
  std::string_view take(std::size_t count);  ///< counts lines
  bool take_until(std::string_view mark, std::string_view& taken);  ///< and the mark itself
  std::string_view take_name();
  void pass_space();
  bool decode(std::string_view raw, std::string& text);

  std::string_view rest_;
  int line_ = 1, next_line_ = 1;
  std::string name_, text_, error_;
  std::vector<Attribute> attributes_;
  std::vector<std::string> open_;
  bool empty_element_ = false;  // its kClose comes next
  bool had_root_ = false;
};

}  // namespace sim
