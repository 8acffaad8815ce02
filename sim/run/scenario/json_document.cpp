#include "sim/run/scenario/json_document.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sim {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kDeepest = 64;  // our choice: no scenario comes near, no stack overflows
constexpr std::size_t kLongest = 40;  // of a value quoted in a message: our choice

/// Walks over the tokens of a text that a parser has already understood.
class TokenCursor {
 public:
  explicit TokenCursor(std::string_view text) : text_(text) {
    if (text.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
  }
  std::size_t at() const { return at_; }

  /// Where the next token begins; separators may be passed over too.
  std::size_t next_start(bool separators) {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || (separators && (c == ',' || c == ':')))
        ++at_;
      else if (c != '/' || !skip_comment())
        break;
    }
    return at_;
  }
  void skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
      if (text_[at_] == '\\') ++at_;
    ++at_;
  }
  void skip_word() {
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 ||
                                  text_[at_] == '.' || text_[at_] == '-' || text_[at_] == '+'))
      ++at_;
  }
  void skip_one() { ++at_; }

 private:
  bool skip_comment() {
    const auto rest = text_.substr(at_);
    if (!rest.starts_with("//") && !rest.starts_with("/*")) return false;
    const bool line = rest[1] == '/';
    const auto end = rest.find(line ? "\n" : "*/", 2);
    if (end == std::string_view::npos) {
      at_ = text_.size();
    } else {
      at_ += end + (line ? 1 : 2);
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// Builds the tree. The library's events come in the order of the tokens, so a second cursor over
/// the text finds where each token stood (nlohmann/json 3.11.2 itself does not tell).
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit TreeBuilder(std::string_view text) : text_(text), cursor_(text) {}
  JsonDocument take() { return std::move(document_); }

  bool null() override { return word(JsonValue::Kind::kNull); }
  bool boolean(bool value) override {
    return word(JsonValue::Kind::kBoolean, [value](JsonValue& v) { v.boolean = value; });
  }
  bool number_integer(std::int64_t) override { return number(); }
  bool number_unsigned(std::uint64_t) override { return number(); }
  bool number_float(double, const std::string&) override { return number(); }
  bool string(std::string& value) override {
    JsonValue& node = add(JsonValue::Kind::kString);
    node.text = std::move(value);
    cursor_.skip_string();
    return true;
  }
  bool binary(nlohmann::json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(JsonValue::Kind::kObject); }
  bool start_array(std::size_t) override { return open(JsonValue::Kind::kList); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(std::string& name) override {
    key_offset_ = cursor_.next_start(true);
    cursor_.skip_string();
    key_ = name;
    if (const JsonValue* first = open_.back()->find(name)) {
      const auto at = position_in(text_, first->key_offset);
      mistake(key_offset_, pointer() + pointer_step(name),
              fmt::format("this field is given twice, first at {}:{}; remove one of them", at.line,
                          at.column));
    }
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    const std::size_t start = cursor_.next_start(false);
    if (error.id == 406) {
      const std::size_t number = cursor_.next_start(true);
      cursor_.skip_word();
      const bool member = !open_.empty() && open_.back()->kind == JsonValue::Kind::kObject;
      mistake(number, pointer() + (member ? pointer_step(key_) : ""),
              fmt::format("the number {} is too large for any field",
                          text_.substr(number, cursor_.at() - number)));
    } else if (const auto comma = trailing_comma()) {
      mistake(*comma, pointer(), fmt::format("remove the comma before `{}`", text_[cursor_.at()]));
    } else if (start >= text_.size() || ends_too_soon(error.what())) {
      unexpected_end();
    } else if (missing_comma(text_[start], error.what())) {
      mistake(start, pointer(), "a comma is missing before this");
    } else {
      syntax(position, start, error.what());
    }
    return false;
  }

 private:
  void mistake(std::size_t offset, std::string pointer, std::string message) {
    document_.mistakes.push_back({offset, std::move(pointer), std::move(message)});
  }

  JsonValue& add(JsonValue::Kind kind) {
    const std::size_t offset = cursor_.next_start(true);
    JsonValue* node = &document_.root;
    if (!open_.empty()) node = &open_.back()->children.emplace_back();
    node->kind = kind;
    node->offset = offset;
    node->key_offset = offset;
    if (!open_.empty() && open_.back()->kind == JsonValue::Kind::kObject) {
      node->key = std::move(key_);
      node->key_offset = key_offset_;
    }
    return *node;
  }
  template <class Fill>
  bool word(JsonValue::Kind kind, Fill fill) {
    fill(add(kind));
    cursor_.skip_word();
    return true;
  }
  bool word(JsonValue::Kind kind) {
    return word(kind, [](JsonValue&) {});
  }
  bool number() {
    JsonValue& node = add(JsonValue::Kind::kNumber);
    cursor_.skip_word();
    node.text = text_.substr(node.offset, cursor_.at() - node.offset);
    return true;
  }
  bool open(JsonValue::Kind kind) {
    JsonValue& node = add(kind);
    cursor_.skip_one();
    if (open_.size() == kDeepest) {
      mistake(node.offset, pointer(), fmt::format("nested more than {} levels deep", kDeepest));
      return false;
    }
    open_.push_back(&node);  // stays where it is: siblings are added only after it is closed
    return true;
  }
  bool close() {
    cursor_.next_start(true);
    cursor_.skip_one();
    open_.pop_back();
    return true;
  }

  /// Of the innermost object or list that is open.
  std::string pointer() const {
    std::string path;
    for (std::size_t i = 1; i < open_.size(); ++i)
      path += open_[i - 1]->kind == JsonValue::Kind::kObject
                  ? pointer_step(open_[i]->key)
                  : fmt::format("/{}", open_[i - 1]->children.size() - 1);
    return path;
  }

  /// The comma that stands between the last token and a closing bracket; the cursor goes there.
  std::optional<std::size_t> trailing_comma() {
    const std::size_t comma = cursor_.at();
    if (open_.empty() || comma >= text_.size() || text_[comma] != ',') return std::nullopt;
    TokenCursor ahead = cursor_;
    ahead.skip_one();
    const std::size_t next = ahead.next_start(false);
    if (next >= text_.size() || (text_[next] != ']' && text_[next] != '}')) return std::nullopt;
    cursor_ = ahead;
    return comma;
  }
  static bool missing_comma(char found, std::string_view what) {
    const bool value = std::string_view("\"{[-0123456789").find(found) != std::string_view::npos;
    return value && (what.ends_with("; expected '}'") || what.ends_with("; expected ']'"));
  }
  static bool ends_too_soon(std::string_view what) {
    return what.find("unexpected end of input") != what.npos ||
           what.find("missing closing quote") != what.npos;
  }
  void unexpected_end() {
    if (open_.empty()) {
      mistake(text_.size(), "", "the file is empty; a scenario is one JSON object");
      return;
    }
    const JsonValue& inner = *open_.back();
    const std::size_t token = cursor_.next_start(true);
    const bool in_string = token < text_.size() && text_[token] == '"';
    const auto at = position_in(text_, in_string ? token : inner.offset);
    const std::string_view what = in_string                                ? "string"
                                  : inner.kind == JsonValue::Kind::kObject ? "object"
                                                                           : "list";
    mistake(text_.size(), pointer(),
            fmt::format("the text ends inside the {} that begins at {}:{}; missing: {}", what,
                        at.line, at.column, closers(in_string)));
  }
  /// What would close all that is open, innermost first: `]`, `}`.
  std::string closers(bool in_string) const {
    std::string text = in_string ? "`\"`, " : "";
    for (auto open = open_.rbegin(); open != open_.rend(); ++open)
      text += (*open)->kind == JsonValue::Kind::kObject ? "`}`, " : "`]`, ";
    text.resize(text.size() - 2);
    return text;
  }
  void syntax(std::size_t position, std::size_t start, std::string_view what) {
    std::string_view reason = what;
    const auto dash = reason.find(" - ");
    if (dash != reason.npos) reason.remove_prefix(dash + 3);
    const bool lexical = reason.starts_with("invalid");
    reason = reason.substr(0, reason.find("; last read"));
    // A mistake inside a token is told where the lexer stopped, any other where its token begins.
    std::size_t at = start;
    if (lexical && position > start && position <= text_.size()) at = position - 1;
    if (reason.starts_with("unexpected '") && position > start) at = position - 1;
    if (!lexical && at == start && (text_[at] == ',' || text_[at] == ':')) {
      const std::size_t token = cursor_.next_start(true);
      if (token < position) at = token;
    }
    mistake(at, pointer(), fmt::format("not JSON: {}", reason));
  }

  std::string_view text_;
  TokenCursor cursor_;
  JsonDocument document_;
  std::vector<JsonValue*> open_;
  std::string key_;
  std::size_t key_offset_ = 0;
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view member_key) const {
  if (kind != Kind::kObject) return nullptr;
  const auto found = std::find_if(children.begin(), children.end(),
                                  [&](const JsonValue& child) { return child.key == member_key; });
  return found == children.end() ? nullptr : &*found;
}

JsonValue* JsonValue::find(std::string_view member_key) {
  return const_cast<JsonValue*>(std::as_const(*this).find(member_key));
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text.substr(0, kLongest)) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  // A cut must not leave half of a character behind.
  if (text.size() > kLongest) {
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0x80) != 0) out.pop_back();
    out += "...";
  }
  return out + '"';
}

std::string in_words(const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::kNull:
      return "null";
    case JsonValue::Kind::kBoolean:
      return value.boolean ? "true" : "false";
    case JsonValue::Kind::kNumber:
      return value.text.size() <= kLongest ? value.text : value.text.substr(0, kLongest) + "...";
    case JsonValue::Kind::kString:
      return in_quotes(value.text);
    case JsonValue::Kind::kList:
      return "a list";
    case JsonValue::Kind::kObject:
      return "an object";
  }
  return "";
}

JsonDocument parse_json(std::string_view text) {
  if (const auto nul = text.find('\0'); nul != text.npos) {
    JsonDocument refused;  // the library would take it for the end of the text
    refused.mistakes.push_back({nul, "", "not JSON: the text holds a zero byte"});
    return refused;
  }
  TreeBuilder builder(text);
  const bool complete = nlohmann::json::sax_parse(text.begin(), text.end(), &builder,
                                                  nlohmann::json::input_format_t::json,
                                                  /*strict=*/true, /*ignore_comments=*/true);
  JsonDocument document = builder.take();
  document.complete = complete;
  return document;
}

TextPosition position_in(std::string_view text, std::size_t offset) {
  std::size_t begin = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  TextPosition position;
  for (std::size_t i = begin; i < offset && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++position.line;
      position.column = 1;
    } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
      ++position.column;
    }
  }
  return position;
}

std::string pointer_step(std::string_view key) {
  std::string step = "/";
  for (const char c : key) {
    if (c == '~')
      step += "~0";
    else if (c == '/')
      step += "~1";
    else
      step += c;
  }
  return step;
}

std::vector<std::string> steps_of(std::string_view pointer) {
  std::vector<std::string> steps;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      steps.emplace_back();
    } else if (steps.empty()) {
      return {};  // not a pointer
    } else if (pointer[i] == '~' && i + 1 < pointer.size()) {
      steps.back() += pointer[++i] == '1' ? '/' : '~';
    } else {
      steps.back() += pointer[i];
    }
  }
  return steps;
}

const JsonValue* child(const JsonValue& parent, std::string_view step) {
  if (parent.kind == JsonValue::Kind::kObject) return parent.find(step);
  if (parent.kind != JsonValue::Kind::kList || step.empty() || step.size() > 9) return nullptr;
  std::size_t index = 0;
  for (const char c : step) {
    if (c < '0' || c > '9') return nullptr;
    index = index * 10 + static_cast<std::size_t>(c - '0');
  }
  return index < parent.children.size() ? &parent.children[index] : nullptr;
}

const JsonValue& innermost(const JsonValue& root, std::string_view pointer) {
  const JsonValue* at = &root;
  for (const std::string& step : steps_of(pointer)) {
    const JsonValue* next = child(*at, step);
    if (next == nullptr) break;
    at = next;
  }
  return *at;
}

}  // namespace sim
