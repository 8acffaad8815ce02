// A JSON text as a tree that remembers where each thing stood. For sim/run/{scenario,shrink} alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

struct JsonValue {
  enum class Kind { kNull, kBoolean, kNumber, kString, kList, kObject };
  Kind kind = Kind::kNull;
  bool boolean = false;
  std::string text;                        // a string's characters, or a number exactly as written
  std::vector<JsonValue> children;         // of a list or an object, in file order
  std::string key;                         // of an object's member
  std::size_t key_offset = 0, offset = 0;  // in bytes from the start of the text
  int overridden_by = -1;                  // index of the override it comes from; -1: the file

  const JsonValue* find(std::string_view member_key) const;
  JsonValue* find(std::string_view member_key);
};

/// As a message would name it: `"abc"`, `12`, `a list`; long texts are cut.
std::string in_words(const JsonValue&);
std::string in_quotes(std::string_view text);

struct JsonMistake {
  std::size_t offset = 0;
  std::string pointer, message;
};

/// Comments and a byte order mark are accepted. Of mistakes in the syntax only the first is told,
/// of duplicate keys all.
struct JsonDocument {
  JsonValue root;
  bool complete = false;  // the syntax is right: the root holds all there is
  std::vector<JsonMistake> mistakes;
};
JsonDocument parse_json(std::string_view text);

/// Line and column from 1; columns count code points, and a byte order mark counts nothing.
struct TextPosition {
  int line = 1, column = 1;
};
TextPosition position_in(std::string_view text, std::size_t offset);

/// A key as one step of a JSON pointer: "/a~1b".
std::string pointer_step(std::string_view key);
std::vector<std::string> steps_of(std::string_view pointer);

/// What a pointer points to, or the innermost thing on the way that there is.
const JsonValue& innermost(const JsonValue& root, std::string_view pointer);
/// The child that a step of a pointer names, or null.
const JsonValue* child(const JsonValue& parent, std::string_view step);

}  // namespace sim
