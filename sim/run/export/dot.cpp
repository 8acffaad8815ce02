#include "sim/run/export/dot.h"

#include <map>
#include <vector>

#include <fmt/format.h>

#include "sim/run/export/steps.h"
#include "sim/run/json_quoted.h"

namespace sim {
namespace {

std::string node(const Step& step) { return fmt::format("s{}_{}", step.number, step.host.value); }

std::string label(const Trace& trace, const Step& step) {
  return json_quoted(told(trace, step) + "\n" + milliseconds(step.at - kStart) + " ms");
}

std::string style(const Step& step) {
  if (step.event == nullptr) return "";
  return step.event->kind == TracedEvent::Kind::kNote ? ", style=filled, fillcolor=lightyellow"
                                                      : ", style=filled, fillcolor=salmon";
}

/// The host's steps from top to bottom.
std::string column(const Trace& trace, NodeId host, const std::vector<const Step*>& steps) {
  std::string text = fmt::format("  subgraph cluster_{} {{\n    label={};\n", host.value,
                                 json_quoted(trace.hosts[host.value]));
  for (const Step* step : steps)
    text += fmt::format("    {} [label={}{}];\n", node(*step), label(trace, *step), style(*step));
  for (std::size_t i = 1; i < steps.size(); ++i)
    text +=
        fmt::format("    {} -> {} [color=gray, weight=9];\n", node(*steps[i - 1]), node(*steps[i]));
  return text + "  }\n";
}

}  // namespace

std::string dot(const Trace& trace) {
  const std::vector<Step> steps = steps_of(trace);
  std::map<std::uint32_t, std::vector<const Step*>> by_host;
  std::map<std::uint32_t, const Step*> sent;  // by the message's number
  for (const Step& step : steps) by_host[step.host.value].push_back(&step);
  std::string text =
      "digraph trace {\n  rankdir=TB;\n  node [shape=box, fontname=\"Helvetica\", fontsize=10];\n";
  for (const auto& [host, own] : by_host) text += column(trace, NodeId{host}, own);
  for (const Step& step : steps) {
    if (step.message == nullptr) continue;
    const TracedMessage& message = *step.message;
    if (step.receives) {
      text += fmt::format("  {} -> {};\n", node(*sent.at(message.number)), node(step));
      continue;
    }
    sent[message.number] = &step;
    if (message.fate != TracedMessage::Fate::kDelivered)
      text += fmt::format(
          "  x{0} [shape=plaintext, fontcolor=red, label={1}];\n  {2} -> x{0} [color=red, "
          "style=dashed];\n",
          message.number,
          json_quoted("× to " + trace.hosts[message.to.value] + "\n" + ending(message)),
          node(step));
  }
  return text + "}\n";
}

}  // namespace sim
