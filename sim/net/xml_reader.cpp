#include "sim/net/xml_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace sim {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kNotInNames = " \t\r\n/>=<\"'";

/// The code point as UTF-8. Requires one below 0x110000.
void append_utf8(std::string& text, std::uint32_t code) {
  const auto byte = [&](std::uint32_t bits) { text += static_cast<char>(bits); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | code >> 6);
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3F));
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

/// Appends what `&name;` stands for; false: nothing we know.
bool append_entity(std::string& text, std::string_view name) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kNamed = {
      {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}}};
  for (const auto& [known, character] : kNamed)
    if (name == known) {
      text += character;
      return true;
    }
  if (!name.starts_with('#')) return false;
  const int base = name.starts_with("#x") ? 16 : 10;
  name.remove_prefix(base == 16 ? 2 : 1);
  std::uint32_t code = 0;
  const char* end = name.data() + name.size();
  const auto [stopped, error] = std::from_chars(name.data(), end, code, base);
  if (error != std::errc() || stopped != end || code >= 0x110000) return false;
  append_utf8(text, code);
  return true;
}

}  // namespace

XmlReader::Token XmlReader::next() {
  if (!error_.empty()) return Token::kError;
  if (std::exchange(empty_element_, false)) {
    name_ = open_.back();
    open_.pop_back();
    return Token::kClose;
  }
  for (std::string_view passed_over;;) {
    line_ = next_line_;
    if (rest_.empty()) break;
    if (rest_.front() != '<' || rest_.starts_with("<![CDATA[")) {
      const Token token = characters();
      if (token == Token::kError || !open_.empty()) return token;
      if (text_.find_first_not_of(kSpace) != std::string::npos)
        return fail("text outside of the root element");
    } else if (pass("<!--")) {
      if (!take_until("-->", passed_over)) return fail("a comment without an end");
    } else if (pass("<?")) {
      if (!take_until("?>", passed_over)) return fail("a processing instruction without an end");
    } else if (pass("<!")) {
      if (!take_until(">", passed_over)) return fail("a declaration without an end");
      if (passed_over.find('[') != std::string_view::npos)
        return fail("declarations inside a document type are not supported");
    } else {
      return pass("</") ? close_tag() : open_tag();
    }
  }
  if (!open_.empty()) return fail("the file ends inside <" + open_.back() + ">");
  if (!had_root_) return fail("the file has no element");
  return Token::kEnd;
}

const std::string* XmlReader::attribute(std::string_view name) const {
  for (const Attribute& attribute : attributes_)
    if (attribute.name == name) return &attribute.value;
  return nullptr;
}

XmlReader::Token XmlReader::fail(std::string message) {
  error_ = std::move(message);
  return Token::kError;
}

XmlReader::Token XmlReader::open_tag() {
  take(1);  // <
  if (had_root_ && open_.empty()) return fail("a second root element");
  name_ = take_name();
  if (name_.empty()) return fail("a tag without a name");
  attributes_.clear();
  for (;;) {
    pass_space();
    if (pass(">")) break;
    if (pass("/>")) {
      empty_element_ = true;
      break;
    }
    Attribute attribute{.name = std::string(take_name()), .value = {}};
    if (attribute.name.empty()) return fail("<" + name_ + "> does not end");
    pass_space();
    if (!pass("=")) return fail("attribute " + attribute.name + " has no value");
    pass_space();
    const std::string_view quote = take(1);
    std::string_view raw;
    if ((quote != "\"" && quote != "'") || !take_until(quote, raw))
      return fail("the value of attribute " + attribute.name + " is not in quotes");
    if (!decode(raw, attribute.value)) return Token::kError;
    attributes_.push_back(std::move(attribute));
  }
  open_.push_back(name_);
  had_root_ = true;
  return Token::kOpen;
}

XmlReader::Token XmlReader::close_tag() {
  name_ = take_name();
  pass_space();
  if (!pass(">")) return fail("</" + name_ + " does not end");
  if (open_.empty()) return fail("</" + name_ + "> closes nothing");
  if (open_.back() != name_) return fail("</" + name_ + "> closes <" + open_.back() + ">");
  open_.pop_back();
  return Token::kClose;
}

XmlReader::Token XmlReader::characters() {
  text_.clear();
  if (pass("<![CDATA[")) {
    std::string_view raw;
    if (!take_until("]]>", raw)) return fail("a CDATA section without an end");
    text_ = raw;
    return Token::kText;
  }
  if (!decode(take(std::min(rest_.find('<'), rest_.size())), text_)) return Token::kError;
  return Token::kText;
}

bool XmlReader::decode(std::string_view raw, std::string& text) {
  while (!raw.empty()) {
    const std::size_t plain = std::min(raw.find('&'), raw.size());
    text += raw.substr(0, plain);
    raw.remove_prefix(plain);
    if (raw.empty()) break;
    const std::size_t end = raw.find(';');
    if (end == std::string_view::npos) {
      fail("an & that begins no entity");
      return false;
    }
    if (!append_entity(text, raw.substr(1, end - 1))) {
      fail("unknown entity " + std::string(raw.substr(0, end + 1)));
      return false;
    }
    raw.remove_prefix(end + 1);
  }
  return true;
}

bool XmlReader::pass(std::string_view mark) {
  if (!rest_.starts_with(mark)) return false;
  take(mark.size());
  return true;
}

std::string_view XmlReader::take(std::size_t count) {
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(taken.size());
  next_line_ += static_cast<int>(std::count(taken.begin(), taken.end(), '\n'));
  return taken;
}

bool XmlReader::take_until(std::string_view mark, std::string_view& taken) {
  const std::size_t end = rest_.find(mark);
  if (end == std::string_view::npos) return false;
  taken = take(end);
  take(mark.size());
  return true;
}

std::string_view XmlReader::take_name() {
  return take(std::min(rest_.find_first_of(kNotInNames), rest_.size()));
}

void XmlReader::pass_space() { take(std::min(rest_.find_first_not_of(kSpace), rest_.size())); }

}  // namespace sim
