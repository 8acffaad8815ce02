#include "sim/run/scenario/json_text.h"

#include <algorithm>

#include "sim/run/json_quoted.h"

namespace sim {
namespace {

constexpr std::size_t kWidth = 100;

}  // namespace

JsonText JsonText::raw(std::string token) {
  JsonText text;
  text.token_ = std::move(token);
  return text;
}
JsonText JsonText::string(std::string_view characters) { return raw(json_quoted(characters)); }
JsonText JsonText::list() {
  JsonText text;
  text.kind_ = Kind::kList;
  return text;
}
JsonText JsonText::object() {
  JsonText text;
  text.kind_ = Kind::kObject;
  return text;
}

JsonText& JsonText::set(std::string_view key, JsonText value) {
  if (JsonText* present = find(key)) return *present = std::move(value);
  return members_.emplace_back(std::string(key), std::move(value)).second;
}
JsonText& JsonText::append(JsonText value) {
  return members_.emplace_back(std::string(), std::move(value)).second;
}
JsonText* JsonText::find(std::string_view key) {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [&](const auto& member) { return member.first == key; });
  return found == members_.end() ? nullptr : &found->second;
}

std::string JsonText::pretty() const {
  std::string out;
  print(out, 0, 0);
  return out + '\n';
}
std::string JsonText::line() const { return one_line(std::string::npos); }

/// "" if it takes more than `limit` characters.
std::string JsonText::one_line(std::size_t limit) const {
  if (kind_ == Kind::kToken) return token_.size() <= limit ? token_ : "";
  const bool object = kind_ == Kind::kObject;
  if (members_.empty()) return object ? "{}" : "[]";
  std::string out = object ? "{ " : "[";
  for (const auto& [key, value] : members_) {
    if (&value != &members_.front().second) out += ", ";
    if (object) out += json_quoted(key) + ": ";
    const std::string text = out.size() < limit ? value.one_line(limit - out.size()) : "";
    if (text.empty()) return "";
    out += text;
  }
  out += object ? " }" : "]";
  return out.size() <= limit ? out : "";
}

void JsonText::print(std::string& out, std::size_t indent, std::size_t column) const {
  // The outermost object is always spread out: one member a line, as people write scenarios.
  const std::size_t room = kWidth - std::min(kWidth, column + 1);
  if (std::string text = one_line(kind_ == Kind::kToken ? std::string::npos : room);
      !text.empty() && (indent > 0 || kind_ == Kind::kToken)) {
    out += text;
    return;
  }
  const bool object = kind_ == Kind::kObject;
  out += object ? "{" : "[";
  for (const auto& [key, value] : members_) {
    const std::string lead =
        "\n" + std::string(indent + 2, ' ') + (object ? json_quoted(key) + ": " : "");
    out += (&value == &members_.front().second ? "" : ",") + lead;
    value.print(out, indent + 2, lead.size() - 1);
  }
  if (!members_.empty()) out += "\n" + std::string(indent, ' ');
  out += object ? "}" : "]";
}

}  // namespace sim
