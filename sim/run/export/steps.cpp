#include "sim/run/export/steps.h"

#include <algorithm>

#include <fmt/format.h>

namespace sim {

std::vector<Step> steps_of(const Trace& trace) {
  std::vector<Step> steps;
  for (const TracedMessage& message : trace.messages) {
    steps.push_back({message.sent_step, message.sent, message.from, &message, nullptr, false});
    if (message.fate == TracedMessage::Fate::kDelivered)
      steps.push_back({message.ended_step, message.ended, message.to, &message, nullptr, true});
  }
  for (const TracedEvent& event : trace.events)
    for (const NodeId host : event.hosts)
      steps.push_back({event.step, event.at, host, nullptr, &event, false});
  std::stable_sort(steps.begin(), steps.end(),
                   [](const Step& a, const Step& b) { return a.number < b.number; });
  return steps;
}

std::string told(const Trace& trace, const TracedMessage& message) {
  const Subject& about = message.about;
  std::string text = trace.purposes[message.purpose];
  if (!about.key.empty()) text += " " + about.key;
  for (const std::string& version : about.versions) text += " " + version;
  if (!about.text.empty()) text += fmt::format(" ({})", about.text);
  if (message.duplicate_of != 0) text += " [a duplicate]";
  return text;
}

std::string told(const TracedEvent& event) {
  if (event.kind == TracedEvent::Kind::kNote) return event.about.text;
  std::string text(word(event.kind));
  if (event.kind == TracedEvent::Kind::kFaultEnd) text = "end of";
  if (event.kind == TracedEvent::Kind::kFault) text.clear();
  if (event.kind == TracedEvent::Kind::kCrash && !event.about.text.empty()) text += ":";
  if (!event.about.text.empty()) text += (text.empty() ? "" : " ") + event.about.text;
  return text;
}

std::string told(const Trace& trace, const Step& step) {
  if (step.event != nullptr) return told(*step.event);
  return (step.receives ? "gets " : "sends ") + told(trace, *step.message);
}

std::string ending(const TracedMessage& message) {
  using Fate = TracedMessage::Fate;
  switch (message.fate) {
    case Fate::kDelivered:
      return "delivered";
    case Fate::kInFlight:
      return "still on its way when the run ended";
    case Fate::kLost:
      return "lost on a link";
    case Fate::kPartitioned:
      return "stopped by a partition";
    case Fate::kUnroutable:
      return "no way leads there";
    case Fate::kReceiverDown:
      return "the receiver is down";
    case Fate::kReceiverRestarted:
      return "the receiver has restarted meanwhile";
  }
  return "";
}

std::string milliseconds(Duration span) {
  const std::int64_t ns = span.count();
  std::string text = fmt::format("{}.{:06}", ns / 1'000'000, ns % 1'000'000);
  while (text.ends_with('0') && text[text.size() - 4] != '.') text.pop_back();
  return text;
}

std::string host_name(const Trace& trace, NodeId host) {
  std::string name = trace.hosts[host.value];
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

}  // namespace sim
