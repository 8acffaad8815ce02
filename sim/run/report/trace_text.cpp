#include "sim/run/report/trace_text.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/run/json_quoted.h"
#include "sim/run/report/run_folder.h"

namespace sim {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kFormat = "dynamosim-messages";
constexpr int kVersion = 1;

std::int64_t ns(Time time) { return (time - kStart).count(); }
Time at_ns(const Json& json) { return kStart + Duration(json.get<std::int64_t>()); }

std::string number_or_null(std::uint32_t number) {
  return number == 0 ? "null" : std::to_string(number);
}

/// What there is to say; a member for nothing is left out.
std::string about_text(const Subject& about) {
  std::string text;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format(R"(,"{}":{})", name, json_quoted(value));
  };
  add("key", about.key);
  add("operation", about.operation);
  if (!about.versions.empty()) text += R"(,"versions":)" + json_list(about.versions);
  add("about", about.text);
  return text;
}

std::string line(const Trace& trace, const TracedMessage& message) {
  const std::string duplicate =
      message.duplicate_of == 0 ? "" : fmt::format(R"(,"duplicate_of":{})", message.duplicate_of);
  return fmt::format(
      R"({{"message":{},"cause":{}{},"from":{},"to":{},"purpose":{}{},"sent_ns":{},"sent_step":{},)"
      R"("fate":"{}","ended_ns":{},"ended_step":{}}})",
      message.number, number_or_null(message.cause), duplicate,
      json_quoted(trace.hosts[message.from.value]), json_quoted(trace.hosts[message.to.value]),
      json_quoted(trace.purposes[message.purpose]), about_text(message.about), ns(message.sent),
      message.sent_step, word(message.fate), ns(message.ended), message.ended_step);
}

std::string line(const Trace& trace, const TracedEvent& event) {
  std::vector<std::string> hosts;
  for (const NodeId host : event.hosts) hosts.push_back(trace.hosts[host.value]);
  return fmt::format(R"({{"event":"{}","cause":{},"hosts":{}{},"at_ns":{},"step":{}}})",
                     word(event.kind), number_or_null(event.cause), json_list(hosts),
                     about_text(event.about), ns(event.at), event.step);
}

/// Which of its words this one is; nullopt: none.
template <class Enum>
std::optional<Enum> meant(const std::string& text, Enum last) {
  for (std::size_t i = 0; i <= static_cast<std::size_t>(last); ++i)
    if (word(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
  return std::nullopt;
}

/// Reads line by line; what a line refers to by name was named in the first.
class Reader {
 public:
  void read_head(const Json& head) {
    if (head.at("format") != kFormat || head.at("version") != kVersion)
      throw FileError(fmt::format("is no {} of version {}", kFormat, kVersion));
    trace_.hosts = head.at("hosts").get<std::vector<std::string>>();
    trace_.purposes = head.at("purposes").get<std::vector<std::string>>();
    trace_.storage_count = head.at("nodes");
    trace_.dropped = head.at("dropped");
    for (std::size_t i = 0; i < trace_.hosts.size(); ++i)
      hosts_[trace_.hosts[i]] = NodeId{static_cast<std::uint32_t>(i)};
    for (std::size_t i = 0; i < trace_.purposes.size(); ++i)
      purposes_[trace_.purposes[i]] = static_cast<std::uint8_t>(i);
  }

  void read(const Json& json) {
    if (json.contains("message"))
      read_message(json);
    else
      read_event(json);
  }

  Trace take() { return std::move(trace_); }

 private:
  static std::uint32_t number(const Json& json) {
    return json.is_null() ? 0 : json.get<std::uint32_t>();
  }
  template <class Id>
  static Id named(const std::map<std::string, Id>& names, const Json& name) {
    const auto found = names.find(name.get<std::string>());
    if (found == names.end()) throw FileError(name.dump() + " is not named in the first line");
    return found->second;
  }
  static Subject about(const Json& json) {
    Subject about;
    about.key = json.value("key", "");
    about.operation = json.value("operation", "");
    about.versions = json.value("versions", std::vector<std::string>{});
    about.text = json.value("about", "");
    return about;
  }

  void read_message(const Json& json) {
    const auto fate = meant(json.at("fate"), TracedMessage::Fate::kReceiverRestarted);
    if (!fate) throw FileError(json.at("fate").dump() + " is no fate of a message");
    trace_.messages.push_back({.number = json.at("message"),
                               .cause = number(json.at("cause")),
                               .duplicate_of = json.value("duplicate_of", std::uint32_t{0}),
                               .from = named(hosts_, json.at("from")),
                               .to = named(hosts_, json.at("to")),
                               .purpose = named(purposes_, json.at("purpose")),
                               .fate = *fate,
                               .sent = at_ns(json.at("sent_ns")),
                               .ended = at_ns(json.at("ended_ns")),
                               .sent_step = json.at("sent_step"),
                               .ended_step = json.at("ended_step"),
                               .about = about(json)});
  }

  void read_event(const Json& json) {
    const auto kind = meant(json.at("event"), TracedEvent::Kind::kNote);
    if (!kind) throw FileError(json.at("event").dump() + " is no kind of event");
    TracedEvent event{.kind = *kind,
                      .step = json.at("step"),
                      .at = at_ns(json.at("at_ns")),
                      .cause = number(json.at("cause")),
                      .hosts = {},
                      .about = about(json)};
    for (const Json& host : json.at("hosts")) event.hosts.push_back(named(hosts_, host));
    trace_.events.push_back(std::move(event));
  }

  Trace trace_;
  std::map<std::string, NodeId> hosts_;
  std::map<std::string, std::uint8_t> purposes_;
};

}  // namespace

std::string trace_text(const Trace& trace) {
  std::string text = fmt::format(
      R"({{"format":"{}","version":{},"hosts":{},"nodes":{},"purposes":{},"dropped":{}}})"
      "\n",
      kFormat, kVersion, json_list(trace.hosts), trace.storage_count, json_list(trace.purposes),
      trace.dropped);
  auto event = trace.events.begin();
  for (const TracedMessage& message : trace.messages) {
    for (; event != trace.events.end() && event->step < message.sent_step; ++event)
      text += line(trace, *event) + '\n';
    text += line(trace, message) + '\n';
  }
  for (; event != trace.events.end(); ++event) text += line(trace, *event) + '\n';
  return text;
}

Trace read_trace(std::string_view text, std::string_view path) {
  Reader reader;
  std::size_t number = 0;
  try {
    while (!text.empty()) {
      const std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(text.size(), line.size() + 1));
      const Json json = Json::parse(line);
      if (++number == 1)
        reader.read_head(json);
      else
        reader.read(json);
    }
  } catch (const std::exception& error) {
    throw FileError(fmt::format("{}:{}: {}", path, std::max<std::size_t>(number, 1), error.what()));
  }
  if (number == 0) throw FileError(fmt::format("{}: is empty", path));
  return reader.take();
}

}  // namespace sim
