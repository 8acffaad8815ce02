#include "sim/run/export/shiviz.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/run/export/steps.h"
#include "sim/run/json_quoted.h"

namespace sim {
namespace {

using Clock = std::map<std::uint32_t, std::uint64_t>;  // by NodeId

constexpr std::string_view kHead = R"((?<event>.*)\n(?<host>\S*) (?<clock>{.*})

)";

void merge(Clock& clock, const Clock& other) {
  for (const auto& [host, count] : other) clock[host] = std::max(clock[host], count);
}

std::string clock_text(const Trace& trace, const Clock& clock) {
  std::string text;
  for (const auto& [host, count] : clock)
    text += fmt::format("{}{}:{}", text.empty() ? "" : ",",
                        json_quoted(host_name(trace, NodeId{host})), count);
  return "{" + text + "}";
}

std::string what(const Trace& trace, const Step& step) {
  if (step.event != nullptr) return told(*step.event);
  const TracedMessage& message = *step.message;
  const NodeId other = step.receives ? message.from : message.to;
  std::string text = fmt::format("{} {} {}", told(trace, message), step.receives ? "from" : "to",
                                 host_name(trace, other));
  const bool ends_here = message.fate != TracedMessage::Fate::kDelivered;
  return ends_here ? text + ": " + ending(message) : text;
}

}  // namespace

std::string shiviz(const Trace& trace) {
  std::string text(kHead);
  std::map<std::uint32_t, Clock> now;      // by NodeId
  std::map<std::uint32_t, Clock> carried;  // by the message's number
  for (const Step& step : steps_of(trace)) {
    Clock& clock = now[step.host.value];
    if (step.receives) merge(clock, carried[step.message->number]);
    ++clock[step.host.value];
    if (step.message != nullptr && !step.receives) carried[step.message->number] = clock;
    text += fmt::format("{} [t={}ms]\n{} {}\n", what(trace, step), milliseconds(step.at - kStart),
                        host_name(trace, step.host), clock_text(trace, clock));
  }
  return text;
}

}  // namespace sim
